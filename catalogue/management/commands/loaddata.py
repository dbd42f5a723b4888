from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError
from django.db.models import Model

from catalogue.changes import catalogue_change


class Command(loaddata.Command):
    help = f"{loaddata.Command.help} Loads all rows or none: each must keep the rules."

    def handle(self, *labels: str, **options: Any) -> None:
        self.loaded: dict[type[Model], list[Any]] = {}
        with catalogue_change(
            "loaddata", ", ".join(Path(label).name for label in labels)
        ) as change:
            try:
                super().handle(*labels, **options)
            except (DatabaseError, DeserializationError, ValueError) as error:
                raise CommandError(str(error)) from error
            problems = list(self.problems())
            if problems:
                raise CommandError("Nothing is loaded.\n" + "\n".join(problems))
            change.touch_all()

    def save_obj(self, obj: DeserializedObject) -> bool:
        saved = super().save_obj(obj)
        if saved and obj.object._meta.app_label == "catalogue":
            self.loaded.setdefault(type(obj.object), []).append(obj.object.pk)
        return saved

    def problems(self) -> Any:
        """What is wrong with the loaded rows; the tables have refused the rest already."""
        for model, keys in self.loaded.items():
            for row in model._default_manager.filter(pk__in=keys):
                try:
                    row.full_clean(validate_unique=False, validate_constraints=False)
                except ValidationError as error:
                    for field, messages in error.message_dict.items():
                        name = f"{model._meta.model_name} “{row}”"
                        yield f"{name}: {field}: {' '.join(messages)}"
