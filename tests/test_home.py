"""The first page."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from catalogue.models import ApproachType, Phase

from .builders import make_city, make_delivery, make_intervention, make_term


class HomeTests(TestCase):
    def context(self):
        response = self.client.get("/")
        assert response.status_code == 200
        return response.context

    def test_phases_in_their_own_order_lead_to_the_list_with_as_many_entries(self):
        second = make_term(Phase, "Aanwas", order=2)
        first = make_term(Phase, "Risico", order=1)
        make_term(Phase, "Nazorg", order=3)
        make_intervention("Boksen", phases=[first, second])
        make_intervention("Voetbal", phases=[second])
        phases = self.context()["phases"]
        assert [(phase["name"], phase["number"]) for phase in phases] == [
            ("Risico", 1),
            ("Aanwas", 2),
            ("Nazorg", 0),
        ]
        for phase in phases:
            listed = self.client.get(phase["url"])
            assert listed.context["number"] == phase["number"]

    def test_cities_with_most_entries_first_and_twelve_at_most(self):
        cities = [make_city(f"Stad {letter}") for letter in "NMLKJIHGFEDCB"]
        make_city("Aleeg")
        for city in cities:
            make_intervention(f"In {city}", cities=[city])
        busy = make_intervention("Meer", cities=[cities[0]])
        # Two deliveries in one city are one entry.
        make_delivery(busy, cities=[cities[0]])
        context = self.context()
        assert [(city["name"], city["number"]) for city in context["cities"]] == [
            ("Stad N", 2),
            *((f"Stad {letter}", 1) for letter in "BCDEFGHIJKL"),
        ]
        assert context["number"] == 14

    def test_approach_types_with_their_number(self):
        kind = make_term(ApproachType, "straatcoaches", order=1)
        make_term(ApproachType, "familieaanpak", order=2)
        make_intervention("Boksen", approach_types=[kind])
        assert self.context()["approach_types"] == [
            {"name": "Straatcoaches", "number": 1, "url": "/aanpakken/straatcoaches/"},
            {"name": "Familieaanpak", "number": 0, "url": "/aanpakken/familieaanpak/"},
        ]

    def test_the_four_that_changed_last(self):
        now = timezone.now()
        for days in [3, 1, 5, 2, 4]:
            make_intervention(f"Dag {days}", modified=now - timedelta(days=days))
        latest = [card["name"] for card in self.context()["latest"]]
        assert latest == ["Dag 1", "Dag 2", "Dag 3", "Dag 4"]

    def test_the_day_of_a_change_is_the_day_in_amsterdam(self):
        make_intervention(modified=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
        [card] = self.context()["latest"]
        assert card["facts"][-1] == ("Gewijzigd op 2 maart 2026", "")

    def test_an_empty_catalogue_has_a_first_page_too(self):
        assert self.context()["number"] == 0
