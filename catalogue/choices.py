"""Closed lists. The stored value is the public one: it stands in addresses and files."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Slugs that a filter understands beside the real ones, so no row may have them.
UNKNOWN = "onbekend"
NATIONAL = "landelijk"
RESERVED_SLUGS = [UNKNOWN, NATIONAL]


class Publication(models.TextChoices):
    DRAFT = "concept", _("Draft")
    IN_REVIEW = "ter-controle", _("In review")
    PUBLISHED = "gepubliceerd", _("Published")
    WITHDRAWN = "ingetrokken", _("Withdrawn")

    @property
    def next(self) -> list["Publication"]:
        """What an entry may become; what was public never goes without a reason."""
        draft, review, published, withdrawn = Publication
        return {
            draft: [review, published],
            review: [draft, published],
            published: [withdrawn],
            withdrawn: [draft, published],
        }[self]


class ImportState(models.TextChoices):
    PLANNED = "gepland", _("Planned")
    APPLIED = "uitgevoerd", _("Carried out")
    UNDONE = "teruggedraaid", _("Undone")


class CorrectionKind(models.TextChoices):
    WRONG = "klopt-niet", _("Something is wrong")
    RIGHT = "klopt-nog", _("Still right")


class CorrectionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("message", "Open")
    HANDLED = "afgehandeld", _("Handled")


class AccountEventKind(models.TextChoices):
    LOGGED_IN = "ingelogd", _("Logged in")
    REFUSED = "geweigerd", _("Log-in refused")
    RIGHTS = "rechten", _("Rights changed")
    PASSWORD = "wachtwoord", _("Password changed")
    SECOND_STEP_ON = "tweede-stap-aan", _("Second step set up")
    SECOND_STEP_OFF = "tweede-stap-uit", _("Second step removed")


class Kind(models.TextChoices):
    PROGRAMME = "programma", _("Programme")
    APPROACH = "aanpak", _("Approach")
    CONSULTATION = "overlegvorm", _("Consultation")
    ACTION = "actie", _("Action")
    METHOD = "methodiek", _("Method")


class Voluntariness(models.TextChoices):
    VOLUNTARY = "vrijwillig", _("Voluntary")
    PRESSURE = "drang", _("Pressure")
    COMPULSION = "dwang", _("Compulsion")
    MIXED = "gemengd", _("Mixed")
    UNKNOWN = UNKNOWN, _("Unknown")


class Scope(models.TextChoices):
    CITY = "gemeente", _("City")
    REGION = "regio", _("Region")
    NATIONAL = NATIONAL, _("National")
    UNKNOWN = UNKNOWN, _("Unknown")


class Status(models.TextChoices):
    """Whether a delivery runs."""

    PREPARING = "in-voorbereiding", _("In preparation")
    PILOT = "pilot", _("Pilot")
    ACTIVE = "actief", _("Active")
    PAUSED = "gepauzeerd", _("Paused")
    STOPPED = "gestopt", _("Stopped")
    UNKNOWN = UNKNOWN, _("Unknown")


class Referrals(models.TextChoices):
    YES = "ja", _("Yes")
    NO = "nee", _("No")
    UNKNOWN = UNKNOWN, _("Unknown")


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "dag", _("Day")
    MONTH = "maand", _("Month")
    YEAR = "jaar", _("Year")


class Role(models.TextChoices):
    LEAD = "regie", _("Lead")
    PROVIDER = "uitvoerder", _("Provider")
    PARTNER = "partner", _("Partner")
    REFERRER = "verwijzer", _("Referrer")
    DEVELOPER = "ontwikkelaar", _("Developer")
    TRAINER = "opleider", _("Trainer")
    FUNDER = "financier", _("Funder")


class RelationKind(models.TextChoices):
    """Read as a sentence: this entry … the other one."""

    DERIVED = "afgeleid-van", _("is derived from")
    SUCCESSOR = "opvolger-van", _("succeeds")
    LIGHTER = "lichter-dan", _("is lighter than")
    HEAVIER = "zwaarder-dan", _("is heavier than")
    COMBINES = "combineert-met", _("combines with")


class OrganisationType(models.TextChoices):
    MUNICIPALITY = "gemeente", _("Municipality")
    POLICE = "politie", _("Police")
    PROSECUTION = "openbaar-ministerie", _("Public Prosecution Service")
    PROBATION = "reclassering", _("Probation")
    SAFETY_HOUSE = "zorg-en-veiligheidshuis", _("Care and safety house")
    YOUTH_WORK = "jongerenwerk", _("Youth work")
    YOUTH_CARE = "jeugdhulp", _("Youth care and child protection")
    FOUNDATION = "stichting", _("Foundation")
    KNOWLEDGE = "kennisinstituut", _("Knowledge institute")
    PARTNERSHIP = "samenwerkingsverband", _("Partnership")
    OTHER = "anders", _("Other")


class RecognitionOutcome(models.TextChoices):
    """Levels from low to high, then what is not a level.

    Source: the joint recognition scheme of NJi and partners; "Goed beschreven" is Loket Gezond Leven's.
    """

    DESCRIBED = "goed-beschreven", "Goed beschreven"
    SUBSTANTIATED = "goed-onderbouwd", "Goed onderbouwd"
    FIRST_INDICATIONS = (
        "effectief-eerste-aanwijzingen",
        "Effectief volgens eerste aanwijzingen",
    )
    GOOD_INDICATIONS = (
        "effectief-goede-aanwijzingen",
        "Effectief volgens goede aanwijzingen",
    )
    STRONG_INDICATIONS = (
        "effectief-sterke-aanwijzingen",
        "Effectief volgens sterke aanwijzingen",
    )
    NOT_RECOGNISED = "niet-erkend", _("Not recognised")
    NOT_ASSESSED = "niet-beoordeeld", _("Not assessed")
    NOT_FOUND = "niet-gevonden", _("Not found in the databank")


RECOGNITION_LEVELS = [
    RecognitionOutcome.DESCRIBED,
    RecognitionOutcome.SUBSTANTIATED,
    RecognitionOutcome.FIRST_INDICATIONS,
    RecognitionOutcome.GOOD_INDICATIONS,
    RecognitionOutcome.STRONG_INDICATIONS,
]
# How long a level holds, by the same two sources.
YEARS_VALID: dict[str, int] = {
    **dict.fromkeys(RECOGNITION_LEVELS, 5),
    RecognitionOutcome.DESCRIBED: 3,
}

EXPIRED = "verlopen"


class StudyKind(models.TextChoices):
    EFFECT = "effectonderzoek", _("Effect study")
    PROCESS = "procesevaluatie", _("Process evaluation")
    PLAN = "planevaluatie", _("Plan evaluation")
    REVIEW = "literatuuronderzoek", _("Literature review")
    OTHER = "anders", pgettext_lazy("kind of study", "Other study")


class Strength(models.IntegerChoices):
    """Maryland Scientific Methods Scale, of one effect study."""

    ONE = 1, _("1: one measurement, no comparison")
    TWO = 2, _("2: before and after, no comparison group")
    THREE = 3, _("3: before and after, with a comparison group")
    FOUR = 4, _("4: comparison group, other factors controlled for")
    FIVE = 5, _("5: randomised")


class AppraisalKind(models.TextChoices):
    EXPERT_OPINION = "deskundigenoordeel", _("Expert opinion")
    AWARD = "prijs", _("Award")
    MENTION = "vermelding", _("Mention")


class Province(models.TextChoices):
    DRENTHE = "drenthe", "Drenthe"
    FLEVOLAND = "flevoland", "Flevoland"
    FRYSLAN = "fryslan", "Fryslân"
    GELDERLAND = "gelderland", "Gelderland"
    GRONINGEN = "groningen", "Groningen"
    LIMBURG = "limburg", "Limburg"
    NOORD_BRABANT = "noord-brabant", "Noord-Brabant"
    NOORD_HOLLAND = "noord-holland", "Noord-Holland"
    OVERIJSSEL = "overijssel", "Overijssel"
    UTRECHT = "utrecht", "Utrecht"
    ZEELAND = "zeeland", "Zeeland"
    ZUID_HOLLAND = "zuid-holland", "Zuid-Holland"


class Sort(models.TextChoices):
    RELEVANCE = "relevantie", _("relevance")
    NAME = "naam", _("name")
    CHECKED = "gecontroleerd", _("last checked")
    NEW = "nieuw", _("newest")
    EVIDENCE = "bewijs", _("evidence")


class WithUnknownAge(models.TextChoices):
    YES = "ja", _("Yes")
    NO = "nee", _("No")
