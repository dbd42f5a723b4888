"""Two entries about the same become one: everything moves, and nothing is lost."""

from .carrying_out import LONGEST_REASON, merge
from .planning import plan_merge
from .plans import MergePlan, NotMerged
from .versions import moved_version

__all__ = [
    "LONGEST_REASON",
    "MergePlan",
    "NotMerged",
    "merge",
    "moved_version",
    "plan_merge",
]
