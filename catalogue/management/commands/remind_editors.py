from collections.abc import Iterator
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.roles import CHIEF, WRITER
from catalogue.work_list import MOST, Task, work_list

ROWS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Mail the work list to editors: who is active, has a mail address and is in the "
        f"group {WRITER} or {CHIEF}. Without work there is no mail."
    )

    def handle(self, **options: Any) -> str:
        if not settings.SITE_URL:
            raise CommandError(
                _(
                    "The mail holds links, so it needs the address of the site. "
                    "Set SITE_URL, such as SITE_URL=https://catalogue.example."
                )
            )
        tasks = [
            task for task in work_list(timezone.localdate(), ROWS_SHOWN) if task.rows
        ]
        number = sum(min(task.number_at_most, MOST) for task in tasks)
        more = "+" if any(task.number_at_most > MOST for task in tasks) else ""
        sent, failures = self.send(tasks, f"{number}{more}") if tasks else (0, [])
        report = f"{sent} mails, {number}{more} openstaande taken"
        if failures:
            self.stdout.write(report)
            raise CommandError(
                _("These mails could not be sent:") + "\n" + "\n".join(failures)
            )
        return report

    def send(self, tasks: list[Task], number: str) -> tuple[int, list[str]]:
        """A mail to each editor. One that fails does not stop the others."""
        subject = _("Work in the catalogue: %s") % number
        text = "\n".join(lines(tasks, settings.SITE_URL))
        sent = 0
        failures = []
        for editor in editors():
            try:
                sent += send_mail(subject, text, None, [editor.email])
            except (SMTPException, OSError) as error:
                failures.append(f"{editor.get_username()}: {error}")
        return sent, failures


def editors() -> Iterator[User]:
    users = User.objects.filter(is_active=True, groups__name__in=[WRITER, CHIEF])
    yield from users.exclude(email="").distinct().order_by("pk")


def lines(tasks: list[Task], site: str) -> Iterator[str]:
    yield _("There is work for you in the catalogue.")
    for task in tasks:
        yield ""
        yield f"{task.title} ({task.number})"
        yield task.explanation
        for row in task.rows:
            yield f"- {row.name}: {row.what}"
            yield f"  {site}{row.url}"
        if task.has_more:
            yield "- …"
    yield ""
    yield _("You see all of it when you log in:")
    yield f"{site}{reverse('admin:index')}"
