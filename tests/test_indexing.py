"""The index after an edit: the same as a new one, and nothing left of the one before."""

import gc
import weakref
from datetime import date, timedelta
from unittest import mock

import pytest
from django.utils import timezone
from pyroaring import BitMap

from catalogue import indexing, reading
from catalogue.changes import catalogue_change
from catalogue.choices import (
    Kind,
    Province,
    Publication,
    RecognitionOutcome,
    Sort,
    Status,
)
from catalogue.facets import Index
from catalogue.models import Delivery, Intervention, Phase, Recognition, Theme

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_term,
)


def contents(index: Index) -> dict:
    places = index.places
    return {
        "entries": index.entries,
        "names": list(index.by_name),
        "sets": index.bitmaps,
        "triples": places.triples,
        "places": {part: found for part, found in places.parts.items() if found},
        "places of": {part: found for part, found in places.of.items() if found},
        "by key": places.by_key,
        "orders": {sort: list(index.order(sort).entries) for sort in Sort},
    }


def check() -> Index:
    index = indexing.current()
    assert contents(index) == contents(indexing.built(index.revision, index.day))
    return index


def revised(entry: Intervention, **fields) -> None:
    with catalogue_change("test", "edit") as change:
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save()
        change.touch(entry)


@pytest.fixture
def entries(db):
    utrecht, zwolle = (
        make_city("Utrecht"),
        make_city("Zwolle", province=Province.OVERIJSSEL),
    )
    themes = [make_term(Theme, "Straat"), make_term(Theme, "Online")]
    phase = make_term(Phase, "Risico")
    found = [
        make_intervention(
            name, themes=themes, phases=[phase], cities=[utrecht], age_from=12
        )
        for name in ("Boksen", "Coach", "Gezin")
    ]
    for _ in range(2):
        make_delivery(
            found[0],
            cities=[utrecht, zwolle],
            started=date(2024, 1, 1),
            started_precision="dag",
        )
    make_involvement(found[1], make_organisation("Politie"), role="regie")
    indexing.current()
    return found


def test_edits_one_after_the_other_give_what_reading_all_gives(entries):
    boksen, coach, gezin = entries
    revised(boksen, name="Zeilen", kind=Kind.ACTION, age_from=None)
    check()

    with catalogue_change("test", "edit") as change:
        boksen.themes.clear()
        first = Delivery.objects.filter(intervention=boksen).order_by("pk").last()
        change.touch(boksen)
        first.delete()
    check()

    revised(coach, checked_on=date(2026, 1, 1))
    make_delivery(gezin, cities=[], status=Status.PAUSED)
    check()

    revised(coach, publication=Publication.DRAFT)
    revised(gezin, publish_from=timezone.localdate() + timedelta(days=3))
    assert list(check().entries) == [boksen.pk]

    with catalogue_change("test", "remove") as change:
        change.touch(boksen)
        boksen.delete()
    assert not check().bitmaps


def test_another_day_gives_what_reading_all_gives(entries):
    boksen, coach, _gezin = entries
    today = timezone.localdate()
    revised(boksen, publish_until=today)
    make_row(
        Recognition,
        intervention=coach,
        slug="erkenning",
        outcome=RecognitionOutcome.SUBSTANTIATED,
        dated=date(2021, 1, 1),
        valid_until=today,
    )
    assert boksen.pk in indexing.current().entries
    with mock.patch.object(indexing, "today", return_value=today + timedelta(days=1)):
        index = check()
    assert boksen.pk not in index.entries
    assert list(index.bitmaps["erkenning", "verlopen"]) == [coach.pk]


def test_of_an_index_that_is_replaced_nothing_stays_in_memory(entries):
    index = indexing.current()
    for sort in Sort:
        index.order(sort).part(index.entries - BitMap([entries[0].pk]), 0, 1)
    old = weakref.ref(index)
    del index
    gc.disable()  # what was there when a process started is never looked at by it
    try:
        revised(entries[0], name="Zeilen")
        indexing.current()
        assert old() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "moment",
    ["2024-02-29 23:59:59.5+00", "2024-02-29 23:59:59.500000"],
)
def test_a_moment_counts_in_microseconds_on_either_database(moment):
    assert reading.microseconds(moment) == 1_709_251_199_500_000


def test_a_moment_has_no_microseconds_when_they_are_zero():
    assert reading.microseconds("1970-01-02 00:00:00") == 86_400_000_000
