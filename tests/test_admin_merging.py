"""Merging two entries from the list of entries."""

from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import TestCase

from catalogue.choices import Publication, Role
from catalogue.models import Intervention, OldSlug, Revision
from catalogue.roles import CHIEF, WRITER, make_roles

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_superuser,
)

LIST = "/beheer/catalogue/intervention/"


class MergeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_roles()
        cls.editor = User.objects.create_user("chef", is_staff=True)
        cls.editor.groups.add(Group.objects.get(name=CHIEF))
        cls.stays = make_intervention("Nachtvoetbal", aim="Minder overlast.")
        cls.goes = make_intervention("Voetbal <b>in</b> de nacht", aim="Meer rust.")
        make_delivery(cls.goes, cities=[make_city("Zeist")])

    def setUp(self):
        self.client.force_login(self.editor)

    def choose(self, *entries, **fields):
        keys = [entry.pk for entry in entries or (self.stays, self.goes)]
        data = {"action": "merge_two", "_selected_action": keys, **fields}
        return self.client.post(LIST, data)

    def confirm(self, page, **fields):
        plan = page.context["plan"]
        data = {"stays": plan.stays.pk, "plan": plan.fingerprint, "confirmed": "yes"}
        return self.choose(**{**data, "reason": "Dubbel opgenomen.", **fields})

    def names(self):
        return sorted(entry.name for entry in Intervention.objects.all())

    def said(self, response):
        return [*map(str, get_messages(response.wsgi_request))]

    def test_it_first_shows_what_happens(self):
        before = Revision.objects.get().number
        page = self.choose()
        self.assertContains(page, "“Voetbal &lt;b&gt;in&lt;/b&gt; de nacht” wordt deel")
        for text in ("Zeist, Actief", "Minder overlast.", "Meer rust."):
            self.assertContains(page, text)
        assert not page.context["form"].errors
        assert len(self.names()) == 2
        assert Revision.objects.get().number == before

    def test_it_merges_and_keeps_who_and_why(self):
        response = self.confirm(self.choose())
        self.assertRedirects(response, LIST)
        assert self.names() == ["Nachtvoetbal"]
        assert OldSlug.objects.get().intervention == self.stays
        assert self.stays.deliveries.count() == 1
        edit = self.stays.edits.first()
        assert edit.by == "chef"
        assert edit.reason.startswith("Dubbel opgenomen. (“Voetbal")
        history = self.client.get(f"{LIST}{self.stays.pk}/history/")
        self.assertContains(history, "Meer rust.")

    def test_the_editor_chooses_which_one_stays(self):
        page = self.choose(stays=self.goes.pk, show="yes", reason="Dezelfde.")
        assert page.context["plan"].stays.pk == self.goes.pk
        self.assertContains(page, 'value="Dezelfde."')
        self.confirm(page)
        assert self.names() == ["Voetbal <b>in</b> de nacht"]

    def test_another_choice_than_the_page_showed_does_nothing(self):
        page = self.choose()
        response = self.confirm(page, stays=self.goes.pk)
        self.assertContains(response, "niet wat u hebt bekeken")
        assert len(self.names()) == 2
        self.confirm(response)
        assert self.names() == ["Voetbal <b>in</b> de nacht"]

    def test_what_is_on_the_site_stays_unless_chosen_otherwise(self):
        draft = make_intervention("Boksclub", publication=Publication.DRAFT)
        Intervention.objects.filter(pk=draft.pk).update(created="2020-01-02T10:00Z")
        page = self.choose(draft, self.stays)
        assert page.context["plan"].stays.pk == self.stays.pk
        older = make_intervention("Dans")
        Intervention.objects.filter(pk=older.pk).update(created="2020-01-02T10:00Z")
        page = self.choose(self.stays, older)
        assert page.context["plan"].stays.pk == older.pk

    def test_a_change_meanwhile_is_shown_first(self):
        page = self.choose()
        make_delivery(self.goes, cities=[make_city("Soest")])
        response = self.confirm(page)
        self.assertContains(response, "Soest, Actief")
        self.assertContains(response, "niet wat u hebt bekeken")
        assert len(self.names()) == 2

    def test_an_entry_that_went_meanwhile(self):
        page = self.choose()
        Intervention.objects.filter(pk=self.goes.pk).delete()
        response = self.confirm(page)
        assert self.said(response) == [
            "Kies precies twee interventies om samen te voegen."
        ]

    def test_a_reason_is_required(self):
        response = self.confirm(self.choose(), reason=" ")
        assert response.context["form"].errors.keys() == {"reason"}
        assert len(self.names()) == 2

    def test_problems_leave_no_button_and_refuse(self):
        for entry, name in [(self.stays, "Politie"), (self.goes, "Halt")]:
            make_involvement(entry, make_organisation(name), role=Role.LEAD)
        page = self.choose()
        self.assertContains(page, "Beide hebben een regisseur.")
        self.assertNotContains(page, 'name="confirmed"')
        response = self.confirm(page)
        self.assertContains(response, "Beide hebben een regisseur.")
        assert len(self.names()) == 2

    def test_two_are_chosen_no_more_and_no_less(self):
        third = make_intervention("Boksclub")
        for entries in ([self.stays], [self.stays, self.goes, third]):
            response = self.choose(*entries)
            assert "Kies precies twee" in self.said(response)[-1]
        assert len(self.names()) == 3

    def test_who_may_not_publish_has_no_such_action(self):
        page = self.choose()
        writer = User.objects.create_user("schrijver", is_staff=True)
        writer.groups.add(Group.objects.get(name=WRITER))
        self.client.force_login(writer)
        self.assertNotContains(self.client.get(LIST), "merge_two")
        self.confirm(page)
        assert len(self.names()) == 2
        self.client.force_login(self.editor)
        self.assertContains(self.client.get(LIST), "merge_two")

    def test_publishing_alone_is_not_enough(self):
        self.editor.groups.clear()
        rights = Group.objects.get(name=CHIEF).permissions
        self.editor.user_permissions.set(rights.exclude(codename="delete_intervention"))
        self.confirm(self.choose_as(make_superuser()))
        assert len(self.names()) == 2

    def choose_as(self, user):
        self.client.force_login(user)
        page = self.choose()
        self.client.force_login(self.editor)
        return page
