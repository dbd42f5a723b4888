"""The table of words: what it finds after any changes is what the entries say."""

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from catalogue.analyser import indexed, stem
from catalogue.changes import catalogue_change
from catalogue.models import EntryWords, Intervention, WordEntries
from catalogue.search import Matches, parse
from catalogue.words import FIELDS

from .builders import make_intervention

WORDS = ["boks", "boksen", "gezin", "gezinnen", "zus", "ede"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 3), texts, texts),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.just(("refresh",)),
    ),
    min_size=1,
    max_size=8,
)


def carry_out(step, entries):
    match step:
        case "write", number, name, sentence:
            fields = {"name": f"{number} {name}", "sentence": sentence}
            if number not in entries:
                entries[number] = make_intervention(**fields)
                return
            with catalogue_change("test", "write") as change:
                Intervention.objects.filter(pk=entries[number].pk).update(**fields)
                change.touch(entries[number])
        case "delete", number:
            if number in entries:
                with catalogue_change("test", "delete") as change:
                    change.touch(entries[number])
                    entries.pop(number).delete()
        case _:
            call_command("refresh")


def has(typed, text):
    return any(
        word == stem(typed) or word.startswith(typed) for word in indexed(text).split()
    )


def found(text, field=""):
    return set(Matches(parse(text, {})).all_words(field))


class EveryChangeTests(HypothesisTestCase):
    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(steps=steps)
    def test_every_word_finds_the_entries_that_have_it(self, steps):
        entries = {}
        for step in steps:
            carry_out(step, entries)
        rows = Intervention.objects.values_list("pk", "name", "sentence")
        for typed in ["bok", "boks", "gez", "gezinn", "zu", "ede", "qx"]:
            in_names = {pk for pk, name, _text in rows if has(typed, name)}
            in_texts = {pk for pk, _name, text in rows if has(typed, text)}
            assert found(typed, "name") == in_names, typed
            assert found(typed) == in_names | in_texts, typed
        # Nothing is left of words that no entry has any more.
        for row in WordEntries.objects.all():
            assert any(getattr(row, field) for field in FIELDS), row
        assert set(EntryWords.objects.values_list("entry", flat=True)) == {
            pk for pk, *_ in rows
        }


@pytest.mark.django_db
def test_refresh_mends_sets_that_were_written_by_hand():
    entry = make_intervention("Boksen")
    WordEntries.objects.filter(word="bok").update(name=b"")
    WordEntries.objects.filter(word="boksen").delete()
    assert found("boksen") == set()
    call_command("refresh")
    assert found("boksen") == found("boks") == {entry.pk}


@pytest.mark.django_db
def test_all_words_are_sought_in_one_statement(django_assert_num_queries):
    make_intervention("Boksen in Ede")
    with django_assert_num_queries(1):
        assert found("boks in ed")


@pytest.mark.django_db(transaction=True)
def test_the_words_of_an_older_catalogue_come_along():
    entry = make_intervention("Boksen", sentence="Voor gezinnen in Ede.")
    try:
        call_command("migrate", "catalogue", "0011_hidden_versions", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid, name FROM catalogue_searchtext")
            assert cursor.fetchall() == [(entry.pk, "bok boksen")]
    finally:
        call_command("migrate", verbosity=0)
    assert found("gezinnen ede") == found("boksen", "name") == {entry.pk}
    assert not WordEntries.objects.exclude(name=b"").exclude(body=b"").exists()
