from .deliveries import Delivery, Figure, Involvement
from .editorial import Revision, SearchText
from .evidence import Appraisal, Recognition, Study
from .interventions import Intervention, OldSlug, Relation
from .places import City, Organisation, Source
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
