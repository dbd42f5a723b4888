"""`manage.py dump_catalogue` and `load_catalogue`: the catalogue as files, and back."""

import json
import os
import subprocess
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import (
    AppraisalKind,
    Kind,
    Precision,
    Publication,
    RecognitionOutcome,
    Referrals,
    RelationKind,
    Role,
    Scope,
    Status,
    StudyKind,
    Voluntariness,
)
from catalogue.dumping import restoring, writing
from catalogue.dumping.folder import MODELS, file_of
from catalogue.models import (
    Appraisal,
    Figure,
    Intervention,
    OldSlug,
    PersonWarning,
    Phase,
    Recognition,
    Relation,
    Revision,
    Source,
    Study,
    Synonym,
    Term,
    Theme,
    Version,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_term,
)
from .list_page import names

pytestmark = pytest.mark.django_db

# What a database keeps for itself: no content, or made anew from it.
NOT_DUMPED = {
    "Revision",
    "EntryWords",
    "WordEntries",
    "ImportBatch",
    "ImportRow",
    # Of this site and its editors, not of the catalogue.
    "AccountEvent",
    "Correction",
    "Edit",
    "LinkCheck",
}
DERIVED = {"id", "revision"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "dump"


def dump(folder):
    return call_command("dump_catalogue", folder)


def load(folder):
    return call_command("load_catalogue", folder)


def refusal(command, folder):
    with pytest.raises(CommandError) as refused:
        command(folder)
    return str(refused.value)


def texts(folder):
    """Every file of `folder` with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def rewrite(folder, name, content):
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def empty():
    with catalogue_change("test", "empty") as change:
        for model in reversed(MODELS):
            model.objects.all().delete()
        change.touch_all()


def content():
    """Every row of every table by its values, those it refers to by their keys."""
    return {
        model.__name__: sorted(map(values, model.objects.all()), key=str)
        for model in MODELS
    }


def values(row):
    return {**plain_values(row), **relations(row)}


def plain_values(row):
    fields = [field for field in row._meta.fields if not field.is_relation]
    return {
        field.name: getattr(row, field.name)
        for field in fields
        if field.name not in DERIVED
    }


def relations(row):
    """The keys of the rows that `row` refers to."""
    found = {}
    for field in row._meta.fields:
        if field.is_relation:
            other = getattr(row, field.name)
            found[field.name] = other and other.natural_key()
    for field in row._meta.many_to_many:
        found[field.name] = sorted(
            each.natural_key() for each in getattr(row, field.name).all()
        )
    return found


def make_everything():
    """Rows of every table, with every field filled in one of them, and the odd ones."""
    utrecht = make_city(
        "Utrecht", latitude="52.09083", longitude="5.1", start_date=date(1122, 6, 2)
    )
    fryslan = make_city(
        "Súdwest-Fryslân", tooi_uri="https://identifier.overheid.nl/gm1900"
    )
    ended = make_city(
        "Wûnseradiel", start_date=date(1984, 1, 1), end_date=date(2011, 1, 1)
    )
    # Each other's successor: one of them stands before what it refers to.
    ended.successors.add(fryslan, utrecht)
    fryslan.successors.add(ended)
    lead = make_organisation(
        "Zorg- en Veiligheidshuis",
        abbreviation="ZVH",
        description="Eén tafel.\r\n\r\nVoor “iedereen”.",
        website="https://zvh.example/",
        city=utrecht,
        general_contact="info@zvh.example",
    )
    partner = make_organisation("Åbels Stichting")
    source = make_source(
        "Rapport",
        url="https://example.org/rapport?a=1&b=2",
        published_on=date(2020, 3, 1),
        published_on_precision=Precision.MONTH,
        accessed_on=date(2024, 2, 29),
    )
    other_source = make_source("Bericht")
    terms = {
        name: [
            make_term(
                getattr(Intervention, name).rel.model,
                f"{name} {letter}",
                description=f"Één {letter}.",
                order=order,
            )
            for order, letter in enumerate("ba", start=1)
        ]
        for name in Intervention.VOCABULARIES
    }
    make_term(
        Term, "Recidive", description="Opnieuw de fout in.\n- Eén\n- Twee", order=3
    )
    make_row(Synonym, word="jongere", finds="tiener", both_ways=False)
    make_row(Synonym, word="jongere", finds="adolescent")
    approach = terms["approach_types"][0]
    make_row(
        Study,
        approach_type=approach,
        slug="meta-analyse",
        title="Meta-analyse",
        by="WODC",
        kind=StudyKind.EFFECT,
        strength=5,
        published_on=date(2019, 1, 1),
        published_on_precision=Precision.YEAR,
        finding="Minder recidive.",
        source=source,
    )
    make_row(
        Appraisal,
        approach_type=approach,
        slug="prijs",
        kind=AppraisalKind.AWARD,
        title="Prijs",
        by="Jury",
        source=source,
    )
    entry = make_intervention(
        "Bökşen & \\ “sporten” 🥊",
        slug="Boksen_NU",
        source_key="A-12/7",
        other_names="Vechtsport\nStootkussen",
        kind=Kind.METHOD,
        **{
            section: f"{section}:\n\n- één\n- \ttwee\n"
            for section in Intervention.SECTIONS
        },
        age_from=0,
        age_to=99,
        voluntariness=Voluntariness.MIXED,
        publish_from=date(2020, 1, 1),
        publish_until=date(2999, 12, 31),
        checked_on=date(2024, 2, 29),
        checked_by="redacteur",
        check_again_on=date(2025, 1, 1),
        internal_remark="Alleen voor ons: “nog bellen, 06 12345678”.",
        created=datetime(2001, 2, 3, 4, 5, 6, 789012, tzinfo=UTC),
        modified=datetime(2024, 7, 1, 23, 59, 59, 999999, tzinfo=UTC),
        sources=[source, other_source],
        **terms,
    )
    draft = make_intervention("Concept", publication=Publication.DRAFT)
    small = make_intervention("boksen", slug="boksen_nu")
    withdrawn = make_intervention(
        "Voorbij",
        publication=Publication.WITHDRAWN,
        withdrawn_on=date(2023, 5, 6),
        withdrawn_reason="Bestaat niet meer.",
    )
    first = make_delivery(
        entry,
        cities=[utrecht],
        status=Status.STOPPED,
        started=date(2020, 3, 1),
        started_precision=Precision.MONTH,
        ended=date(2020, 1, 1),
        ended_precision=Precision.YEAR,
        stop_reason="Geld op.",
        neighbourhoods="Kanaleneiland, Overvecht",
        capacity=12,
        referrals=Referrals.YES,
        contact_role="procesregisseur",
        contact_organisation=lead,
        contact_address="030 286 00 00",
        note="Op dinsdag.\nOok in de zomer.",
        source=source,
    )
    second = make_delivery(entry, cities=[utrecht])
    make_delivery(
        entry,
        cities=[utrecht, fryslan],
        region="’t Gooi",
        started=date(2019, 5, 6),
        started_precision=Precision.DAY,
    )
    make_delivery(draft, scope=Scope.NATIONAL)
    make_delivery(withdrawn, status=Status.UNKNOWN)
    # The site shows them as they were added, which is the order of nothing else.
    make_involvement(entry, partner, role=Role.PARTNER, delivery=second)
    make_involvement(entry, lead, role=Role.LEAD, note="Zit voor.")
    make_involvement(entry, partner, role=Role.FUNDER)
    make_involvement(draft, lead, role=Role.LEAD)
    make_row(
        Figure,
        intervention=entry,
        delivery=first,
        measure="deelnemers",
        value=Decimal("999999999999.99"),
        unit="jongeren",
        approximate=True,
        reference_date=date(2021, 1, 1),
        reference_date_precision=Precision.YEAR,
        source=source,
    )
    make_row(
        Figure, intervention=entry, measure="kosten", value=Decimal("0.10"), unit="€"
    )
    make_row(Figure, intervention=small, measure="verschil", value=Decimal("-3"))
    make_row(
        Recognition,
        intervention=entry,
        slug="erkend",
        databank="NJi",
        committee="Commissie",
        outcome=RecognitionOutcome.DESCRIBED,
        dated=date(2020, 2, 29),
        valid_until=date(2023, 2, 28),
        source=source,
    )
    make_row(
        Study,
        intervention=entry,
        slug="evaluatie",
        title="Evaluatie",
        kind=StudyKind.PROCESS,
    )
    make_row(
        Appraisal,
        intervention=entry,
        slug="lof",
        kind=AppraisalKind.AWARD,
        title="Lof",
        by="Jury",
        dated=date(2022, 2, 2),
        dated_precision=Precision.DAY,
        text="Goed zo.",
    )
    make_row(OldSlug, intervention=entry, slug="vechten")
    make_row(OldSlug, intervention=entry, slug="Aan-de-slag")
    make_row(OldSlug, intervention=withdrawn, slug="weg")
    make_row(
        Relation,
        intervention=small,
        kind=RelationKind.LIGHTER,
        other=entry,
        note="Korter.",
    )
    make_row(
        Version,
        intervention=entry,
        number=1,
        record={"naam": "Eerst", "andere_namen": ["b", "a"]},
        names={"city": {"utrecht": "Utrecht"}},
        old_slug="eerder",
        old_number=1,
        hidden_on=date(2026, 3, 1),
        hidden_reason="Er stond een naam in.",
        hidden_by="redactie",
    )
    # Found in the summary, so that loading finds it again.
    make_row(
        PersonWarning,
        intervention=entry,
        kind="mobiel",
        found="06 12345678",
        seen=timezone.now(),
        seen_by="redactie",
    )
    make_row(Relation, intervention=entry, kind=RelationKind.COMBINES, other=draft)
    make_row(Relation, intervention=draft, kind=RelationKind.COMBINES, other=entry)
    call_command("refresh")  # finds what else can point at persons, as loading does
    return entry


# There and back


def test_every_table_is_dumped_or_named_here():
    tables = {model.__name__ for model in apps.get_app_config("catalogue").get_models()}
    assert tables - NOT_DUMPED == {model.__name__ for model in MODELS}


def test_rows_of_every_table_come_back_equal(folder, tmp_path):
    make_everything()
    before = content()
    assert all(before.values()), "a table has no rows"
    assert dump(folder) == f"Wrote 4 interventions to {folder}."
    empty()
    assert not any(content().values())
    assert load(folder) == f"Loaded 4 interventions from {folder}."
    assert content() == before
    dump(tmp_path / "again")
    assert texts(tmp_path / "again") == texts(folder)


def test_the_fixtures_come_back_equal(folder, tmp_path):
    call_command(
        "loaddata",
        *sorted((settings.BASE_DIR / "fixtures").glob("*.json")),
        verbosity=0,
    )
    before = content()
    dump(folder)
    empty()
    load(folder)
    assert content() == before
    dump(tmp_path / "again")
    assert texts(tmp_path / "again") == texts(folder)


def test_every_field_is_filled_in_some_row():
    # Otherwise the test above would also pass if a field were lost.
    make_everything()
    lost = []
    for model in MODELS:
        found = list(map(values, model.objects.all()))
        default = plain_values(model())
        lost += [
            f"{model.__name__}.{name}"
            for name in found[0]
            if all(row[name] in (default.get(name), None, []) for row in found)
        ]
    assert lost == []


def test_parts_keep_the_order_they_were_made_in(folder):
    def order():
        return [
            [each.natural_key() for each in getattr(entry, name).order_by("pk")]
            for name in ("deliveries", "involvements", "figures", "relations")
            for entry in Intervention.objects.order_by("slug")
        ]

    make_everything()
    before = order()
    dump(folder)
    empty()
    load(folder)
    assert order() == before


def test_what_is_loaded_is_found(client, folder):
    make_intervention("Boksen", cities=[make_city("Utrecht")])
    make_intervention("Schaken", publication=Publication.DRAFT)
    dump(folder)
    empty()
    assert names(client, "?zoek=boksen") == []
    load(folder)
    assert names(client, "?zoek=boksen&gemeente=utrecht") == ["Boksen"]
    assert names(client, "?zoek=schaken") == []
    assert client.get("/interventies/boksen/").status_code == 200


def test_the_load_is_one_change(folder):
    make_intervention("Boksen")
    make_intervention("Schaken")
    dump(folder)
    empty()
    before = Revision.objects.get().number
    load(folder)
    revision = Revision.objects.get()
    assert (revision.number, revision.by, revision.reason) == (
        before + 1,
        "load_catalogue",
        "dump",
    )
    assert set(Intervention.objects.values_list("revision", flat=True)) == {before + 1}


# The files


def test_an_entry_is_a_file(folder):
    entry = make_everything()
    dump(folder)
    before = texts(folder)
    with catalogue_change("test", "edit") as change:
        entry.summary = "Iets anders."
        entry.save()
        entry.involvements.first().delete()
        change.touch(entry)
    dump(folder)
    after = texts(folder)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {file_of(entry)}


def test_a_file_is_readable_and_has_no_numbers(folder):
    make_intervention("Súdwest", cities=[make_city("Ede")])
    dump(folder)
    text = (folder / "interventions/sudwest.json").read_text(encoding="utf-8")
    assert '    "fields": {\n' in text
    assert '      "name": "Súdwest",\n' in text
    assert text.endswith("\n]\n")
    entry, delivery = json.loads(text)
    assert entry.keys() == delivery.keys() == {"model", "fields"}
    assert entry["fields"]["publication"] == "gepubliceerd"
    assert not entry["fields"].keys() & {"id", "revision", "sort_key"}
    assert delivery["fields"]["intervention"] == ["sudwest"]
    assert delivery["fields"]["cities"] == [["ede"]]


def test_what_is_related_to_nothing_in_the_file_stands_elsewhere(folder):
    make_everything()
    dump(folder)
    entry = rows(folder, file_of(Intervention.objects.get(source_key="A-12/7")))
    assert entry[0]["fields"]["themes"] == [["themes-a"], ["themes-b"]]
    assert [row["model"].partition(".")[2] for row in entry] == [
        "intervention",
        *["delivery"] * 3,
        *["involvement"] * 3,
        *["figure"] * 2,
        "recognition",
        "study",
        "appraisal",
        *["oldslug"] * 2,
        "version",
        *["personwarning"] * 2,
    ]
    assert [row["fields"]["slug"] for row in rows(folder, "lists/13_studies.json")] == [
        "meta-analyse"
    ]
    relations = rows(folder, "relations.json")
    assert [row["fields"]["intervention"] for row in relations] == [
        ["Boksen_NU"],
        ["boksen_nu"],
        ["concept"],
    ]
    finds = [row["fields"]["finds"] for row in rows(folder, "lists/09_synonyms.json")]
    assert finds == ["adolescent", "tiener"]


def test_names_that_differ_in_capitals_alone_are_two_files_everywhere(folder):
    for slug in ["boksen", "Boksen", "BOKSEN", "bok.sen", "bok/sen"]:
        make_intervention(slug, slug=slug)
    assert dump(folder) == f"Wrote 5 interventions to {folder}."
    found = [path.name.lower() for path in (folder / "interventions").iterdir()]
    assert len(set(found)) == 5
    assert "boksen.json" in found


def test_a_longest_slug_of_capitals_fits_a_file_name(folder):
    make_intervention("Lang", slug="A" * 200)
    dump(folder)
    [path] = (folder / "interventions").iterdir()
    assert len(path.name) < 255


def test_the_number_of_queries_to_dump_does_not_grow_with_the_catalogue(folder):
    lists = {"cities": [make_city()], "organisations": [make_organisation()]}
    lists |= {"themes": [make_term(Theme, "Geld")], "sources": [make_source()]}

    def queries():
        with CaptureQueriesContext(connection) as captured:
            dump(folder)
        return len(captured)

    make_many_interventions(2, **lists)
    few = queries()
    make_many_interventions(40, first=2, **lists)
    assert queries() == few


def test_to_load_an_entry_takes_one_query(folder):
    """Whether another entry had its address; the rest is done for many at a time."""

    def queries(number):
        lists = {"cities": [make_city()], "organisations": [make_organisation()]}
        lists |= {"themes": [make_term(Theme, "Geld")], "sources": [make_source()]}
        make_many_interventions(number, **lists)
        dump(folder)
        empty()
        with CaptureQueriesContext(connection) as captured:
            load(folder)
        empty()
        return len(captured)

    assert queries(120) - queries(20) < 2 * 100


def test_large_catalogues_go_in_batches(folder, monkeypatch):
    make_everything()
    make_many_interventions(7, sources=Source.objects.all())
    before = content()
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    monkeypatch.setattr(restoring, "AT_ONCE", 2)
    dump(folder)
    empty()
    load(folder)
    assert content() == before


# Older dumps, and folders of somebody else


def test_files_of_entries_that_are_gone_go_and_those_of_others_stay(folder):
    gone, kept = make_intervention("Weg"), make_intervention("Blijft")
    dump(folder)
    own = {
        "README.md": "Van ons",
        "interventions/notities.txt": "x",
        ".git/config": "y",
        "extra/a.json": "[]",
    }
    for name, text in own.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    with catalogue_change("test", "delete") as change:
        change.touch(gone)
        gone.delete()
    assert dump(folder) == f"Wrote 1 interventions to {folder}."
    found = set(texts(folder))
    assert found >= {*own, "interventions/blijft.json"}
    assert "interventions/weg.json" not in found
    assert {name: (folder / name).read_text() for name in own} == own
    empty()
    load(folder)
    assert Intervention.objects.get().name == kept.name


def test_an_empty_catalogue_does_not_replace_a_dump_with_entries(folder):
    make_intervention("Boksen")
    dump(folder)
    before = texts(folder)
    empty()
    assert "DATABASE_URL" in refusal(dump, folder)
    assert texts(folder) == before


def test_the_files_of_somebody_else_are_refused(folder):
    folder.mkdir()
    (folder / "belangrijk.txt").write_text("Van mij")
    message = refusal(dump, folder)
    assert "is not a dump: there is no contents.json" in message
    assert "Name a new or empty folder" in message
    assert texts(folder) == {"belangrijk.txt": b"Van mij"}


def test_a_file_that_is_no_older_dump_s_is_not_written_over(folder):
    dump(folder)
    (folder / "interventions").mkdir()
    (folder / "interventions/boksen.json").write_text("Van mij")
    before = texts(folder)
    make_intervention("Boksen")
    assert "boksen.json is not of the older dump" in refusal(dump, folder)
    assert texts(folder) == before


def test_an_empty_folder_and_one_of_git_alone_are_in_order(folder):
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / ".gitattributes").touch()
    dump(folder)
    assert (folder / "contents.json").exists()


def test_a_new_folder_is_made_wherever_it_is(folder):
    dump(folder / "deep" / "down")
    assert (folder / "deep" / "down" / "contents.json").exists()


def test_a_file_is_no_folder(folder):
    folder.write_text("x")
    assert "is a file. Name a folder." in refusal(dump, folder)
    assert "There is no folder" in refusal(load, folder)


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ("{}", "its format is not interventiewijzer-dump-1"),
        ("[]", "its format is not"),
        ('{"format": "interventiewijzer-dump-9", "files": []}', "its format is not"),
        ('{"format": "interventiewijzer-dump-1"}', "has no list of files"),
        (
            '{"format": "interventiewijzer-dump-1", "files": ["../a.json"]}',
            "'../a.json', which is in no dump",
        ),
        (
            '{"format": "interventiewijzer-dump-1", "files": ["lists/../a.json"]}',
            "which is in no dump",
        ),
        (
            '{"format": "interventiewijzer-dump-1", "files": [7]}',
            "lists 7, which is in no dump",
        ),
        ('{\n"format":\n<<<<<<< HEAD', "contents.json, line 3: "),
    ],
)
def test_contents_that_are_not_ours_are_refused_by_both(folder, contents, message):
    folder.mkdir()
    (folder / "contents.json").write_text(contents)
    (folder.parent / "a.json").write_text("Van mij")
    assert message in refusal(dump, folder)
    assert message in refusal(load, folder)
    assert texts(folder) == {"contents.json": contents.encode()}
    assert (folder.parent / "a.json").exists()


# Crashes


class Crash(BaseException):
    """As a kill: nothing catches it."""


def break_after(monkeypatch, owner, name, calls):
    """Let the function `name` do `calls` times, and crash."""
    whole, done = getattr(owner, name), []

    def broken(*args, **options):
        done.append(args)
        if len(done) > calls:
            raise Crash
        return whole(*args, **options)

    monkeypatch.setattr(owner, name, broken)


def edited(entry):
    with catalogue_change("test", "edit") as change:
        entry.name = "Anders"
        entry.save()
        change.touch(entry)


@pytest.mark.parametrize("calls", [0, 3, 15])
def test_a_crash_while_writing_leaves_the_older_dump(folder, monkeypatch, calls):
    entry = make_intervention("Boksen")
    dump(folder)
    before = texts(folder)
    edited(entry)
    with monkeypatch.context() as patch:
        break_after(patch, writing, "write", calls)
        with pytest.raises(Crash):
            dump(folder)
    assert texts(folder) == before


@pytest.mark.parametrize("calls", [1, 2, 9, 18])
def test_a_crash_while_replacing_is_not_loaded_and_can_be_mended(
    folder, monkeypatch, calls
):
    gone = make_intervention("Weg")
    entry = make_intervention("Boksen")
    dump(folder)
    edited(entry)
    with catalogue_change("test", "delete") as change:
        change.touch(gone)
        gone.delete()
    make_intervention("Nieuw")
    before = content()
    with monkeypatch.context() as patch:
        break_after(patch, Path, "replace", calls)
        with pytest.raises(Crash):
            dump(folder)
    assert "is not finished. Run dump_catalogue again" in refusal(load, folder)
    dump(folder)
    assert "interventions/weg.json" not in texts(folder)
    empty()
    load(folder)
    assert content() == before


def test_a_first_dump_that_crashed_can_be_done_again(folder, monkeypatch):
    make_intervention("Boksen")
    with monkeypatch.context() as patch:
        # As when the machine stops: what is being written stays behind.
        patch.setattr("shutil.rmtree", lambda *args, **options: None)
        break_after(patch, writing, "write", 5)
        with pytest.raises(Crash):
            dump(folder)
    assert "is not a dump: there is no contents.json" in refusal(load, folder)
    dump(folder)
    assert not (folder / ".unfinished").exists()
    empty()
    load(folder)
    assert Intervention.objects.get().name == "Boksen"


def test_a_full_disk_is_said_without_a_traceback(folder, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert "No space left on device" in refusal(dump, folder)


# What is not loaded


def nothing_is_loaded(folder):
    """The message of a load that must leave the empty database as it was."""
    before = Revision.objects.get().number
    message = refusal(load, folder)
    assert message.startswith("Nothing is loaded.\n")
    assert not any(content().values())
    assert Revision.objects.get().number == before
    return message


@pytest.fixture
def dumped(folder):
    """A dump of a small catalogue, and an empty database to load it into."""
    source = make_source("Rapport")
    entry = make_intervention("Boksen", cities=[make_city("Ede")], sources=[source])
    make_involvement(entry, make_organisation("Kans"))
    other = make_intervention("Schaken", themes=[make_term(Theme, "Geld")])
    make_row(Relation, intervention=entry, kind=RelationKind.COMBINES, other=other)
    dump(folder)
    empty()
    return folder


def test_no_folder(tmp_path):
    assert f"There is no folder {tmp_path / 'nergens'}." in refusal(
        load, tmp_path / "nergens"
    )


def test_no_dump(tmp_path):
    assert "is not a dump: there is no contents.json." in refusal(load, tmp_path)


@pytest.mark.parametrize("model", ["Term", "Source", "Intervention"])
def test_a_database_with_rows_in_it_is_left_alone(dumped, model):
    make = {
        "Term": lambda: make_term(Term, "X"),
        "Source": make_source,
        "Intervention": make_intervention,
    }
    make[model]()
    before = content()
    message = refusal(load, dumped)
    assert f"has rows of {model.lower()} already. Load into an empty one." in message
    assert content() == before


def test_a_file_is_missing(dumped):
    (dumped / "interventions/schaken.json").unlink()
    (dumped / "relations.json").unlink()
    message = nothing_is_loaded(dumped)
    assert (
        "is not whole, without interventions/schaken.json, relations.json." in message
    )


def test_a_file_too_many(dumped):
    (dumped / "interventions/eigen.json").write_text("[]")
    assert "contents.json does not list interventions/eigen.json" in nothing_is_loaded(
        dumped
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            b'[\n  {"model": "catalogue.intervention",\n   "fields": {',
            "boksen.json, line 3: ",
        ),
        (b"", "boksen.json, line 1: "),
        (b"[\n<<<<<<< HEAD\n]", "boksen.json, line 2: "),
        (b'["\xff"]', "boksen.json cannot be read: "),
        (b"[" * 100_000, "boksen.json cannot be read: "),
        (b"[" + b"9" * 5000 + b"]", "boksen.json cannot be read: "),
        (b"{}", "boksen.json is not a list of rows."),
        (b"7", "boksen.json is not a list of rows."),
        (b"[7]", "boksen.json, row 1 is not just a model and its fields."),
        (b'[{"model": "catalogue.city"}]', "row 1 is not just a model and its fields."),
        (b'[{"model": 7, "fields": {}}]', "row 1 is not just a model and its fields."),
        (b'[{"model": "catalogue.city", "fields": []}]', "row 1 is not just a model"),
        (
            b'[{"model": "catalogue.city", "pk": 1, "fields": {}}]',
            "row 1 is not just a model",
        ),
        (
            b'[{"model": "catalogue.stad", "fields": {}}]',
            "a dump has no table catalogue.stad.",
        ),
        (
            b'[{"model": "auth.user", "fields": {}}]',
            "a dump has no table auth.user.",
        ),
        (
            b'[{"model": "catalogue.revision", "fields": {}}]',
            "a dump has no table catalogue.revision.",
        ),
    ],
)
def test_a_file_that_is_no_fixture(dumped, text, message):
    (dumped / "interventions/boksen.json").write_bytes(text)
    assert message in nothing_is_loaded(dumped)


def test_a_file_that_an_editor_gave_a_mark_is_read(dumped):
    path = dumped / "interventions/boksen.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    load(dumped)
    assert Intervention.objects.count() == 2


def test_a_folder_where_a_file_should_be(dumped):
    (dumped / BOKSEN).unlink()
    (dumped / BOKSEN).mkdir()
    assert "boksen.json" in nothing_is_loaded(dumped)


@pytest.mark.parametrize("command", [dump, load])
def test_a_database_that_is_not_migrated(dumped, command):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_term RENAME TO elsewhere")
    assert "catalogue_term" in refusal(command, dumped)


BOKSEN, RELATIONS = "interventions/boksen.json", "relations.json"


@pytest.mark.parametrize(
    ("name", "number", "fields", "message"),
    [
        # A rule of the model
        (
            BOKSEN,
            0,
            {"kind": "programa"},
            "boksen.json, row 1 (intervention): kind: Waarde",
        ),
        (BOKSEN, 0, {"name": ""}, "name: Dit veld kan niet leeg zijn"),
        (BOKSEN, 0, {"sentence": "Sport\u202e."}, "Verwijder het onzichtbare teken"),
        (BOKSEN, 0, {"sentence": "S" * 161}, "sentence: "),
        (BOKSEN, 0, {"checked_on": "2999-01-01"}, "checked_on: "),
        (BOKSEN, 0, {"slug": "bok sen"}, "slug: "),
        (BOKSEN, 1, {"cities": []}, "boksen.json: delivery “Boksen: ”: cities: "),
        (BOKSEN, 1, {"scope": "landelijk"}, "cities: "),
        # A rule of the table
        (BOKSEN, 0, {"slug": "onbekend"}, "boksen.json, row 1 (intervention): "),
        (
            BOKSEN,
            0,
            {"age_from": 12, "age_to": 11},
            "boksen.json, row 1 (intervention): ",
        ),
        (
            BOKSEN,
            0,
            {"publication": "ingetrokken"},
            "boksen.json, row 1 (intervention): ",
        ),
        (BOKSEN, 0, {"name": None}, "boksen.json, row 1 (intervention): name: "),
        (
            BOKSEN,
            1,
            {"intervention": None},
            "boksen.json, row 2 (delivery): intervention: ",
        ),
        (
            BOKSEN,
            0,
            {"age_from": 10**30},
            "boksen.json, row 1 (intervention): age_from: ",
        ),
        (BOKSEN, 0, {"summary": "a\x00b"}, "summary: Verwijder het onzichtbare teken"),
        (
            BOKSEN,
            0,
            {"summary": "a\ud800b"},
            "summary: Verwijder het onzichtbare teken",
        ),
        # A reference to nothing
        (
            BOKSEN,
            1,
            {"intervention": ["voetbal"]},
            "boksen.json, row 2 (delivery): intervention: there is no intervention “voetbal”.",
        ),
        (
            BOKSEN,
            1,
            {"cities": [["ede"], ["atlantis"]]},
            "cities: there is no city “atlantis”.",
        ),
        (BOKSEN, 2, {"organisation": ["x", "y"]}, "there is no organisation “x, y”."),
        (
            RELATIONS,
            0,
            {"other": ["voetbal"]},
            "relations.json, row 1 (relation): other: there is no intervention “voetbal”.",
        ),
        # What is no value at all
        (
            BOKSEN,
            0,
            {"naam": "Boksen"},
            "row 1 (intervention): there is no field naam.",
        ),
        (BOKSEN, 0, {"id": 7}, "there is no field id."),
        (BOKSEN, 0, {"revision": 7}, "there is no field revision."),
        (BOKSEN, 0, {"deliveries": []}, "there is no field deliveries."),
        (
            BOKSEN,
            0,
            {"checked_on": "gisteren"},
            "row 1 (intervention): checked_on: Waarde van ‘gisteren’",
        ),
        (BOKSEN, 0, {"checked_on": 7}, "row 1 (intervention): checked_on: "),
        (BOKSEN, 0, {"created": ["x"]}, "row 1 (intervention): created: "),
        (BOKSEN, 0, {"age_from": float("inf")}, "row 1 (intervention): age_from: "),
        (BOKSEN, 0, {"age_from": {"a": 1}}, "row 1 (intervention): age_from: "),
        (BOKSEN, 0, {"created": "0001-01-01T00:00:00+14:00"}, "out of range"),
        (BOKSEN, 0, {"uuid": "geen"}, "row 1 (intervention): uuid: "),
        (
            BOKSEN,
            1,
            {"intervention": 1},
            "intervention: this should be a key in brackets.",
        ),
        (BOKSEN, 1, {"intervention": "boksen"}, "intervention: this should be a key"),
        (BOKSEN, 1, {"intervention": [["boksen"]]}, "there is no intervention"),
        (BOKSEN, 1, {"cities": ["ede"]}, "cities: this should be a key in brackets."),
        (BOKSEN, 1, {"cities": None}, "cities: this should be a key in brackets."),
        (BOKSEN, 1, {"cities": 7}, "cities: this should be a key in brackets."),
        ("lists/10_cities.json", 0, {"latitude": "NaN"}, "row 1 (city): latitude: "),
        (
            "lists/10_cities.json",
            0,
            {"latitude": "1e400", "longitude": "5"},
            "latitude: ",
        ),
    ],
)
def test_one_wrong_row_and_nothing_is_loaded(dumped, name, number, fields, message):
    found = rows(dumped, name)
    found[number]["fields"] |= fields
    rewrite(dumped, name, found)
    assert message in nothing_is_loaded(dumped)


def test_the_same_row_twice(dumped):
    rewrite(dumped, BOKSEN, rows(dumped, BOKSEN) * 2)
    assert "boksen.json, row 4 (intervention): " in nothing_is_loaded(dumped)


def test_a_city_named_twice_is_one(dumped):
    found = rows(dumped, BOKSEN)
    found[1]["fields"]["cities"] *= 2
    rewrite(dumped, BOKSEN, found)
    load(dumped)
    assert Intervention.objects.get(slug="boksen").deliveries.get().cities.count() == 1


def test_many_problems_are_cut_off(folder):
    make_many_interventions(30, cities=[make_city()])
    dump(folder)
    empty()
    for path in (folder / "interventions").iterdir():
        entry, delivery = rows(folder, f"interventions/{path.name}")
        delivery["fields"]["cities"] = []
        rewrite(folder, f"interventions/{path.name}", [entry, delivery])
    first, *lines, last = nothing_is_loaded(folder).splitlines()
    assert (first, last) == ("Nothing is loaded.", "There may be more.")
    assert len(lines) == 20


@pytest.mark.parametrize("migration", ["9999_later", None, ["0001_initial"]])
def test_a_dump_of_another_version(dumped, migration):
    contents = rows(dumped, "contents.json")
    rewrite(dumped, "contents.json", {**contents, "migration": migration})
    message = f"of another version of this site, with migration {migration}."
    assert message in nothing_is_loaded(dumped)


def test_a_dump_of_before_the_newest_migration_is_loaded(dumped):
    contents = rows(dumped, "contents.json")
    rewrite(dumped, "contents.json", {**contents, "migration": "0001_initial"})
    load(dumped)
    assert Intervention.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "programa"},
        {"sentence": "Sport\u202e."},
        {"name": ""},
        {"themes": [["bestaat-niet"]]},
        {"slug": "onbekend"},
        {"naam": "x"},
        {"checked_by": "redacteur"},
        {"age_from": "twaalf"},
    ],
)
def test_what_loaddata_refuses_is_refused(dumped, tmp_path, fields):
    [row] = rows(dumped, "interventions/schaken.json")
    row["fields"] |= {"themes": [], **fields}
    rewrite(dumped, "interventions/schaken.json", [row])
    rewrite(tmp_path, "rows.json", [row])
    with pytest.raises(CommandError):
        call_command("loaddata", tmp_path / "rows.json", verbosity=0)
    nothing_is_loaded(dumped)


def test_the_files_are_fixtures(dumped):
    # The lists one by one, then an entry, as an editor may take one over.
    files = [*sorted((dumped / "lists").glob("*.json")), dumped / BOKSEN]
    filled = [path for path in files if path.read_text() != "[]\n"]
    call_command("loaddata", *filled, verbosity=0)
    assert Intervention.objects.get().name == "Boksen"


# Together


def git(folder, *arguments):
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for name in ["AUTHOR", "COMMITTER"]:
        own |= {f"GIT_{name}_NAME": "Test", f"GIT_{name}_EMAIL": "test@example.org"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_git_merges_two_dumps(folder):
    """Two editors each add an entry and remove one; the same text is touched by none."""
    for letter in "bdfhj":
        make_intervention(letter * 3)
    dump(folder)
    git(folder, "init", "--initial-branch=main")

    def commit():
        dump(folder)
        git(folder, "add", "--all")
        git(folder, "commit", "--message=dump")

    def change(new, gone):
        make_intervention(new)
        with catalogue_change("test", "delete") as change:
            entry = Intervention.objects.get(slug=gone)
            change.touch(entry)
            entry.delete()
        commit()

    commit()
    git(folder, "switch", "--create", "other")
    change("ccc", "ddd")
    empty()
    git(folder, "switch", "main")
    load(folder)
    change("iii", "hhh")
    git(folder, "merge", "--no-edit", "other")
    empty()
    load(folder)
    found = Intervention.objects.values_list("slug", flat=True)
    assert sorted(found) == ["bbb", "ccc", "fff", "iii", "jjj"]


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory has no room for two"
)
@pytest.mark.django_db(transaction=True)
def test_a_dump_is_of_one_moment_and_keeps_no_editor_waiting(folder, monkeypatch):
    entry = make_intervention("Boksen", cities=[make_city("Ede")])

    def edit():
        Phase.objects.create(name="Laat", slug="laat", people="jongeren")
        edited(entry)
        make_delivery(entry, cities=[make_city("Zwolle")])
        connection.close()

    def write(path, rows):
        if path.name.startswith("01"):
            editor = threading.Thread(target=edit)
            editor.start()
            editor.join(timeout=20)
            assert not editor.is_alive()
        return whole(path, rows)

    whole = writing.write
    monkeypatch.setattr(writing, "write", write)
    dump(folder)
    assert rows(folder, "lists/03_phases.json") == []
    found = rows(folder, "interventions/boksen.json")
    assert [row["fields"].get("name") for row in found] == ["Boksen", None]
    assert entry.deliveries.count() == 2
