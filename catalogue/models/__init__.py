from .deliveries import Delivery
from .editorial import Revision, SearchText
from .evidence import Appraisal, Recognition, Study
from .figures import Figure
from .imports import ImportBatch, ImportRow
from .interventions import Intervention
from .involvements import Involvement
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
    "ActiveIngredient",
    "Appraisal",
    "ApproachType",
    "City",
    "Delivery",
    "Figure",
    "ImportBatch",
    "ImportRow",
    "Intervention",
    "Involvement",
    "OldSlug",
    "Organisation",
    "Phase",
    "PreventionLevel",
    "Recognition",
    "Relation",
    "Revision",
    "SearchText",
    "Setting",
    "Source",
    "Study",
    "Synonym",
    "TargetGroup",
    "Term",
    "Theme",
]
