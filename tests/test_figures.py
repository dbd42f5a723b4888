"""The catalogue in figures: what each counts, and that the drawing and the table agree."""

import re
from datetime import date

import pytest
from django.test import TestCase
from django.utils import timezone

from catalogue.choices import Scope, Status
from catalogue.models import ApproachType, Intervention

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_term,
)

FIGURES = ("years", "statuses", "approach_types", "provinces")


class FigureTests(TestCase):
    def page(self):
        return self.client.get("/en/cijfers/")

    def rows(self, name, *parts):
        rows = self.page().context[name]["rows"]
        found = [
            tuple(row[part] for part in ("label", "number", *parts)) for row in rows
        ]
        return [row for row in found if row[1] != "0"]

    def test_deliveries_by_the_year_they_started(self):
        entry = make_intervention()
        for day, precision in [
            (date(2020, 12, 31), "dag"),
            (date(2020, 1, 1), "jaar"),
            (date(2022, 3, 1), "maand"),
            (None, ""),
        ]:
            make_delivery(entry, started=day, started_precision=precision)
        rows = self.page().context["years"]["rows"]
        assert [(row["label"], row["number"]) for row in rows] == [
            ("2020", "2"),
            ("2021", "0"),
            ("2022", "1"),
            ("Year unknown", "1"),
        ]

    def test_twenty_years_stand_apart_and_more_stand_together(self):
        entry = make_intervention()
        for year in (2001, 2020):
            make_delivery(entry, started=date(year, 1, 1), started_precision="jaar")
        assert len(self.page().context["years"]["rows"]) == 21
        make_delivery(entry, started=date(1999, 1, 1), started_precision="jaar")
        rows = self.page().context["years"]["rows"]
        assert [row["label"] for row in rows][:2] == ["1998–1999", "2000–2001"]
        assert self.rows("years") == [
            ("1998–1999", "1"),
            ("2000–2001", "1"),
            ("2020–2021", "1"),
        ]

    def test_the_longest_time_there_can_be_still_fits(self):
        entry = make_intervention()
        for year in (1, 2026):
            make_delivery(entry, started=date(year, 1, 1), started_precision="jaar")
        assert len(self.page().context["years"]["rows"]) <= 21

    def test_statuses_count_deliveries_and_link_to_their_interventions(self):
        one, two = make_city("Utrecht"), make_city("Zwolle")
        make_intervention("Boksen", cities=[one, two])
        make_intervention("Voetbal", cities=[one], status=Status.PAUSED)
        make_intervention("Zonder uitvoering")
        assert self.rows("statuses", "entries") == [
            ("Active", "2", "1"),
            ("Paused", "1", "1"),
        ]
        unknown = self.page().context["statuses"]["rows"][-1]
        assert (unknown["number"], unknown["entries"]) == ("0", "1")

    def test_the_list_behind_each_row_gives_the_number_beside_it(self):
        types = [make_term(ApproachType, f"Type {number}") for number in range(3)]
        utrecht, breda = (
            make_city("Utrecht"),
            make_city("Breda", province="noord-brabant"),
        )
        make_intervention("Boksen", cities=[utrecht, breda], approach_types=types[:2])
        make_intervention("Voetbal", cities=[utrecht], approach_types=types[:1])
        make_delivery(make_intervention("Land"), scope=Scope.NATIONAL)
        make_delivery(
            make_intervention("Ergens"), status=Status.STOPPED, stop_reason="Op."
        )
        make_intervention("Zonder uitvoering")
        context, followed = self.page().context, 0
        for name in FIGURES[1:]:
            for row in context[name]["rows"]:
                found = self.client.get(row["url"]).context["number"]
                assert row["entries"] == str(found), row["url"]
                followed += 1
        assert followed == 6 + 4 + 14
        assert self.rows("provinces") == [
            ("Noord-Brabant", "1"),
            ("Utrecht", "2"),
            ("The whole country", "1"),
            ("Place unknown", "2"),
        ]

    def test_approach_types_by_use_and_the_twentieth_and_later_together(self):
        types = [make_term(ApproachType, f"Type {n:02}", order=n) for n in range(23)]
        make_intervention("Boksen", approach_types=[types[5]])
        make_intervention("Voetbal", approach_types=types)
        make_intervention("Ergens")
        rows = self.page().context["approach_types"]["rows"]
        assert [row["label"] for row in rows][:2] == ["Type 05", "Type 00"]
        assert [(row["label"], row["number"], row["url"]) for row in rows[20:]] == [
            ("3 other approach types", "1", ""),
            ("Approach type unknown", "1", "/en/interventies/?aanpak=onbekend"),
        ]

    def test_what_is_not_public_is_not_counted(self):
        utrecht = make_city("Utrecht")
        make_intervention("Concept", publication="concept", cities=[utrecht])
        make_intervention("Later", publish_from=date(2999, 1, 1), cities=[utrecht])
        make_intervention(
            "Weg",
            publication="ingetrokken",
            withdrawn_on=date(2026, 1, 1),
            withdrawn_reason="Dubbel.",
            cities=[utrecht],
        )
        make_intervention("Boksen", cities=[utrecht])
        assert [self.rows(name) for name in FIGURES] == [
            [("Year unknown", "1")],
            [("Active", "1")],
            [("Approach type unknown", "1")],
            [("Utrecht", "1")],
        ]
        assert self.page().context["deliveries"] == "1"

    def test_an_empty_catalogue_has_figures_too(self):
        assert [self.rows(name) for name in FIGURES] == [[], [], [], []]

    def test_each_drawing_has_a_name_and_says_the_same_as_its_table(self):
        kind = make_term(ApproachType, "Straatcoaches <b>")
        make_intervention(
            "Boksen", cities=[make_city("Utrecht")], approach_types=[kind]
        )
        content = self.page().content.decode()
        drawings = re.findall(r"<svg class=\"bars\".*?</svg>", content, re.S)
        tables = re.findall(r"<tbody>.*?</tbody>", content, re.S)
        assert len(drawings) == len(tables) == 4
        for drawing, table in zip(drawings, tables, strict=True):
            name = re.search(r'role="img" aria-labelledby="([\w-]+)"', drawing)
            assert f'<title id="{name[1]}">Bar chart: ' in drawing
            labels = re.findall(r'bars__label"[^>]*>(.*?)</text>', drawing)
            numbers = re.findall(r'bars__number"[^>]*>(.*?)</text>', drawing)
            rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
            assert [
                re.sub("<.*?>", "", row.partition("</th>")[0]) for row in rows
            ] == labels
            assert [re.search(r"<td.*?>(.*?)</td>", row)[1] for row in rows] == numbers
        assert "<b>" not in content
        assert " style=" not in content

    def test_the_longest_bar_is_the_largest_number_and_places_are_css(self):
        make_many_interventions(3, cities=[make_city("Utrecht")])
        make_many_interventions(
            1, first=9, cities=[make_city("Assen", province="drenthe")]
        )
        # A comma, as numbers have in Dutch, would be no length.
        rows = self.client.get("/cijfers/").context["provinces"]["rows"]
        widths = {row["label"]: row["width"] for row in rows}
        assert (widths["Utrecht"], widths["Drenthe"]) == ("80.00%", "26.67%")
        assert widths["Zeeland"] == "0.00%"
        content = self.client.get("/cijfers/").content.decode()
        assert 'width="26.67%"' in content
        assert not re.search(r'(?:y|x|width|height)="[\d.]*,', content)

    def test_a_long_name_is_cut_in_the_drawing_alone(self):
        name = "Begeleiding van heel jonge kinderen op het schoolplein"
        make_term(ApproachType, name)
        content = self.page().content.decode()
        assert f">{name}</a>" in content
        assert f">{name}</text>" not in content
        assert ">Begeleiding van heel jonge ki…</text>" in content

    def test_the_day_of_the_figures_is_named(self):
        day = timezone.localdate()
        assert f"{day.day} {day:%B %Y}" in self.page().content.decode()

    def test_query_count_does_not_grow(self):
        kind = make_term(ApproachType, "Straatcoaches")
        cities = [make_city("Utrecht"), make_city("Zwolle", province="overijssel")]
        make_many_interventions(2, cities=cities, approach_types=[kind])
        self.page()
        with self.assertNumQueries(1):
            self.client.get("/cijfers/?n=1")
        make_many_interventions(300, first=2, cities=cities, approach_types=[kind])
        self.page()
        with self.assertNumQueries(1):
            self.client.get("/cijfers/?n=2")


@pytest.mark.django_db
def test_a_new_entry_shows_at_once(client):
    assert client.get("/cijfers/").context["interventions"] == "0"
    make_intervention("Boksen", cities=[make_city("Utrecht")])
    context = client.get("/cijfers/").context
    assert (context["interventions"], context["deliveries"]) == ("1", "1")
    assert Intervention.objects.count() == 1
