"""What editors do with the messages of readers and contacts."""

from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import TestCase
from django.utils import timezone

from catalogue.choices import CorrectionKind, CorrectionState
from catalogue.models import Correction, Intervention, Revision
from catalogue.roles import CHIEF, MANAGER, WRITER

from .admin_pages import address
from .builders import make_intervention, make_superuser

LIST = "/beheer/catalogue/correction/"


def make_message(entry, text="Het adres is oud.", *, days_ago=0, **fields):
    return Correction.objects.create(
        intervention=entry,
        text=text,
        created=timezone.now() - timedelta(days=days_ago),
        **{"kind": CorrectionKind.WRONG, **fields},
    )


def member_of(role):
    user = User.objects.create_user(role.lower(), password="geheim", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


class MessageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chief = member_of(CHIEF)
        cls.entry = make_intervention("Boksen")

    def setUp(self):
        self.client.force_login(self.chief)

    def texts(self, query=""):
        page = self.client.get(LIST + query)
        assert page.status_code == 200
        return [message.text for message in page.context["cl"].result_list]

    def change(self, message, **data):
        page = self.client.get(address(Correction, "change", message.pk))
        data["geopend"] = page.context["opened"]
        return self.client.post(address(Correction, "change", message.pk), data)

    def test_what_is_open_comes_first_and_then_the_newest(self):
        handled = {"state": CorrectionState.HANDLED}
        make_message(self.entry, "oud en klaar", days_ago=3, **handled)
        make_message(self.entry, "oud", days_ago=2)
        make_message(self.entry, "klaar", **handled)
        make_message(self.entry, "nieuw", days_ago=1)
        assert self.texts() == ["nieuw", "oud", "klaar", "oud en klaar"]

    def test_a_list_shows_the_first_words_and_leads_to_the_entry(self):
        make_message(self.entry, " ".join(f"woord{number}" for number in range(30)))
        make_message(self.entry, "", kind=CorrectionKind.RIGHT, from_contact=True)
        page = self.client.get(LIST).content.decode()
        assert "woord14" in page
        assert "woord15" not in page
        link = address(Intervention, "change", self.entry.pk)
        assert page.count(f'<a href="{link}">Boksen</a>') == 2

    def test_html_in_a_message_is_text(self):
        message = make_message(self.entry, "<script>alert(1)</script>")
        for page in [LIST, address(Correction, "change", message.pk)]:
            text = self.client.get(page).content.decode()
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert(1)" in text

    def test_filters_and_search(self):
        other = make_intervention("Dansen")
        right = {"kind": CorrectionKind.RIGHT, "from_contact": True}
        make_message(self.entry, "een", days_ago=3)
        make_message(other, "twee", days_ago=2, **right)
        make_message(other, "drie", days_ago=1, state=CorrectionState.HANDLED)
        assert self.texts("?state__exact=afgehandeld") == ["drie"]
        assert self.texts("?kind__exact=klopt-nog") == ["twee"]
        assert self.texts("?from_contact__exact=0") == ["een", "drie"]
        assert self.texts("?q=dansen") == ["twee", "drie"]
        assert self.texts("?q=een") == ["een"]

    def test_the_action_marks_what_is_open_as_handled(self):
        long_ago = timezone.now() - timedelta(days=9)
        done = {"state": CorrectionState.HANDLED, "handled": long_ago}
        before = make_message(self.entry, "klaar", handled_by="eerder", **done)
        rows = [make_message(self.entry, text) for text in ("een", "twee")]
        untouched = make_message(self.entry, "drie")
        revision = Revision.objects.get().number
        keys = [row.pk for row in [before, *rows]]
        response = self.client.post(
            LIST, {"action": "mark_handled", "_selected_action": keys}
        )
        for row in [before, *rows, untouched]:
            row.refresh_from_db()
        assert [row.state for row in rows] == [CorrectionState.HANDLED] * 2
        assert {row.handled_by for row in rows} == {self.chief.username}
        assert all(row.handled for row in rows)
        assert (before.handled, before.handled_by) == (long_ago, "eerder")
        assert untouched.state == CorrectionState.OPEN
        [said] = get_messages(response.wsgi_request)
        assert "2" in str(said)
        # Nothing public changes by it.
        assert Revision.objects.get().number == revision

    def test_only_the_state_and_the_remark_change(self):
        message = make_message(self.entry)
        self.change(
            message,
            state=CorrectionState.HANDLED,
            remark="Adres verbeterd.",
            text="Iets anders.",
            kind=CorrectionKind.RIGHT,
            handled_by="iemand",
        )
        message.refresh_from_db()
        assert message.state == CorrectionState.HANDLED
        assert message.remark == "Adres verbeterd."
        assert message.handled_by == self.chief.username
        assert message.handled
        assert (message.text, message.kind) == ("Het adres is oud.", "klopt-niet")

    def test_a_remark_alone_does_not_say_who_handled_it(self):
        message = make_message(self.entry)
        self.change(message, state=CorrectionState.OPEN, remark="Nagevraagd.")
        message.refresh_from_db()
        assert (message.handled, message.handled_by) == (None, "")

    def test_a_remark_afterwards_keeps_who_handled_it_and_when(self):
        long_ago = timezone.now() - timedelta(days=9)
        done = {"state": CorrectionState.HANDLED, "handled": long_ago}
        message = make_message(self.entry, handled_by="eerder", **done)
        self.change(message, state=CorrectionState.HANDLED, remark="Verbeterd.")
        message.refresh_from_db()
        assert message.remark == "Verbeterd."
        assert (message.handled, message.handled_by) == (long_ago, "eerder")

    def test_a_message_that_is_opened_again_is_handled_by_nobody(self):
        done = {"state": CorrectionState.HANDLED, "handled": timezone.now()}
        message = make_message(self.entry, handled_by="eerder", **done)
        self.change(message, state=CorrectionState.OPEN, remark="")
        message.refresh_from_db()
        assert (message.handled, message.handled_by) == (None, "")

    def test_nobody_adds_one_here(self):
        self.client.force_login(make_superuser())
        assert self.client.get(f"{LIST}add/").status_code == 403

    def test_a_writer_only_reads(self):
        message = make_message(self.entry)
        self.client.force_login(member_of(WRITER))
        assert self.texts() == ["Het adres is oud."]
        answer = self.change(message, state=CorrectionState.HANDLED, remark="")
        assert answer.status_code == 403
        data = {"action": "mark_handled", "_selected_action": [message.pk]}
        self.client.post(LIST, data)
        message.refresh_from_db()
        assert message.state == CorrectionState.OPEN

    def test_who_manages_accounts_does_not_see_them(self):
        self.client.force_login(member_of(MANAGER))
        assert self.client.get(LIST).status_code == 403

    def test_a_message_goes_with_its_entry_and_not_alone(self):
        draft = make_intervention("Concept", publication="concept")
        message = make_message(draft, from_contact=True)
        alone = address(Correction, "delete", message.pk)
        assert self.client.post(alone, {"post": "yes"}).status_code == 403
        with_entry = address(Intervention, "delete", draft.pk)
        assert self.client.post(with_entry, {"post": "yes"}).status_code == 302
        assert not Correction.objects.exists()

    def test_the_number_of_queries_does_not_grow(self):
        for first, last in [(0, 10), (10, 50)]:
            for number in range(first, last):
                make_message(make_intervention(f"Nummer {number}"))
            with self.assertNumQueries(7):
                self.client.get(LIST)
            message = Correction.objects.order_by("pk").last()
            with self.assertNumQueries(6):
                self.client.get(address(Correction, "change", message.pk))
