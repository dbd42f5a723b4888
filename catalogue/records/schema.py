"""The record as a JSON Schema, for programs that read what we publish."""

from typing import Any

from django.utils.translation import gettext as _

from .handbook import ENTRIES, Explained, ExplainedPart, parts
from .record import PARTS, InterventionRecord

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(address: str) -> dict[str, Any]:
    """Of one record, in the language of the reader; `address` is where the schema stands."""
    entry, *others = parts()
    rows = {
        part.name: {
            "type": "array",
            "items": {"$ref": f"#/$defs/{part.name}"},
            "description": str(part.meaning),
        }
        for part in others
    }
    schema = object_schema(entry)
    schema["properties"].update(rows)
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": _("An entry of the Interventiewijzer"),
        "description": _("Null and an empty list mean: not known."),
        **schema,
        "$defs": {part.name: object_schema(part) for part in others},
    }


def object_schema(part: ExplainedPart) -> dict[str, Any]:
    kind = InterventionRecord if part.name == ENTRIES else PARTS[part.name]
    properties = kind.model_json_schema()["properties"]
    return {
        "type": "object",
        "properties": {
            field.name: completed(field, properties[field.name])
            for field in part.fields
        },
        "additionalProperties": False,
    }


def completed(field: Explained, schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` as pydantic makes it, with what only the tables know."""
    schema.pop("title", None)
    if field.longest and not field.several:
        schema["maxLength"] = field.longest
    if field.highest:
        schema.update(minimum=0, maximum=field.highest)
    if field.standard:
        schema["$comment"] = _("Standard: %s") % field.standard
    return schema
