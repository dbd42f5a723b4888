import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from catalogue.files.rows import Unreadable
from catalogue.importing import (
    CREATABLE,
    NotCarriedOut,
    Options,
    Outcome,
    Plan,
    import_file,
)
from catalogue.importing.reports import report_of


class Command(BaseCommand):
    help = (
        "Bring in new programmes, and changes to those there are, from files "
        "(.csv, .xlsx, .json, .jsonl, .yaml, Django fixtures). Writes all or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Show the plan and write nothing."
        )
        parser.add_argument(
            "--create",
            default="",
            metavar="KINDS",
            help=f"May be made where unknown: {','.join(CREATABLE)} (with commas).",
        )
        parser.add_argument(
            "--valid-only",
            action="store_true",
            help="Take the good entries where others are refused.",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Publish new entries at once; otherwise they are drafts.",
        )
        parser.add_argument(
            "--accept",
            action="store_true",
            help="You have read the warnings (possible doubles, small groups, persons).",
        )

    def handle(self, *, files: list[Path], **options: Any) -> None:
        kinds = (kind.strip() for kind in options["create"].split(","))
        create = frozenset(filter(None, kinds))
        if unknown := create - CREATABLE.keys():
            known = ", ".join(CREATABLE)
            raise CommandError(f"--create {','.join(unknown)}: choose from {known}.")
        allowed = Options(
            create=create,
            publish=options["publish"],
            valid_only=options["valid_only"],
            accepted=None if options["accept"] else frozenset(),
        )
        plans = []
        failed = False
        # Several files are one import: all or none of them.
        with transaction.atomic():
            for path in files:
                plan, refused = self.bring_in(path, allowed)
                plans.append(plan)
                failed = failed or refused
                self.stdout.write(report_of(name_of(path), plan))
            if failed or options["dry_run"]:
                transaction.set_rollback(True)
        counts = ", ".join(
            f"{sum(plan.count(each) for plan in plans)} {each.value}"
            for each in Outcome
        )
        for line in self.afterwards(plans, failed, allowed, options["dry_run"]):
            self.stdout.write(line)
        self.stdout.write(counts)
        if failed:
            blocked = next(plan for plan in plans if plan.blocks)
            raise CommandError(blocked.why_blocked)

    def afterwards(
        self, plans: list[Plan], failed: bool, allowed: Options, dry_run: bool
    ) -> Iterator[str]:
        """What the person should know, or can do now."""
        entries = [entry for plan in plans for entry in plan.entries]
        if any(entry.undecided for entry in entries):
            yield _("Have you read the warnings? Then add --accept.")
        if failed and any(any(plan.kept()) for plan in plans):
            yield _("To take the good entries only, add --valid-only.")
        if dry_run:
            yield _("This was a trial: nothing is written.")
            return
        is_new = any(plan.count(Outcome.NEW) for plan in plans)
        if is_new and not failed and not allowed.publish:
            yield _("New entries are drafts: they are not on the site yet.")

    def bring_in(self, path: Path, options: Options) -> tuple[Plan, bool]:
        try:
            with path.open("rb") as file:
                # No more than what is too much anyway.
                content = file.read(settings.IMPORT_MAX_MB * 2**20 + 1)
            return import_file(
                name_of(path), content, options, "import_programmes", bar
            ), False
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(f"{path}: {error}") from error
        except NotCarriedOut as error:
            if error.plan is None:
                raise CommandError(str(error)) from error
            return error.plan, True


def name_of(path: Path) -> str:
    """Its name as text: on some machines a name can be any bytes."""
    return os.fsencode(path.name).decode(errors="replace")


def bar(rows: Iterable[Any], total: int) -> Iterable[Any]:
    """Shown to a person only, not in a log."""
    return tqdm(rows, total=total, disable=not sys.stderr.isatty(), file=sys.stderr)
