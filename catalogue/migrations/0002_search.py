"""The table behind search: full text is the one thing the two databases do differently."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE catalogue_searchtext USING fts5 (
    name, other_names, places, body, tokenize = 'ascii', detail = column
)
"""

# The analyser has made the words, so that they are taken as they are: no dictionary. The
# vectors are stored: made from the text, a question would cost a tenth of a second.
POSTGRESQL = """
CREATE FUNCTION catalogue_words(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(array_remove(string_to_array(words, ' '), ''));
CREATE TABLE catalogue_searchtext (
    rowid bigint PRIMARY KEY,
    name text NOT NULL,
    other_names text NOT NULL,
    places text NOT NULL,
    body text NOT NULL,
    name_words tsvector GENERATED ALWAYS AS (catalogue_words(name)) STORED,
    other_names_words tsvector GENERATED ALWAYS AS (catalogue_words(other_names)) STORED,
    places_words tsvector GENERATED ALWAYS AS (catalogue_words(places)) STORED,
    body_words tsvector GENERATED ALWAYS AS (catalogue_words(body)) STORED,
    all_words tsvector GENERATED ALWAYS AS (
        catalogue_words(name || ' ' || other_names || ' ' || places || ' ' || body)
    ) STORED
);
CREATE INDEX ON catalogue_searchtext USING gin (name_words);
CREATE INDEX ON catalogue_searchtext USING gin (other_names_words);
CREATE INDEX ON catalogue_searchtext USING gin (places_words);
CREATE INDEX ON catalogue_searchtext USING gin (body_words);
CREATE INDEX ON catalogue_searchtext USING gin (all_words)
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
