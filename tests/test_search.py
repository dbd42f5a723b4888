"""Words in, entries out: the analyser, synonyms, and where words may stand."""

import csv
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import TestCase

from catalogue.analyser import stem, words_of
from catalogue.changes import catalogue_change
from catalogue.indexing import current
from catalogue.models import (
    ActiveIngredient,
    ApproachType,
    Intervention,
    Organisation,
    Synonym,
    TargetGroup,
)
from catalogue.search import MOST_WORDS, parse
from catalogue.suggestions import near_miss

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_term,
)
from .list_page import answer, names

with Path(__file__).with_name("data").joinpath("woordparen.csv").open() as file:
    PAIRS = [(row["a"], row["b"], row["samen"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("first", "second", "together"), PAIRS)
def test_forms_of_one_word_meet_and_other_words_do_not(first, second, together):
    stems = [[stem(word) for word in words_of(text)] for text in (first, second)]
    assert {"ja": True, "nee": False}[together] == (stems[0] == stems[1]), stems


def test_there_are_pairs_of_both_kinds():
    assert [together for *_, together in PAIRS].count("ja") >= 100
    assert [together for *_, together in PAIRS].count("nee") >= 40
    assert len({frozenset(pair) for *pair, _ in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Geïndiceerde CRÈME brûlée", ["geindiceerde", "creme", "brulee"]),
        ("’s-Hertogenbosch", ["s", "hertogenbosch"]),
        ("programma's", ["programmas"]),
        ("soft\u00adhyphen a\u200bb", ["softhyphen", "ab"]),
        ("e-mail/sms: 3.0 (nieuw!)", ["e", "mail", "sms", "3", "0", "nieuw"]),
        ("ſtraat ℌuis 𝐂𝐨𝐚𝐜𝐡 Ａ", ["straat", "huis", "coach", "a"]),
        ("_-\"'*", []),
    ],
)
def test_a_text_is_words_in_lower_case_without_accents(text, words):
    assert words_of(text) == words


def test_threads_do_not_mix_up_each_others_words():
    text = Path("fixtures/05_interventions.json").read_text(encoding="utf-8")
    words = sorted(set(words_of(text)))
    alone = [stem.__wrapped__(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            asked = [threads.submit(stem.__wrapped__, each) for each in words * 4]
            together = [each.result() for each in asked]
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * 4


class FindTests(TestCase):
    def names(self, words):
        return names(self.client, f"?zoek={words}")

    def test_all_words_must_match_and_may_be_spread_over_the_entry(self):
        make_intervention(
            "Voetbal",
            other_names="Nachttoernooi",
            cities=[make_city("Eelde")],
            method="Met een steekproef.",
        )
        make_intervention("Voetbal overdag")
        assert self.names("voetbal") == ["Voetbal", "Voetbal overdag"]
        assert self.names("steekproef eelde nachttoernooi voetbal") == ["Voetbal"]
        assert self.names("voetbal steekproef overdag") == []

    def test_the_last_word_may_be_half_typed_but_no_other(self):
        make_intervention("Straatcoaches Arnhem")
        for half in ["str", "straatc", "straatcoache", "arnhem stra", "arnhem s"]:
            assert self.names(half) == ["Straatcoaches Arnhem"]
        assert self.names("straatc arnhem") == []

    def test_small_words_are_no_condition_unless_there_are_no_others(self):
        make_intervention("Boksen bij Zus", sentence="x", summary="x")
        assert self.names("boksen met de zussen") == ["Boksen bij Zus"]
        assert self.names("met") == []
        assert self.names("bij") == ["Boksen bij Zus"]

    def test_accents_and_apostrophes_do_not_matter(self):
        make_intervention("Café ‘De Één’", sentence="Programma’s voor Zoë's.")
        for words in ["cafe een", "CAFÉ ÉÉN", "programmas", "programma's", "zoës"]:
            assert self.names(words) == ["Café ‘De Één’"], words

    def test_letters_in_disguise_are_the_same_on_both_databases(self):
        make_intervention("Coach")
        make_intervention("ℌulplijn")
        assert self.names("𝐂𝐨𝐚𝐜𝐡") == ["Coach"]
        assert self.names("hulplijn") == ["ℌulplijn"]

    def test_the_best_field_that_holds_all_words_comes_first_then_the_name(self):
        boxing = make_city("Boksberg")
        make_intervention("D naam boksberg")
        make_intervention("C andere", other_names="Boksberg")
        make_intervention("B plaats", cities=[boxing])
        make_intervention("A tekst", aim="Niet in Boksberg.")
        make_intervention("A ook tekst", method="Boksberg, boksberg, boksberg!")
        assert self.names("boksberg") == [
            "D naam boksberg",
            "C andere",
            "B plaats",
            "A ook tekst",
            "A tekst",
        ]

    def test_a_field_with_half_of_the_words_is_not_the_best(self):
        make_intervention("Z", summary="Zwemles in het bad.")
        make_intervention("A zwemles", sentence="In bad.")
        make_intervention("Zwemles bad")
        assert self.names("zwemles bad") == ["Zwemles bad", "Z", "A zwemles"]

    def test_every_public_text_is_searched_and_the_internal_remark_is_not(self):
        entry = make_intervention("Een", internal_remark="Geheimpje")
        texts = {}
        for number, field in enumerate(
            ["sentence", "summary", "other_names", *Intervention.SECTIONS]
        ):
            texts[field] = f"woord{number}q"
        Intervention.objects.filter(pk=entry.pk).update(**texts)
        partner = make_organisation("Woordpartner", abbreviation="WPQ")
        make_involvement(entry, partner, note="Rolnotitie")
        make_delivery(
            entry,
            cities=[make_city("Plaatsnaam", official_name="Plechtnaam"), make_city()],
            region="Streeknaam",
            neighbourhoods="Buurtnaam",
            note="Plaatsnotitie",
            contact_organisation=make_organisation("Vraagbaak"),
        )
        for number, (field, model) in enumerate(
            [("target_groups", TargetGroup), ("active_ingredients", ActiveIngredient)]
        ):
            getattr(entry, field).add(make_term(model, f"Term{number}q"))
        with catalogue_change("test", "touch") as change:
            change.touch(entry)
        for word in [
            *texts.values(),
            *("woordpartner", "wpq", "rolnotitie", "plaatsnaam", "plechtnaam"),
            *("streeknaam", "buurtnaam", "plaatsnotitie", "vraagbaak", "utrecht"),
            *("term0q", "term1q"),
        ]:
            assert self.names(word) == ["Een"], word
        assert self.names("geheimpje") == []

    def test_only_the_first_thirty_words_count_and_the_page_says_so(self):
        make_intervention("Boksen")
        thirty = " ".join(["boksen"] * MOST_WORDS)
        assert answer(self.client, f"?zoek={thirty}")["words_left_out"] is False
        context = answer(self.client, f"?zoek={thirty} onvindbaar")
        assert context["words_left_out"] is True
        assert context["number"] == 1


class SynonymTests(TestCase):
    def names(self, words):
        return names(self.client, f"?zoek={words}")

    def pair(self, word, finds, **fields):
        make_row(Synonym, word=word, finds=finds, **fields)

    def test_both_ways(self):
        self.pair("nieuwkomer", "jonge aanwas")
        make_intervention("Voor nieuwkomers")
        make_intervention("Jonge aanwas")
        make_intervention("Jonge honden")
        both = ["Jonge aanwas", "Voor nieuwkomers"]
        assert self.names("nieuwkomers") == both
        assert self.names("jonge aanwas") == both
        assert self.names("jonge honden") == ["Jonge honden"]

    def test_one_way(self):
        self.pair("coach", "straatcoach", both_ways=False)
        make_intervention("Straatcoaches")
        make_intervention("Coach thuis")
        assert self.names("coaches") == ["Coach thuis", "Straatcoaches"]
        assert self.names("straatcoach") == ["Straatcoaches"]

    def test_beside_other_words(self):
        self.pair("exit", "uitstapprogramma", both_ways=False)
        make_intervention("Uitstapprogramma Tilburg")
        make_intervention("Uitstapprogramma Ede")
        assert self.names("exit tilburg") == ["Uitstapprogramma Tilburg"]
        assert self.names("tilburg exit") == ["Uitstapprogramma Tilburg"]

    def test_one_word_may_have_several(self):
        self.pair("familie", "familieaanpak", both_ways=False)
        self.pair("familie", "familienetwerk", both_ways=False)
        make_intervention("Familieaanpak")
        make_intervention("Familienetwerken")
        assert self.names("familie") == ["Familieaanpak", "Familienetwerken"]

    def test_with_a_small_word_in_it(self):
        self.pair("broers en zussen", "broertjes en zusjes")
        self.pair("ZVH", "zorg- en veiligheidshuis")
        make_intervention("Broertjes en zusjes")
        make_intervention("Broers en zussen")
        make_intervention("ZVH Utrecht")
        both = ["Broers en zussen", "Broertjes en zusjes"]
        assert sorted(self.names("broers en zussen")) == both
        assert sorted(self.names("broertjes en zusjes")) == both
        assert self.names("zorg- en veiligheidshuis") == ["ZVH Utrecht"]

    def test_without_a_word_in_it_does_nothing(self):
        self.pair("--", "boksen")
        make_intervention("Boksen")
        assert self.names("zwemmen") == []


class NearMissTests(TestCase):
    def test_an_unknown_word_becomes_the_nearest_known_one(self):
        make_intervention("Straatcoaches")
        make_term(ApproachType, "Familieaanpak")
        make_city("Arnhem")
        assert (
            near_miss("straatcoahces in Arnhem", current()) == "straatcoaches in arnhem"
        )
        assert near_miss("famileaanpak", current()) == "familieaanpak"
        assert near_miss("straatcoach in arnhem", current()) == ""
        assert near_miss("xyzxyz", current()) == ""

    def test_the_page_offers_it_only_when_it_finds_something(self):
        make_intervention("Straatcoaches")
        make_city("Arnhem")
        query = "?zoek=straatcoahces&soort=programma&pagina=3"
        context = answer(self.client, query)
        assert context["did_you_mean"] == {
            "words": "straatcoaches",
            "url": "/interventies/?zoek=straatcoaches&soort=programma",
        }
        context = answer(self.client, "?zoek=straatcoahces&soort=actie")
        assert context["did_you_mean"]["url"] == "/interventies/?zoek=straatcoaches"
        assert answer(self.client, "?zoek=arnhemm")["did_you_mean"] == ""


class FreshTests(TestCase):
    def test_a_renamed_organisation_is_found_by_its_new_name_only(self):
        body = make_organisation("Kansrijk")
        make_involvement(make_intervention("Boksen"), body)
        with catalogue_change("test", "rename") as change:
            Organisation.objects.filter(pk=body.pk).update(name="Perspectief")
            change.touch(body)
        assert names(self.client, "?zoek=perspectief") == ["Boksen"]
        assert names(self.client, "?zoek=kansrijk") == []

    def test_a_deleted_entry_is_found_no_more(self):
        entry = make_intervention("Boksen")
        with catalogue_change("test", "delete") as change:
            change.touch(entry)
            entry.delete()
        make_intervention("Voetbal")  # may get the number of the deleted one
        assert names(self.client, "?zoek=boksen") == []

    def test_a_query_without_words_is_false(self):
        assert not parse("--- * \" '")
        assert parse("boksen")
