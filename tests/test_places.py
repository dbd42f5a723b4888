"""Pages of cities, organisations and approach types, and their indexes."""

from datetime import date

from django.test import TestCase

from catalogue.choices import AppraisalKind, Province, Role, Scope, Status, StudyKind
from catalogue.models import Appraisal, ApproachType, Organisation, Study

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_term,
)


class PageTestCase(TestCase):
    def context(self, address):
        response = self.client.get(address)
        assert response.status_code == 200, address
        return response.context

    def cards(self, address):
        context = self.context(address)
        return tuple(
            [card["name"] for card in context[key]] for key in ("running", "stopped")
        )

    def check_link(self, address):
        """The link to the list gives as many entries as the page counts."""
        context = self.context(address)
        assert self.context(context["list_url"])["number"] == context["number"]

    def letters(self, address):
        return [
            (group["letter"], [(row["name"], row["number"]) for row in group["rows"]])
            for group in self.context(address)["letters"]
        ]


class CityTests(PageTestCase):
    def test_what_runs_here_and_what_stopped_here(self):
        utrecht, zwolle = make_city("Utrecht"), make_city("Zwolle")
        stopped = {"status": Status.STOPPED, "stop_reason": "Klaar."}
        entry = make_intervention("Alleen hier nog", cities=[utrecht])
        make_delivery(entry, cities=[zwolle], **stopped)
        make_delivery(make_intervention("Gestopt"), cities=[utrecht], **stopped)
        make_delivery(make_intervention("Regio"), cities=[utrecht, zwolle])
        make_intervention("Weet niet", cities=[utrecht], status=Status.UNKNOWN)
        again = make_intervention("Opnieuw", cities=[utrecht])
        make_delivery(again, cities=[utrecht], **stopped)
        make_delivery(make_intervention("Land"), scope=Scope.NATIONAL)
        assert self.cards("/gemeenten/utrecht/") == (
            ["Alleen hier nog", "Opnieuw", "Regio", "Weet niet"],
            ["Gestopt"],
        )
        assert self.cards("/gemeenten/zwolle/") == (["Regio"], ["Alleen hier nog"])
        context = self.context("/gemeenten/utrecht/")
        assert context["national"] == 1
        assert self.context(context["national_url"])["number"] == 1
        self.check_link("/gemeenten/utrecht/")
        self.check_link("/gemeenten/zwolle/")

    def test_the_first_twenty_five_and_the_rest_in_the_list(self):
        make_many_interventions(30, cities=[make_city("Utrecht")])
        running, stopped = self.cards("/gemeenten/utrecht/")
        assert running == [f"Nummer {number:03}" for number in range(25)]
        assert stopped == []
        self.check_link("/gemeenten/utrecht/")

    def test_a_city_without_entries_leads_to_its_province(self):
        make_city("Zeist", province=Province.UTRECHT)
        make_intervention("Elders", cities=[make_city("Utrecht")])
        context = self.context("/gemeenten/zeist/")
        assert context["number"] == 0
        assert context["province_url"] == "/interventies/?provincie=utrecht"
        assert self.context(context["province_url"])["number"] == 1

    def test_an_ended_city_leads_to_its_successors(self):
        old = make_city("Vleuten", end_date=date(2000, 12, 31))
        old.successors.add(make_city("Utrecht"), make_city("Amersfoort"))
        response = self.client.get("/gemeenten/vleuten/")
        assert [link["url"] for link in response.context["successors"]] == [
            "/gemeenten/amersfoort/",
            "/gemeenten/utrecht/",
        ]
        self.assertContains(response, "31 december 2000")
        assert self.context("/gemeenten/utrecht/")["successors"] == []

    def test_the_names_and_the_organisations_of_a_city(self):
        city = make_city("Den Haag", official_name="'s-Gravenhage")
        make_city("Ede", official_name="Ede")
        for name in ["Zorghuis", "Écht", "Echo"]:
            make_organisation(name, city=city)
        make_organisation("Elders")
        context = self.context("/gemeenten/den-haag/")
        assert context["official_name"] == "'s-Gravenhage"
        assert [link["name"] for link in context["organisations"]] == [
            "Echo",
            "Écht",
            "Zorghuis",
        ]
        assert self.context("/gemeenten/ede/")["official_name"] == ""

    def test_the_index_names_every_city_of_today_by_letter(self):
        utrecht, zwolle = make_city("Utrecht"), make_city("Zwolle")
        make_city("'s-Hertogenbosch")
        make_city("Súdwest-Fryslân")
        make_city("Vleuten", end_date=date(2000, 12, 31))
        make_intervention("Boksen", cities=[utrecht, zwolle])
        make_intervention("Voetbal", cities=[zwolle])
        assert self.letters("/gemeenten/") == [
            ("S", [("'s-Hertogenbosch", 0), ("Súdwest-Fryslân", 0)]),
            ("U", [("Utrecht", 1)]),
            ("Z", [("Zwolle", 2)]),
        ]
        context = self.context("/gemeenten/")
        assert context["total"] == 4
        assert [row["name"] for row in context["with_entries"]] == ["Zwolle", "Utrecht"]


