"""What holds for every page a visitor can open."""

import re
from datetime import timedelta
from urllib.parse import urlencode

from django.test import TestCase
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import (
    AppraisalKind,
    Kind,
    Publication,
    RecognitionOutcome,
    RelationKind,
    StudyKind,
)
from catalogue.indexing import current
from catalogue.models import (
    Appraisal,
    ApproachType,
    City,
    Figure,
    Organisation,
    Phase,
    Recognition,
    Relation,
    Study,
    Theme,
)
from catalogue.suggestions import near_miss

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_term,
)
from .list_page import values_of

TODAY = timezone.localdate()
DAY = timedelta(days=1)

INDEXES = ["/", "/interventies/", "/gemeenten/", "/organisaties/", "/aanpakken/"]
PAGES = [
    *INDEXES,
    "/gemeenten/utrecht/",
    "/gemeenten/zeist/",
    "/organisaties/politie/",
    "/aanpakken/straatcoaches/",
    "/interventies/boksen/",
    "/velden/",
]


class HiddenEntriesTests(TestCase):
    """Entries that are not public, tied to all there is, and named like nothing else."""

    HIDDEN = ["kwikzilver", "wolfraam", "molybdeen", "yttrium"]

    @classmethod
    def setUpTestData(cls):
        utrecht = make_city("Utrecht")
        make_city("Zeist")
        police = make_organisation("Politie")
        terms = {
            "phases": [make_term(Phase, "Risico")],
            "themes": [make_term(Theme, "Online")],
            "approach_types": [make_term(ApproachType, "Straatcoaches")],
        }
        shown = make_intervention(
            "Boksen", cities=[utrecht], checked_on=TODAY - 9 * DAY, **terms
        )
        make_involvement(shown, police)
        states = [
            {"publication": Publication.DRAFT},
            {
                "publication": Publication.WITHDRAWN,
                "withdrawn_on": TODAY,
                "withdrawn_reason": "Dubbel.",
            },
            {"publish_from": TODAY + DAY},
            {"publish_until": TODAY - DAY},
        ]
        for name, state in zip(cls.HIDDEN, states, strict=True):
            entry = make_intervention(
                name.title(),
                other_names=f"{name} anders",
                sentence=f"Wij doen {name}.",
                summary=f"Hier staat {name}.",
                kind=Kind.METHOD,
                cities=[utrecht],
                checked_on=TODAY,
                age_from=12,
                **terms,
                **state,
            )
            make_delivery(entry, scope="landelijk", note=name, status="pilot")
            make_delivery(entry, cities=[City.objects.get(slug="zeist")])
            make_involvement(entry, police, role="regie", note=name)
            with catalogue_change("test", "tie") as change:
                of = {"intervention": entry}
                Relation.objects.create(**of, kind=RelationKind.COMBINES, other=shown)
                Relation.objects.create(
                    intervention=shown, kind=RelationKind.LIGHTER, other=entry
                )
                Recognition.objects.create(
                    **of,
                    slug=f"r-{name}",
                    databank=name,
                    outcome=RecognitionOutcome.STRONG_INDICATIONS,
                    dated=TODAY,
                    valid_until=TODAY,
                )
                Study.objects.create(
                    **of, slug=f"s-{name}", title=name, kind=StudyKind.OTHER
                )
                Appraisal.objects.create(
                    **of,
                    slug=f"a-{name}",
                    title=name,
                    by=name,
                    kind=AppraisalKind.AWARD,
                )
                Figure.objects.create(**of, measure=name, value=7)
                entry.old_slugs.create(slug=f"oud-{name}")
                change.touch(entry)

    def check(self, address, *, status=200):
        response = self.client.get(address)
        assert response.status_code == status, address
        page = response.content.decode().lower()
        for name in self.HIDDEN:
            assert name not in page, (name, address)
        return response

    def test_no_page_names_them(self):
        for address in PAGES:
            self.check(address)

    def test_no_order_and_no_filter_shows_them(self):
        for query in [
            *("sorteer=bewijs", "sorteer=nieuw", "sorteer=gecontroleerd", "pagina=9"),
            *("gemeente=utrecht", "gemeente=landelijk", "gemeente=zeist"),
            *("status=pilot", "organisatie=politie", "erkenning=onbekend"),
            *("aanpak=straatcoaches", "fase=risico", "thema=online", "leeftijd=14"),
            *(
                "soort=methodiek",
                "leeftijdOnbekend=nee",
                "gecontroleerdSinds=2020-01-01",
            ),
        ]:
            self.check(f"/interventies/?{query}")

    def test_no_search_finds_suggests_or_corrects_to_them(self):
        for name in self.HIDDEN:
            typed = [name, name[:5], f"boksen {name}"]
            for text in typed:
                address = "/interventies/?" + urlencode({"zoek": text})
                context = self.client.get(address).context
                assert (context["number"], context["shortcuts"]) == (0, [])
            # A near miss: one letter is wrong.
            context = self.check(f"/interventies/?zoek={name[:-1]}x").context
            assert context["did_you_mean"] == ""
            assert near_miss(f"{name[:-1]}x", current()) == ""

    def test_their_own_pages_do_not_name_them(self):
        for slug in ["wolfraam", "oud-wolfraam"]:
            page = self.client.get(f"/interventies/{slug}/")
            assert page.status_code == 410
            assert b"Wolfraam" not in page.content
        for name in ["kwikzilver", "molybdeen", "yttrium"]:
            for slug in [name, f"oud-{name}"]:
                page = self.client.get(f"/interventies/{slug}/")
                assert page.status_code == 404
                assert name.title().encode() not in page.content

    def test_no_number_counts_them(self):
        home = self.client.get("/").context
        assert home["number"] == 1
        assert [phase["number"] for phase in home["phases"]] == [1]
        assert [city["number"] for city in home["cities"]] == [1]
        assert [kind["number"] for kind in home["approach_types"]] == [1]
        city = self.client.get("/gemeenten/utrecht/").context
        assert (city["number"], city["national"]) == (1, 0)
        assert self.client.get("/gemeenten/zeist/").context["number"] == 0
        organisation = self.client.get("/organisaties/politie/").context
        assert organisation["number"] == 1
        assert [role["number"] for role in organisation["roles"]] == [1]
        assert self.client.get("/aanpakken/straatcoaches/").context["number"] == 1
        for index, key in [("gemeenten", "letters"), ("organisaties", "letters")]:
            letters = self.client.get(f"/{index}/").context[key]
            numbers = [row["number"] for group in letters for row in group["rows"]]
            assert sorted(numbers) == ([0, 1] if index == "gemeenten" else [1])
        [kind] = self.client.get("/aanpakken/").context["approach_types"]
        assert kind["number"] == 1
        listed = self.client.get("/interventies/").context
        counts = {
            (facet["key"], value["slug"]): value["count"]
            for facet in listed["facets"]
            for value in values_of(facet)
            if value["count"]
        }
        assert set(counts.values()) == {1}
        assert ("gemeente", "zeist") not in counts
        assert ("soort", "methodiek") not in counts
        assert ("status", "pilot") not in counts
        assert [key for key in counts if key[0] == "erkenning"] == [
            ("erkenning", "onbekend")
        ]


class HeaderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_intervention("Boksen", cities=[make_city("Utrecht")])
        make_city("Zeist")
        make_organisation("Politie")
        make_term(ApproachType, "Straatcoaches")
        make_intervention(
            "Weg",
            publication=Publication.WITHDRAWN,
            withdrawn_on=TODAY,
            withdrawn_reason="Dubbel.",
        )

    def responses(self):
        for address in [
            *PAGES,
            "/interventies/?zoek=boksen&gemeente=utrecht",
            "/interventies/?soort=onzin",
            "/interventies/weg/",
            "/nergens/",
            "/healthz",
            "/readyz",
        ]:
            # What a browser brings along must make no difference.
            self.client.cookies["sessionid"] = "k" * 32
            yield (
                address,
                self.client.get(address, headers={"accept-language": "en, de;q=0.5"}),
            )

    def test_no_page_sets_a_cookie(self):
        for address, response in self.responses():
            assert dict(response.cookies) == {}, address

    def test_no_page_differs_by_cookie_or_language(self):
        for address, response in self.responses():
            vary = response.headers.get("Vary", "").lower()
            assert "cookie" not in vary, address
            assert "accept-language" not in vary, address
            if response["Content-Type"].startswith("text/html"):
                assert b'<html lang="nl">' in response.content, address

    def test_browsers_are_told_what_a_page_may_do(self):
        for address, response in self.responses():
            policy = response["Content-Security-Policy"]
            assert "unsafe-" not in policy, address
            rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
            assert rules["default-src"] == "'none'"
            assert rules["script-src"] == rules["style-src"] == "'self'"
            assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
            assert response["X-Content-Type-Options"] == "nosniff", address
            assert response["X-Frame-Options"] == "DENY", address
            assert response["Referrer-Policy"] == "same-origin", address
            assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
            assert "geolocation=()" in response["Permissions-Policy"], address

    def test_no_page_brings_what_the_policy_forbids(self):
        for address, response in self.responses():
            page = response.content.decode()
            for forbidden in [
                " style=",
                "<style",
                " onclick=",
                "javascript:",
                "<script>",
            ]:
                assert forbidden not in page, (forbidden, address)
            own = ("http://www.w3.org/", "http://testserver/")
            addresses = re.findall(r"http://[^/]*/", page)
            assert set(addresses) <= {*own}, address

    def test_every_page_has_one_title_and_one_heading(self):
        for address, response in self.responses():
            if response["Content-Type"].startswith("text/html"):
                page = response.content.decode()
                title = page.partition("<title>")[2].partition("</title>")[0]
                assert title.removesuffix("– Interventiewijzer").strip(), address
                assert page.count("<h1") == 1, address

    def test_organisations_without_entries_have_a_page(self):
        assert Organisation.objects.count() == 1
        response = self.client.get("/organisaties/politie/")
        assert response.context["number"] == 0
