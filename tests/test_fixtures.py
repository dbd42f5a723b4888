"""What `fixtures/` must always be: loadable, valid, sourced, and careful with persons."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.test import TestCase

from catalogue.choices import Kind, Publication, Scope, Status
from catalogue.models import (
    Appraisal,
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Organisation,
    PersonWarning,
    Source,
)
from catalogue.models.fields import sort_key

FIXTURES = sorted(Path(settings.BASE_DIR, "fixtures").glob("*.json"))
ROWS = [
    row for path in FIXTURES for row in json.loads(path.read_text(encoding="utf-8"))
]

WITHOUT_ROWS = {
    "Recognition": "no databank is known to have recognised one of the programmes",
    "Study": "no study is known of a programme or of an approach type",
    "Relation": "no source says how two of the programmes stand to each other",
    "OldSlug": "no address has changed yet",
    "Version": "no text has changed yet",
}
# What a database keeps for itself.
NOT_CONTENT = {
    "AccountEvent",
    "Correction",
    "Edit",
    "ImportBatch",
    "ImportRow",
    "LinkCheck",
    "Revision",
}

# A mailbox that is not one of these may belong to a person.
PRIVATE_MAIL = re.compile(
    r"\b(?!(?:info|contact|secretariaat)@)[\w.+-]+@[\w-]+\.", re.I
)
MOBILE_NUMBER = re.compile(r"(?:\+31|\b0031|\b0)[\s()0-]*6(?:[\s-]?\d){8}\b")


def load() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)


def models() -> list[Any]:
    return [
        model
        for model in apps.get_app_config("catalogue").get_models()
        if model._meta.managed and model.__name__ not in NOT_CONTENT
    ]


def content() -> list[dict[str, Any]]:
    """Every row as stored, keys included, so that a row that was made anew shows too."""
    rows = []
    for model in models():
        rows += serializers.serialize("python", model.objects.order_by("pk"))
    for row in rows:
        row["fields"].pop("revision", None)  # counts loads, says nothing of the entry
    return rows


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


class FixtureTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()

    def test_loading_again_changes_nothing(self):
        before = content()
        load()
        assert content() == before

    def test_loading_again_brings_back_what_was_edited(self):
        # Otherwise the test above would also pass if nothing were loaded.
        before = content()
        Intervention.objects.filter(slug="sms-bom").update(name="Iets anders")
        assert content() != before
        load()
        assert content() == before

    def test_every_row_is_in_the_database(self):
        stored = Counter(
            f"catalogue.{model._meta.model_name}"
            for model in models()
            for _ in model.objects.all()
        )
        written = Counter(row["model"] for row in ROWS)
        assert {name: stored[name] for name in written} == written

    def test_every_row_is_valid(self):
        for model in models():
            for row in model.objects.all():
                row.full_clean()

    def test_every_delivery_has_the_cities_of_its_scope(self):
        for delivery in Delivery.objects.all():
            Delivery.check_places(delivery.scope, delivery.cities.count())

    def test_every_table_has_rows_unless_it_says_why(self):
        empty = {model.__name__ for model in models() if not model.objects.exists()}
        assert empty == WITHOUT_ROWS.keys()

    def test_rows_are_stored_with_their_sort_key(self):
        for model in [City, Organisation, Intervention]:
            for row in model.objects.all():
                assert row.sort_key == sort_key(row.name), row

    def test_there_are_342_cities(self):
        assert City.objects.count() == 342
        codes = {
            "amsterdam": "0363",
            "den-haag": "0518",
            "bergen-l": "0893",
            "utrecht": "0344",
        }
        assert (
            dict(City.objects.filter(slug__in=codes).values_list("slug", "code"))
            == codes
        )

    def test_the_eight_programmes_are_published(self):
        published = Intervention.objects.filter(publication=Publication.PUBLISHED)
        assert list(published.order_by("slug").values_list("slug", "kind")) == [
            ("backbone-academy", Kind.PROGRAMME),
            ("casustafel-doorgroeiers", Kind.CONSULTATION),
            ("credible-messengers-adamas", Kind.APPROACH),
            ("eervolle-uitweg", Kind.PROGRAMME),
            ("integrale-familieaanpak-tilburg", Kind.APPROACH),
            ("jeugd-en-jongerenwerk-3-0", Kind.PROGRAMME),
            ("sms-bom", Kind.ACTION),
            ("straatcoaches-arnhem", Kind.APPROACH),
        ]

    def test_programmes_by_city(self):
        deliveries = Delivery.objects.filter(scope=Scope.CITY)
        pairs = set(deliveries.values_list("cities__slug", "intervention__slug"))
        assert Counter(city for city, intervention in pairs) == {
            "amsterdam": 2,
            "utrecht": 2,
            "arnhem": 1,
            "eindhoven": 1,
            "tilburg": 1,
            "zwolle": 1,
        }
        elsewhere = Delivery.objects.exclude(scope=Scope.CITY)
        assert [(row.intervention.slug, row.scope) for row in elsewhere] == [
            ("jeugd-en-jongerenwerk-3-0", Scope.UNKNOWN)
        ]

    def test_whether_a_programme_runs_today_is_unknown(self):
        assert set(Delivery.objects.values_list("status", flat=True)) == {
            Status.UNKNOWN
        }

    def test_no_ages_are_known(self):
        assert set(Intervention.objects.values_list("age_from", "age_to")) == {
            (None, None)
        }

    def test_nobody_has_compared_an_entry_with_its_sources_yet(self):
        assert set(Intervention.objects.values_list("checked_on", flat=True)) == {None}
        assert set(Source.objects.values_list("accessed_on", flat=True)) == {None}

    def test_tilburg_keeps_both_figures_side_by_side(self):
        figures = Figure.objects.filter(
            intervention__slug="integrale-familieaanpak-tilburg"
        )
        assert sorted((row.reference_date.year, int(row.value)) for row in figures) == [
            (2021, 13),
            (2023, 1),
            (2023, 4),
            (2023, 14),
            (2023, 19),
        ]

    def test_the_casustafel_has_its_table(self):
        involved = Involvement.objects.filter(
            intervention__slug="casustafel-doorgroeiers"
        )
        assert Counter(involved.values_list("role", flat=True)) == {
            "regie": 1,
            "partner": 9,
        }
        assert (
            involved.get(role="regie").organisation.slug
            == "zorg-en-veiligheidshuis-utrecht"
        )

    def test_praise_for_a_type_is_not_praise_for_a_programme(self):
        appraisals = Appraisal.objects.order_by("slug")
        assert list(
            appraisals.values_list("approach_type__slug", "intervention__slug", "kind")
        ) == [
            ("credible-messengers", None, "deskundigenoordeel"),
            (None, "credible-messengers-adamas", "vermelding"),
        ]

    def test_everything_has_a_source(self):
        assert not Intervention.objects.filter(sources=None).exists()
        for model in [Delivery, Figure, Appraisal]:
            assert not model.objects.filter(source=None).exists(), model

    def test_the_entry_names_the_sources_of_its_parts(self):
        for model in [Delivery, Figure, Appraisal]:
            for part in model.objects.exclude(intervention=None):
                assert part.source in part.intervention.sources.all(), part


def test_the_files_are_there():
    # Django loads them in the order of their names, and keys must exist before use.
    assert [path.name for path in FIXTURES] == [
        "01_vocabularies.json",
        "02_cities.json",
        "03_organisations.json",
        "04_sources.json",
        "05_interventions.json",
    ]


def test_every_row_is_named_by_a_key_of_its_own():
    seen = set()
    for row in ROWS:
        assert row.keys() == {"model", "fields"}, row
        model = apps.get_model(row["model"])
        names = {
            "catalogue.synonym": ["word", "finds"],
            "catalogue.personwarning": ["intervention", "kind", "found"],
        }.get(row["model"]) or [model.natural_key_field]
        key = (row["model"], *(str(row["fields"].get(name, "")) for name in names))
        assert all(key), f"no {names} in {row}"
        assert key not in seen, f"twice: {key}"
        seen.add(key)
        if any(field.name == "uuid" for field in model._meta.fields):
            assert row["fields"]["uuid"], row


def test_every_moment_is_written_out():
    for row in ROWS:
        if row["model"] == "catalogue.intervention":
            assert row["fields"]["created"], row
            assert row["fields"]["modified"], row


def test_no_text_points_at_a_person():
    for row in ROWS:
        for text in texts(row["fields"]):
            assert not PRIVATE_MAIL.search(text), text
            assert not MOBILE_NUMBER.search(text), text


@pytest.mark.parametrize(
    "text", ["Mail jan.jansen@example.nl.", "bel 06 12345678", "+31 (0)6-1234 5678"]
)
def test_a_text_that_points_at_a_person_is_found(text):
    assert PRIVATE_MAIL.search(text) or MOBILE_NUMBER.search(text)


@pytest.mark.parametrize(
    "text", ["info@example.nl", "030 286 00 00", "https://hetccv.nl/", "0363 2060"]
)
def test_a_general_address_is_not(text):
    assert not PRIVATE_MAIL.search(text)
    assert not MOBILE_NUMBER.search(text)


@pytest.mark.django_db
def test_every_warning_about_persons_in_them_was_looked_at():
    load()
    found = PersonWarning.objects.values_list("found", "seen_by")
    assert list(found) == [("10: Hoograven, Kanaleneiland, Rivierenwijk", "redactie")]
