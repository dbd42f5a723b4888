"""Queries of the ORM whose SQL is made once: for a small answer, making it takes longest."""

from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Ask = Callable[..., QuerySet]


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
        given = [at.get(each, each) for each in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return (
            list(compiler.apply_converters(found, converters)) if converters else found
        )

    return rows


@lru_cache(maxsize=500)
def places_for(slugs: bool, number: int) -> tuple:
    """What stands in the query where a key will: no row has a number or slug like these."""
    numbers = range(-1, -number - 1, -1)
    return tuple(map(str, numbers)) if slugs else tuple(numbers)


@lru_cache(maxsize=500)
def compiled(ask: Ask, places: tuple, others: tuple) -> tuple[str, tuple, Any, Any]:
    query = ask(places, *others).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [expression for expression, *_ in compiler.select[: compiler.col_count]]
    return sql, params, compiler, compiler.get_converters(columns)
