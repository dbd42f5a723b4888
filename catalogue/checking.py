"""The rules of the tables, asked of rows that are not saved and without a query for each.

`full_clean()` asks the database about every constraint of every row. An import of ten
thousand entries has no time for that; here the same rules are read from the same models.
What compares a row with others, uniqueness above all, is left to the importer.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Model, Q
from django.db.models.expressions import CombinedExpression, Value

from .models import (
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

COMPARE = {
    "exact": lambda left, right: left == right,
    "in": lambda left, right: left in right,
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}
# What clean() looks at. Where one of these could not be read, it would speak of another value.
READ_BY_CLEAN: dict[type[Model], set[str]] = {
    Appraisal: {"dated"},
    Delivery: {"scope", "status", "started", "ended"},
    Figure: {"reference_date"},
    Involvement: set(),
    Recognition: {"dated", "outcome", "valid_until"},
    Source: {"published_on", "accessed_on"},
    Study: {"published_on"},
}


def problems_of(
    row: Model, unread: Collection[str] = ()
) -> Iterator[tuple[list[str], str]]:
    """What is wrong with `row`: the fields it is about, none for the whole, and the message.

    Nothing is said of the fields `unread`, nor of what they have to do with others.
    """
    found: dict[str, list[str]] = {}
    checks: list[Any] = [lambda: row.clean_fields(exclude=relations(type(row)))]
    match row:
        case Intervention():
            checks.append(row.clean_alone)
        case Relation():
            pass  # its rule is about the other's relations
        case _ if READ_BY_CLEAN.get(type(row), set(unread)).isdisjoint(unread):
            checks.append(row.clean)
    for check in checks:
        try:
            check()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                found.setdefault(name, []).extend(messages)
    for name, messages in found.items():
        for message in dict.fromkeys(messages) if name not in unread else ():
            yield [] if name == NON_FIELD_ERRORS else [name], message
    wrong = {*unread, *found}
    for constraint, names in check_constraints(type(row)):
        if wrong.isdisjoint(names) and holds(constraint.condition, row) is False:
            yield names, str(constraint.violation_error_message)


@cache
def relations(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.fields if field.is_relation}


@cache
def check_constraints(model: type[Model]) -> list[tuple[Any, list[str]]]:
    """With the fields that each is about; not those of what a row belongs to, which it is
    given when it is written."""
    constraints = [
        (each, list(dict.fromkeys(fields_in(each.condition))))
        for each in model._meta.constraints
        if isinstance(each, CheckConstraint)
    ]
    return [each for each in constraints if relations(model).isdisjoint(each[1])]


def fields_in(condition: Any) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from fields_in(child)
        else:
            yield child[0].split("__")[0]
            yield from named_in(child[1])


def named_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, F):
        yield expression.name  # type: ignore[attr-defined]
    elif isinstance(expression, CombinedExpression):
        yield from named_in(expression.lhs)


def holds(condition: Any, row: Model) -> bool | None:
    """Whether `row` meets `condition`; None where a null leaves it open, as in SQL."""
    results = [
        holds(child, row) if isinstance(child, Q) else compare(child[0], child[1], row)
        for child in condition.children
    ]
    decisive = condition.connector == Q.OR
    if decisive in results:
        result: bool | None = decisive
    else:
        result = None if None in results else not decisive
    return not result if condition.negated and result is not None else result


def compare(lookup: str, expected: Any, row: Model) -> bool | None:
    name, _, operator = lookup.partition("__")
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    if operator == "isnull":
        return (value is None) == expected
    expected = evaluated(expected, row)
    if value is None or expected is None:
        return None
    return COMPARE[operator or "exact"](value, expected)


def evaluated(expression: Any, row: Model) -> Any:
    if isinstance(expression, F):
        field: Any = row._meta.get_field(expression.name)  # type: ignore[attr-defined]
        return getattr(row, field.attname)
    if isinstance(expression, CombinedExpression):
        left = evaluated(expression.lhs, row)
        assert expression.connector == CombinedExpression.SUB
        return left and left - evaluated(expression.rhs, row)
    return expression.value if isinstance(expression, Value) else expression
