"""The editors' screens ask as many questions for fifty rows as for ten."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import (
    Appraisal,
    ApproachType,
    City,
    Delivery,
    Figure,
    Intervention,
    Involvement,
    Organisation,
    Recognition,
    Relation,
    Study,
)

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


class EditorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")

    def setUp(self):
        self.client.force_login(self.editor)


class ListQueryTests(EditorTests):
    def fill(self, first, last):
        for number in range(first, last):
            city = make_city(f"Stad {number}", code=f"{number:04}")
            intervention = make_intervention(f"Aanpak {number}")
            delivery = make_delivery(intervention, cities=[city])
            organisation = make_organisation(f"Organisatie {number}", city=city)
            make_involvement(intervention, organisation, delivery=delivery)

    def test_the_number_of_queries_of_a_list_does_not_grow(self):
        lists = {
            Intervention: 13,
            Delivery: 6,
            Involvement: 6,
            Organisation: 6,
            City: 5,
        }
        for first, last in [(0, 10), (10, 50)]:
            self.fill(first, last)
            for model, queries in lists.items():
                with (
                    self.subTest(model=model.__name__, rows=last),
                    self.assertNumQueries(queries),
                ):
                    self.client.get(address(model, "changelist"))

    def test_the_number_of_queries_of_a_choice_does_not_grow(self):
        for first, last in [(0, 5), (5, 20)]:
            self.fill(first, last)
            with self.assertNumQueries(5):
                response = self.client.get(
                    reverse("admin:autocomplete"),
                    {
                        "app_label": "catalogue",
                        "model_name": "involvement",
                        "field_name": "delivery",
                        "term": "",
                    },
                )
            assert len(response.json()["results"]) == last


class PageQueryTests(EditorTests):
    def setUp(self):
        super().setUp()
        # Kept by the process once asked for, so by whichever test came first.
        ContentType.objects.get_for_models(Intervention, ApproachType)

    def fill(self, intervention, first, last):
        for number in range(first, last):
            source = make_source(f"Bron {number}")
            organisation = make_organisation(f"Organisatie {number}")
            delivery = make_delivery(
                intervention,
                cities=[make_city(f"Stad {number}", code=f"{number:04}")],
                contact_organisation=organisation,
                source=source,
            )
            make_involvement(intervention, organisation, delivery=delivery)
            own = {"intervention": intervention, "source": source}
            make_row(
                Figure, measure=f"Maat {number}", value=1, delivery=delivery, **own
            )
            make_row(
                Recognition,
                slug=f"erkenning-{number}",
                databank=f"Databank {number}",
                outcome="niet-erkend",
                dated=date(2024, 1, 1),
                **own,
            )
            make_row(
                Study, slug=f"studie-{number}", title="Studie", kind="anders", **own
            )
            make_row(
                Appraisal,
                slug=f"prijs-{number}",
                title="Prijs",
                kind="prijs",
                by="Jury",
                **own,
            )
            make_row(
                Relation,
                intervention=intervention,
                kind="afgeleid-van",
                other=make_intervention(f"Andere {number}"),
            )

    def test_the_number_of_queries_of_an_entry_does_not_grow_with_its_parts(self):
        intervention = make_intervention("Nachtvoetbal")
        for first, last in [(100, 110), (110, 150)]:
            self.fill(intervention, first, last)
            with self.assertNumQueries(21):
                page = self.client.get(address(Intervention, "change", intervention.pk))
            self.assertContains(page, f"Stad {last - 1}")
            self.assertContains(page, f"Bron {last - 1}")
            self.assertContains(page, f"Andere {last - 1}")

    def test_the_number_of_queries_of_an_approach_type_does_not_grow(self):
        approach = make_term(ApproachType, "Casustafel")
        for first, last in [(0, 10), (10, 50)]:
            for number in range(first, last):
                make_row(
                    Study,
                    slug=f"studie-{number}",
                    title="Studie",
                    kind="anders",
                    approach_type=approach,
                    source=make_source(f"Bron {number}"),
                )
            with self.assertNumQueries(5):
                page = self.client.get(address(ApproachType, "change", approach.pk))
            self.assertContains(page, f"Bron {last - 1}")

    def queries_of_saving(self, intervention, **changes):
        page = self.client.get(address(Intervention, "change", intervention.pk))
        data = filled_in(page, **changes)
        with CaptureQueriesContext(connection) as queries:
            response = self.client.post(page.request["PATH_INFO"], data)
        assert response.status_code == 302
        return len(queries)

    def test_saving_costs_a_few_queries_for_each_changed_row(self):
        intervention = make_intervention("Nachtvoetbal")
        for first, last in [(100, 110), (110, 150)]:
            self.fill(intervention, first, last)
            changed = [f"figures-{row}-value" for row in range(3)]
            one = self.queries_of_saving(intervention, **{changed[0]: last})
            three = self.queries_of_saving(
                intervention, **dict.fromkeys(changed, last + 1)
            )
            assert (one, three) == (122, 146)
