"""Files in: a plan first, then all of it or nothing. One engine behind every door."""

from .keeping import (
    NotCarriedOut,
    carry_out_kept,
    import_file,
    keep_plan,
    plan_import,
)
from .plans import EntryPlan, Options, Outcome, Plan
from .references import CREATABLE
from .undoing import undo

__all__ = [
    "CREATABLE",
    "EntryPlan",
    "NotCarriedOut",
    "Options",
    "Outcome",
    "Plan",
    "carry_out_kept",
    "import_file",
    "keep_plan",
    "plan_import",
    "undo",
]
