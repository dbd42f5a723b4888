"""The page of one entry, and what is at the addresses of those that left."""

from datetime import date, timedelta

from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.choices import (
    AppraisalKind,
    Precision,
    Publication,
    RecognitionOutcome,
    RelationKind,
    Role,
    Scope,
    Status,
    StudyKind,
)
from catalogue.models import (
    Appraisal,
    ApproachType,
    Figure,
    OldSlug,
    Recognition,
    Relation,
    Study,
    Theme,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

TODAY = timezone.localdate()


class EntryTestCase(TestCase):
    def get(self, slug="boksen"):
        return self.client.get(f"/interventies/{slug}/")

    def shown(self, key, slug="boksen"):
        response = self.get(slug)
        assert response.status_code == 200
        return response.context[key]


class ContentTests(EntryTestCase):
    def test_what_is_known_and_what_is_not(self):
        make_intervention(
            "Boksen",
            other_names="Ring\nTouwen",
            summary="Eerste.\n\nTweede <b>.\n\n- een\n- twee",
            aim="Rust.",
            data_sharing="Met niemand.",
            internal_remark="Niet tonen",
        )
        response = self.get()
        assert response.context["other_names"] == ["Ring", "Touwen"]
        sections = response.context["sections"]
        assert [(part["id"], part["text"]) for part in sections] == [
            ("aim", "Rust."),
            ("data-sharing", "Met niemand."),
        ]
        assert len(response.context["unknown_sections"]) == 8
        self.assertContains(response, "<p>Eerste.</p>")
        self.assertContains(response, "<p>Tweede &lt;b&gt;.</p>")
        self.assertContains(response, "<ul><li>een</li><li>twee</li></ul>")
        self.assertNotContains(response, "Niet tonen")

    def test_the_short_facts_stand_in_a_fixed_order_and_the_unknown_is_empty(self):
        make_intervention("Boksen", themes=[make_term(Theme, "wapens")], age_from=12)
        values = [row["value"] for row in self.shown("snapshot")]
        assert len(values) == 12
        assert [bool(value) for value in values] == [
            *(True, False, False, False, True, False),
            *(False, False, True, False, True, False),
        ]
        assert "12" in values[4]
        assert values[8] == "Wapens"

    def test_places_with_status_period_and_whom_to_ask(self):
        entry = make_intervention("Boksen")
        desk = make_organisation("Loket", general_contact="info@example.org")
        make_delivery(
            entry,
            cities=[make_city("Utrecht"), make_city("Zeist")],
            region="Regio Utrecht",
            status=Status.STOPPED,
            stop_reason="Geld op.",
            started=date(2020, 3, 1),
            started_precision=Precision.MONTH,
            ended=date(2021, 1, 1),
            ended_precision=Precision.YEAR,
            contact_organisation=desk,
        )
        make_delivery(
            entry,
            scope=Scope.NATIONAL,
            started=date(2020, 12, 18),
            started_precision=Precision.DAY,
            capacity=0,
            contact_role="procesregisseur",
            contact_address="030 286 00 00",
        )
        context = self.get().context
        region, country = context["deliveries"]
        assert region["place"] == region["region"] == "Regio Utrecht"
        assert [city["url"] for city in region["cities"]] == [
            "/gemeenten/utrecht/",
            "/gemeenten/zeist/",
        ]
        assert (region["status_slug"], region["stop_reason"]) == ("gestopt", "Geld op.")
        assert (region["started"], region["ended"]) == ("maart 2020", "2021")
        assert (country["started"], country["ended"]) == ("18 december 2020", "")
        assert country["capacity"] == 0
        asked = [(each["role"], each["address"]) for each in context["contacts"]]
        assert asked == [("", "info@example.org"), ("procesregisseur", "030 286 00 00")]

    def test_without_a_contact_it_names_who_comes_first(self):
        entry = make_intervention("Boksen", cities=[make_city("Ede")])
        for name, role in [("Zorg", Role.PARTNER), ("Loket", Role.LEAD)]:
            make_involvement(entry, make_organisation(name), role=role)
        page = self.get()
        self.assertContains(page, "We weten niet bij wie u moet zijn.")
        self.assertContains(
            page,
            '<p>Begin bij: <a href="/organisaties/loket/" lang="nl">Loket</a> '
            "(regie).</p>",
            html=True,
        )

    def test_who_does_what_by_role_then_by_name(self):
        entry = make_intervention("Boksen", cities=[make_city("Ede"), make_city("Epe")])
        here = entry.deliveries.first()
        for name, role, of in [
            ("Zorg", Role.PARTNER, {}),
            ("Écht", Role.PARTNER, {"delivery": here, "note": "coacht"}),
            ("Actie", Role.FUNDER, {}),
            ("Gemeente", Role.LEAD, {"delivery": here}),
        ]:
            make_involvement(entry, make_organisation(name), role=role, **of)
        rows = [
            [(row["name"], row["place"], row["note"]) for row in role["organisations"]]
            for role in self.shown("roles")
        ]
        assert rows == [
            [("Gemeente", here.place, "")],
            [("Écht", here.place, "coacht"), ("Zorg", "", "")],
            [("Actie", "", "")],
        ]

    def test_figures_stand_side_by_side_with_their_dates(self):
        entry = make_intervention("Boksen")
        for value, day in [("14", date(2023, 1, 1)), ("13.50", date(2021, 4, 1))]:
            make_row(
                Figure,
                intervention=entry,
                measure="gezinnen",
                value=value,
                reference_date=day,
                reference_date_precision=Precision.MONTH,
            )
        rows = [(row["value"], row["date"]) for row in self.shown("figures")]
        assert rows == [("13,5", "april 2021"), ("14", "januari 2023")]

    def test_relations_are_read_from_both_sides(self):
        first, second = make_intervention("Boksen"), make_intervention("Voetbal")
        make_row(Relation, intervention=first, kind=RelationKind.LIGHTER, other=second)
        here, there = self.shown("sides"), self.shown("sides", "voetbal")
        assert [(row["name"], row["how"]) for row in here["heavier"]] == [
            ("Voetbal", RelationKind.LIGHTER.label)
        ]
        assert [(row["name"], row["how"]) for row in there["lighter"]] == [
            ("Boksen", _("is heavier than"))
        ]


class EvidenceTests(EntryTestCase):
    def test_four_lines_that_are_never_added_up(self):
        kind = make_term(ApproachType, "Straatcoaches")
        entry = make_intervention("Boksen", approach_types=[kind])
        source = make_source("Rapport")
        make_row(
            Recognition,
            intervention=entry,
            slug="r",
            databank="NJi",
            outcome=RecognitionOutcome.SUBSTANTIATED,
            dated=TODAY - timedelta(days=365),
            valid_until=TODAY - timedelta(days=1),
            source=source,
        )
        for slug, of in [
            ("eigen", {"intervention": entry}),
            ("type", {"approach_type": kind}),
        ]:
            make_row(
                Study, slug=slug, title=f"Studie {slug}", kind=StudyKind.PROCESS, **of
            )
            for what in AppraisalKind:
                make_row(
                    Appraisal,
                    slug=f"{what}-{slug}",
                    title=f"{what} {slug}",
                    kind=what,
                    by="Jury",
                    source=source,
                    **of,
                )
        context = self.get().context
        [recognition] = context["recognitions"]
        assert recognition["expired"] is True
        titles = {
            key: [row["title"] for row in context[key]]
            for key in ("studies", "appraisals")
        }
        assert titles == {
            "studies": ["Studie eigen"],
            "appraisals": [
                "deskundigenoordeel eigen",
                "prijs eigen",
                "vermelding eigen",
            ],
        }
        [about_type] = context["type_evidence"]
        assert about_type["url"] == "/aanpakken/straatcoaches/"
        assert [row["title"] for row in about_type["studies"]] == ["Studie type"]
        assert [row["title"] for row in about_type["opinions"]] == [
            "deskundigenoordeel type"
        ]
        # One source, one number, however often it is referred to.
        assert [row["number"] for row in context["sources"]] == [1]
        assert recognition["source"] == context["appraisals"][0]["source"] == 1

    def test_the_first_catalogue_claims_no_effect(self):
        call_command("load_first_catalogue")
        context = self.get("credible-messengers-adamas").context
        assert (context["recognitions"], context["studies"]) == ([], [])
        assert [row["title"] for row in context["appraisals"]] == [
            "Eervolle vermelding Hein Roethofprijs 2022"
        ]
        assert [row["by"] for row in context["type_evidence"][0]["opinions"]] == [
            "Bureau Beke"
        ]
        self.assertContains(self.get("casustafel-doorgroeiers"), "Hoograven")
        self.assertNotContains(self.get("casustafel-doorgroeiers"), "kleine groepen")


class LeftTests(EntryTestCase):
    def test_an_old_address_leads_to_the_new_one(self):
        entry = make_intervention("Boksen")
        OldSlug.objects.create(slug="vechten", intervention=entry)
        response = self.get("vechten")
        assert response.status_code == 301
        assert response["Location"] == "/interventies/boksen/"

    def test_a_withdrawn_entry_is_410_with_date_and_reason(self):
        entry = make_intervention(
            "Boksen",
            publication=Publication.WITHDRAWN,
            withdrawn_on=date(2026, 3, 5),
            withdrawn_reason="Staat er dubbel in.",
        )
        OldSlug.objects.create(slug="vechten", intervention=entry)
        for slug in ["boksen", "vechten"]:
            response = self.get(slug)
            assert response.status_code == 410
            self.assertContains(response, "5 maart 2026", status_code=410)
            self.assertContains(response, "Staat er dubbel in.", status_code=410)
            self.assertNotContains(response, "Boksen", status_code=410)

    def test_what_is_not_public_does_not_exist(self):
        day = timedelta(days=1)
        states = [
            {"publication": Publication.DRAFT},
            {"publish_from": TODAY + day},
            {"publish_until": TODAY - day},
        ]
        for number, state in enumerate(states):
            entry = make_intervention(f"Boksen {number}", **state)
            OldSlug.objects.create(slug=f"oud-{number}", intervention=entry)
            for slug in [entry.slug, f"oud-{number}"]:
                response = self.get(slug)
                assert response.status_code == 404, slug
                assert b"Boksen" not in response.content
        assert self.get("nooit-bestaan").status_code == 404

    def test_the_first_and_the_last_day_are_public(self):
        make_intervention("Boksen", publish_from=TODAY, publish_until=TODAY)
        assert self.get().status_code == 200
