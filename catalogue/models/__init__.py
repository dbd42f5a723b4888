from .accounts import AccountEvent
from .corrections import Correction
from .deliveries import Delivery
from .editorial import EntryWords, Revision, WordEntries
from .evidence import Appraisal, Recognition, Study
from .figures import Figure
from .history import Edit, PersonWarning, Version
from .imports import ImportBatch, ImportRow
from .interventions import Intervention
from .involvements import Involvement
from .links import LinkCheck
from .old_slugs import OldSlug
from .places import City, Organisation, Source
from .relations import Relation
from .vocabulary import (
    ActiveIngredient,
    ApproachType,
    Phase,
    PreventionLevel,
    Setting,
    Synonym,
    TargetGroup,
    Term,
    Theme,
)

__all__ = [
    "AccountEvent",
    "ActiveIngredient",
    "Appraisal",
    "ApproachType",
    "City",
    "Correction",
    "Delivery",
    "Edit",
    "EntryWords",
    "Figure",
    "ImportBatch",
    "ImportRow",
    "Intervention",
    "Involvement",
    "LinkCheck",
    "OldSlug",
    "Organisation",
    "PersonWarning",
    "Phase",
    "PreventionLevel",
    "Recognition",
    "Relation",
    "Revision",
    "Setting",
    "Source",
    "Study",
    "Synonym",
    "TargetGroup",
    "Term",
    "Theme",
    "Version",
    "WordEntries",
]
