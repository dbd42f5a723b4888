"""What a delivery may be: its period, its status and its places."""

from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.choices import Scope, Status
from catalogue.models import City, Delivery

from .builders import make_city, make_delivery, make_intervention
from .rules import RuleTestCase, complaints

DAY = date(2026, 3, 2)


class DeliveryRuleTests(RuleTestCase):
    def test_of_a_delivery(self):
        entry = make_intervention()

        def delivery(**fields):
            fields.setdefault("scope", Scope.UNKNOWN)
            return Delivery(intervention=entry, **fields)

        both = _("Give a date together with how precise it is, or leave both empty.")
        for name in ["started", "ended"]:
            self.refused(delivery(**{name: DAY}), both)
            self.refused(delivery(**{f"{name}_precision": "dag"}), both)
        self.refused(delivery(status=Status.STOPPED), _("Say why it stopped."))
        reason = {"stop_reason": "Geld op."}
        end = {"ended": DAY, "ended_precision": "dag"}
        delivery(status=Status.STOPPED, **reason, **end).full_clean()
        delivery(status=Status.UNKNOWN, **end).full_clean()
        for status in ["in-voorbereiding", "pilot", "actief", "gepauzeerd", "onbekend"]:
            self.refused(
                delivery(status=status, **reason),
                _("Only a stopped delivery has a reason for stopping."),
            )
        for status in ["in-voorbereiding", "pilot", "actief", "gepauzeerd"]:
            self.refused(
                delivery(status=status, **end),
                _("Only a stopped delivery, or one of unknown status, has an end."),
            )
        region = _("A region has a name; the other scopes have no region name.")
        self.refused(delivery(scope=Scope.REGION), region)
        self.refused(delivery(scope=Scope.CITY, region="Midden"), region)
        started = {"started": date(2020, 3, 12), "started_precision": "dag"}
        before = _("The end is before the start.")
        for ended, precision, allowed in [
            (date(2020, 3, 12), "dag", True),
            (date(2020, 3, 11), "dag", False),
            (date(2020, 3, 1), "maand", True),
            (date(2020, 2, 1), "maand", False),
            (date(2020, 1, 1), "jaar", True),
            (date(2019, 1, 1), "jaar", False),
        ]:
            row = delivery(**started, ended=ended, ended_precision=precision)
            if allowed:
                row.full_clean()
                row.save()
            else:
                self.refused(row, before)
        # Wrong by less than a month: the form knows, the table cannot.
        row = delivery(started=date(2020, 3, 1), started_precision="maand")
        row.ended, row.ended_precision = date(2020, 2, 1), "maand"
        assert complaints(row) == [before]

    @mock.patch("django.utils.timezone.localdate", return_value=DAY)
    def test_only_what_is_not_running_yet_starts_later(self, today):
        entry = make_intervention()

        def starting(day, status):
            fields = {"stop_reason": "Geld op."} if status == Status.STOPPED else {}
            fields |= {"started": day, "started_precision": "dag"}
            return Delivery(
                intervention=entry, scope=Scope.UNKNOWN, status=status, **fields
            )

        for status in Status:
            starting(DAY, status).full_clean()
        tomorrow = date(2026, 3, 3)
        for status in ["in-voorbereiding", "onbekend"]:
            starting(tomorrow, status).full_clean()
        for status in ["pilot", "actief", "gepauzeerd", "gestopt"]:
            assert complaints(starting(tomorrow, status)) == [
                _("This day is still to come. Until then it is in preparation.")
            ]

    def test_a_stored_delivery_has_the_cities_of_its_scope(self):
        entry = make_intervention()
        # Before it is stored there are none to count.
        Delivery(intervention=entry, scope=Scope.CITY).full_clean()
        row = make_delivery(entry, cities=[make_city()])
        row.full_clean()
        for scope, message in [
            (Scope.NATIONAL, "A national delivery has no cities."),
            (Scope.UNKNOWN, "The place is unknown, so choose no cities."),
        ]:
            row.scope = scope
            assert complaints(row) == [_(message)]
        row.scope = "wijk"
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert caught.value.message_dict.keys() == {"scope"}
        row.scope = Scope.CITY
        row.cities.clear()
        city = [_("Choose exactly one city, or another scope.")]
        assert complaints(row) == city
        row.chosen_cities = list(City.objects.all())
        row.full_clean()
        row.chosen_cities = []
        assert complaints(row) == city


@pytest.mark.parametrize(
    ("scope", "cities", "problem"),
    [
        (Scope.CITY, 0, "Choose exactly one city, or another scope."),
        (Scope.CITY, 1, ""),
        (Scope.CITY, 2, "Choose exactly one city, or another scope."),
        (Scope.REGION, 0, "Choose the cities of the region."),
        (Scope.REGION, 1, ""),
        (Scope.REGION, 9, ""),
        (Scope.NATIONAL, 0, ""),
        (Scope.NATIONAL, 1, "A national delivery has no cities."),
        (Scope.UNKNOWN, 0, ""),
        (Scope.UNKNOWN, 1, "The place is unknown, so choose no cities."),
    ],
)
def test_the_number_of_cities_goes_with_the_scope(scope, cities, problem):
    if not problem:
        Delivery.check_places(scope, cities)
        return
    with pytest.raises(ValidationError) as caught:
        Delivery.check_places(scope, cities)
    assert caught.value.message_dict == {"cities": [_(problem)]}
