"""Search in two plain tables, the same on both databases, instead of their full-text search."""

from collections import defaultdict
from importlib import import_module

from django.db import migrations, models
from pyroaring import BitMap

import catalogue.models.fields

FIELDS = ["name", "other_names", "places", "body"]
AT_ONCE = 500


def move(apps, schema_editor):
    """Keep the words that each entry has, and make of them the entries that have each word."""
    columns = ", ".join(FIELDS)
    schema_editor.execute(
        f"INSERT INTO catalogue_entrywords (entry, {columns})"
        f" SELECT rowid, {columns} FROM catalogue_searchtext"
    )
    alias = schema_editor.connection.alias
    sets: defaultdict[str, dict[str, BitMap]] = defaultdict(lambda: {field: BitMap() for field in FIELDS})
    entries = apps.get_model("catalogue", "EntryWords").objects.using(alias)
    for entry, *texts in entries.values_list("entry", *FIELDS).iterator(AT_ONCE):
        for field, text in zip(FIELDS, texts, strict=True):
            for word in set(text.split()):
                sets[word][field].add(entry)
    WordEntries = apps.get_model("catalogue", "WordEntries")
    WordEntries.objects.using(alias).bulk_create(
        (
            WordEntries(
                word=word,
                **{field: each.serialize() if each else b"" for field, each in had.items()},
            )
            for word, had in sets.items()
        ),
        batch_size=AT_ONCE,
    )
    search("0007_search_storage").store_in_the_row(apps, schema_editor)
    search("0002_search").drop(apps, schema_editor)


def store_as_they_are(apps, schema_editor):
    """PostgreSQL would pack each set that is written, which takes as long as to write it."""
    if schema_editor.connection.vendor == "postgresql":
        for field in FIELDS:
            schema_editor.execute(
                f"ALTER TABLE catalogue_wordentries ALTER {field} SET STORAGE EXTERNAL"
            )


def move_back(apps, schema_editor):
    search("0002_search").create(apps, schema_editor)
    search("0007_search_storage").store_outside_the_row(apps, schema_editor)
    columns = ", ".join(FIELDS)
    schema_editor.execute(
        f"INSERT INTO catalogue_searchtext (rowid, {columns})"
        f" SELECT entry, {columns} FROM catalogue_entrywords"
    )


def search(name):
    return import_module(f"catalogue.migrations.{name}")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_hidden_versions")]

    operations = [
        migrations.CreateModel(
            name="EntryWords",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True)),
                ("other_names", models.TextField(blank=True)),
                ("places", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="WordEntries",
            fields=[
                (
                    "word",
                    catalogue.models.fields.BytewiseField(
                        primary_key=True, serialize=False
                    ),
                ),
                ("name", models.BinaryField(blank=True)),
                ("other_names", models.BinaryField(blank=True)),
                ("places", models.BinaryField(blank=True)),
                ("body", models.BinaryField(blank=True)),
            ],
        ),
        migrations.RunPython(store_as_they_are, migrations.RunPython.noop),
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(name="SearchText"),
    ]
