"""The public record of an intervention: what files, exports and the field handbook hold.

The names of the fields are Dutch: they are the columns of other people's files. A field that
holds None is not known; in a file, an empty cell leaves the catalogue as it is.
"""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..choices import Kind, Voluntariness
from ..models import (
    ActiveIngredient,
    Appraisal,
    ApproachType,
    Figure,
    Intervention,
    Involvement,
    Phase,
    PreventionLevel,
    Relation,
    Setting,
    Study,
    TargetGroup,
    Theme,
)
from .about import ISO_DATE, SCHEMA_ORG, Record, field, rows
from .dates import Day
from .evidence import AppraisalRecord, RecognitionRecord, StudyRecord
from .parts import (
    DeliveryRecord,
    FigureRecord,
    InvolvementRecord,
    RelationRecord,
    SourceRecord,
)
from .stored import DayColumn, KeyColumn, ListColumn, RowsColumn
from .values import Line, Lines, Names, OneOf, Text, Uuid, Whole


class InterventionRecord(Record):
    table = Intervention
    key = ("nummer_bij_bron", "uuid", "korte_naam")

    nummer_bij_bron: Line = field(
        "source_key",
        _("The number of this entry in the register it comes from, if any."),
        "JI-0042",
    )
    uuid: Uuid = field(
        KeyColumn("uuid"),
        _("Our own key. Leave it out for something new."),
        "14b0f3b2-a4fe-5921-b932-9aca2a97ca55",
        "RFC 9562",
    )
    korte_naam: Line = field(
        "slug",
        _("Stands in the address of the page. Left out: made of the name."),
        "straatcoaches-arnhem",
    )
    naam: Line = field("name", _("The name."), "Straatcoaches Arnhem", SCHEMA_ORG)
    andere_namen: Lines = field(
        ListColumn("other_names"),
        _("Other names. Searching for them finds this entry."),
        ["Coaches in de wijk"],
        SCHEMA_ORG,
    )
    soort: Annotated[str | None, OneOf(Kind)] = field(
        "kind", _("What kind of intervention it is."), "aanpak"
    )
    in_een_zin: Line = field(
        "sentence",
        _("At most 160 characters, shown in lists. Who does what for whom?"),
        "Coaches spreken jongeren op straat aan en verwijzen hen door.",
    )
    samenvatting: Text = field(
        "summary",
        _("Two to five sentences in plain language."),
        "Straatcoaches lopen elke dag door de wijk. Zij spreken jongeren aan.",
        SCHEMA_ORG,
    )
    aanleiding: Text = field("occasion", _("Why it was started."), "Overlast in 2020.")
    doel: Text = field(
        "aim", _("What should be different afterwards."), "Minder overlast."
    )
    voor_wie: Text = field(
        "audience",
        _("Who it is for, beside what the lists of target groups and phases say."),
        "Jongeren die op straat rondhangen.",
    )
    werkwijze: Text = field(
        "method",
        _("What happens, step by step. Lines that begin with “- ” become a list."),
        "- Aanspreken\n- Doorverwijzen",
    )
    organisatie: Text = field(
        "organising",
        _("Who works together, and how."),
        "De gemeente stuurt, de stichting voert uit.",
    )
    aanmelden: Text = field(
        "enrolment", _("How somebody gets in."), "Via het wijkteam."
    )
    uitsluiting: Text = field(
        "exclusion", _("Who it is not for."), "Niet voor jongeren onder de 12."
    )
    kosten: Text = field(
        "costs", _("What it costs, with the year."), "€ 300.000 in 2021."
    )
    duur: Text = field("duration", _("How long it takes and how often."), "Twee jaar.")
    gegevens_delen: Text = field(
        "data_sharing",
        _("Who shares which data, and on what legal ground."),
        "Alleen met toestemming.",
    )
    leeftijd_van: Whole = field(
        "age_from", _("The lowest age. Empty with the other: not known."), 12
    )
    leeftijd_tot_en_met: Whole = field("age_to", _("The highest age."), 23)
    kader: Annotated[str | None, OneOf(Voluntariness)] = field(
        "voluntariness", _("Whether taking part is free."), "vrijwillig"
    )
    aanpakken: Names = field(
        RowsColumn("approach_types", ApproachType),
        _("The approach types."),
        ["straatcoaches"],
        SCHEMA_ORG,
    )
    doelgroepen: Names = field(
        RowsColumn("target_groups", TargetGroup),
        _("The target groups."),
        ["jongeren"],
        SCHEMA_ORG,
    )
    fasen: Names = field(
        RowsColumn("phases", Phase),
        _("Where in the criminal path those are whom it is for."),
        ["risico"],
    )
    preventie: Names = field(
        RowsColumn("prevention_levels", PreventionLevel),
        _("The prevention levels."),
        ["selectief"],
    )
    settings: Names = field(
        RowsColumn("settings", Setting), _("Where it takes place."), ["straat"]
    )
    themas: Names = field(
        RowsColumn("themes", Theme), _("The themes."), ["overlast-en-jeugdgroepen"]
    )
    werkzame_elementen: Names = field(
        RowsColumn("active_ingredients", ActiveIngredient),
        _("What is thought to make it work."),
        ["brug-naar-hulp"],
    )
    gecontroleerd_op: Day = field(
        DayColumn("checked_on"),
        _("When somebody last compared the entry with its sources."),
        "2026-11-02",
        ISO_DATE,
    )
    gecontroleerd_door: Line = field(
        "checked_by",
        _("The role of who did that, never the name of a person."),
        "redactie",
    )
    uitvoeringen: list[DeliveryRecord] = rows(
        "deliveries", _("Where it runs. A row for each place.")
    )
    organisaties: list[InvolvementRecord] = rows(
        "involvements", _("Who takes part, and in what role.")
    )
    cijfers: list[FigureRecord] = rows(
        "figures", _("What was counted. A newer number stands beside an older one.")
    )
    erkenningen: list[RecognitionRecord] = rows(
        "recognitions", _("What databanks decided about this programme.")
    )
    onderzoeken: list[StudyRecord] = rows("studies", _("Research into this programme."))
    waarderingen: list[AppraisalRecord] = rows(
        "appraisals", _("Expert opinions, awards and mentions: no evidence of effect.")
    )
    bronnen: list[SourceRecord] = rows(
        "sources", _("Where the facts come from, those of the other rows too.")
    )
    relaties: list[RelationRecord] = rows(
        "relations", _("How it stands to other entries.")
    )


# The parts of an entry, in the order of their sheets; deliveries and sources come first,
# because others name them.
PARTS: dict[str, type[Record]] = {
    "uitvoeringen": DeliveryRecord,
    "organisaties": InvolvementRecord,
    "cijfers": FigureRecord,
    "erkenningen": RecognitionRecord,
    "onderzoeken": StudyRecord,
    "waarderingen": AppraisalRecord,
    "bronnen": SourceRecord,
    "relaties": RelationRecord,
}

# What editors keep for themselves, or the catalogue for itself; and keys between tables.
INTERNAL = {
    Intervention: {
        "sort_key",
        "publication",
        "publish_from",
        "publish_until",
        "withdrawn_on",
        "withdrawn_reason",
        "check_again_on",
        "internal_remark",
        "created",
        "modified",
        "revision",
    },
    Involvement: {"uuid"},
    Figure: {"uuid"},
    Relation: {"uuid"},
    # Of a type, evidence is no part of an entry.
    Study: {"approach_type"},
    Appraisal: {"approach_type"},
}
