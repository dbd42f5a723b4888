from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from catalogue.dumping import DumpError, dump


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Write the whole catalogue, drafts included, as files that git can compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="A new or empty folder, or one of an older dump."
        )

    def handle(self, *, folder: Path, **options: Any) -> str:
        try:
            entries = dump(folder)
        except (DumpError, OSError, DatabaseError) as error:
            raise CommandError(str(error)) from error
        return f"Wrote {entries} interventions to {folder}."
