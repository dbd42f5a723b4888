"""The four lines of evidence, and the sources a page refers to, as plain values."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from ..choices import AppraisalKind, Precision, RecognitionOutcome
from ..models import Appraisal, ApproachType, Recognition, Source, Study
from .plain import date_text, is_in_force

Row = dict[str, Any]  # what a template shows of one row


def link(row: Model) -> dict[str, str]:
    return {"name": str(row), "url": row.get_absolute_url()}  # type: ignore[attr-defined]


class SourceList:
    """The sources of a page, each with the number that the text refers to."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self.numbers: dict[int, int] = {}
        self.rows: list[dict[str, Any]] = []
        for source in sources:
            self.number(source)

    def number(self, source: Source | None) -> int | None:
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


def recognition_row(recognition: Recognition, sources: SourceList) -> dict[str, Any]:
    return {
        "outcome": recognition.get_outcome_display(),
        "expired": bool(recognition.valid_until) and not is_in_force(recognition),
        "not_found": recognition.outcome == RecognitionOutcome.NOT_FOUND,
        "databank": recognition.databank,
        "committee": recognition.committee,
        "date": date_text(recognition.dated),
        "valid_until": date_text(recognition.valid_until),
        "source": sources.number(recognition.source),
    }


def study_row(study: Study, sources: SourceList) -> dict[str, Any]:
    return {
        "title": study.title,
        "kind": study.get_kind_display(),
        "by": study.by,
        "strength": study.get_strength_display() if study.strength else "",
        "date": date_text(
            study.published_on, study.published_on_precision or Precision.DAY
        ),
        "finding": study.finding,
        "source": sources.number(study.source),
    }


def appraisal_row(appraisal: Appraisal, sources: SourceList) -> dict[str, Any]:
    return {
        "title": appraisal.title,
        "kind": appraisal.get_kind_display(),
        "by": appraisal.by,
        "date": date_text(appraisal.dated, appraisal.dated_precision or Precision.DAY),
        "text": appraisal.text,
        "source": sources.number(appraisal.source),
    }


def opinions_of(approach_type: ApproachType, sources: SourceList) -> list[Row]:
    return [
        appraisal_row(each, sources)
        for each in approach_type.appraisals.all()
        if each.kind == AppraisalKind.EXPERT_OPINION
    ]


def awards_of(approach_type: ApproachType, sources: SourceList) -> list[Row]:
    return [
        appraisal_row(each, sources)
        for each in approach_type.appraisals.all()
        if each.kind != AppraisalKind.EXPERT_OPINION
    ]


def type_evidence(approach_type: ApproachType, sources: SourceList) -> Row:
    return {
        **link(approach_type),
        "studies": [study_row(each, sources) for each in approach_type.studies.all()],
        "opinions": opinions_of(approach_type, sources),
    }
