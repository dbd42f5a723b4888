"""Keep the words of an entry uncompressed on PostgreSQL: a question then reads the index, where
it took the unpacking of every row for the cheaper way.
"""

from django.db import migrations

POSTGRESQL = """
ALTER TABLE catalogue_searchtext SET (toast_tuple_target = 8160);
ALTER TABLE catalogue_searchtext ALTER COLUMN all_words SET STORAGE EXTERNAL
"""


def store_as_it_is(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_lists")]

    operations = [migrations.RunPython(store_as_it_is, migrations.RunPython.noop)]
