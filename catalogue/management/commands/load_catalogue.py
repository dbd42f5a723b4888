from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from catalogue.dumping import DumpError, load


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Fill an empty database from a folder that dump_catalogue wrote. Loads all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="What dump_catalogue wrote.")

    def handle(self, *, folder: Path, **options: Any) -> str:
        try:
            entries = load(folder)
        except (DumpError, OSError, DatabaseError, ValueError) as error:
            raise CommandError(f"Nothing is loaded.\n{error}") from error
        return f"Loaded {entries} interventions from {folder}."
