"""`manage.py remind_editors`: the work list by mail."""

from datetime import date
from io import StringIO
from smtplib import SMTPRecipientsRefused

from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from catalogue.choices import CorrectionKind
from catalogue.management.commands.remind_editors import ROWS_SHOWN, editors
from catalogue.models import Correction, Intervention
from catalogue.roles import CHIEF, MANAGER, WRITER

from .admin_pages import address
from .builders import make_intervention, make_many_interventions

SITE = "https://catalogue.example"


class RefusingBackend(EmailBackend):
    """As a mail server that does not know one of the editors."""

    def send_messages(self, messages):
        for message in messages:
            if "eerste@example.org" in message.to:
                raise SMTPRecipientsRefused({"eerste@example.org": (550, b"Unknown")})
        return super().send_messages(messages)


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("No mail server")


def make_editor(username, role, **fields):
    fields.setdefault("email", f"{username}@example.org")
    user = User.objects.create_user(username, **fields)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


@override_settings(SITE_URL=SITE)
class RemindEditorsTests(TestCase):
    def remind(self):
        out = StringIO()
        try:
            call_command("remind_editors", stdout=out)
        except CommandError as error:
            return out.getvalue().strip(), str(error)
        return out.getvalue().strip(), None

    def test_each_editor_gets_a_mail_of_their_own(self):
        make_intervention("Nachtvoetbal", checked_on=date(2020, 3, 3))
        both = make_editor("eerste", WRITER)
        both.groups.add(Group.objects.get_or_create(name=CHIEF)[0])
        make_editor("tweede", CHIEF)
        make_editor("beheer", MANAGER)
        make_editor("weg", WRITER, is_active=False)
        make_editor("zonder", WRITER, email="")
        assert [each.username for each in editors()] == ["eerste", "tweede"]
        report, error = self.remind()
        assert error is None
        # Too late, and incomplete.
        assert report == "2 mails, 2 openstaande taken"
        assert [message.recipients() for message in mail.outbox] == [
            ["eerste@example.org"],
            ["tweede@example.org"],
        ]
        assert "tweede@example.org" not in mail.outbox[0].message().as_string()

    def test_the_mail_holds_the_work_with_links_to_the_editors_screens(self):
        entry = make_intervention(
            "Nachtvoetbal", checked_on=date(2020, 3, 3), internal_remark="Geheim."
        )
        message_read = Correction.objects.create(
            intervention=entry, kind=CorrectionKind.WRONG, text="Het adres is oud."
        )
        make_editor("eerste", WRITER)
        self.remind()
        [message] = mail.outbox
        page = SITE + address(Intervention, "change", entry.pk)
        lines = [line.strip() for line in message.body.splitlines()]
        assert lines.count(page) == 2  # too late, incomplete
        assert SITE + address(Correction, "change", message_read.pk) in lines
        assert f"{SITE}/beheer/" in lines
        assert "Het adres is oud." in message.body
        assert "3 maart 2020" in message.body
        assert message.body.index("Het adres is oud.") < message.body.index("2020")
        assert "Geheim" not in message.body
        assert "3" in message.subject

    def test_a_long_list_is_cut_short(self):
        make_many_interventions(ROWS_SHOWN + 5)
        make_editor("eerste", WRITER)
        report, _error = self.remind()
        assert report == f"1 mails, {2 * (ROWS_SHOWN + 5)} openstaande taken"
        body = mail.outbox[0].body
        assert body.count("- Nummer") == 2 * ROWS_SHOWN
        assert f"({ROWS_SHOWN + 5})" in body

    def test_without_work_there_is_no_mail(self):
        make_editor("eerste", WRITER)
        assert self.remind() == ("0 mails, 0 openstaande taken", None)
        assert mail.outbox == []

    def test_without_editors_there_is_no_mail(self):
        make_intervention()
        assert self.remind() == ("0 mails, 2 openstaande taken", None)

    @override_settings(SITE_URL="")
    def test_without_the_address_of_the_site_it_says_what_to_set(self):
        make_intervention()
        make_editor("eerste", WRITER)
        _report, error = self.remind()
        assert "SITE_URL=https://" in error
        assert mail.outbox == []

    def test_one_refused_address_does_not_stop_the_others(self):
        make_intervention()
        make_editor("eerste", WRITER)
        make_editor("tweede", WRITER)
        with override_settings(EMAIL_BACKEND=f"{__name__}.RefusingBackend"):
            report, error = self.remind()
        assert [message.to for message in mail.outbox] == [["tweede@example.org"]]
        assert report == "1 mails, 2 openstaande taken"
        assert "eerste: " in error
        assert "tweede" not in error

    def test_a_mail_server_that_is_gone_is_told(self):
        make_intervention()
        make_editor("eerste", WRITER)
        with override_settings(EMAIL_BACKEND=f"{__name__}.BrokenBackend"):
            report, error = self.remind()
        assert report == "0 mails, 2 openstaande taken"
        assert "No mail server" in error

    def test_a_name_cannot_add_a_header(self):
        """The subject holds no text of ours or of readers, so a line end is no danger."""
        entry = make_intervention("Nachtvoetbal")
        Correction.objects.create(
            intervention=entry, kind=CorrectionKind.WRONG, text="a\r\nBcc: x@y.example"
        )
        make_editor("eerste", WRITER)
        assert self.remind()[1] is None
        [message] = mail.outbox
        assert message.recipients() == ["eerste@example.org"]
