"""Fixtures of Django, which colleagues make with dumpdata."""

import json
from collections import Counter

import pytest
from django.conf import settings

from .reading_files import cells, error, parts, read

DELIVERY = "a1ab537c-f6e6-581a-bf9a-1a8beafc568e"
NATURAL = "Make the file by dumpdata --natural-foreign --natural-primary."
ABSENT = "What this stands for is not in the file."


def row(model: str, pk: int | None = None, **fields) -> dict:
    return {"model": f"catalogue.{model}", "pk": pk, "fields": fields}


def fixture(*rows: dict):
    contents = read("a.json", json.dumps(rows))
    assert contents.said.pop(0) == "Read as a fixture of Django."
    return contents


ENTRY = row(
    "intervention", slug="straat", name="Straat", other_names="Een\nTwee", summary=""
)


def test_columns_become_fields():
    contents = fixture(
        row(
            "intervention",
            uuid="14b0f3b2-a4fe-5921-b932-9aca2a97ca55",
            slug="straat",
            source_key="JI-1",
            name="-",
            age_from=12,
            age_to=None,
            phases=[["risico"], ["recidive"]],
            themes=[],
            checked_on="2026-11-02",
            sources=[["ccv"]],
        ),
        row(
            "delivery",
            uuid=DELIVERY,
            intervention=["straat"],
            scope="gemeente",
            cities=[["utrecht"]],
            started="2020-03-01",
            started_precision="maand",
            ended=None,
            ended_precision="",
            neighbourhoods="Oost, West",
            contact_organisation=["politie"],
            source=["krant"],
        ),
        row("involvement", intervention=["straat"], delivery=[DELIVERY], organisation=["politie"], role="partner"),
        row("figure", intervention=["straat"], delivery=None, measure="x", value="20.00", approximate=True),
        row("recognition", intervention=["straat"], slug="r", outcome="niet-gevonden", dated="2024-05-13"),
        row("study", intervention=["straat"], slug="s", strength=3, published_on="2022-01-01", published_on_precision="jaar"),
        row("appraisal", intervention=["straat"], slug="a", dated="2022-03-04", dated_precision="dag"),
        row("relation", intervention=["straat"], kind="lichter-dan", other=["wijk"]),
        row("source", slug="krant", title="De krant"),
    )  # fmt: skip
    assert contents.problems == []
    assert contents.said == []
    assert cells(contents) == [
        {
            "uuid": "14b0f3b2-a4fe-5921-b932-9aca2a97ca55",
            "korte_naam": "straat",
            "nummer_bij_bron": "JI-1",
            "naam": "-",
            "leeftijd_van": "12",
            "fasen": ["risico", "recidive"],
            "themas": [],
            "gecontroleerd_op": "2026-11-02",
        }
    ]
    assert parts(contents) == {
        "uitvoeringen": [
            {
                "uuid": DELIVERY,
                "bereik": "gemeente",
                "gemeenten": ["utrecht"],
                "gestart_op": "2020-03",
                "wijken": ["Oost", "West"],
                "contact_organisatie": "politie",
                "bron": "krant",
            }
        ],
        "organisaties": [
            {"organisatie": "politie", "rol": "partner", "uitvoering": DELIVERY}
        ],
        "cijfers": [{"wat_is_geteld": "x", "waarde": "20.00", "ongeveer": True}],
        "erkenningen": [
            {"korte_naam": "r", "uitkomst": "niet-gevonden", "datum": "2024-05-13"}
        ],
        "onderzoeken": [
            {"korte_naam": "s", "bewijskracht": "3", "gepubliceerd_op": "2022"}
        ],
        "waarderingen": [{"korte_naam": "a", "datum": "2022-03-04"}],
        "relaties": [{"soort": "lichter-dan", "andere_interventie": "wijk"}],
        "bronnen": [
            {"korte_naam": "ccv"},
            {"korte_naam": "krant", "titel": "De krant"},
        ],
    }


def test_rows_keep_their_numbers():
    contents = fixture(
        ENTRY,
        row("source", slug="x"),
        row("figure", intervention=["straat"], source=["x"]),
    )
    assert contents.rows[0].row == 1
    assert [found.row for found in contents.rows[0].parts["cijfers"]] == [3]
    assert [found.row for found in contents.rows[0].parts["bronnen"]] == [2]


def test_a_part_of_an_entry_that_the_catalogue_has_comes_with_its_key():
    contents = fixture(
        row("figure", intervention=["elders"], measure="x"),
        row("figure", intervention=["elders"], measure="y"),
    )
    assert cells(contents) == [{"korte_naam": "elders"}]
    assert parts(contents) == {
        "cijfers": [{"wat_is_geteld": "x"}, {"wat_is_geteld": "y"}]
    }


