"""Searching on the list page: the first catalogue, and what nobody should type."""

from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import TestCase

from catalogue.choices import Publication
from catalogue.models import ApproachType
from catalogue.search import FIELDS

from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_term,
)
from .list_page import answer, names, slugs

ADAMAS = "credible-messengers-adamas"
BACKBONE = "backbone-academy"
CASUSTAFEL = "casustafel-doorgroeiers"
FAMILY = "integrale-familieaanpak-tilburg"
SMS = "sms-bom"
STREET = "straatcoaches-arnhem"
WAY_OUT = "eervolle-uitweg"
YOUTH_WORK = "jeugd-en-jongerenwerk-3-0"

# The same rows in the same order, whichever database runs the tests.
EXPECTED = {
    "coach": [STREET, ADAMAS, FAMILY],
    "straatcoach": [STREET],
    "straatcoaches in Arnhem": [STREET],
    "arnhem malburgen": [STREET],
    "familie": [FAMILY],
    "tilburg familie": [FAMILY],
    "gezin": [FAMILY, CASUSTAFEL],
    "gezinnen": [FAMILY, CASUSTAFEL],
    "exit": [WAY_OUT, FAMILY],
    "exitprogramma": [WAY_OUT, FAMILY],
    "uitstappen": [WAY_OUT, FAMILY],
    "eervolle uitweg": [WAY_OUT],
    "casusoverleg": [CASUSTAFEL],
    "doorgroeiers": [CASUSTAFEL],
    "hoograv": [CASUSTAFEL],
    "zvh": [CASUSTAFEL],
    "veiligheidshuis": [CASUSTAFEL],
    "kinderbescherming": [CASUSTAFEL],
    "PGA": [CASUSTAFEL, YOUTH_WORK],
    "acvz": [ADAMAS, WAY_OUT],
    "AcVZ kennisbank": [WAY_OUT],
    "ervaringsdeskundige": [ADAMAS],
    "outreach": [BACKBONE],
    "eindhoven": [BACKBONE],
    "politie utrecht": [CASUSTAFEL, SMS],
    "drugs": [CASUSTAFEL, ADAMAS, WAY_OUT, SMS],
    "SMS-BOM": [SMS],
    "sms-actie zwolle": [SMS],
    "begeleid": [ADAMAS, YOUTH_WORK],
    "prospect4cash": [YOUTH_WORK],
    "3.0": [YOUTH_WORK],
    "stichting": [ADAMAS, STREET],
    "kunstmest": [],
}

NO_WORDS = ['"', "*", "-", "\\", "%", "()", ":", "🎉", "\u202e", "_", "'", "--", "…"]
HOSTILE = [
    *("NEAR(straat coach, 2)", "straatcoaches AND", "AND OR NOT", "NOT straatcoaches"),
    *(
        '"straatcoaches',
        "straatcoaches*",
        "name:straatcoaches",
        "{name}: straatcoaches",
    ),
    *("'; DROP TABLE catalogue_intervention; --", "straat & coach | !arnhem", "a:*"),
    *("100% straatcoaches", "straat_coaches", "\\straatcoaches\\", "s:A<->b"),
    *("<script>alert(1)</script>", "{{ 7 }} {% load x %}", "straat\u0301coaches 🎉"),
    *("a" * 10_000, "woord " * 2_000, "(" * 5_000, '"' * 5_000, "é" * 10_000),
    *("\x00straatcoaches", "straat\x00coaches", "\x01\x1f\x7f", "\u200fstraatcoaches"),
    *("字" * 70, "\u0e01\u0e34", "İstanbul ıßﬁ", "٣ ² ½", "\ufffd", "\U000e0001x"),
]


class FirstCatalogueTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_first_catalogue")

    def test_what_professionals_type_finds_what_they_mean(self):
        assert len(EXPECTED) >= 30
        for words, expected in EXPECTED.items():
            query = "?" + urlencode({"zoek": words})
            assert slugs(self.client, query) == expected, words

    def test_text_without_words_finds_nothing_and_says_so(self):
        for text in NO_WORDS:
            query = "?" + urlencode({"zoek": f"{text}"})
            context = answer(self.client, query)
            # What is only invisible was not typed, so nothing was asked.
            expected = 8 if text == "\u202e" else 0
            assert context["number"] == expected, text

    def test_nothing_that_is_typed_breaks_the_page(self):
        for text in HOSTILE:
            response = self.client.get("/interventies/", {"zoek": text})
            assert response.status_code == 200, text[:60]
            assert response.context["number"] <= 8
            assert b"<script>alert" not in response.content
        assert len(names(self.client)) == 8

    def test_a_long_question_is_not_repeated_in_full(self):
        page = self.client.get("/interventies/", {"zoek": "straatcoaches " * 700})
        assert len(page.context["sentence"]) < 130
        assert len(page.context["chips"][0]["label"]) < 90
        assert page.content.decode().count("straatcoaches ") < 800  # the box has it all

    def test_signs_of_a_search_language_are_no_more_than_signs(self):
        found = [
            *('"straatcoaches"', "straatcoaches*", "(straatcoaches", "-straatcoaches"),
            *("100% straatcoaches 7", "\x00straat\x00coaches", "straatcoaches \u200f"),
            *("straatcoaches\\", "straatcoaches:", "'straatcoaches'"),
        ]
        for text in found:
            query = "?" + urlencode({"zoek": text})
            expected = [] if "100" in text else [STREET]
            assert slugs(self.client, query) == expected, text
        for text in ["NOT straatcoaches", "straatcoaches OR sms", "name:straatcoaches"]:
            assert slugs(self.client, "?" + urlencode({"zoek": text})) == [], text


class FoundInTests(TestCase):
    def test_a_card_says_in_which_fields_the_words_stand(self):
        make_intervention("Voetbal", sentence="Voetbal voor iedereen.")
        make_intervention("Boksen", other_names="Voetbal")
        other = make_intervention("Schaken", cities=[make_city("Voetbalstad")])
        make_involvement(other, make_organisation("Bond"), note="Geen voetbal.")
        cards = answer(self.client, "?zoek=voetbal")["cards"]
        name, other_names, places, body = (str(label) for label in FIELDS.values())
        assert [(card["name"], card["found_in"]) for card in cards] == [
            ("Voetbal", f"{name}, {body}"),
            ("Boksen", other_names),
            ("Schaken", f"{places}, {body}"),
        ]

    def test_without_words_no_card_says_so(self):
        make_intervention("Voetbal")
        page = self.client.get("/interventies/")
        assert page.context["cards"][0]["found_in"] == ""
        self.assertNotContains(page, "Gevonden in")


class ShortcutTests(TestCase):
    def shortcuts(self, words):
        found = answer(self.client, "?" + urlencode({"zoek": words}))["shortcuts"]
        return [shortcut["url"] for shortcut in found]

    def test_pages_with_a_name_in_which_a_word_begins_so(self):
        make_intervention("Straatcoaches Arnhem")
        make_intervention("Concept Arnhem", publication=Publication.DRAFT)
        make_term(ApproachType, "coaches in Arnhem")
        make_city("Arnhem")
        make_city("Parnhem")
        make_organisation("Gemeente Árnhem")
        assert self.shortcuts("arnh") == [
            "/interventies/straatcoaches-arnhem/",
            "/aanpakken/coaches-in-arnhem/",
            "/gemeenten/arnhem/",
            "/organisaties/gemeente-arnhem/",
        ]
        assert self.shortcuts("straatcoaches a") == [
            "/interventies/straatcoaches-arnhem/"
        ]

    def test_pages_with_another_name_or_an_abbreviation(self):
        make_intervention("Boksen", other_names="Ringkunst\nVuistwerk")
        make_organisation("Openbaar Ministerie", abbreviation="OM")
        assert self.shortcuts("ringk") == ["/interventies/boksen/"]
        assert self.shortcuts("om") == ["/organisaties/openbaar-ministerie/"]

    def test_another_name_is_compared_as_the_name_is(self):
        make_intervention("Boksen", other_names="Écht Vuistwerk\nRing")
        for words in ["echt", "écht", "ÉCHT", "vuist", "ring"]:
            assert self.shortcuts(words) == ["/interventies/boksen/"], words
        # No word begins so.
        assert self.shortcuts("uistw") == []

    def test_names_that_begin_so_come_first_and_three_of_a_kind_at_most(self):
        for name in ["Aan de Vecht", "Vecht", "Vechtstad", "Bij Vecht", "Vechtdal"]:
            make_city(name)
        assert self.shortcuts("vecht") == [
            "/gemeenten/vecht/",
            "/gemeenten/vechtdal/",
            "/gemeenten/vechtstad/",
        ]

    def test_one_letter_or_a_wildcard_suggests_nothing(self):
        make_city("Arnhem")
        for words in ["a", "%%", "__", "*", ""]:
            assert self.shortcuts(words) == [], words


@pytest.mark.django_db
def test_the_box_keeps_the_words_and_shows_them_as_text(client):
    response = client.get("/interventies/", {"zoek": '"><b>straat</b>'})
    assert response.context["words"] == '"><b>straat</b>'
    assert b"<b>straat" not in response.content
