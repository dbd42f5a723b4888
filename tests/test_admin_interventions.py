"""An entry with everything that belongs to it, on one page."""

from datetime import date

from django.contrib.admin.models import LogEntry
from django.test import TestCase
from django.urls import reverse

from catalogue.choices import Publication, Role, Scope, Status
from catalogue.models import (
    Intervention,
    OldSlug,
    Phase,
    Revision,
)
from catalogue.search import parse

from .admin_pages import filled_in, with_row
from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_superuser,
    make_term,
)

ADD = "/beheer/catalogue/intervention/add/"


def change_page(intervention):
    return reverse("admin:catalogue_intervention_change", args=[intervention.pk])


def revision():
    return Revision.objects.get().number


def found(text):
    return list(Intervention.objects.published().filter(parse(text).matches()))


class EditorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")
        cls.utrecht = make_city("Utrecht")
        cls.zwolle = make_city("Zwolle")

    def setUp(self):
        self.client.force_login(self.editor)

    def form(self, intervention, **changes):
        return filled_in(self.client.get(change_page(intervention)), **changes)

    def send(self, intervention, data):
        """The errors of the page by part, or {} when it was saved."""
        response = self.client.post(change_page(intervention), data)
        if response.status_code == 302:
            return {}
        errors = {"entry": response.context["adminform"].form.errors}
        for inline in response.context["inline_admin_formsets"]:
            errors[inline.formset.prefix] = inline.formset.errors
        return {part: found for part, found in errors.items() if any(found)}


