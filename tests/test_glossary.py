"""The words of the field on their page, and explained where they stand."""

import re

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client

from catalogue import indexing
from catalogue.changes import catalogue_change
from catalogue.models import Phase, Synonym, Term

from .builders import make_intervention, make_row, make_term

pytestmark = pytest.mark.django_db


def letters(client: Client) -> list:
    found = client.get("/begrippen/").context["letters"]
    return [(each["letter"], [row["name"] for row in each["rows"]]) for each in found]


def explained(slug: str) -> str:
    indexing.current()
    template = Template("{% load explain %}{% explain slug %}")
    return template.render(Context({"slug": slug}))


def test_words_stand_by_letter_whatever_their_order_or_accents(client):
    for order, name in enumerate(["Zorg", "écht contact", "drang", "Eerst", "Dwang"]):
        make_term(Term, name, order=order)
    assert letters(client) == [
        ("D", ["Drang", "Dwang"]),
        ("E", ["Écht contact", "Eerst"]),
        ("Z", ["Zorg"]),
    ]


def test_each_word_has_an_address_a_meaning_and_its_other_words(client):
    make_term(Term, "Casustafel", description="Een vast overleg.\n\nMet afspraken.")
    make_term(Term, "Zorghuis (ZH)", slug="zorghuis", description="Een huis.")
    make_term(Term, "Coach")
    for word, finds, both_ways in [
        ("casusoverleg", "casustafel", True),
        ("Casustafel", "ronde tafel", True),
        ("overleg", "casustafel", False),
        ("ZH", "zorghuis", True),
    ]:
        make_row(Synonym, word=word, finds=finds, both_ways=both_ways)
    page = client.get("/en/begrippen/")
    rows = [row for each in page.context["letters"] for row in each["rows"]]
    assert [(row["slug"], row["others"]) for row in rows] == [
        ("casustafel", "ronde tafel, casusoverleg"),
        ("coach", ""),
        ("zorghuis", ""),
    ]
    content = page.content.decode()
    assert '<div id="begrip-casustafel"><dt>Casustafel</dt>' in content
    assert "<p>Een vast overleg.</p>\n<p>Met afspraken.</p>" in content
    assert '<dl class="words" lang="nl">' in content
    assert '<span lang="en">Other words:</span> ronde tafel' in content


def test_statements_do_not_grow_with_the_words(client, django_assert_num_queries):
    make_term(Term, "Drang")
    with django_assert_num_queries(3):
        client.get("/begrippen/")
    for number in range(30):
        make_term(Term, f"Woord {number}")
        make_row(Synonym, word=f"Ander {number}", finds=f"Woord {number}")
    with django_assert_num_queries(3):
        client.get("/begrippen/")


def test_an_explanation_opens_without_a_script_and_escapes_what_editors_write():
    make_term(Term, "drang <b>", slug="drang", description="Mag & <i>moet</i>.\n- een")
    text = explained("drang")
    assert text.startswith('<details class="explain explain--word"><summary>')
    assert re.search(r'<span lang="nl">drang &lt;b&gt;</span>', text)
    assert '<div class="explain__text" lang="nl"><p>Mag &amp; &lt;i&gt;moet' in text
    assert "<script" not in text
    assert "onclick" not in text


def test_without_an_explanation_there_is_nothing():
    make_term(Term, "Leeg")
    assert explained("leeg") == ""
    assert explained("bestaat-niet") == ""
    assert explained("") == ""


def test_the_glossary_goes_before_the_lists():
    make_term(Phase, "Risico", description="Van de lijst.")
    assert "Van de lijst." in explained("risico")
    make_term(Term, "Risico", description="Van de begrippen.")
    assert "Van de begrippen." in explained("risico")


def test_an_edit_of_a_word_shows_at_once():
    term = make_term(Term, "Drang", description="Oud.")
    assert "Oud." in explained("drang")
    with catalogue_change("test", "edit") as change:
        term.description = "Nieuw."
        term.save()
        change.touch(term)
    assert "Nieuw." in explained("drang")
    make_intervention()  # of which the lists do not depend
    assert "Nieuw." in explained("drang")


def test_explanations_take_no_statement(django_assert_num_queries):
    make_term(Term, "Drang", description="Mag.")
    indexing.current()
    with django_assert_num_queries(0):
        text = Template("{% load explain %}{% explain 'drang' %}{% explain 'weg' %}")
        assert "Mag." in text.render(Context())


def test_the_first_catalogue_explains_the_words_that_pages_ask_for(client):
    call_command("load_first_catalogue")
    indexing.current()
    for slug in [
        *("fase", "preventieniveau", "kader", "bewijs", "aanpaktype", "uitvoering"),
        *("risico", "nazorg", "universeel", "selectief", "geindiceerd"),
    ]:
        assert "explain__text" in explained(slug), slug
    page = client.get("/aanpakken/straatcoaches/").content.decode()
    assert page.count('<details class="explain explain--word">') == 2


def test_an_entry_explains_its_phase_prevention_frame_and_evidence(client):
    call_command("load_first_catalogue")
    page = client.get("/en/interventies/sms-bom/").content.decode()
    snapshot = page.partition('class="snapshot')[2].partition("</dl>")[0]
    asked = re.findall(r'What does “<span lang="nl">(.*?)</span>” mean', snapshot)
    assert asked == ["fase", "preventieniveau", "kader", "bewijs"]