class OrganisationTests(PageTestCase):
    def test_the_entries_it_takes_part_in_and_its_roles(self):
        body = make_organisation("Politie", abbreviation="NP", city=make_city("Ede"))
        one = make_intervention("Boksen", cities=[make_city("Utrecht")])
        make_involvement(one, body, role=Role.PARTNER)
        make_involvement(one, body, role=Role.LEAD, delivery=one.deliveries.get())
        two = make_intervention("Voetbal")
        make_delivery(two, status=Status.STOPPED, stop_reason="Klaar.")
        make_involvement(two, body, role=Role.PARTNER)
        make_involvement(make_intervention("Ander"), make_organisation("Anders"))
        assert self.cards("/organisaties/politie/") == (["Boksen"], ["Voetbal"])
        context = self.context("/organisaties/politie/")
        assert context["roles"] == [
            {"label": Role.LEAD.label, "number": 1},
            {"label": Role.PARTNER.label, "number": 2},
        ]
        assert context["city"] == {"name": "Ede", "url": "/gemeenten/ede/"}
        self.check_link("/organisaties/politie/")

    def test_the_index_counts_an_entry_once_however_many_roles(self):
        body = make_organisation("Écht")
        make_organisation("Echo")
        make_organisation("Zorg")
        entry = make_intervention("Boksen")
        make_involvement(entry, body, role=Role.PARTNER)
        make_involvement(entry, body, role=Role.LEAD)
        assert self.letters("/organisaties/") == [
            ("E", [("Echo", 0), ("Écht", 1)]),
            ("Z", [("Zorg", 0)]),
        ]

    def test_a_long_index_has_pages(self):
        Organisation.objects.bulk_create(
            Organisation(name=f"Org {n:03}", slug=f"org-{n:03}", type="anders")
            for n in range(301)
        )
        first = self.context("/organisaties/")
        assert (first["total"], first["last_page"], first["next_page"]) == (301, 2, 2)
        assert self.letters("/organisaties/?pagina=2") == [("O", [("Org 300", 0)])]
        assert self.letters("/organisaties/?pagina=9") == [("O", [("Org 300", 0)])]
        assert self.context("/organisaties/?pagina=x")["page"] == 1


class ApproachTypeTests(PageTestCase):
    def test_its_entries_and_what_is_known_of_the_type(self):
        kind = make_term(
            ApproachType, "straatcoaches", description="Coaches op straat."
        )
        entry = make_intervention("Boksen", approach_types=[kind])
        make_intervention("Anders", approach_types=[make_term(ApproachType, "ander")])
        source = make_source("Rapport")
        for slug, of in [
            ("type", {"approach_type": kind}),
            ("eigen", {"intervention": entry}),
        ]:
            make_row(
                Study, slug=slug, title=slug, kind=StudyKind.REVIEW, source=source, **of
            )
            for what in AppraisalKind:
                make_row(
                    Appraisal,
                    slug=f"{what}-{slug}",
                    title=slug,
                    kind=what,
                    by=what,
                    **of,
                )
        context = self.context("/aanpakken/straatcoaches/")
        assert context["name"] == "Straatcoaches"
        assert [row["title"] for row in context["studies"]] == ["type"]
        assert [(row["title"], row["by"]) for row in context["opinions"]] == [
            ("type", "deskundigenoordeel")
        ]
        assert [row["by"] for row in context["awards"]] == ["prijs", "vermelding"]
        assert [row["title"] for row in context["sources"]] == ["Rapport"]
        assert self.cards("/aanpakken/straatcoaches/") == (["Boksen"], [])
        self.check_link("/aanpakken/straatcoaches/")

    def test_the_index_stands_in_the_editors_order(self):
        last = make_term(ApproachType, "aanpak z", order=2)
        make_term(ApproachType, "coaches", order=1, description="Op straat.")
        make_intervention("Boksen", approach_types=[last])
        rows = self.context("/aanpakken/")["approach_types"]
        assert [(row["name"], row["number"], row["description"]) for row in rows] == [
            ("Coaches", 0, "Op straat."),
            ("Aanpak z", 1, ""),
        ]