class SavingTests(EditorTests):
    def test_an_entry_in_sixty_places_is_saved(self):
        intervention = make_intervention("Nachtvoetbal")
        data = self.form(intervention, summary="Overal.")
        for number in range(60):
            city = make_city(f"Stad {number}", code=f"{number:04}")
            fields = {"scope": Scope.CITY, "status": Status.ACTIVE, "cities": city.pk}
            fields |= {"referrals": "onbekend"}
            data = with_row(data, "deliveries", **fields)
        # A browser sends empty fields too.
        data |= {f"leeg-{number}": "" for number in range(1000)}
        assert self.send(intervention, data) == {}
        assert intervention.deliveries.count() == 60

    def test_the_history_names_the_fields_as_the_form_does(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        data = self.form(intervention, sentence="Anders.", slug="nachtvoetbal-2")
        data["deliveries-0-neighbourhoods"] = "Overvecht"
        assert self.send(intervention, data) == {}
        page = self.client.get(
            reverse("admin:catalogue_intervention_history", args=[intervention.pk])
        )
        for words in ["Korte naam", "In één zin", "uitvoeringen – utrecht", "Wijken"]:
            self.assertContains(page, f">{words}<")
        said = LogEntry.objects.get().get_change_message()
        assert "Korte naam en In één zin gewijzigd." in said
        assert "Wijken voor uitvoering" in said

    def test_an_editor_writes_adds_a_delivery_and_publishes_in_one_change(self):
        intervention = make_intervention(
            "Nachtvoetbal", publication=Publication.DRAFT, summary="Oud."
        )
        data = self.form(
            intervention,
            summary="Voetbal met rolmodellen.",
            publication=Publication.PUBLISHED,
        )
        data = with_row(
            data,
            "deliveries",
            scope=Scope.CITY,
            cities=[self.utrecht.pk],
            status=Status.PILOT,
            referrals="onbekend",
        )
        before = revision()
        assert self.send(intervention, data) == {}
        assert revision() == before + 1
        assert list(Intervention.objects.published()) == [intervention]
        assert found("rolmodellen utrecht") == [intervention]
        assert intervention.deliveries.get().status == Status.PILOT

    def test_a_new_entry_is_found_at_once(self):
        page = self.client.get(ADD)
        data = filled_in(
            page,
            name="Boksclub",
            slug="boksclub",
            kind="programma",
            sentence="Jongeren boksen.",
            summary="Jongeren boksen met een coach.",
            publication=Publication.PUBLISHED,
        )
        phase = make_term(Phase, "Risico")
        before = revision()
        response = self.client.post(ADD, {**data, "phases": [phase.pk]})
        assert response.status_code == 302
        assert revision() == before + 1
        assert found("boksen risico") == [Intervention.objects.get()]

    def test_a_page_with_an_error_changes_nothing(self):
        intervention = make_intervention("Nachtvoetbal")
        data = self.form(intervention, summary="Nieuw.", age_from="25", age_to="12")
        data = with_row(
            data, "deliveries", scope=Scope.UNKNOWN, status=Status.PILOT, referrals="ja"
        )
        before = revision()
        assert self.send(intervention, data).keys() == {"entry"}
        assert revision() == before
        assert not intervention.deliveries.exists()
        assert Intervention.objects.get().summary == intervention.summary

    def test_an_error_in_a_delivery_keeps_the_entry_as_it_was(self):
        intervention = make_intervention("Nachtvoetbal")
        data = self.form(intervention, summary="Nieuw.")
        data = with_row(
            data,
            "deliveries",
            scope=Scope.CITY,
            cities=[self.utrecht.pk, self.zwolle.pk],
            status=Status.PILOT,
            referrals="ja",
        )
        before = revision()
        errors = self.send(intervention, data)
        assert errors["deliveries"][0].keys() == {"cities"}
        assert revision() == before
        assert Intervention.objects.get().summary == intervention.summary

    def test_saving_sets_the_moment_of_change(self):
        intervention = make_intervention("Nachtvoetbal")
        modified = intervention.modified
        self.send(intervention, self.form(intervention))
        intervention.refresh_from_db()
        assert intervention.modified == modified
        data = with_row(
            self.form(intervention),
            "figures",
            measure="Deelnemers",
            value="20",
        )
        assert self.send(intervention, data) == {}
        intervention.refresh_from_db()
        assert intervention.modified > modified

    def test_removing_an_organisation_removes_its_words(self):
        intervention = make_intervention("Nachtvoetbal")
        make_involvement(intervention, make_organisation("Stichting Kans"))
        assert found("kans") == [intervention]
        data = self.form(intervention) | {"involvements-0-DELETE": "on"}
        assert self.send(intervention, data) == {}
        assert found("kans") == []

    def test_only_deliveries_of_the_entry_itself_can_be_chosen(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        other = make_intervention("Boksclub", cities=[self.zwolle])
        own = intervention.deliveries.get()
        page = self.client.get(change_page(intervention))
        for inline in page.context["inline_admin_formsets"]:
            if inline.formset.prefix in {"involvements", "figures"}:
                choices = dict(inline.formset.empty_form.fields["delivery"].choices)
                assert choices == {"": "---------", own.pk: choices[own.pk]}
                assert choices[own.pk].startswith("Utrecht (")
        data = with_row(
            self.form(intervention),
            "figures",
            measure="Deelnemers",
            value="20",
            delivery=other.deliveries.get().pk,
        )
        errors = self.send(intervention, data)
        assert errors["figures"][0].keys() == {"delivery"}

    def test_two_leads_of_one_delivery_are_refused(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        data = self.form(intervention)
        for name in ("Politie", "Gemeente"):
            data = with_row(
                data,
                "involvements",
                organisation=make_organisation(name).pk,
                role=Role.LEAD,
                delivery=intervention.deliveries.get().pk,
            )
        errors = self.send(intervention, data)
        assert errors["involvements"][0] == {}
        assert errors["involvements"][1].keys() == {"__all__"}

    def test_the_same_organisation_and_role_twice_is_refused(self):
        intervention = make_intervention("Nachtvoetbal")
        organisation = make_organisation("Politie")
        data = self.form(intervention)
        for _ in range(2):
            data = with_row(
                data, "involvements", organisation=organisation.pk, role=Role.PARTNER
            )
        assert self.send(intervention, data).keys() == {"involvements"}

    def test_the_same_figure_twice_is_refused(self):
        intervention = make_intervention("Nachtvoetbal")
        data = self.form(intervention)
        for value in ("20", "25"):
            data = with_row(
                data,
                "figures",
                measure="Deelnemers",
                value=value,
                reference_date="2024-01-01",
                reference_date_precision="jaar",
            )
        assert self.send(intervention, data).keys() == {"figures"}


class AddressTests(EditorTests):
    def old_slugs(self):
        return dict(OldSlug.objects.values_list("slug", "intervention__slug"))

    def test_the_old_address_is_kept(self):
        intervention = make_intervention("Nachtvoetbal", slug="nachtvoetbal")
        self.send(intervention, self.form(intervention, slug="voetbal"))
        assert self.old_slugs() == {"nachtvoetbal": "voetbal"}

    def test_changing_it_back_leaves_one_old_address(self):
        intervention = make_intervention("Nachtvoetbal", slug="nachtvoetbal")
        self.send(intervention, self.form(intervention, slug="voetbal"))
        self.send(intervention, self.form(intervention, slug="nachtvoetbal"))
        assert self.old_slugs() == {"voetbal": "nachtvoetbal"}

    def test_the_old_address_of_another_entry_is_refused(self):
        other = make_intervention("Boksclub", slug="boksclub")
        make_row(OldSlug, slug="vechtclub", intervention=other)
        intervention = make_intervention("Nachtvoetbal")
        errors = self.send(intervention, self.form(intervention, slug="vechtclub"))
        assert "Boksclub" in str(errors["entry"]["slug"])

    def test_an_address_that_is_in_use_does_not_become_an_old_one(self):
        intervention = make_intervention("Nachtvoetbal", slug="nachtvoetbal")
        response = self.client.post(
            "/beheer/catalogue/oldslug/add/",
            {"slug": "nachtvoetbal", "intervention": intervention.pk},
        )
        assert response.context["adminform"].form.errors.keys() == {"slug"}


class SiteLinkTests(EditorTests):
    def site_link(self, intervention):
        page = self.client.get(change_page(intervention))
        return page.context.get("absolute_url")

    def test_a_published_entry_links_to_its_page(self):
        intervention = make_intervention("Nachtvoetbal")
        assert self.site_link(intervention) == intervention.get_absolute_url()

    def test_an_entry_that_is_not_public_has_no_link(self):
        draft = make_intervention("Boksclub", publication=Publication.DRAFT)
        later = make_intervention("Dans", publish_from=date(2999, 1, 1))
        assert self.site_link(draft) is None
        assert self.site_link(later) is None


class ListTests(EditorTests):
    def names(self, **query):
        response = self.client.get("/beheer/catalogue/intervention/", query)
        return [
            intervention.name for intervention in response.context["cl"].result_list
        ]

    def test_it_shows_the_cities_by_name(self):
        make_intervention("Nachtvoetbal", cities=[self.zwolle, self.utrecht])
        response = self.client.get("/beheer/catalogue/intervention/")
        self.assertContains(response, "Utrecht, Zwolle")

    def test_it_is_sorted_by_name(self):
        make_intervention("Érica")
        make_intervention("Zorgtafel")
        make_intervention("Dans")
        assert self.names() == ["Dans", "Érica", "Zorgtafel"]

    def test_it_is_filtered_by_publication_and_city(self):
        make_intervention("Nachtvoetbal", cities=[self.utrecht, self.utrecht])
        make_intervention("Boksclub", cities=[self.zwolle])
        make_intervention("Dans", cities=[self.utrecht], publication=Publication.DRAFT)
        in_utrecht = {"deliveries__cities__id__exact": self.utrecht.pk}
        assert self.names(**in_utrecht) == ["Dans", "Nachtvoetbal"]
        assert self.names(**in_utrecht, publication__exact="gepubliceerd") == [
            "Nachtvoetbal"
        ]

    def test_it_is_searched_by_name_organisation_and_city(self):
        intervention = make_intervention("Nachtvoetbal", cities=[self.utrecht])
        make_involvement(intervention, make_organisation("Stichting Kans"))
        make_intervention("Boksclub", cities=[self.zwolle])
        for text in ["nachtvoet", "kans", "utrecht", "kans utrecht"]:
            assert self.names(q=text) == ["Nachtvoetbal"], text
