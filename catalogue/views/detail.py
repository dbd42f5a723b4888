"""The parts of the page of one intervention, as plain values."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..bitmaps import EMPTY
from ..choices import (
    Kind,
    Precision,
    Referrals,
    Role,
    Status,
    Voluntariness,
)
from ..facets import Index
from ..models import (
    Delivery,
    Figure,
    Intervention,
)
from ..reading import VOCABULARIES
from .evidence import (
    SourceList,
    appraisal_row,
    link,
    recognition_row,
    states_of,
    study_row,
    type_evidence,
)
from .lineage import Related, by_start, in_one_line, moment, related_to, sides_of
from .plain import (
    ages_text,
    date_text,
    number_text,
    place_name,
    places_text,
    status_text,
    summary_of_status,
)

# The labels that an entry has in a facet, in the order of its list.
Terms = Callable[[str], list[str]]


def page(
    entry: Intervention, terms: Terms, related: Iterable[Related] | None = None
) -> dict[str, Any]:
    """Everything the page shows; `entry` has its parts, from `loading`.

    `related` says to what it is related; without it that is read.
    """
    deliveries = by_start(entry.deliveries.all())
    states = states_of(entry)
    sources = SourceList(entry.sources.all())
    sections, unknown = sections_of(entry)
    return {
        "preview": None,  # of what is not public yet
        "version": None,  # an old text
        "name": entry.name,
        "slug": entry.slug,
        "other_names": entry.other_names.splitlines(),
        "sentence": entry.sentence,
        "summary": entry.summary,
        "approach_types": [link(each) for each in entry.approach_types.all()],
        "snapshot": snapshot(entry, deliveries, terms, states),
        "sections": sections,
        "unknown_sections": unknown,
        "deliveries": [delivery_row(each, sources) for each in deliveries],
        "in_one_line": in_one_line(deliveries),
        "roles": roles_of(entry),
        "contacts": [contact(each) for each in deliveries if has_contact(each)],
        "active_ingredients": [
            {"name": each.name, "description": each.description}
            for each in entry.active_ingredients.all()
        ],
        "states": states,
        "recognitions": [
            recognition_row(each, sources) for each in entry.recognitions.all()
        ],
        "studies": [study_row(each, sources) for each in entry.studies.all()],
        "type_evidence": [
            found
            for each in entry.approach_types.all()
            if (found := type_evidence(each, sources))["studies"] or found["opinions"]
        ],
        "appraisals": [appraisal_row(each, sources) for each in entry.appraisals.all()],
        "figures": [
            figure_row(each, deliveries, sources) for each in entry.figures.all()
        ],
        "sides": sides_of(related_to(entry) if related is None else related),
        "sources": sources.rows,
    }


def snapshot(
    entry: Intervention,
    deliveries: list[Delivery],
    terms: Terms,
    states: dict[str, dict[str, str]],
) -> list[dict[str, Any]]:
    """Label and value in fixed order; an empty value is shown as unknown."""

    def names(key: str) -> str:
        return capfirst(", ".join(terms(key)))

    compulsory = Voluntariness(entry.voluntariness)
    values = {
        "kind": str(Kind(entry.kind).label),
        "places": places_text(deliveries),
        "status": status_words(deliveries),
        "target_groups": names("doelgroep"),
        "ages": ages_text(entry.age_from, entry.age_to),
        "phases": names("fase"),
        "prevention_levels": names("preventie"),
        "settings": names("setting"),
        "themes": names("thema"),
        "voluntariness": (
            "" if compulsory == Voluntariness.UNKNOWN else str(compulsory.label)
        ),
        "evidence": states["recognition"]["words"],
        "checked": checked_text(entry),
    }
    return [
        {
            "label": label,
            "value": values[name],
            "dutch": is_dutch,
            "word": word,
            # The same symbols and words as at the four lines themselves.
            "states": list(states.values()) if name == "evidence" else [],
        }
        for name, label, is_dutch, word in heads(get_language())
    ]


@cache
def heads(language: str) -> list[tuple[str, str, bool, str]]:
    """What each value stands under, whether it is Dutch, and its word in the glossary."""
    return [
        ("kind", _("Kind"), False, ""),
        ("places", _("Where"), False, ""),
        ("status", _("Does it run?"), False, ""),
        ("target_groups", _("For whom"), True, ""),
        ("ages", _("Age"), False, ""),
        ("phases", _("Phase"), True, "fase"),
        ("prevention_levels", _("Prevention level"), True, "preventieniveau"),
        ("settings", _("Setting"), True, ""),
        ("themes", _("Theme"), True, ""),
        ("voluntariness", _("Voluntary or compulsory"), False, "kader"),
        ("evidence", _("Evidence"), False, "bewijs"),
        ("checked", _("Checked on"), False, ""),
    ]


def terms_of(entry: int, index: Index) -> Terms:
    def terms(key: str) -> list[str]:
        sets, labels = index.values[key], index.labels[key].items()
        return [label for slug, label in labels if entry in sets.get(slug, EMPTY)]

    return terms


def stored_terms(entry: Intervention) -> Terms:
    """The same of an entry that may not be public: those the index knows."""

    def terms(key: str) -> list[str]:
        return [each.name for each in getattr(entry, VOCABULARIES[key]).all()]

    return terms


def status_words(deliveries: list[Delivery]) -> str:
    known = {each.status for each in deliveries}
    if known <= {Status.UNKNOWN}:
        return ""
    if len(deliveries) == 1:
        return str(Status(deliveries[0].status).label)
    return summary_of_status(deliveries)


def checked_text(entry: Intervention) -> str:
    if not entry.checked_on:
        return ""
    day = date_text(entry.checked_on)
    if entry.checked_by:
        return _("%(date)s, by %(role)s") % {"date": day, "role": entry.checked_by}
    return day


def sections_of(entry: Intervention) -> tuple[list[dict[str, str]], list[str]]:
    """The sections with text, and the labels of those without."""
    sections, unknown = [], []
    for name, label in section_labels(get_language()).items():
        text = getattr(entry, name)
        if text:
            sections.append(
                {"id": name.replace("_", "-"), "label": label, "text": text}
            )
        else:
            unknown.append(label.lower())
    return sections, unknown


@cache
def section_labels(language: str) -> dict[str, str]:
    fields = map(Intervention._meta.get_field, Intervention.SECTIONS)
    return {field.name: capfirst(str(field.verbose_name)) for field in fields}  # type: ignore[union-attr]


def delivery_row(delivery: Delivery, sources: SourceList) -> dict[str, Any]:
    cities = delivery.cities.all()
    facts = {
        "stop_reason": delivery.stop_reason,
        "neighbourhoods": delivery.neighbourhoods,
        "capacity": delivery.capacity,
        "referrals": (
            ""
            if delivery.referrals == Referrals.UNKNOWN
            else str(Referrals(delivery.referrals).label)
        ),
    }
    is_across_cities = bool(delivery.region and cities)
    return {
        **facts,
        "has_facts": is_across_cities
        or any(v not in ("", None) for v in facts.values()),
        **moment(delivery),
        "place": place_name(delivery),
        "cities": [link(city) for city in cities],
        "region": delivery.region,
        "status": status_text(delivery.status),
        "status_slug": delivery.status,
        "note": delivery.note,
        "source": sources.number(delivery.source),
    }


def has_contact(delivery: Delivery) -> bool:
    return bool(
        delivery.contact_role
        or delivery.contact_organisation_id
        or delivery.contact_address
    )


def contact(delivery: Delivery) -> dict[str, Any]:
    organisation = delivery.contact_organisation
    return {
        "place": place_name(delivery),
        "role": delivery.contact_role,
        "organisation": link(organisation) if organisation else None,
        "address": delivery.contact_address
        or (organisation.general_contact if organisation else ""),
    }


def roles_of(entry: Intervention) -> list[dict[str, Any]]:
    """Who does what, by role in the order of the list of roles."""
    places: dict[int | None, str] = {
        each.pk: place_name(each) for each in entry.deliveries.all()
    }
    involvements = sorted(
        entry.involvements.all(), key=lambda each: (each.organisation.sort_key, each.pk)
    )
    several = len(places) > 1
    found = {
        role: [
            {
                **link(each.organisation),
                "note": each.note,
                "place": places.get(each.delivery_id, "") if several else "",
            }
            for each in involvements
            if each.role == role
        ]
        for role in Role
    }
    return [
        {"label": role.label, "organisations": rows}
        for role, rows in found.items()
        if rows
    ]


def figure_row(
    figure: Figure, deliveries: list[Delivery], sources: SourceList
) -> dict[str, Any]:
    places: dict[int | None, str] = {each.pk: place_name(each) for each in deliveries}
    return {
        "measure": figure.measure,
        "value": number_text(figure.value),
        "approximate": figure.approximate,
        "unit": figure.unit,
        "place": places.get(figure.delivery_id, "") if len(deliveries) > 1 else "",
        "date": date_text(
            figure.reference_date, figure.reference_date_precision or Precision.DAY
        ),
        "source": sources.number(figure.source),
    }
