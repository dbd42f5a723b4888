"""The importer's check of a row refuses what `full_clean()` refuses, and nothing else."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.checking import holds, problems_of, relations
from catalogue.models import (
    Appraisal,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Recognition,
    Relation,
    Source,
    Study,
)

TABLES = [
    Appraisal,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Recognition,
    Relation,
    Source,
    Study,
]
DAYS = [
    None,
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 3, 1),
    date(2020, 3, 12),
    date(2025, 3, 12),
    date(2031, 1, 1),
]


def good_values(field):
    """Values that the field itself takes, but that the rules tell apart."""
    if field.choices:
        empty = [None] * field.null + [""] * (field.blank and not field.null)
        return [*empty, *(value for value, _label in field.flatchoices)]
    match field:
        case models.DateTimeField() | models.UUIDField():
            return [field.get_default()]
        case models.DateField():
            return DAYS if field.null else DAYS[1:]
        case models.DecimalField():
            return [Decimal("0"), Decimal("12.5")]
        case models.IntegerField():
            return [0, 12, 23] + [None] * field.null
        case models.BooleanField():
            return [True, False]
        case models.URLField():
            return ["", "https://example.org/"]
        case models.SlugField():
            return ["een-naam", "onbekend"]
        case _:
            return ["Een tekst"] + [""] * field.blank


def bad_values(field):
    if field.choices:
        return [6 if isinstance(field, models.IntegerField) else "iets-anders"]
    match field:
        case models.DateTimeField() | models.UUIDField() | models.BooleanField():
            return []
        case models.DateField():
            return [None] * (not field.null)
        case models.DecimalField():
            return [None, Decimal("1.234"), Decimal(10) ** 13]
        case models.IntegerField():
            return [-1, 100_000]
        case models.URLField():
            return ["geen adres"]
        case models.SlugField():
            return ["", "een naam", "x" * 300]
        case _:
            empty = [""] * (not field.blank)
            return ["a\x00b", "a\ud800", "x" * 11_000, *empty]


def rows(table):
    """Rows of which one field at most is wrong by itself, so that the rules come into play."""
    fields = [
        field
        for field in table._meta.concrete_fields
        if not field.is_relation and not field.primary_key and field.editable
    ]
    made = st.fixed_dictionaries(
        {field.attname: st.sampled_from(good_values(field)) for field in fields}
    )
    wrong = [(field.attname, bad) for field in fields for bad in bad_values(field)]
    one_wrong = st.sampled_from([{}] * len(wrong) + [dict([each]) for each in wrong])
    # The ends of a relation: none, the same, or another.
    keys = [field.attname for field in table._meta.fields if field.is_relation]
    ends = st.fixed_dictionaries({key: st.sampled_from([None, 1, 2]) for key in keys})
    number = st.integers(min_value=0, max_value=2)
    return st.builds(
        lambda values, ends, wrong, number: made_row(
            table, {**values, **ends, **wrong}, number
        ),
        made,
        ends,
        one_wrong,
        number,
    )


# About the entry a row belongs to, which the importer gives it when it writes.
OF_THE_OWNER = {"appraisal_of_one_thing", "relation_to_another", "study_of_one_thing"}


def check_constraints(table):
    return [
        each
        for each in table._meta.constraints
        if isinstance(each, models.CheckConstraint) and each.name not in OF_THE_OWNER
    ]


def made_row(table, values, number):
    if "delivery_id" in values:
        values["delivery_id"] = None  # whose it is, the importer knows
    row = table(**values)
    if isinstance(row, Delivery):
        row.chosen_cities = range(number)
    return row


def refused_by_django(row):
    """What `full_clean()` says of `row` alone: not of other rows, which it would look up."""
    found = set()

    def note(check, *args, **kwargs):
        try:
            check(*args, **kwargs)
        except ValidationError as error:
            found.update(
                ("" if name == NON_FIELD_ERRORS else name, message)
                for name, messages in error.update_error_dict({}).items()
                for each in messages
                for message in each.messages
            )

    note(row.clean_fields, exclude=relations(type(row)))
    if not isinstance(row, Relation):
        note(row.clean)
    wrong = {name for name, _message in found}
    for constraint in check_constraints(type(row)):
        note(constraint.validate, type(row), row, exclude=wrong)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_both_refuse_the_same_rows_in_the_same_words(table):
    @settings(max_examples=150, deadline=None)
    @given(rows(table))
    def check(row):
        ours = {("".join(names[:1]), message) for names, message in problems_of(row)}
        theirs = refused_by_django(row)
        fields = {(name, message) for name, message in theirs if name}
        of_row = {message for name, message in theirs if not name}
        assert fields <= ours
        # A constraint's message stands at a field of the constraint.
        assert {message for _name, message in ours - fields} == of_row

    check()


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_every_check_constraint_is_seen_to_refuse(table):
    """Otherwise the test above would also pass if no example met a rule."""
    constraints = {
        str(each.violation_error_message) for each in check_constraints(table)
    }
    seen = set()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(rows(table))
    def look(row):
        for constraint in check_constraints(table):
            if holds(constraint.condition, row) is False:
                seen.add(str(constraint.violation_error_message))

    look()
    assert seen == constraints


def test_what_could_not_be_read_is_not_complained_of_again():
    row = Delivery(scope="gemeente", stop_reason="Geen geld.", status="onbekend")
    row.chosen_cities = [1]
    assert [names for names, _ in problems_of(row)] == [["status", "stop_reason"]]
    assert list(problems_of(row, unread={"status"})) == []
