"""The public record leaves nothing of the tables out, and its own examples are in order."""

import re
from typing import Any

import pytest
from django.db.models import Model

from catalogue.models import Intervention
from catalogue.records import INTERNAL, PARTS, InterventionRecord, Record
from catalogue.records.about import AboutRows
from catalogue.records.handbook import RULES, parts
from catalogue.records.stored import PartialDayColumns
from catalogue.records.values import OneOf

RECORDS: list[type[Record]] = [InterventionRecord, *PARTS.values()]
KINDS = {kind.table: kind for kind in RECORDS}


def fields_of(table: type[Model]) -> set[str]:
    fields = [*table._meta.concrete_fields, *table._meta.many_to_many]
    return {field.name for field in fields if not getattr(field, "primary_key", False)}


def in_record(table: type[Model]) -> set[str]:
    """The fields of `table` that the record holds, or that say which entry a row is of."""
    names = {"intervention"} if table is not Intervention else set()
    for field in KINDS[table].model_fields.values():
        about: Any = field.json_schema_extra
        stored = about.stored
        if isinstance(about, AboutRows):
            names.add(stored)
        else:
            names.add(stored.name)
            if isinstance(stored, PartialDayColumns):
                names.add(f"{stored.name}_precision")
    return names


@pytest.mark.parametrize("table", KINDS)
def test_every_field_of_the_tables_is_in_the_record_or_internal(table):
    assert fields_of(table) - in_record(table) - INTERNAL.get(table, set()) == set()


@pytest.mark.parametrize("table", INTERNAL)
def test_what_is_internal_exists_and_is_not_in_the_record(table):
    assert INTERNAL[table] <= fields_of(table)
    assert INTERNAL[table] & in_record(table) == set()


@pytest.mark.parametrize("table", KINDS)
def test_every_field_of_the_record_stands_in_a_table(table):
    relations = {relation.name for relation in table._meta.related_objects}
    assert in_record(table) - {"intervention"} <= fields_of(table) | relations


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_row_is_recognised_by_fields_of_the_record(kind):
    assert set(kind.key) <= set(kind.fields())


def test_the_rules_say_what_an_entry_is_recognised_by():
    told = [rule for rule in RULES if "nummer_bij_bron" in str(rule)]
    assert re.findall("“([a-z_]+)”", str(told[0])) == list(InterventionRecord.key)


@pytest.mark.parametrize("kind", KINDS.values())
def test_closed_lists_are_those_of_the_tables(kind):
    for name, about in kind.fields().items():
        column = kind.table._meta.get_field(about.stored.name)
        lists = [
            each.choices.choices
            for each in kind.model_fields[name].metadata
            if isinstance(each, OneOf)
        ]
        choices = getattr(column, "choices", None)
        assert lists == ([choices] if choices else []), name


def test_the_examples_are_values_as_they_are_published():
    entry, *others = parts()
    record = {field.name: field.example for field in entry.fields}
    for part in others:
        record[part.name] = [{field.name: field.example for field in part.fields}]
    assert InterventionRecord.model_validate(record).model_dump() == record


def test_the_needed_fields_are_those_a_new_row_cannot_do_without():
    needed = {
        part.name: [field.name for field in part.fields if field.needed]
        for part in parts()
    }
    assert needed == {
        "interventies": ["naam", "soort", "in_een_zin", "samenvatting"],
        "uitvoeringen": [],
        "organisaties": ["organisatie", "rol"],
        "cijfers": ["wat_is_geteld", "waarde"],
        "erkenningen": ["databank", "uitkomst", "datum"],
        "onderzoeken": ["titel", "soort"],
        "waarderingen": ["soort", "titel", "door"],
        "bronnen": ["titel", "uitgever"],
        "relaties": ["soort", "andere_interventie"],
    }
