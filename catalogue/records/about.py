"""What the fields of the record have in common."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field

from .stored import Column

CBS = "CBS/TOOI"
ISO_DATE = "ISO 8601"
SCHEMA_ORG = "schema.org"


class About:
    """What a reader should know of a field, and where it is stored."""

    def __init__(
        self, stored: Column, meaning: Any, example: Any, standard: str = ""
    ) -> None:
        self.stored = stored
        self.meaning = meaning
        self.example = example
        self.standard = standard

    def __call__(self, schema: dict[str, Any]) -> None:
        """Completes the JSON Schema of the field."""
        schema.pop("default", None)
        schema.pop("title", None)
        schema["description"] = str(self.meaning)
        schema["examples"] = [self.example]


class AboutRows:
    """What a reader should know of the rows of a part, and where an entry has them."""

    def __init__(self, stored: str, meaning: Any) -> None:
        self.stored = stored
        self.meaning = meaning

    def __call__(self, schema: dict[str, Any]) -> None:
        schema.pop("default", None)
        schema.pop("title", None)
        schema["description"] = str(self.meaning)


def field(stored: Column | str, meaning: Any, example: Any, standard: str = "") -> Any:
    if isinstance(stored, str):
        stored = Column(stored)
    about = About(stored, meaning, example, standard)
    return Field(default=None, json_schema_extra=about)


def rows(stored: str, meaning: Any) -> Any:
    return Field(default=[], json_schema_extra=AboutRows(stored, meaning))


class Record(BaseModel):
    """One row: of the entry itself, or of a part of it."""

    model_config = ConfigDict(extra="forbid")
    table: ClassVar[type[Model]]
    # What a row is recognised by, among those of the same entry.
    key: ClassVar[tuple[str, ...]]

    @classmethod
    @cache
    def fields(cls) -> Mapping[str, About]:
        return {
            name: each.json_schema_extra
            for name, each in cls.model_fields.items()
            if isinstance(each.json_schema_extra, About)
        }
