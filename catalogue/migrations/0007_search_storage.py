"""Let PostgreSQL find words in its index, and read no more than the keys of the rows.

The words and vectors move out of the row, uncompressed: a word in one of six entries then reads a
tenth of the pages. The planner does not count what it costs to fetch a vector, and would rather
look at each of them; the functions forbid it. `manage.py refresh` writes older rows anew.
"""

from django.db import migrations

COLUMNS = ["name", "other_names", "places", "body"]
VECTORS = ["name_words", "other_names_words", "places_words", "body_words", "all_words"]


def store_outside_the_row(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "ALTER TABLE catalogue_searchtext"
    schema_editor.execute(f"{table} SET (toast_tuple_target = 128)")
    for column in COLUMNS + VECTORS:
        schema_editor.execute(f"{table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    for vector in VECTORS:
        schema_editor.execute(
            f"CREATE FUNCTION catalogue_found_in_{vector}(question tsquery)"
            " RETURNS SETOF bigint LANGUAGE sql STABLE SET enable_seqscan = off"
            f" AS 'SELECT rowid FROM catalogue_searchtext WHERE {vector} @@ question'"
        )


def store_in_the_row(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for vector in VECTORS:
        schema_editor.execute(f"DROP FUNCTION catalogue_found_in_{vector}(tsquery)")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_lists")]

    operations = [migrations.RunPython(store_outside_the_row, store_in_the_row)]
