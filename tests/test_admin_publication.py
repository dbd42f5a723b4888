"""Publishing and withdrawing from the list of entries."""

from datetime import timedelta

from django.contrib.messages import get_messages
from django.test import TestCase
from django.utils import timezone

from catalogue.choices import Publication
from catalogue.models import Intervention, Revision

from .builders import make_intervention, make_superuser

LIST = "/beheer/catalogue/intervention/"


class PublicationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")

    def setUp(self):
        self.client.force_login(self.editor)

    def choose(self, action, *entries, **fields):
        keys = [entry.pk for entry in entries]
        return self.client.post(
            LIST, {"action": action, "_selected_action": keys, **fields}
        )

    def published(self):
        return [entry.name for entry in Intervention.objects.published()]

    def test_complete_entries_are_published_in_one_change(self):
        entries = [
            make_intervention(name, publication=Publication.DRAFT)
            for name in ("Boksclub", "Nachtvoetbal")
        ]
        before = Revision.objects.get().number
        self.choose("publish", *entries)
        assert self.published() == ["Boksclub", "Nachtvoetbal"]
        assert Revision.objects.get().number == before + 1

    def test_an_incomplete_entry_stays_a_draft_and_the_editor_reads_why(self):
        fit = make_intervention("Boksclub", publication=Publication.DRAFT)
        unfit = make_intervention("Dans", summary="", publication=Publication.DRAFT)
        response = self.choose("publish", fit, unfit)
        assert self.published() == ["Boksclub"]
        refused, done = map(str, get_messages(response.wsgi_request))
        assert "Dans" in refused
        assert "Samenvatting: Dit veld kan niet leeg zijn" in refused
        assert "1" in done

    def test_an_entry_whose_last_day_has_passed_is_not_published(self):
        yesterday = timezone.localdate() - timedelta(days=1)
        entry = make_intervention(
            "Boksclub", publication=Publication.DRAFT, publish_until=yesterday
        )
        response = self.choose("publish", entry)
        refused, done = map(str, get_messages(response.wsgi_request))
        assert "Publiceren tot en met: Deze dag is al voorbij." in refused
        assert done == "0 interventies zijn gepubliceerd."
        entry.refresh_from_db()
        assert entry.publication == Publication.DRAFT

    def test_publishing_nothing_is_no_change(self):
        entry = make_intervention("Boksclub")
        before = Revision.objects.get().number
        self.choose("publish", entry)
        assert Revision.objects.get().number == before

    def test_publishing_ends_a_withdrawal(self):
        entry = make_intervention(
            "Boksclub",
            publication=Publication.WITHDRAWN,
            withdrawn_on=timezone.localdate(),
            withdrawn_reason="Gestopt.",
        )
        self.choose("publish", entry)
        entry.refresh_from_db()
        assert (entry.withdrawn_on, entry.withdrawn_reason) == (None, "")

    def test_withdrawing_asks_for_a_reason_first(self):
        entry = make_intervention("Boksclub")
        before = Revision.objects.get().number
        response = self.choose("withdraw", entry)
        self.assertContains(response, "Boksclub")
        self.assertContains(response, 'name="reason"')
        assert not response.context["form"].errors
        assert self.published() == ["Boksclub"]
        assert Revision.objects.get().number == before

    def test_withdrawing_without_a_reason_is_refused(self):
        entry = make_intervention("Boksclub")
        response = self.choose("withdraw", entry, confirmed="yes", reason=" ")
        assert response.context["form"].errors.keys() == {"reason"}
        assert self.published() == ["Boksclub"]

    def test_withdrawing_with_a_reason_is_one_change(self):
        entries = [make_intervention("Boksclub"), make_intervention("Dans")]
        make_intervention("Nachtvoetbal")
        before = Revision.objects.get().number
        self.choose("withdraw", *entries, confirmed="yes", reason="Dubbel opgenomen.")
        assert self.published() == ["Nachtvoetbal"]
        assert Revision.objects.get().number == before + 1
        entry = Intervention.objects.get(name="Dans")
        assert entry.publication == Publication.WITHDRAWN
        assert entry.withdrawn_on == timezone.localdate()
        assert entry.withdrawn_reason == "Dubbel opgenomen."

    def test_an_entry_that_was_withdrawn_keeps_its_reason(self):
        entry = make_intervention(
            "Boksclub",
            publication=Publication.WITHDRAWN,
            withdrawn_on=timezone.localdate(),
            withdrawn_reason="Gestopt.",
        )
        self.choose("withdraw", entry, confirmed="yes", reason="Dubbel opgenomen.")
        entry.refresh_from_db()
        assert entry.withdrawn_reason == "Gestopt."
