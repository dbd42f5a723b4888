import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from catalogue.links import check_links


class Command(BaseCommand):
    help = (
        "Look up every link of the public entries and of organisations, and keep which "
        "ones do not work. Changes no text."
    )

    def handle(self, **options: Any) -> str:
        try:
            report = check_links(progress=bar)
        except KeyboardInterrupt as error:
            raise CommandError(_("Stopped. What was found is kept.")) from error
        for address, problem in report.broken:
            self.stdout.write(f"{address}: {problem}")
        broken = len(report.broken)
        return f"{report.links} links, {report.working} werken, {broken} kapot"


def bar(findings: Iterable[Any], total: int) -> Iterable[Any]:
    """Shown to a person only, not in a log."""
    return tqdm(findings, total=total, disable=not sys.stderr.isatty(), file=sys.stderr)
