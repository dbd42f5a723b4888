"""The lines of evidence of an entry. They are never added up."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from ..choices import AppraisalKind, RecognitionOutcome, Strength, StudyKind
from ..models import Appraisal, Recognition, Source, Study
from .about import ISO_DATE, Record, field
from .dates import Day, PartialDay
from .stored import DayColumn, PartialDayColumns, RowColumn
from .values import Line, OneOf, Text


class RecognitionRecord(Record):
    table = Recognition
    key = ("korte_naam",)

    korte_naam: Line = field(
        "slug",
        _("The key. Left out: made of the entry, the databank and the date."),
        "straatcoaches-dei-2024",
    )
    databank: Line = field(
        "databank",
        _("Which databank decided."),
        "Databank Effectieve Jeugdinterventies (NJi)",
    )
    commissie: Line = field(
        "committee", _("Which committee decided."), "Deelcommissie jeugdzorg"
    )
    uitkomst: Annotated[str | None, OneOf(RecognitionOutcome)] = field(
        "outcome",
        _("The level, or why there is none. Three of these are not the same."),
        "goed-onderbouwd",
    )
    datum: Day = field(
        DayColumn("dated"),
        _("Of the decision. For “niet-gevonden”: when somebody looked."),
        "2024-05-13",
        ISO_DATE,
    )
    geldig_tot_en_met: Day = field(
        DayColumn("valid_until"),
        _("The last day of a level. What is not a level has none."),
        "2029-05-13",
        ISO_DATE,
    )
    bron: Line = field(
        RowColumn("source", Source), _("The short name of the source."), "nji-databank"
    )


class StudyRecord(Record):
    table = Study
    key = ("korte_naam",)

    korte_naam: Line = field(
        "slug", _("The key. Left out: made of the title."), "evaluatie-straatcoaches"
    )
    titel: Line = field("title", _("The title."), "Evaluatie straatcoaches")
    door: Line = field("by", _("The institute, not a person."), "Bureau Beke")
    soort: Annotated[str | None, OneOf(StudyKind)] = field(
        "kind", _("What kind of study."), "effectonderzoek"
    )
    bewijskracht: Annotated[int | None, OneOf(Strength)] = field(
        "strength",
        _("How strong an effect study is, from 1 to 5. Other studies have none."),
        3,
        "Maryland Scientific Methods Scale",
    )
    gepubliceerd_op: PartialDay = field(
        PartialDayColumns("published_on"), _("When it came out."), "2022", ISO_DATE
    )
    bevinding: Text = field(
        "finding", _("What came out, in plain words."), "Minder meldingen van overlast."
    )
    bron: Line = field(
        RowColumn("source", Source), _("The short name of the source."), "beke-2022"
    )


class AppraisalRecord(Record):
    table = Appraisal
    key = ("korte_naam",)

    korte_naam: Line = field(
        "slug", _("The key. Left out: made of the title."), "hein-roethofprijs-2022"
    )
    soort: Annotated[str | None, OneOf(AppraisalKind)] = field(
        "kind", _("None of these says anything about effect."), "vermelding"
    )
    titel: Line = field("title", _("The title."), "Eervolle vermelding")
    door: Line = field(
        "by", _("The jury, institute or organisation, not a person."), "De jury"
    )
    datum: PartialDay = field(
        PartialDayColumns("dated"), _("When it was given."), "2022", ISO_DATE
    )
    tekst: Text = field(
        "text", _("What was said, in plain words."), "De jury prijst de aanpak."
    )
    bron: Line = field(
        RowColumn("source", Source), _("The short name of the source."), "jury-2022"
    )