def test_numbers_stand_for_rows_of_the_same_file():
    contents = fixture(
        row("city", 7, slug="utrecht"),
        row("delivery", 3, uuid=DELIVERY, intervention=1, cities=[7]),
        row("involvement", 5, intervention=1, delivery=3, organisation=9),
        row("intervention", 1, slug="straat", sources=[2]),
        row("organisation", 9, slug="politie"),
        row("source", 2, slug="krant"),
    )
    assert contents.problems == []
    assert parts(contents) == {
        "uitvoeringen": [{"uuid": DELIVERY, "gemeenten": ["utrecht"]}],
        "organisaties": [{"organisatie": "politie", "uitvoering": DELIVERY}],
        "bronnen": [{"korte_naam": "krant"}],
    }
    assert contents.said == [
        "These tables are not read: catalogue.city (1), catalogue.organisation (1)."
    ]


def test_every_problem_of_a_fixture_has_its_place():
    contents = fixture(
        ENTRY,
        row(
            "delivery",
            intervention=["straat"],
            cities=[7, ["ede"]],
            source=8,
            contact_role=["x"],
        ),
        row("figure", intervention=3),
        row("figure", measure="x"),
        row(
            "relation",
            intervention=["straat"],
            other=[["x"]],
            note={"a": "b"},
            noot="y",
        ),
        {"model": "catalogue.figure"},
        {"fields": {}},
        "tekst",
    )
    single = "A single value belongs here."
    no_row = "A row has “model” and “fields”."
    assert contents.problems == [
        error("", "Number 6 of this list is no row of a fixture.", no_row, row=6),
        error("", "Number 7 of this list is no row of a fixture.", no_row, row=7),
        error("tekst", "Number 8 of this list is no row of a fixture.", no_row),
        error("7", ABSENT, NATURAL, row=2, column="cities"),
        error("", single, row=2, column="contact_role"),
        error("8", ABSENT, NATURAL, row=2, column="source"),
        error("3", ABSENT, NATURAL, row=3, column="intervention"),
        error("", "This row belongs to no entry.", row=4, column="intervention"),
        error("", ABSENT, NATURAL, row=5, column="other"),
        error("", single, row=5, column="note"),
        error(
            "noot",
            "“noot” is no column of this table.",
            "Did you mean “note”?",
            row=5,
            column="noot",
        ),
    ]
    assert parts(contents) == {
        "uitvoeringen": [{"gemeenten": ["ede"]}],
    }


def test_a_column_that_comes_twice_is_an_error():
    contents = read(
        "a.json",
        '[{"model": "catalogue.intervention", "fields": {"slug": "a", "slug": "b"}}]',
    )
    assert contents.problems == [
        error(
            "slug",
            "“slug” is there more than once.",
            "Keep one of them.",
            row=1,
            column="slug",
        )
    ]


def test_what_is_not_read_is_said_once():
    internal = {
        "publication": "gepubliceerd",
        "internal_remark": "x",
        "withdrawn_reason": "",
    }
    contents = fixture(
        row("intervention", slug="a", **internal),
        row("intervention", slug="b", **internal, revision=3),
        row("study", slug="s", intervention=None, approach_type=["straatcoaches"]),
        row("source", slug="x"),
        {"model": "auth.user", "fields": {"username": "x"}},
        {"model": "auth.user", "fields": {"username": "y"}},
    )
    assert contents.problems == []
    assert contents.said == [
        "1 source is not read: no entry in this file names it.",
        "These tables are not read: auth.user (2).",
        "The catalogue keeps these itself, they are not read: internal_remark, publication, revision.",
        "1 row of evidence is about an approach type, and is not read.",
    ]


@pytest.mark.parametrize("ending", ["jsonl", "yaml"])
def test_other_formats_of_fixtures_are_read(ending):
    line = json.dumps(ENTRY)
    contents = read(f"a.{ending}", line + "\n" if ending == "jsonl" else f"- {line}")
    assert cells(contents) == [
        {"korte_naam": "straat", "naam": "Straat", "andere_namen": ["Een", "Twee"]}
    ]


@pytest.mark.parametrize("name", ["04_sources", "05_interventions"])
def test_our_own_fixtures_are_read(name):
    content = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_bytes()
    models = Counter(
        each["model"]
        for each in json.loads(content)
        if not each["fields"].get("approach_type")
    )
    contents = read("a.json", content)
    assert contents.problems == []
    assert len(contents.rows) == models["catalogue.intervention"]
    found = Counter(
        name
        for entry in contents.rows
        for name in entry.parts
        for _ in entry.parts[name]
    )
    assert found["uitvoeringen"] == models["catalogue.delivery"]
    assert found["organisaties"] == models["catalogue.involvement"]
    assert found["cijfers"] == models["catalogue.figure"]
    assert found["waarderingen"] == models["catalogue.appraisal"]
