"""A city's page: why something stopped there, and what is only elsewhere."""

from datetime import date

import pytest
from django.test import TestCase

from catalogue.choices import Scope, Status
from catalogue.models import Phase, PreventionLevel

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_source,
    make_term,
)

STOPPED = {"status": Status.STOPPED, "stop_reason": "Het geld was op."}


@pytest.mark.django_db
class TestStopped:
    def test_the_delivery_here_says_when_and_why_and_where_that_stands(self, client):
        here, elsewhere = make_city("Utrecht"), make_city("Zwolle")
        report, other = make_source("Rapport"), make_source("Krant")
        entry = make_intervention("Boksen")
        make_delivery(
            entry,
            cities=[here],
            status=Status.STOPPED,
            stop_reason="De subsidie liep af.",
            ended=date(2023, 5, 1),
            ended_precision="maand",
            source=report,
        )
        reason = {"stop_reason": "Niemand kwam.", "source": other}
        make_delivery(entry, cities=[elsewhere], status=Status.STOPPED, **reason)
        page = client.get("/gemeenten/utrecht/")
        (card,) = page.context["stopped"]
        assert [(end["reason"], end["source"]) for end in card["ends"]] == [
            ("De subsidie liep af.", 1)
        ]
        assert [row["title"] for row in page.context["sources"]] == ["Rapport"]
        content = page.content.decode()
        assert "mei 2023" in content
        assert "De subsidie liep af." in content
        assert "Niemand kwam." not in content

    @pytest.mark.parametrize(
        ("ended", "precision", "text"),
        [
            (date(2023, 5, 3), "dag", "Stopped on 3 May 2023"),
            (date(2023, 5, 1), "maand", "Stopped in May 2023"),
            (date(2023, 1, 1), "jaar", "Stopped in 2023"),
            (None, "", "Stopped, date unknown"),
        ],
    )
    def test_the_date_is_as_precise_as_it_is_known(
        self, client, ended, precision, text
    ):
        given = {**STOPPED, "ended": ended, "ended_precision": precision}
        entry = make_intervention("Boksen")
        make_delivery(entry, cities=[make_city("Utrecht")], **given)
        page = client.get("/en/gemeenten/utrecht/")
        (end,) = page.context["stopped"][0]["ends"]
        assert end["when"] == text
        assert "Source unknown." in page.content.decode()

    def test_a_region_is_named_and_two_ends_stand_together(self, client):
        here, near = make_city("Utrecht"), make_city("Zeist")
        entry = make_intervention("Boksen")
        make_delivery(entry, cities=[here, near], region="Heuvelrug", **STOPPED)
        make_delivery(entry, cities=[here], **STOPPED)
        (card,) = client.get("/gemeenten/utrecht/").context["stopped"]
        assert [end["region"] for end in card["ends"]] == ["Heuvelrug", ""]

    @pytest.mark.parametrize("status", [Status.PAUSED, Status.PREPARING])
    def test_what_is_not_running_yet_or_now_is_named_by_its_status(
        self, client, status
    ):
        here, elsewhere = make_city("Utrecht"), make_city("Zwolle")
        entry = make_intervention("Boksen", cities=[elsewhere])
        make_delivery(entry, cities=[here], status=status)
        (card,) = client.get("/gemeenten/utrecht/").context["running"]
        assert card["places"][0] == ("Utrecht", str(status.label), status.value)


class GapTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.here = make_city("Utrecht")
        cls.elsewhere = make_city("Zwolle", province="overijssel")
        cls.risk = make_term(Phase, "Risico", order=1, description="Er zijn zorgen.")
        cls.aftercare = make_term(Phase, "Nazorg", order=2)
        cls.general = make_term(PreventionLevel, "Universeel", order=1)
        cls.selective = make_term(PreventionLevel, "Selectief", order=2)

    def make(self, name, *places, phase=None, level=None, **fields):
        entry = make_intervention(
            name,
            phases=[phase or self.risk],
            prevention_levels=[level or self.general],
            **fields,
        )
        for place, status in places:
            reason = "Klaar." if status == Status.STOPPED else ""
            make_delivery(entry, cities=[place], status=status, stop_reason=reason)
        return entry

    def gaps(self, slug="utrecht"):
        return self.client.get(f"/gemeenten/{slug}/").context["gaps"]

    def cells(self, slug="utrecht"):
        """Of each row what each cell counts: elsewhere, here, stopped here, the rest."""
        parts = ("elsewhere", "here", "stopped_here", "rest")
        gaps = self.gaps(slug)
        return {
            row["name"]: [tuple(cell[part] for part in parts) for cell in row["cells"]]
            for row in gaps["rows"]
        }

    def test_phases_against_prevention_levels_and_what_each_cell_counts(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        self.make("Elders onbekend", (self.elsewhere, Status.UNKNOWN))
        self.make("Beide", (self.elsewhere, Status.ACTIVE), (self.here, Status.PAUSED))
        self.make(
            "Hier gestopt", (self.elsewhere, Status.PILOT), (self.here, Status.STOPPED)
        )
        self.make("Elders gestopt", (self.elsewhere, Status.STOPPED))
        make_delivery(self.make("Plaats onbekend"), status=Status.ACTIVE)
        self.make("Zonder uitvoering")
        self.make("Nazorg hier", (self.here, Status.ACTIVE), phase=self.aftercare)
        assert self.cells() == {
            "Risico": [(2, 1, 1, 3), (0, 0, 0, 0)],
            "Nazorg": [(0, 1, 0, 0), (0, 0, 0, 0)],
        }
        assert self.cells("zwolle")["Risico"] == [(0, 4, 1, 2), (0, 0, 0, 0)]
        names = [column["name"] for column in self.gaps()["columns"]]
        assert names == ["Universeel", "Selectief"]

    def test_the_number_of_a_cell_is_what_the_list_behind_it_gives(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        self.make("Hier", (self.here, Status.ACTIVE))
        self.make("Gestopt", (self.elsewhere, Status.STOPPED))
        self.make("Ander", (self.elsewhere, Status.ACTIVE), level=self.selective)
        make_intervention("Fase onbekend", prevention_levels=[self.general])
        make_intervention("Niveau onbekend", phases=[self.aftercare])
        cells = [cell for row in self.gaps()["rows"] for cell in row["cells"]]
        assert len(cells) == 9
        for cell in cells:
            found = self.client.get(cell["url"]).context["number"]
            assert cell["number"] == found, cell["url"]
        assert [cell["number"] for cell in cells] == [3, 1, 0, 0, 0, 1, 1, 0, 0]

    def test_what_runs_in_the_whole_country_runs_here(self):
        make_delivery(self.make("Land"), scope=Scope.NATIONAL)
        assert self.cells()["Risico"][0] == (0, 1, 0, 0)

    def test_a_region_with_this_city_is_here_and_one_without_it_is_elsewhere(self):
        zeist = make_city("Zeist")
        make_delivery(self.make("Met"), cities=[self.here, zeist])
        make_delivery(self.make("Zonder"), cities=[self.elsewhere, zeist])
        assert self.cells()["Risico"][0] == (1, 1, 0, 0)

    def test_drafts_are_not_counted(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        self.make("Concept", (self.elsewhere, Status.ACTIVE), publication="concept")
        assert self.cells()["Risico"][0] == (1, 0, 0, 0)

    def test_gaps_are_marked_and_what_stopped_here_is_none(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        elsewhere = (self.elsewhere, Status.ACTIVE)
        self.make(
            "Gestopt", elsewhere, (self.here, Status.STOPPED), phase=self.aftercare
        )
        self.make("Ook", elsewhere, phase=self.aftercare)
        self.make(
            "Weg",
            (self.elsewhere, Status.STOPPED),
            phase=self.aftercare,
            level=self.selective,
        )
        marks = [[cell["css"] for cell in row["cells"]] for row in self.gaps()["rows"]]
        assert marks == [["gap", "gap gap--empty"], ["", ""]]

    def test_the_unknown_have_a_row_and_a_column_only_when_they_hold_something(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        make_intervention("Zonder niveau", phases=[self.risk], cities=[self.elsewhere])
        gaps = self.gaps()
        assert len(gaps["columns"]) == 3
        assert [row["name"] for row in gaps["rows"]] == ["Risico", "Nazorg"]
        assert self.cells()["Risico"] == [(1, 0, 0, 0), (0, 0, 0, 0), (1, 0, 0, 0)]

    def test_a_list_of_which_nothing_is_known_is_no_side_of_the_table(self):
        # Otherwise its columns would say “nothing”, where nobody knows.
        make_intervention("Zonder niveau", phases=[self.risk], cities=[self.elsewhere])
        make_intervention("Niets bekend")
        page = self.client.get("/gemeenten/utrecht/")
        assert len(page.context["gaps"]["columns"]) == 1
        assert list(self.cells().values()) == [
            [(1, 0, 0, 0)],
            [(0, 0, 0, 0)],
            [(0, 0, 0, 1)],
        ]
        assert [(row["number"], row["url"]) for row in page.context["unknown"]] == [
            (1, "/interventies/?fase=onbekend"),
            (2, "/interventies/?preventie=onbekend"),
        ]

    def test_levels_alone_are_the_rows(self):
        make_intervention(
            "Zonder fase", prevention_levels=[self.selective], cities=[self.elsewhere]
        )
        assert self.cells() == {
            "Universeel": [(0, 0, 0, 0)],
            "Selectief": [(1, 0, 0, 0)],
        }
        url = self.gaps()["rows"][1]["cells"][0]["url"]
        assert url == "/interventies/?preventie=selectief"

    def test_without_any_known_value_there_are_words_and_no_table(self):
        make_intervention("Niets bekend", cities=[self.elsewhere])
        page = self.client.get("/en/gemeenten/utrecht/")
        assert page.context["gaps"] is None
        content = page.content.decode()
        assert "<table" not in content
        assert "Of 1 of the 1 interventions, the phase is unknown" in content

    def test_it_never_says_that_something_does_not_exist(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        content = self.client.get("/en/gemeenten/utrecht/").content.decode()
        assert "Elsewhere, but not here in this catalogue" in content
        assert "does not mean that it does not exist in Utrecht" in content

    def test_an_empty_catalogue_has_no_gaps(self):
        content = self.client.get("/en/gemeenten/utrecht/").content.decode()
        assert "Elsewhere, but not here" not in content

    def test_an_ended_city_leads_on_and_has_no_gaps(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        make_city("Vleuten", end_date=date(2000, 12, 31)).successors.add(self.here)
        page = self.client.get("/en/gemeenten/vleuten/")
        assert page.context["gaps"] is None
        assert "Elsewhere, but not here" not in page.content.decode()
        assert page.context["successors"][0]["url"] == "/en/gemeenten/utrecht/"

    def test_heads_explain_themselves_and_names_are_marked_as_dutch(self):
        self.make("Elders", (self.elsewhere, Status.ACTIVE))
        page = self.client.get("/en/gemeenten/utrecht/")
        self.assertContains(
            page,
            '<th scope="row"><span lang="nl">Risico</span><details class="explain explain--word">',
        )
        self.assertContains(
            page, '<div class="explain__text" lang="nl"><p>Er zijn zorgen.'
        )
        self.assertContains(page, '<th scope="row"><span lang="nl">Nazorg</span></th>')

    def test_query_count_does_not_grow(self):
        here, elsewhere = self.here, self.elsewhere
        fields = {"phases": [self.risk], "prevention_levels": [self.general]}
        self.make("Gestopt", (here, Status.STOPPED))
        make_many_interventions(2, cities=[here, elsewhere], **fields)
        self.client.get("/gemeenten/utrecht/")
        for number in range(2):
            with self.assertNumQueries(4):
                self.client.get(f"/gemeenten/utrecht/?n={number}")
            for each in range(20):
                place = (here, Status.STOPPED)
                self.make(f"Gestopt {number} {each}", place, place)
            make_many_interventions(
                50, first=10 + 50 * number, cities=[here, elsewhere], **fields
            )
            self.client.get("/gemeenten/utrecht/")
