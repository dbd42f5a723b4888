"""The one way to write: what is derived from the entries stays fresh."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.models import (
    ApproachType,
    City,
    EntryWords,
    Intervention,
    Organisation,
    Revision,
    Synonym,
)
from catalogue.search import parse

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


def found(text):
    return [each.name for each in Intervention.objects.filter(parse(text).matches())]


def number():
    return Revision.objects.get(pk=1).number


class RevisionTests(TestCase):
    def test_each_change_takes_the_next_number_and_says_who_and_why(self):
        make_city()
        before = number()
        with catalogue_change("redactie", "nieuwe gemeente") as change:
            assert change.number == before + 1
            City.objects.create(name="Ede", slug="ede", code="0228")
        revision = Revision.objects.get()
        assert (revision.number, revision.by, revision.reason) == (
            before + 1,
            "redactie",
            "nieuwe gemeente",
        )
        assert timezone.now() - revision.changed < timedelta(minutes=1)

    def test_long_words_about_a_change_are_cut(self):
        with catalogue_change("w" * 999, "r" * 999):
            pass
        revision = Revision.objects.get()
        assert (len(revision.by), len(revision.reason)) == (150, 200)

    def test_what_fails_leaves_nothing_behind(self):
        entry = make_intervention("Boksen")
        before = number()

        def fail():
            with catalogue_change("test", "fails") as change:
                Intervention.objects.filter(pk=entry.pk).update(name="Voetbal")
                change.touch(entry)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert number() == before
        assert (found("boksen"), found("voetbal")) == (["Boksen"], [])

    def test_an_entry_carries_the_number_of_the_change_that_touched_it(self):
        touched, other = make_intervention("Een"), make_intervention("Twee")
        with catalogue_change("test", "touch one") as change:
            change.touch(touched)
        assert Intervention.objects.get(pk=touched.pk).revision == number()
        assert Intervention.objects.get(pk=other.pk).revision == number() - 1


class TouchTests(TestCase):
    """A changed name is found at once, and the old one no more."""

    @classmethod
    def setUpTestData(cls):
        cls.entry = make_intervention("Boksen")
        make_intervention("Ander", cities=[make_city("Zwolle")])

    def rename(self, row, name="Nieuwerwets"):
        with catalogue_change("test", "rename") as change:
            row.name = name
            row.save()
            change.touch(row)

    def check(self, row, old):
        assert found(old) == ["Boksen"]
        self.rename(row)
        assert found("nieuwerwets") == ["Boksen"]
        assert found(old) == []

    def test_organisation_that_takes_part(self):
        organisation = make_organisation("Kansrijk")
        make_involvement(self.entry, organisation)
        self.check(organisation, "kansrijk")

    def test_organisation_to_ask(self):
        organisation = make_organisation("Kansrijk")
        make_delivery(self.entry, contact_organisation=organisation)
        self.check(organisation, "kansrijk")

    def test_city(self):
        city = make_city("Eelde")
        make_delivery(self.entry, cities=[city])
        city.official_name = "Nieuwerwets"
        self.check(city, "eelde")

    def test_term_of_a_vocabulary(self):
        term = make_term(ApproachType, "Straatgerei")
        self.entry.approach_types.add(term)
        self.rename(term, "Straatgerei")
        self.check(term, "straatgerei")

    def test_part_of_the_entry(self):
        delivery = make_delivery(self.entry, neighbourhoods="Malburgen")
        assert found("malburgen") == ["Boksen"]
        with catalogue_change("test", "delete a delivery") as change:
            change.touch(delivery)
            delivery.delete()
        assert found("malburgen") == []

    def test_the_entry_itself(self):
        with catalogue_change("test", "delete") as change:
            change.touch(self.entry)
            self.entry.delete()
        assert found("boksen") == []
        assert EntryWords.objects.count() == Intervention.objects.count() == 1

    def test_what_no_entry_shows_touches_none(self):
        rows = [make_source(), make_city("Leeg"), make_organisation("Los")]
        rows.append(make_row(Synonym, word="a", finds="b"))
        with catalogue_change("test", "touch nothing") as change:
            change.touch(*rows)
        assert change.touched == set()


class RefreshTests(TestCase):
    def test_refresh_repairs_what_was_written_past_the_models(self):
        gone, kept = make_intervention("Weg"), make_intervention("Blijft")
        city, body = make_city("Ede"), make_organisation("Kans")
        Intervention.objects.filter(pk=gone.pk).delete()
        Intervention.objects.filter(pk=kept.pk).update(name="Écht anders")
        City.objects.filter(pk=city.pk).update(name="Aalten")
        Organisation.objects.filter(pk=body.pk).update(name="Öpen")
        assert call_command("refresh") == f"Revision {number()}."
        assert list(EntryWords.objects.values_list("entry", flat=True)) == [kept.pk]
        assert found("echt anders") == ["Écht anders"]
        keys = [
            model.objects.values_list("sort_key", flat=True).get()
            for model in (Intervention, City, Organisation)
        ]
        assert keys == ["echt anders", "aalten", "open"]


class TogetherTests(TransactionTestCase):
    def test_changes_at_once_take_a_number_each(self):
        entry = make_intervention("Boksen")
        before = number()
        # SQLite in memory has room for one writer.
        writers = 4 if connection.vendor == "postgresql" else 1

        def change():
            with catalogue_change("test", "together") as change:
                change.touch(entry)
            connection.close()

        threads = [threading.Thread(target=change) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert number() == before + writers
