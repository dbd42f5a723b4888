"""The table behind search: full text is the one thing the two databases do differently."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE catalogue_searchtext USING fts5 (
    name, other_names, places, body, tokenize = 'ascii', detail = column
)
"""

# The analyser has made the words, so that they are taken as they are: no dictionary.
POSTGRESQL = """
CREATE TABLE catalogue_searchtext (
    rowid bigint PRIMARY KEY,
    name text NOT NULL,
    other_names text NOT NULL,
    places text NOT NULL,
    body text NOT NULL
);
CREATE FUNCTION catalogue_words(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(array_remove(string_to_array(words, ' '), ''));
CREATE INDEX catalogue_searchtext_words ON catalogue_searchtext USING gin (
    catalogue_words(name || ' ' || other_names || ' ' || places || ' ' || body)
)
"""


def create(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statements)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE catalogue_searchtext")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION catalogue_words")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
