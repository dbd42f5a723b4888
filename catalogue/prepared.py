"""Queries of the ORM whose SQL is made once: for a small answer, making it takes longest.

PostgreSQL plans each once for a connection too. So a pooler that hands out another connection
for each transaction (PgBouncer in its `transaction` mode) cannot stand between.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, wraps
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models import QuerySet
from django.dispatch import receiver

Ask = Callable[..., QuerySet]
MOST_PLANNED = 200


def prepared(ask: Ask) -> Callable[..., list[tuple]]:
    """Make a function of `ask`, which takes keys (numbers or slugs) and gives
    `values_list()` rows.

    Other arguments become part of the SQL, so they must have few values. No keys, no rows.
    """

    @wraps(ask)
    def rows(keys: Sequence[Any], *others: Any) -> list[tuple]:
        if not keys:
            return []
        places = places_for(isinstance(keys[0], str), len(keys))
        sql, params, compiler, converters = compiled(ask, places, others)
        at = dict(zip(places, keys, strict=True))
        given = [
            array_of([at.get(one, one) for one in each])
            if isinstance(each, list)
            else at.get(each, each)
            for each in params
        ]
        with connection.cursor() as cursor:
            if cursor.db.vendor == "postgresql":
                sql = planned(cursor.db, sql, ask.__name__, len(params))
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return (
            list(compiler.apply_converters(found, converters)) if converters else found
        )

    return rows


def padded(keys: Collection[Any], no_key: Any, to: int) -> list[Any]:
    """`to` keys or a multiple, so that the SQL of a query is made once."""
    return [*keys, *[no_key] * (-len(keys) % to)]


@lru_cache(maxsize=500)
def places_for(slugs: bool, number: int) -> tuple:
    """What stands in the query where a key will: no row has a number or slug like these."""
    numbers = range(-1, -number - 1, -1)
    return tuple(map(str, numbers)) if slugs else tuple(numbers)


@lru_cache(maxsize=500)
def compiled(ask: Ask, places: tuple, others: tuple) -> tuple[str, Any, Any, Any]:
    query = ask(places, *others).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    if connection.vendor == "postgresql":
        sql, params = with_arrays(sql, params, places)
    columns = [expression for expression, *_ in compiler.select[: compiler.col_count]]
    return sql, params, compiler, compiler.get_converters(columns)


def with_arrays(
    sql: str, params: Iterable[Any], places: tuple
) -> tuple[str, list[Any]]:
    """The query with its values written out, but $1 for a list of keys, so that it is the same
    for any number, or for one key; and what stands at each: a list of places or one.
    """
    left, at = iter(params), []
    with connection.cursor() as cursor:

        def part(found: re.Match) -> str:
            if found[0] == "%%":
                return "%"
            values = [*islice(left, found[0].count("%s"))]
            if values[0] not in places:
                return cursor.mogrify(found[0], values).decode()
            is_list = found[0] != "%s"
            key = values if is_list else values[0]
            if key not in at:
                at.append(key)
            place = f"${at.index(key) + 1}"
            return f"= ANY ({place})" if is_list else place

        return re.sub(r"IN \(%s(, %s)*\)|%s|%%", part, sql), at


def array_of(keys: Sequence[Any]) -> str:
    """A list of keys as PostgreSQL writes it: it reads that sooner than an expression."""
    written = [str(key) for key in keys]
    if isinstance(keys[0], str):
        doubled = (key.replace("\\", r"\\").replace('"', r"\"") for key in written)
        written = [f'"{key}"' for key in doubled]
    return "{" + ",".join(written) + "}"


@receiver(connection_created)
def plan_for_the_whole(connection: Any, **kwargs: Any) -> None:
    """Else PostgreSQL plans for each list of keys, since a plan for one key looks better to it.
    And else it plans an `iterator()` so that the first rows come soon, though all are read.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET plan_cache_mode = force_generic_plan; SET cursor_tuple_fraction = 1"
            )


# What runs each query that a connection has planned.
plans: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def planned(database: Any, sql: str, called: str, number: int) -> str:
    """What runs `sql`, which has `number` values, by the plan that the connection has of it."""
    known = plans.setdefault(database.connection, {})
    if sql not in known:
        with database.wrap_database_errors, database.connection.cursor() as cursor:
            if len(known) == MOST_PLANNED:  # each day brings queries that name it
                cursor.execute("DEALLOCATE ALL")
                known.clear()
            name = f"{called}_{len(known)}"
            cursor.execute(f"PREPARE {name} AS {sql}")
        places = ", ".join(["%s"] * number)
        known[sql] = f"EXECUTE {name} ({places})" if number else f"EXECUTE {name}"
    return known[sql]
