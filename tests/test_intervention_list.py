"""The list: which entries, and what stands around them."""

from datetime import date, datetime, timedelta
from unittest import mock

from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import Kind, Publication, Status
from catalogue.models import Phase, Theme

from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_many_interventions,
    make_organisation,
    make_term,
)
from .list_page import LIST, answer, facet, names, slugs, values_of

TODAY = timezone.localdate()
DAY = timedelta(days=1)


class PublicationTests(TestCase):
    def test_only_what_is_public_today_is_listed(self):
        make_intervention("Concept", publication=Publication.DRAFT)
        make_intervention(
            "Weg",
            publication=Publication.WITHDRAWN,
            withdrawn_on=TODAY,
            withdrawn_reason="Dubbel.",
        )
        make_intervention("Morgen", publish_from=TODAY + DAY)
        make_intervention("Gisteren nog", publish_until=TODAY - DAY)
        make_intervention("Vanaf vandaag", publish_from=TODAY)
        make_intervention("Tot en met vandaag", publish_until=TODAY)
        make_intervention("Altijd")
        assert names(self.client) == ["Altijd", "Tot en met vandaag", "Vanaf vandaag"]

    def test_the_day_begins_at_midnight_in_amsterdam(self):
        make_intervention("Per 2 juli", publish_from=date(2026, 7, 2))
        for hour, expected in [(21, []), (22, ["Per 2 juli"])]:
            moment = datetime(
                2026, 7, 1, hour, 30, tzinfo=timezone.get_fixed_timezone(0)
            )
            with mock.patch("django.utils.timezone.now", return_value=moment):
                assert names(self.client) == expected


class PageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_many_interventions(60)
        make_intervention("Zonder", kind=Kind.METHOD)

    def test_twenty_five_a_page_and_every_entry_once(self):
        seen = [names(self.client, f"?pagina={number}") for number in (1, 2, 3)]
        assert [len(page) for page in seen] == [25, 25, 11]
        assert [name for page in seen for name in page] == [
            *(f"Nummer {number:03}" for number in range(60)),
            "Zonder",
        ]

    def test_past_the_end_is_the_last_page_and_nonsense_the_first(self):
        for past in ["99", "9" * 5000]:
            assert names(self.client, f"?pagina={past}")[-1] == "Zonder"
        for nonsense in ["laatste", "1.5", "", "9" * 5000 + "x", "%00", "0", "-1"]:
            assert names(self.client, f"?pagina={nonsense}")[0] == "Nummer 000"

    def test_links_keep_the_filters(self):
        query = "?soort=programma&kader=onbekend&kader=drang&sorteer=nieuw&pagina="
        pages = answer(self.client, query + "2")["pages"]
        assert pages["previous_url"] == f"{LIST}{query}1"
        assert pages["next_url"] == f"{LIST}{query}3"
        assert [link["url"] for link in pages["links"]] == [
            f"{LIST}{query}{number}" for number in (1, 2, 3)
        ]
        assert answer(self.client, query + "3")["pages"]["next_url"] == ""

    def test_a_long_row_of_pages_has_gaps(self):
        make_many_interventions(200, first=100)
        links = answer(self.client, "?pagina=6")["pages"]["links"]
        assert [link and link["number"] for link in links] == [
            1,
            None,
            5,
            6,
            7,
            None,
            11,
        ]


class AroundTheListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        utrecht = make_city("Utrecht", code="0344")
        zwolle = make_city("Zwolle", code="0193")
        make_city("Zeist")
        phase = make_term(Phase, "Doorgroeier", people="doorgroeiers")
        make_intervention("Boksen", cities=[utrecht], phases=[phase])
        make_intervention("Voetbal", cities=[utrecht, zwolle])
        make_intervention("Zwemmen", cities=[zwolle], status=Status.PILOT)

    def chips(self, query):
        return {
            chip["label"]: chip["url"] for chip in answer(self.client, query)["chips"]
        }

    def test_each_chip_leads_to_the_list_without_its_value(self):
        assert self.chips(
            "?gemeente=utrecht&gemeente=zwolle&fase=doorgroeier&pagina=1"
        ) == {
            "Utrecht": f"{LIST}?gemeente=zwolle&fase=doorgroeier",
            "Zwolle": f"{LIST}?gemeente=utrecht&fase=doorgroeier",
            "Doorgroeier": f"{LIST}?gemeente=utrecht&gemeente=zwolle",
        }
        assert self.chips("?zoek=boksen&sorteer=naam") == {
            "“boksen”": f"{LIST}?sorteer=naam"
        }

    def test_what_the_people_of_a_phase_are_called_is_new_on_the_next_page(self):
        asked = "?fase=doorgroeier"
        assert (
            answer(self.client, asked)["sentence"] == "1 interventie voor doorgroeiers"
        )
        with catalogue_change("test", "rename") as change:
            phase = Phase.objects.get()
            phase.people = "jongeren die doorgroeien"
            phase.save()
            change.touch(phase)
        said = answer(self.client, asked)["sentence"]
        assert said == "1 interventie voor jongeren die doorgroeien"

    def test_a_chip_removes_a_city_that_was_named_by_its_code(self):
        assert self.chips("?gemeente=0344&gemeente=zwolle") == {
            "Utrecht": f"{LIST}?gemeente=zwolle",
            "Zwolle": f"{LIST}?gemeente=utrecht",
        }
        assert self.chips("?gemeente=GM0344&gemeente=utrecht") == {"Utrecht": LIST}

    def test_what_is_the_default_has_no_chip(self):
        page = self.client.get(f"{LIST}?fase=onbekend")
        self.assertContains(page, "</span>Fase: onbekend <span")
        assert self.chips("?leeftijdOnbekend=ja") == {}
        assert list(self.chips("?leeftijdOnbekend=nee").values()) == [LIST]

    def test_nothing_found_says_what_leaving_out_a_key_would_give(self):
        query = "?gemeente=zwolle&fase=doorgroeier&status=actief"
        context = answer(self.client, query)
        assert context["cards"] == []
        ways = {way["url"]: way["count"] for way in context["ways_out"]}
        assert ways == {
            f"{LIST}?fase=doorgroeier&status=actief": 1,
            f"{LIST}?gemeente=zwolle&status=actief": 1,
            f"{LIST}?gemeente=zwolle&fase=doorgroeier": 0,
        }
        for url, count in ways.items():
            assert self.client.get(url).context["number"] == count

    def test_a_way_out_drops_all_values_of_its_key(self):
        query = "?fase=doorgroeier&soort=actie&soort=methodiek"
        ways = answer(self.client, query)["ways_out"]
        assert {way["url"]: way["count"] for way in ways} == {
            f"{LIST}?fase=doorgroeier": 1,
            f"{LIST}?soort=actie&soort=methodiek": 0,
        }

    def test_a_way_out_to_nothing_is_no_link_and_the_sort_is_kept(self):
        query = "?fase=doorgroeier&soort=actie&sorteer=nieuw"
        page = self.client.get(LIST + query)
        self.assertContains(page, "Zonder Fase: Doorgroeier: 0 interventies")
        self.assertContains(page, "Zonder Soort: Actie</a>: 1 interventie")
        self.assertContains(page, '<input type="hidden" name="sorteer" value="nieuw"')

    def test_no_ways_out_when_something_is_found(self):
        assert answer(self.client, "?gemeente=zwolle")["ways_out"] == []

    def test_the_sentence_counts_and_names_the_place(self):
        sentence = answer(self.client, "?gemeente=utrecht&fase=doorgroeier")["sentence"]
        assert sentence.startswith("1 ")
        assert "Utrecht" in sentence
        assert "doorgroeiers" in sentence


class FacetTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(12):
            term = make_term(Theme, f"Thema {number:02}", order=number)
            entry = make_intervention(f"Entry {number:02}", themes=[term])
        make_intervention("Nog een", themes=[term])
        make_city("Leeg")
        make_organisation("Zonder")
        make_involvement(entry, make_organisation("Politie"))

    def facet(self, key, query=""):
        found = {each["key"]: each for each in answer(self.client, query)["facets"]}
        return found[key]

    def slugs(self, key, query=""):
        return [value["slug"] for value in values_of(self.facet(key, query))]

    def test_they_stand_in_the_order_in_which_a_case_is_known(self):
        assert [each["key"] for each in answer(self.client)["facets"]] == [
            *("fase", "aanpak", "gemeente", "provincie", "status", "doelgroep"),
            *("thema", "soort", "setting", "preventie", "kader", "organisatie"),
            "erkenning",
        ]

    def test_a_long_facet_shows_the_largest_values_in_their_own_order(self):
        shown = [f"thema-{number:02}" for number in [0, 1, 2, 3, 4, 5, 6, 11]]
        assert self.slugs("thema") == shown
        assert self.facet("thema")["total"] == 12

    def test_all_of_them_on_demand_and_the_filters_stay(self):
        facet = self.facet("thema", "?soort=programma&soort=actie")
        assert facet["show_all_url"] == f"{LIST}?soort=programma&soort=actie&toon=thema"
        query = facet["show_all_url"].removeprefix(LIST)
        whole = self.facet("thema", query)
        assert [value["slug"] for value in values_of(whole)] == [
            f"thema-{number:02}" for number in range(12)
        ]
        assert whole["show_all_url"] == ""
        # To unfold one facet leaves another one folded.
        assert len(self.slugs("thema", "?toon=provincie")) == 8

    def test_a_chosen_value_is_never_hidden(self):
        query = "?" + "&".join(f"thema=thema-{number:02}" for number in range(2, 11))
        assert self.slugs("thema", query) == [f"thema-{n:02}" for n in range(2, 11)]
        values = values_of(self.facet("gemeente", "?gemeente=leeg"))
        assert {
            value["slug"]: (value["count"], value["selected"]) for value in values
        } == {"leeg": (0, True), "onbekend": (13, False)}

    def test_of_many_cities_the_chosen_one_and_the_largest_are_shown(self):
        cities = [make_city(f"Stad {number:02}") for number in range(13)]
        for number, city in enumerate(cities):
            make_intervention(f"In stad {number:02}", cities=[city])
        for number in (3, 9):
            make_intervention(f"Ook in stad {number:02}", cities=[cities[number]])
        others = [f"stad-{number:02}" for number in (0, 1, 2, 4, 5, 9)]
        slugs = self.slugs("gemeente", "?gemeente=stad-03")
        # Most entries have no city.
        assert slugs == [*sorted([*others, "stad-03"]), "onbekend"]
        facet = self.facet("gemeente", "?gemeente=stad-03")
        assert facet["total"] == 14
        assert facet["show_all_url"] == f"{LIST}?gemeente=stad-03&toon=gemeente"

    def test_cities_and_organisations_without_entries_are_not_offered(self):
        assert self.slugs("gemeente") == ["onbekend"]
        assert self.slugs("organisatie") == ["politie", "onbekend"]

    def test_a_value_that_finds_nothing_is_shown_with_zero(self):
        counts = facet(self.client, "soort")
        assert counts == {
            "programma": 13,
            "aanpak": 0,
            "overlegvorm": 0,
            "actie": 0,
            "methodiek": 0,
        }
        # But "unknown" is no choice where everything is known.
        assert "onbekend" not in self.slugs("thema", "?toon=thema")


class FirstCatalogueTests(TestCase):
    """The eight programmes that the catalogue starts with."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_first_catalogue")

    def test_the_facets_count_what_we_know_of_them(self):
        assert facet(self.client, "gemeente") == {
            "amsterdam": 2,
            "arnhem": 1,
            "eindhoven": 1,
            "tilburg": 1,
            "utrecht": 2,
            "zwolle": 1,
            "onbekend": 1,
        }
        assert facet(self.client, "soort") == {
            "programma": 3,
            "aanpak": 3,
            "overlegvorm": 1,
            "actie": 1,
            "methodiek": 0,
        }
        assert facet(self.client, "erkenning")["onbekend"] == 8
        assert facet(self.client, "status")["onbekend"] == 8
        assert answer(self.client)["unknown_ages"] == 8

    def test_the_values_give_the_entries_that_were_counted(self):
        assert slugs(self.client, "?soort=overlegvorm") == ["casustafel-doorgroeiers"]
        assert slugs(self.client, "?soort=actie") == ["sms-bom"]
        assert slugs(self.client, "?gemeente=0344") == [
            "casustafel-doorgroeiers",
            "sms-bom",
        ]
        assert slugs(self.client, "?gemeente=onbekend") == ["jeugd-en-jongerenwerk-3-0"]
        assert slugs(self.client, "?leeftijd=16&leeftijdOnbekend=nee") == []
