"""The field handbook, and the schema of the record."""

import json
import re

import jsonschema
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.choices import Strength
from catalogue.files.cells import read_rows
from catalogue.models import ApproachType, Intervention, Theme
from catalogue.record_loading import Loader
from catalogue.records import PARTS, InterventionRecord
from catalogue.records.handbook import parts
from catalogue.views.fields import EXAMPLE

from .builders import make_term

PAGE = "/velden/"
SCHEMA = "/velden/schema.json"


@pytest.fixture
def page(client, db):
    return client.get(PAGE)


def fields_shown(page):
    return {
        (part["name"], field["name"]): field
        for part in page.context["parts"]
        for field in part["fields"]
    }


def example_record():
    entry, *others = parts()
    record = {field.name: field.example for field in entry.fields}
    for part in others:
        record[part.name] = [{field.name: field.example for field in part.fields}]
    return record


def test_it_shows_every_field_of_the_record_once(page):
    kinds = {"interventies": InterventionRecord, **PARTS}
    assert list(fields_shown(page)) == [
        (part, name) for part, kind in kinds.items() for name in kind.fields()
    ]
    ids = re.findall(r' id="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))
    links = re.findall(r' href="#([^"]+)"', page.content.decode())
    assert set(links) <= set(ids)


def test_a_field_says_what_it_means_and_what_may_stand_in_it(page):
    shown = fields_shown(page)
    sentence = shown["interventies", "in_een_zin"]
    about = InterventionRecord.fields()["in_een_zin"]
    assert sentence["meaning"] == about.meaning
    assert (sentence["needed"], sentence["longest"]) == (True, 160)
    assert sentence["example"] == about.example
    assert shown["interventies", "samenvatting"]["longest"] == 10_000
    assert shown["interventies", "leeftijd_van"]["highest"] == 99
    assert shown["interventies", "korte_naam"]["needed"] is False
    assert shown["uitvoeringen", "gemeenten"]["standard"] == "CBS/TOOI"
    assert shown["cijfers", "ongeveer"]["example"] == "nee"
    assert shown["cijfers", "waarde"]["longest"] is None


def test_closed_lists_have_their_values_and_what_these_mean(page):
    shown = fields_shown(page)
    status = shown["uitvoeringen", "status"]["allowed"]
    assert [value for value, _label in status] == [
        "in-voorbereiding",
        "pilot",
        "actief",
        "gepauzeerd",
        "gestopt",
        "onbekend",
    ]
    strengths = shown["onderzoeken", "bewijskracht"]["allowed"]
    assert strengths[4] == ("5", str(Strength.FIVE.label).removeprefix("5: "))


def test_lists_of_editors_come_from_the_database(client, db):
    make_term(ApproachType, "Boksen", order=2)
    make_term(ApproachType, "Praten op straat", order=1)
    shown = fields_shown(client.get(PAGE))
    assert shown["interventies", "aanpakken"]["allowed"] == [
        ("praten-op-straat", "Praten op straat"),
        ("boksen", ""),
    ]


def test_cities_and_organisations_are_a_link_to_their_pages(page):
    shown = fields_shown(page)
    links = {key: row["list"]["url"] for key, row in shown.items() if row["list"]}
    assert links == {
        ("uitvoeringen", "gemeenten"): "/gemeenten/",
        ("uitvoeringen", "contact_organisatie"): "/organisaties/",
        ("organisaties", "organisatie"): "/organisaties/",
    }


def test_the_example_of_rows_in_a_cell_is_what_a_file_is_read_as(page):
    [(name, rows)] = EXAMPLE.items()
    read = [dict(pairs) for pairs in read_rows(page.context["example"])]
    said = [PARTS[name].model_validate(row).model_dump() for row in read]
    meant = [PARTS[name].model_validate(row).model_dump() for row in rows]
    assert said == meant


def test_the_queries_do_not_grow(client, db):
    def statements():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    make_term(Theme, "Online")
    before = statements()
    for number in range(20):
        make_term(Theme, f"Thema {number}")
    assert statements() == before == 8


def test_every_page_leads_to_it(client, db):
    assert f'href="{PAGE}"' in client.get("/").content.decode()


def test_it_links_to_what_can_be_downloaded(page):
    for name in ["schema.json", "sjabloon.xlsx", "sjabloon.csv", "sjabloon.yaml"]:
        assert f'href="/velden/{name}"' in page.content.decode()


@pytest.fixture
def schema(client, db):
    return client.get(SCHEMA).json()


def validator(schema):
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def test_the_schema_says_what_and_where_it_is(client, db):
    answer = client.get(SCHEMA, headers={"host": "127.0.0.1"})
    assert answer["Content-Type"] == "application/schema+json"
    assert answer["Cache-Control"] == "no-cache"
    schema = json.loads(answer.content)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "http://127.0.0.1/velden/schema.json"
    assert schema["title"]


def test_the_schema_describes_every_field(schema):
    assert list(schema["properties"]) == list(InterventionRecord.model_fields)
    assert list(schema["$defs"]) == list(PARTS)
    for name, kind in PARTS.items():
        assert list(schema["$defs"][name]["properties"]) == list(kind.model_fields)
    kinds = {"": InterventionRecord, **PARTS}
    for name, kind in kinds.items():
        properties = (schema["$defs"][name] if name else schema)["properties"]
        for field, about in kind.fields().items():
            assert properties[field]["description"] == about.meaning
            assert properties[field]["examples"] == [about.example]
            assert "title" not in properties[field]


def test_the_schema_knows_the_limits_of_the_tables(schema):
    properties = schema["properties"]
    assert properties["in_een_zin"]["maxLength"] == 160
    assert properties["leeftijd_van"]["maximum"] == 99
    assert "maxLength" not in properties["andere_namen"]
    sources = schema["$defs"]["bronnen"]["properties"]
    assert sources["adres"]["maxLength"] == 500


def test_the_schema_allows_a_record_of_all_examples(schema):
    validator(schema).validate(example_record())


def test_the_schema_allows_what_is_published(client, db):
    call_command("load_first_catalogue")
    keys = list(Intervention.objects.values_list("pk", flat=True))
    records = [stored.record for stored in Loader().load(keys)]
    assert len(records) == 8
    allowed = validator(client.get(SCHEMA).json())
    for record in records:
        allowed.validate(record)


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("", "naam", "x" * 201),
        ("", "naam", 12),
        ("", "soort", "Aanpak"),
        ("", "leeftijd_van", 100),
        ("", "leeftijd_van", -1),
        ("", "uuid", "geen"),
        ("", "gecontroleerd_op", "2026-11"),
        ("", "name", "Straatcoaches"),
        ("", "doelgroepen", "jongeren"),
        ("uitvoeringen", "gestart_op", "maart 2020"),
        ("uitvoeringen", "status", "gaat goed"),
        ("cijfers", "ongeveer", "ja"),
    ],
)
def test_the_schema_refuses_what_is_not_published_so(schema, part, field, value):
    record = example_record()
    row = record[part][0] if part else record
    row[field] = value
    with pytest.raises(jsonschema.ValidationError):
        validator(schema).validate(record)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["schema.json", "sjabloon.csv", "sjabloon.yaml"])
def test_who_has_a_file_gets_no_more_than_304(name):
    first = Client().get(f"/velden/{name}")
    again = Client().get(f"/velden/{name}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
