from pathlib import Path
from typing import Any

from django.core.management.commands import loaddata

from catalogue.changes import catalogue_change


class Command(loaddata.Command):
    help = f"{loaddata.Command.help} Afterwards search and counts know the new rows."

    def handle(self, *labels: str, **options: Any) -> None:
        with catalogue_change(
            "loaddata", ", ".join(Path(label).name for label in labels)
        ) as change:
            super().handle(*labels, **options)
            change.touch_all()
