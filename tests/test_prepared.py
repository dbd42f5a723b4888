"""A prepared query gives what the ORM gives, however many keys it is asked for."""

from datetime import date
from decimal import Decimal

import pytest

from catalogue.models import Figure, Intervention
from catalogue.prepared import prepared

from .builders import make_intervention, make_row

pytestmark = pytest.mark.django_db


@prepared
def checked(keys, newest):
    rows = Intervention.objects.filter(pk__in=keys, checked_on__lte=newest)
    return rows.values_list("name", "checked_on")


@prepared
def by_slug(slugs):
    return Intervention.objects.filter(slug__in=slugs).values_list("slug", flat=False)


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
