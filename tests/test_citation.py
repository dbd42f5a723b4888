"""A sentence to cite an entry by, which keeps leading to the same text."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import Publication
from catalogue.models import Edit, OldSlug, Version
from catalogue.views.plain import date_text

from .builders import make_intervention

pytestmark = pytest.mark.django_db
URL = "/interventies/boksen/citaat.txt"


def cited(client, url=URL, status=200):
    response = client.get(url)
    assert response.status_code == status
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def change(entry, **fields):
    with catalogue_change("redactie", "test") as change:
        change.edits([entry.pk])
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save()
        change.touch(entry)


def test_one_line_with_name_number_date_and_the_address_of_the_version(client):
    make_intervention("Boksen", created=datetime(2026, 3, 4, 12, tzinfo=UTC))
    text = cited(client)
    assert text.count("\n") == 1
    assert text.startswith("Interventiewijzer. “Boksen”, ")
    assert "4 maart 2026" in text
    assert "http://testserver/interventies/boksen/versies/1/ " in text
    assert date_text(timezone.localdate()) in text


def test_after_a_change_the_number_and_the_day_are_those_of_the_new_text(client):
    entry = make_intervention("Boksen")
    change(entry, summary="Anders.")
    Version.objects.update(superseded=datetime(2026, 6, 7, 12, tzinfo=UTC))
    change(entry, checked_on=date(2026, 7, 8))
    text = cited(client)
    assert "/versies/2/" in text
    assert "7 juni 2026" in text
    # What was cited before still leads to what was read then.
    assert client.get("/interventies/boksen/versies/2/").url == "/interventies/boksen/"
    assert client.get("/interventies/boksen/versies/1/").status_code == 200


def test_what_was_written_as_a_draft_has_the_day_of_its_last_text(client):
    entry = make_intervention(
        "Boksen",
        publication=Publication.DRAFT,
        created=datetime(2026, 1, 1, 12, tzinfo=UTC),
    )
    change(entry, summary="Beter.")
    Edit.objects.update(moment=datetime(2026, 2, 3, 12, tzinfo=UTC))
    change(entry, publication=Publication.PUBLISHED)
    assert "3 februari 2026" in cited(client)


def test_the_page_has_the_same_sentence(client):
    make_intervention("Boksen")
    html = client.get("/interventies/boksen/").content.decode()
    text = cited(client).strip()
    address = "http://testserver/interventies/boksen/versies/1/"
    about, seen = text.split(f" {address} ")
    assert about in html
    assert f'<a href="{address}">{address}</a> {seen}' in html


def test_an_old_text_offers_no_sentence_for_the_present_one(client):
    entry = make_intervention("Boksen")
    change(entry, summary="Anders.")
    old = client.get("/interventies/boksen/versies/1/").content.decode()
    assert "citaat.txt" not in old


def test_of_a_withdrawn_entry_it_is_gone_without_its_name(client):
    make_intervention(
        "Boksen",
        publication=Publication.WITHDRAWN,
        withdrawn_on=date(2026, 1, 2),
        withdrawn_reason="Bestaat niet meer.",
    )
    text = cited(client, status=410)
    assert "2 januari 2026" in text
    assert "Bestaat niet meer." in text
    assert "Boksen" not in text


def test_a_draft_has_none_and_an_old_address_leads_on(client):
    make_intervention("Geheim", publication=Publication.DRAFT)
    assert client.get("/interventies/geheim/citaat.txt").status_code == 404
    OldSlug.objects.create(slug="vechten", intervention=make_intervention("Boksen"))
    assert client.get("/interventies/vechten/citaat.txt").url == URL
