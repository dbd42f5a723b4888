"""Downloading entries from the editors' list."""

import json

from django.contrib.messages import get_messages
from django.test import TestCase

from catalogue.choices import Publication
from catalogue.models import Intervention, Relation

from .builders import (
    make_city,
    make_intervention,
    make_many_interventions,
    make_row,
    make_superuser,
)
from .export_files import READERS

LIST = "/beheer/catalogue/intervention/"


class AdminExportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")

    def setUp(self):
        self.client.force_login(self.editor)

    def choose(self, format, *entries, query="", **fields):
        keys = [entry.pk for entry in entries]
        data = {"action": f"export_{format}", "_selected_action": keys, **fields}
        return self.client.post(LIST + query, data)

    def records(self, *args, **fields):
        response = self.choose("jsonl", *args, **fields)
        return [json.loads(line) for line in response.getvalue().splitlines()]

    def names(self, *args, **fields):
        return [record["naam"] for record in self.records(*args, **fields)]

    def test_each_format_holds_the_selected_entries_whatever_their_state(self):
        draft = make_intervention("Concept", publication=Publication.DRAFT)
        public = make_intervention("Boksen")
        make_intervention("Niet gekozen")
        for format, read in READERS.items():
            response = self.choose(format, draft, public)
            assert "interventies-selectie-2" in response["Content-Disposition"]
            found = read(response.getvalue())
            assert [each["naam"] for each in found] == ["Boksen", "Concept"], format

    def test_all_of_a_list_that_goes_on_are_exported(self):
        make_many_interventions(120, cities=[make_city("Utrecht")])
        make_intervention("Anders", publication=Publication.DRAFT)
        first = Intervention.objects.first()
        assert len(self.names(first, select_across=1, index=0)) == 121
        drafts = "?publication__exact=concept"
        assert self.names(first, select_across=1, index=0, query=drafts) == ["Anders"]

    def test_the_order_is_that_of_the_list(self):
        entries = [make_intervention(name) for name in ("A", "B", "C")]
        assert self.names(*entries, query="?o=-1") == ["C", "B", "A"]

    def test_a_relation_to_a_draft_is_there(self):
        entry = make_intervention("Boksen")
        draft = make_intervention("Geheim", publication=Publication.DRAFT)
        make_row(Relation, intervention=entry, other=draft, kind="combineert-met")
        [record] = self.records(entry)
        assert [row["andere_interventie"] for row in record["relaties"]] == ["geheim"]

    def test_what_does_not_fit_is_said_on_the_list(self):
        entry = make_intervention("Boksen")
        Intervention.objects.update(summary="a" * 32_768)
        response = self.choose("xlsx", entry)
        [message] = map(str, get_messages(response.wsgi_request))
        assert "“samenvatting” van “boksen” is te lang" in message

    def test_the_list_offers_each_format(self):
        make_intervention("Boksen")
        page = self.client.get(LIST).content.decode()
        for label in ("Excel", "CSV", "JSON", "JSON Lines", "YAML"):
            assert f"Geselecteerde interventies downloaden: {label}<" in page
