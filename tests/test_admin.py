"""The editors' screens: logging in, opening, and what every write does."""

import pytest
from django.contrib.auth.models import Group
from django.test import TestCase
from django.urls import reverse

from catalogue.admin import site
from catalogue.choices import Publication
from catalogue.models import (
    AccountEvent,
    ApproachType,
    City,
    Correction,
    Delivery,
    Figure,
    Intervention,
    LinkCheck,
    Revision,
    Source,
    Study,
    Synonym,
)
from catalogue.search import parse

from .admin_pages import address, filled_in
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_superuser,
    make_term,
)

# What the site makes itself, and roles.
NEVER_ADDED = [AccountEvent, Correction, Group, LinkCheck, Revision]


def found(text):
    return list(Intervention.objects.filter(parse(text).matches()))


def revision():
    return Revision.objects.values_list("number", flat=True).first() or 0


class LogInTests(TestCase):
    def test_it_is_at_its_own_address(self):
        assert reverse("admin:login") == "/beheer/inloggen/"
        assert self.client.get("/beheer/inloggen/").status_code == 200

    def test_a_stranger_is_sent_there_from_every_page(self):
        for page in ["/beheer/", "/beheer/login/", address(Intervention, "add")]:
            response = self.client.get(page)
            self.assertRedirects(response, f"/beheer/inloggen/?next={page}")

    def test_an_editor_gets_in(self):
        make_superuser("redactie")
        response = self.client.post(
            "/beheer/inloggen/?next=/beheer/",
            {"login": "redactie", "password": "geheim"},
        )
        self.assertRedirects(response, "/beheer/")


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_every_list_and_empty_form_opens(model, admin_client):
    assert admin_client.get(address(model, "changelist")).status_code == 200
    expected = 403 if model in NEVER_ADDED else 200
    assert admin_client.get(address(model, "add")).status_code == expected


@pytest.mark.parametrize("model", site._registry, ids=lambda model: model.__name__)
def test_every_list_can_be_searched_and_filtered(model, admin_client):
    screen = site._registry[model]
    if screen.search_fields:
        response = admin_client.get(address(model, "changelist"), {"q": "utrecht"})
        assert response.status_code == 200
    if screen.date_hierarchy:
        response = admin_client.get(
            address(model, "changelist"), {f"{screen.date_hierarchy}__year": 2024}
        )
        assert response.status_code == 200


class WritingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")

    def setUp(self):
        self.client.force_login(self.editor)

    def save(self, row, **changes):
        page = self.client.get(address(type(row), "change", row.pk))
        before = revision()
        response = self.client.post(
            address(type(row), "change", row.pk), filled_in(page, **changes)
        )
        return response, revision() - before

    def delete(self, row):
        before = revision()
        response = self.client.post(
            address(type(row), "delete", row.pk), {"post": "yes"}
        )
        return response, revision() - before

    def test_renaming_an_organisation_renews_the_words_of_its_entries(self):
        organisation = make_organisation("Stichting Kans")
        intervention = make_intervention("Nachtvoetbal")
        make_involvement(intervention, organisation)
        response, changes = self.save(organisation, name="Stichting Doelpunt")
        assert (response.status_code, changes) == (302, 1)
        assert found("doelpunt") == [intervention]
        assert found("kans") == []

    def test_renaming_a_city_renews_the_words_of_its_entries(self):
        city = make_city("Utrecht")
        intervention = make_intervention("Nachtvoetbal", cities=[city])
        self.save(city, name="Utereg", official_name="Utereg")
        assert found("utereg") == [intervention]

    def test_deleting_selected_terms_is_one_change(self):
        terms = [make_term(ApproachType, name) for name in ("Casustafel", "Coach")]
        before = revision()
        self.client.post(
            address(ApproachType, "changelist"),
            {
                "action": "delete_selected",
                "_selected_action": [term.pk for term in terms],
                "post": "yes",
            },
        )
        assert not ApproachType.objects.exists()
        assert revision() - before == 1

    def test_what_an_entry_has_in_a_list_is_not_deleted(self):
        approach = make_term(ApproachType, "Casustafel")
        source = make_source("Rapport")
        make_intervention("Nachtvoetbal", approach_types=[approach], sources=[source])
        for row in [approach, source]:
            response, changes = self.delete(row)
            self.assertContains(response, "Nachtvoetbal")
            assert changes == 0
        assert ApproachType.objects.get() == approach
        assert Source.objects.get() == source

    def test_deleting_an_entry_drops_its_words(self):
        intervention = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
        _, changes = self.delete(intervention)
        assert changes == 1
        assert found("nachtvoetbal") == []

    def test_a_row_that_shows_nowhere_is_a_change_too(self):
        synonym = make_row(Synonym, word="voetbal", finds="sport")
        assert self.save(synonym, finds="spel")[1] == 1

    def test_a_change_tells_who_made_it(self):
        self.save(make_city("Utrecht"), name="Utereg")
        last = Revision.objects.get()
        assert last.by == "redactie"
        assert last.reason.endswith(": Utereg")

    def test_looking_is_no_change(self):
        city = make_city("Utrecht")
        before = revision()
        self.client.get(address(City, "change", city.pk))
        self.client.get(address(City, "delete", city.pk))
        assert revision() == before

    def test_a_form_with_errors_is_no_change(self):
        city = make_city("Utrecht")
        response, changes = self.save(city, name="Utereg", code="34")
        assert response.context["adminform"].form.errors.keys() == {"code"}
        assert changes == 0
        assert City.objects.get().name == "Utrecht"

    def test_asking_whether_to_delete_is_no_change(self):
        city = make_city("Utrecht")
        before = revision()
        response = self.client.post(
            address(City, "changelist"),
            {"action": "delete_selected", "_selected_action": city.pk},
        )
        assert response.status_code == 200
        assert revision() == before

    def test_what_others_rely_on_is_not_deleted(self):
        source = make_source("Rapport")
        make_row(
            Figure,
            intervention=make_intervention("Nachtvoetbal"),
            measure="Deelnemers",
            value=20,
            source=source,
        )
        response, changes = self.delete(source)
        self.assertContains(response, "Deelnemers")
        assert changes == 0
        assert Source.objects.get() == source

    def test_a_city_with_a_delivery_is_not_deleted(self):
        city = make_city("Utrecht")
        make_intervention("Nachtvoetbal", cities=[city])
        response, changes = self.delete(city)
        self.assertContains(response, "Nachtvoetbal: Utrecht")
        assert changes == 0
        assert City.objects.get() == city

    def test_a_part_by_itself_modifies_its_entry(self):
        intervention = make_intervention("Nachtvoetbal")
        delivery = make_delivery(intervention, cities=[make_city("Utrecht")])
        modified = intervention.modified
        self.save(delivery, neighbourhoods="Overvecht")
        intervention.refresh_from_db()
        assert intervention.modified > modified
        assert found("overvecht") == [intervention]

    def test_a_part_stays_with_its_entry(self):
        intervention = make_intervention("Nachtvoetbal")
        other = make_intervention("Boksclub")
        delivery = make_delivery(intervention)
        self.save(delivery, intervention=other.pk)
        assert Delivery.objects.get().intervention == intervention

    def test_evidence_that_moves_changes_both_entries(self):
        left, right = make_intervention("Boksclub"), make_intervention("Nachtvoetbal")
        study = make_row(
            Study, intervention=left, slug="studie", title="Studie", kind="anders"
        )
        modified = left.modified
        _, changes = self.save(study, intervention=right.pk)
        left.refresh_from_db()
        right.refresh_from_db()
        assert changes == 1
        assert left.revision == right.revision == revision()
        assert left.modified > modified

    def test_a_delivery_by_itself_has_the_cities_of_its_scope(self):
        delivery = make_delivery(make_intervention("Nachtvoetbal"))
        city = make_city("Utrecht")
        response, changes = self.save(delivery, cities=[city.pk])
        assert response.context["adminform"].form.errors.keys() == {"cities"}
        assert changes == 0

    def test_the_revision_is_only_to_look_at(self):
        make_city("Utrecht")
        page = address(Revision, "change", 1)
        assert self.client.get(page).status_code == 200
        assert self.client.post(page, {"number": 99}).status_code == 403
        assert self.client.post(address(Revision, "delete", 1)).status_code == 403
