"""The four lines of evidence, and the sources a page refers to, as plain values."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import (
    RECOGNITION_LEVELS,
    AppraisalKind,
    Precision,
    RecognitionOutcome,
    StudyKind,
)
from ..models import (
    Appraisal,
    ApproachType,
    Intervention,
    Recognition,
    Source,
    Study,
)
from ..selection import ShownSource
from .plain import date_text, is_in_force

Row = dict[str, Any]  # what a template shows of one row
AnySource = Source | ShownSource


class Symbol(StrEnum):
    """The one set of symbols. Each has words beside it, and says nothing without them."""

    RECOGNISED = "erkend"
    RECORDED = "bekend"
    EXPIRED = "verlopen"
    REFUSED = "niet-erkend"
    NOT_ASSESSED = "niet-beoordeeld"
    NOT_FOUND = "niet-gevonden"
    UNKNOWN = "onbekend"


# What is drawn inside a circle of 20 by 20.
DRAWINGS = {
    Symbol.RECOGNISED: "M6 10.5l2.8 2.8L14 7",
    Symbol.RECORDED: "M8 10a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    Symbol.EXPIRED: "M10 5.5V10l3 2",
    Symbol.REFUSED: "M7 7l6 6M13 7l-6 6",
    Symbol.NOT_ASSESSED: "M6.5 10h7",
    Symbol.NOT_FOUND: "M12.2 9a3.2 3.2 0 1 0-6.4 0a3.2 3.2 0 1 0 6.4 0M11.4 11.4l3 3",
    Symbol.UNKNOWN: "M7.7 8a2.3 2.3 0 1 1 3.4 2c-.7.4-1.1.8-1.1 1.6M10 14.2v.1",
}


def link(row: Model) -> dict[str, str]:
    return {"name": str(row), "url": row.get_absolute_url()}  # type: ignore[attr-defined]


class SourceList:
    """The sources of a page, each with the number that the text refers to."""

    def __init__(self, sources: Iterable[AnySource] = ()) -> None:
        self.numbers: dict[int, int] = {}
        self.rows: list[dict[str, Any]] = []
        for source in sources:
            self.number(source)

    def number(self, source: AnySource | None) -> int | None:
        if source is None:
            return None
        if source.pk not in self.numbers:
            self.numbers[source.pk] = len(self.numbers) + 1
            self.rows.append(
                {
                    "number": self.numbers[source.pk],
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "published": date_text(
                        source.published_on,
                        source.published_on_precision or Precision.DAY,
                    ),
                    "accessed": date_text(source.accessed_on),
                }
            )
        return self.numbers[source.pk]

    def row(self, source: AnySource) -> Row:
        self.number(source)
        return self.rows[self.numbers[source.pk] - 1]

    def named(self, source: Source | None) -> Row:
        """For a piece of evidence: who published its source, beside the number."""
        return {
            "source": self.number(source),
            "publisher": source.publisher if source else "",
        }


def state(symbol: Symbol, words: str) -> dict[str, str]:
    return {"symbol": symbol.value, "drawing": DRAWINGS[symbol], "words": words}


def states_of(entry: Intervention) -> dict[str, Row]:
    """How each of the four lines stands, apart; nothing adds them up."""
    types = entry.approach_types.all()
    return {
        "recognition": {
            "label": _("Recognition"),
            **state_of_recognitions(list(entry.recognitions.all())),
        },
        "studies": {
            "label": _("Studies"),
            **state_of_studies(len(entry.studies.all())),
        },
        "type": {
            "label": _("About the type"),
            **state_of_types(any(is_known_of(each) for each in types)),
        },
        "appraisals": {
            "label": _("Opinions and awards"),
            **state_of_appraisals(list(entry.appraisals.all())),
        },
    }


def state_of_recognitions(recognitions: Sequence[Recognition]) -> dict[str, str]:
    """The best level in force, else the latest outcome; and how many others there are."""
    if not recognitions:
        return state(Symbol.UNKNOWN, _("Unknown"))
    in_force = [each for each in recognitions if is_in_force(each)]
    told = max(in_force or recognitions[:1], key=level_of)
    found = state_of_recognition(told)
    others = len(recognitions) - 1
    if others:
        found["words"] = ngettext(
            "%(line)s and %(number)d other outcome",
            "%(line)s and %(number)d other outcomes",
            others,
        ) % {"line": found["words"], "number": others}
    return found


def level_of(recognition: Recognition) -> int:
    outcome = RecognitionOutcome(recognition.outcome)
    return RECOGNITION_LEVELS.index(outcome) if outcome in RECOGNITION_LEVELS else -1


def state_of_recognition(recognition: Recognition) -> dict[str, str]:
    """Not recognised, not assessed and not found on a date are three different things."""
    label = str(RecognitionOutcome(recognition.outcome).label)
    match recognition.outcome:
        case RecognitionOutcome.NOT_FOUND:
            day = date_text(recognition.dated)
            words = _("Not found on %(date)s") % {"date": day}
            return state(Symbol.NOT_FOUND, words)
        case RecognitionOutcome.NOT_ASSESSED:
            return state(Symbol.NOT_ASSESSED, label)
        case RecognitionOutcome.NOT_RECOGNISED:
            return state(Symbol.REFUSED, label)
        case _ if is_in_force(recognition):
            words = _("Recognised: %(level)s") % {"level": label}
            return state(Symbol.RECOGNISED, words)
        case _:
            words = _("Expired: %(level)s") % {"level": label}
            return state(Symbol.EXPIRED, words)


def state_of_studies(number: int) -> dict[str, str]:
    if not number:
        return state(Symbol.UNKNOWN, _("No study known to us"))
    words = ngettext("%(number)d study", "%(number)d studies", number)
    return state(Symbol.RECORDED, words % {"number": number})


def state_of_types(is_known: bool) -> dict[str, str]:
    if not is_known:
        return state(Symbol.UNKNOWN, _("Nothing known to us"))
    return state(Symbol.RECORDED, _("Only about the type, not about this intervention"))


def state_of_appraisals(appraisals: Sequence[Appraisal]) -> dict[str, str]:
    if not appraisals:
        return state(Symbol.UNKNOWN, _("Nothing known to us"))
    present = {each.kind for each in appraisals}
    kinds = [kind.label.lower() for kind in AppraisalKind if kind in present]
    return state(Symbol.RECORDED, capfirst(", ".join(kinds)))


def recognition_row(recognition: Recognition, sources: SourceList) -> Row:
    return {
        "state": state_of_recognition(recognition),
        "outcome": str(RecognitionOutcome(recognition.outcome).label),
        "expired": bool(recognition.valid_until) and not is_in_force(recognition),
        "not_found": recognition.outcome == RecognitionOutcome.NOT_FOUND,
        "databank": recognition.databank,
        "committee": recognition.committee,
        "date": date_text(recognition.dated),
        "valid_until": date_text(recognition.valid_until),
        **sources.named(recognition.source),
    }


def study_row(study: Study, sources: SourceList) -> Row:
    return {
        "title": study.title,
        "kind": str(StudyKind(study.kind).label),
        "by": study.by,
        "measures_effect": study.kind == StudyKind.EFFECT,
        "strength": study.get_strength_display() if study.strength else "",
        "date": date_text(
            study.published_on, study.published_on_precision or Precision.DAY
        ),
        "finding": study.finding,
        **sources.named(study.source),
    }


def appraisal_row(appraisal: Appraisal, sources: SourceList) -> Row:
    return {
        "title": appraisal.title,
        "kind": str(AppraisalKind(appraisal.kind).label),
        "by": appraisal.by,
        "date": date_text(appraisal.dated, appraisal.dated_precision or Precision.DAY),
        "text": appraisal.text,
        **sources.named(appraisal.source),
    }


def is_opinion(appraisal: Appraisal) -> bool:
    return appraisal.kind == AppraisalKind.EXPERT_OPINION


def opinions_of(approach_type: ApproachType, sources: SourceList) -> list[Row]:
    found = filter(is_opinion, approach_type.appraisals.all())
    return [appraisal_row(each, sources) for each in found]


def awards_of(approach_type: ApproachType, sources: SourceList) -> list[Row]:
    return [
        appraisal_row(each, sources)
        for each in approach_type.appraisals.all()
        if not is_opinion(each)
    ]


def is_known_of(approach_type: ApproachType) -> bool:
    """Whether there is a study or an opinion about the type; an award does not count."""
    return bool(approach_type.studies.all()) or any(
        map(is_opinion, approach_type.appraisals.all())
    )


def type_evidence(approach_type: ApproachType, sources: SourceList) -> Row:
    return {
        **link(approach_type),
        "studies": [study_row(each, sources) for each in approach_type.studies.all()],
        "opinions": opinions_of(approach_type, sources),
    }
