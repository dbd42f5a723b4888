"""A prepared query gives what the ORM gives, however many keys it is asked for."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from catalogue import prepared as module
from catalogue.models import Figure, Intervention
from catalogue.prepared import prepared

from .builders import make_intervention, make_row

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 3, 2), date(2026, 3, 3)]


@prepared
def checked(keys, newest):
    rows = Intervention.objects.filter(pk__in=keys, checked_on__lte=newest)
    return rows.values_list("name", "checked_on")


@prepared
def by_slug(slugs):
    return Intervention.objects.filter(slug__in=slugs).values_list("slug", flat=False)


@prepared
def odd(keys):
    rows = Intervention.objects.annotate(rest=F("age_from") % 2).filter(pk__in=keys)
    return rows.order_by("pk").values_list("rest")


@prepared
def figures(keys):
    rows = Figure.objects.filter(intervention__in=keys)
    return rows.values_list("measure", "value", "approximate")


def test_it_has_the_rows_the_order_and_the_types_of_the_orm():
    days = {"Een": date(2026, 3, 1), "Drie": date(2026, 3, 2), "Twee": date(2026, 3, 3)}
    keys = [make_intervention(name, checked_on=day).pk for name, day in days.items()]
    for asked in (keys, keys[:2], keys[1:], keys[::-1]):
        for newest in (date(2026, 3, 2), date(2026, 3, 3)):
            found = [tuple(row) for row in checked(asked, newest)]
            assert found == list(checked.__wrapped__(asked, newest))
            assert len(found) == sum(days[name] <= newest for name, _ in found)


def test_numbers_and_truths_are_those_of_python():
    entry = make_intervention("Boksen")
    number = {"measure": "jongeren", "value": Decimal("2.50"), "approximate": True}
    make_row(Figure, intervention=entry, **number)
    [row] = figures([entry.pk])
    assert list(row) == ["jongeren", Decimal("2.50"), True]
    assert type(row[2]) is bool


def test_slugs_are_keys_too_and_no_keys_give_no_rows():
    make_intervention("Boksen")
    make_intervention("Voetbal")
    assert [list(row) for row in by_slug(["voetbal", "dammen"])] == [["voetbal"]]
    assert by_slug([]) == []


@pytest.mark.parametrize(
    "key",
    ['a"b', "a\\b", 'a\\"b', "{a}", "a,b", "NULL", "a'b", " a ", "é", "a\nb", "%s"],
)
def test_a_key_may_hold_any_character(key):
    make_intervention("Boksen")
    make_intervention("Dammen", slug=key)
    assert [list(row) for row in by_slug([key, "nergens"])] == [[key]]


@prepared
def named(keys, names):
    return Intervention.objects.filter(pk__in=keys, name__in=names).values_list("name")


def test_a_list_that_is_part_of_the_query_stays_what_it_is():
    keys = [make_intervention(name).pk for name in ("Boksen", "Dammen", "100% %s")]
    for names in (("Boksen", "100% %s"), ("Boksen",), ("Boksen", "Dammen", "Schaken")):
        found = [name for (name,) in named(keys, names)]
        assert sorted(found) == sorted({*names} - {"Schaken"})


def test_a_remainder_is_one_on_both_databases():
    keys = [make_intervention(f"{age}", age_from=age).pk for age in (12, 13)]
    assert [rest for (rest,) in odd(keys)] == [0, 1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_postgresql_plans_once_for_any_number_of_keys(monkeypatch):
    keys = [make_intervention(name, checked_on=DAYS[0]).pk for name in ("Een", "Twee")]
    module.plans.clear()
    monkeypatch.setattr(module, "MOST_PLANNED", 2)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for day in DAYS:
        for asked in (keys, keys[:1], [*keys, -1, -2, -3]):
            assert len(checked(asked, day)) == len(asked[:2])
    assert plans_of(checked) == ["checked_0", "checked_1"]
    # Each day has a query of its own: those of before make room.
    assert len(checked(keys, date(2026, 3, 4))) == 2
    assert plans_of(checked) == ["checked_0"]


def plans_of(ask):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY name")
        return [name for (name,) in cursor.fetchall() if name.startswith(ask.__name__)]
