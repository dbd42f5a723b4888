"""Queries of the ORM whose SQL is made once: for a small answer, making it takes longest."""

from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Ask = Callable[..., QuerySet]


def prepared(ask: Ask) -> Callable[..., list[tuple]]:
    """Make a function of `ask`, which takes primary keys and gives `values_list()` rows.

    Other arguments become part of the SQL, so they must have few values. No keys, no rows.
    """

    @wraps(ask)
    def rows(keys: Sequence[int], *others: Any) -> list[tuple]:
        if not keys:
            return []
        sql, params, compiler, converters = compiled(ask, len(keys), others)
        # A placeholder below zero stands for the key at that place.
        given = [
            keys[~each] if type(each) is int and each < 0 else each for each in params
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return (
            list(compiler.apply_converters(found, converters)) if converters else found
        )

    return rows


@lru_cache(maxsize=500)
def compiled(ask: Ask, number: int, others: tuple) -> tuple[str, tuple, Any, Any]:
    query = ask([~place for place in range(number)], *others).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [expression for expression, *_ in compiler.select[: compiler.col_count]]
    return sql, params, compiler, compiler.get_converters(columns)
