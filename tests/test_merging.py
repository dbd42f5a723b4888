"""Merging two entries about the same: everything moves, nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import (
    AppraisalKind,
    CorrectionKind,
    Precision,
    Publication,
    RecognitionOutcome,
    RelationKind,
    Role,
    StudyKind,
    Voluntariness,
)
from catalogue.merging import NotMerged, merge, moved_version, plan_merge
from catalogue.models import (
    Appraisal,
    ApproachType,
    Correction,
    Delivery,
    Edit,
    Figure,
    ImportBatch,
    ImportRow,
    Intervention,
    Involvement,
    LinkCheck,
    OldSlug,
    PersonWarning,
    Recognition,
    Relation,
    Revision,
    Study,
    Version,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

YEAR = {"reference_date": date(2021, 1, 1), "reference_date_precision": Precision.YEAR}


def join(stays, goes, reason="Dubbel opgenomen."):
    merge(stays, goes, "redactie", reason)
    stays.refresh_from_db()
    return stays


def change_text(entry, **fields):
    """Another text, as an editor writes it."""
    with catalogue_change("redactie", "test") as change:
        change.edits([entry.pk])
        Intervention.objects.filter(pk=entry.pk).update(**fields)
        change.touch(entry)
    entry.refresh_from_db()


def rename(entry, slug):
    old = entry.slug
    change_text(entry, slug=slug)
    OldSlug.objects.create(slug=old, intervention=entry)


def groups(found):
    return {group.label: group.names for group in found}


class MergeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stays = make_intervention("Nachtvoetbal", aim="Minder overlast.")
        cls.goes = make_intervention("Voetbal in de nacht")

    def refused(self, message, stays=None, goes=None):
        """The plan says it, and nothing changes."""
        stays, goes = stays or self.stays, goes or self.goes
        before = self.everything()
        assert any(message in each for each in plan_merge(stays, goes).problems)
        with pytest.raises(NotMerged, match=message.split("“")[0].strip()[:30]):
            merge(stays, goes, "redactie", "Dubbel.")
        assert self.everything() == before

    def everything(self):
        models = [
            Intervention,
            Delivery,
            Involvement,
            Figure,
            Recognition,
            Relation,
            Version,
            Edit,
            OldSlug,
            Revision,
        ]
        return {model: [*model.objects.order_by("pk").values()] for model in models}


class MovingTests(MergeTestCase):
    def test_every_kind_of_row_moves(self):
        source = make_source()
        delivery = make_delivery(self.goes, cities=[make_city("Zeist")])
        rows = [
            delivery,
            make_involvement(self.goes, make_organisation(), delivery=delivery),
            make_involvement(self.goes, make_organisation("Politie")),
            make_row(
                Figure,
                intervention=self.goes,
                delivery=delivery,
                measure="gezinnen",
                value=13,
                source=source,
            ),
            make_row(Figure, intervention=self.goes, measure="jongeren", value=40),
            make_row(
                Recognition,
                intervention=self.goes,
                slug="nji-2020",
                databank="NJi",
                outcome=RecognitionOutcome.NOT_FOUND,
                dated=date(2020, 1, 2),
            ),
            make_row(
                Study,
                intervention=self.goes,
                slug="evaluatie",
                title="Evaluatie",
                kind=StudyKind.PROCESS,
            ),
            make_row(
                Appraisal,
                intervention=self.goes,
                slug="prijs",
                title="Prijs",
                by="De jury",
                kind=AppraisalKind.AWARD,
            ),
            make_row(
                Relation,
                intervention=self.goes,
                kind=RelationKind.DERIVED,
                other=make_intervention("Boksclub"),
            ),
            Correction.objects.create(
                intervention=self.goes, kind=CorrectionKind.RIGHT
            ),
            ImportRow.objects.create(
                batch=ImportBatch.objects.create(file_name="lijst.csv", by="redactie"),
                number=1,
                intervention=self.goes,
            ),
            OldSlug.objects.create(slug="nachtbal", intervention=self.goes),
            PersonWarning.objects.create(
                intervention=self.goes,
                kind="naam",
                found="A. Jansen",
                seen=timezone.now(),
                seen_by="chef",
            ),
        ]
        change_text(self.goes, enrolment="Bij A. Jansen.")
        link = LinkCheck.objects.create(
            url="https://example.org/", works=True, checked=timezone.now()
        )
        link.interventions.add(self.goes)
        incoming = make_row(
            Relation,
            intervention=make_intervention("Dans"),
            kind=RelationKind.LIGHTER,
            other=self.goes,
        )
        edits = [*self.goes.edits.values_list("pk", flat=True)]
        join(self.stays, self.goes)
        for row in rows:
            row.refresh_from_db()
            assert row.intervention == self.stays, row
        incoming.refresh_from_db()
        assert incoming.other == self.stays
        assert [*link.interventions.all()] == [self.stays]
        assert {row.pk for row in self.stays.edits.all()} > set(edits)
        assert not Intervention.objects.filter(pk=self.goes.pk)
        self.covers({type(row) for row in rows} | {Edit, Version, LinkCheck})

    def covers(self, models):
        """A table that comes to belong to an entry has to move too."""
        related = {each.related_model for each in Intervention._meta.related_objects}
        assert related == models

    def test_lists_are_united_and_empty_fields_filled(self):
        one, two = (make_term(ApproachType, name) for name in ("Sport", "Coaches"))
        source = make_source()
        stays = make_intervention(
            "Boksen", approach_types=[one], aim="Minder overlast."
        )
        goes = make_intervention(
            "Boksclub",
            approach_types=[one, two],
            sources=[source],
            aim="Meer zelfvertrouwen.",
            costs="€ 100 in 2021.",
            age_from=12,
            voluntariness=Voluntariness.VOLUNTARY,
            source_key="JI-7",
            internal_remark="Nog bellen.",
        )
        plan = plan_merge(stays, goes)
        join(stays, goes)
        assert {*stays.approach_types.all()} == {one, two}
        assert [*stays.sources.all()] == [source]
        assert stays.aim == "Minder overlast."
        assert stays.costs == "€ 100 in 2021."
        assert (stays.age_from, stays.age_to) == (12, None)
        assert stays.voluntariness == Voluntariness.VOLUNTARY
        assert (stays.source_key, stays.internal_remark) == ("JI-7", "Nog bellen.")
        assert stays.other_names == "Boksclub"
        texts = [(each.kept, each.other) for each in plan.differing]
        assert texts == [("Minder overlast.", "Meer zelfvertrouwen.")]
        assert groups(plan.added) == {
            "Aanpaktypen": ["Coaches"],
            "Bronnen": ["het CCV: Interventies gezin"],
        }

    def test_an_age_is_filled_only_where_both_ends_are_unknown(self):
        change_text(self.stays, age_from=12)
        change_text(self.goes, age_from=10, age_to=18)
        plan = plan_merge(self.stays, self.goes)
        join(self.stays, self.goes)
        assert (self.stays.age_from, self.stays.age_to) == (12, None)
        assert ("12 – …", "10 – 18") in [(t.kept, t.other) for t in plan.differing]

    def test_the_dates_of_checking_stay_its_own(self):
        change_text(self.goes, checked_on=date(2026, 1, 2), checked_by="redactie")
        join(self.stays, self.goes)
        assert (self.stays.checked_on, self.stays.checked_by) == (None, "")

    def test_names_are_added_once(self):
        change_text(self.stays, other_names="Nachtbal\nVoetbal 's nachts")
        change_text(self.goes, other_names="nachtbal\nNachtvoetbal\nNight football")
        join(self.stays, self.goes)
        assert self.stays.other_names.splitlines() == [
            "Nachtbal",
            "Voetbal 's nachts",
            "Voetbal in de nacht",
            "Night football",
        ]

    def test_rows_that_are_the_same_become_one_and_say_what_both_said(self):
        organisation, city, source = make_organisation(), make_city(), make_source()
        kept = make_delivery(self.stays, cities=[city])
        make_delivery(self.goes, cities=[city])
        other = make_delivery(self.goes, cities=[city], capacity=20)
        part = make_involvement(
            self.goes, organisation, delivery=self.goes.deliveries.first(), note="Nieuw"
        )
        make_involvement(self.stays, organisation, delivery=kept)
        trainer = make_involvement(
            self.goes,
            organisation,
            delivery=self.goes.deliveries.first(),
            role=Role.TRAINER,
        )
        for entry, fields in [(self.stays, {}), (self.goes, {"source": source})]:
            make_row(
                Figure,
                intervention=entry,
                measure="gezinnen",
                value=13,
                **YEAR,
                **fields,
            )
        plan = plan_merge(self.stays, self.goes)
        join(self.stays, self.goes)
        assert {*self.stays.deliveries.all()} == {kept, other}
        assert not Involvement.objects.filter(pk=part.pk)
        own = self.stays.involvements.get(role=Role.PROVIDER)
        assert (own.delivery, own.note) == (kept, "Nieuw")
        trainer.refresh_from_db()
        assert (trainer.intervention, trainer.delivery) == (self.stays, kept)
        figure = self.stays.figures.get()
        assert (figure.value, figure.source) == (Decimal(13), source)
        assert groups(plan.same) == {
            "Uitvoeringen": ["Utrecht, Actief"],
            "Betrokkenheid": ["Stichting Kans: Uitvoerder, Utrecht"],
            "Cijfers": ["gezinnen: 13, 2021"],
        }
        assert any("Utrecht" in remark for remark in plan.remarks)

    def test_figures_without_a_date_may_stand_beside_each_other(self):
        make_row(Figure, intervention=self.stays, measure="gezinnen", value=13)
        for value in (14, 13, 13):
            make_row(Figure, intervention=self.goes, measure="gezinnen", value=value)
        join(self.stays, self.goes)
        # One of the two of 13 is the same as the one that was there.
        assert sorted(row.value for row in self.stays.figures.all()) == [13, 13, 14]

    def test_relations_between_the_two_and_doubles_are_dropped(self):
        third = make_intervention("Boksclub")
        for here, kind, there, note in [
            (self.stays, RelationKind.COMBINES, self.goes, ""),
            (self.goes, RelationKind.DERIVED, self.stays, ""),
            (self.stays, RelationKind.LIGHTER, third, ""),
            (self.goes, RelationKind.LIGHTER, third, "Voor jongere deelnemers."),
            (third, RelationKind.COMBINES, self.goes, ""),
            (self.stays, RelationKind.COMBINES, third, ""),
            (third, RelationKind.SUCCESSOR, self.goes, ""),
        ]:
            make_row(Relation, intervention=here, kind=kind, other=there, note=note)
        plan = plan_merge(self.stays, self.goes)
        join(self.stays, self.goes)
        found = [
            (row.intervention.name, row.kind, row.other.name, row.note)
            for row in Relation.objects.select_related("intervention", "other")
        ]
        assert sorted(found) == [
            ("Boksclub", "opvolger-van", "Nachtvoetbal", ""),
            ("Nachtvoetbal", "combineert-met", "Boksclub", ""),
            ("Nachtvoetbal", "lichter-dan", "Boksclub", "Voor jongere deelnemers."),
        ]
        assert len(plan.dropped) == 4
        # What the third one says of itself has changed: that stands in its history.
        assert third.edits.get().reason.startswith("Dubbel opgenomen.")
        assert third.versions.count() == 1

    def test_what_was_looked_at_stays_looked_at(self):
        for entry in (self.stays, self.goes):
            change_text(entry, enrolment="Bij A. Jansen.")
        PersonWarning.objects.filter(intervention=self.goes).update(
            seen=timezone.now(), seen_by="chef"
        )
        join(self.stays, self.goes)
        warning = self.stays.person_warnings.get()
        assert (warning.found, warning.seen_by) == ("A. Jansen", "chef")

    def test_the_number_of_queries_does_not_grow(self):
        organisations = [make_organisation(name) for name in ("Politie", "Halt")]

        def queries(number):
            goes = make_intervention(f"Nummer {number}")
            for index in range(number):
                delivery = make_delivery(goes, cities=[make_city(f"{number}-{index}")])
                for each in organisations:
                    make_involvement(goes, each, delivery=delivery)
                make_row(
                    Figure,
                    intervention=goes,
                    delivery=delivery,
                    measure="jongeren",
                    value=index,
                )
            with CaptureQueriesContext(
                connection,
            ) as captured:
                join(self.stays, goes)
            return len(captured)

        queries(1)
        few, many = queries(2), queries(50)
        assert many <= few
        assert self.stays.deliveries.count() == 53


class PublicTests(MergeTestCase):
    def test_visitors_find_one_entry_by_all_its_names_and_places(self):
        make_delivery(self.goes, cities=[make_city("Zeist")])
        join(self.stays, self.goes)
        for query in ("", "?gemeente=zeist", "?zoek=Voetbal+in+de+nacht"):
            page = self.client.get(f"/interventies/{query}")
            names = [card["name"] for card in page.context["cards"]]
            assert names == ["Nachtvoetbal"], query

    def test_old_addresses_lead_to_the_one_that_stays(self):
        rename(self.goes, "voetbal-later")
        join(self.stays, self.goes)
        for slug in ("voetbal-in-de-nacht", "voetbal-later"):
            response = self.client.get(f"/interventies/{slug}/")
            assert response.status_code == 301
            assert response["Location"] == "/interventies/nachtvoetbal/"

    def test_the_history_of_the_one_that_stays_tells_all(self):
        change_text(self.goes, aim="Meer zelfvertrouwen.")
        change_text(self.goes, aim="Rust in de wijk.")
        join(self.stays, self.goes, "Zelfde aanpak.")
        last, own, *older = self.stays.edits.order_by("-pk")
        if last.name == self.stays.name:
            last, own = own, last
        assert own.name == "Nachtvoetbal"
        assert [change["field"] for change in own.changes] == ["andere_namen"]
        assert last.name == "Voetbal in de nacht"
        kept = {change["field"]: change["before"] for change in last.changes}
        assert kept["doel"] == "Rust in de wijk."
        assert kept["korte_naam"] == "voetbal-in-de-nacht"
        assert last.reason.startswith("Zelfde aanpak.")
        assert [edit.name for edit in older] == ["Voetbal in de nacht"] * 2


class VersionTests(MergeTestCase):
    """Addresses of texts stand in papers of councils."""

    def text(self, slug, number):
        """The aim in the text that stands there, wherever it leads."""
        place = moved_version(slug, number)
        if place is None:
            old = OldSlug.objects.filter(slug=slug).first()
            place = (old.intervention.slug if old else slug), number
        slug, number = place
        entry = Intervention.objects.get(slug=slug)
        versions = {each.number: each for each in entry.versions.all()}
        if number == max(versions, default=0) + 1:
            return entry.aim
        return versions[number].record["doel"]

    def write(self, entry, *aims):
        for aim in aims:
            change_text(entry, aim=aim)

    def test_every_address_keeps_its_text(self):
        self.write(self.stays, "A2")
        self.write(self.goes, "B1", "B2")
        cited = {
            (entry.slug, number): self.text(entry.slug, number)
            for entry, last in [(self.stays, 2), (self.goes, 3)]
            for number in range(1, last + 1)
        }
        assert cited["voetbal-in-de-nacht", 3] == "B2"
        assert cited["nachtvoetbal", 2] == "A2"
        join(self.stays, self.goes)
        assert {each: self.text(*each) for each in cited} == cited
        numbers = self.stays.versions.order_by("number")
        assert [(row.number, row.old_slug, row.old_number) for row in numbers] == [
            (1, "", None),
            (2, "", None),
            (3, "voetbal-in-de-nacht", 1),
            (4, "voetbal-in-de-nacht", 2),
            (5, "voetbal-in-de-nacht", 3),
        ]

    def test_also_after_renaming_and_merging_again(self):
        third = make_intervention("Boksclub", aim="C1")
        self.write(third, "C2")
        cited = {("boksclub", 1): "C1", ("boksclub", 2): "C2"}
        rename(third, "boksen")
        self.write(third, "C3")
        cited |= {("boksen", 3): "C2", ("boksen", 4): "C3"}
        self.write(self.goes, "B1")
        cited |= {("voetbal-in-de-nacht", 2): "B1"}
        join(self.goes, third)
        self.write(self.goes, "B2")
        number = self.goes.versions.count() + 1
        cited |= {
            ("voetbal-in-de-nacht", number): "B2",
            ("voetbal-in-de-nacht", 4): "C2",
        }
        rename(self.stays, "nachtbal")
        cited |= {("nachtvoetbal", 1): "Minder overlast."}
        assert {each: self.text(*each) for each in cited} == cited
        join(self.stays, self.goes)
        rename(self.stays, "voetbalnacht")
        cited |= {("voetbalnacht", 1): "Minder overlast."}
        assert {each: self.text(*each) for each in cited} == cited

    def test_a_number_that_it_never_had_leads_nowhere(self):
        join(self.stays, self.goes)
        assert moved_version("voetbal-in-de-nacht", 1) == ("nachtvoetbal", 2)
        assert moved_version("voetbal-in-de-nacht", 2) is None
        assert moved_version("voetbal-in-de-nacht", 0) is None
        assert moved_version("nergens", 1) is None

    def test_visitors_are_led_there(self):
        change_text(self.goes, aim="Rust in de wijk.")
        join(self.stays, self.goes)
        page = self.client.get(
            "/interventies/voetbal-in-de-nacht/versies/2/", follow=True
        )
        assert page.redirect_chain == [("/interventies/nachtvoetbal/versies/3/", 302)]
        self.assertContains(page, "Rust in de wijk.")

    def test_the_address_of_texts_is_never_given_away(self):
        join(self.stays, self.goes)
        new = Intervention(name="Dans", slug="dans", kind="aanpak", sentence="Dans.")
        for entry in (new, self.stays):
            entry.slug = "voetbal-in-de-nacht"
            with pytest.raises(ValidationError) as caught:
                entry.clean()
            assert "Nachtvoetbal" in caught.value.messages[0]

    def test_a_draft_leaves_no_version(self):
        draft = make_intervention("Boksclub", publication=Publication.DRAFT)
        join(self.stays, draft)
        assert [row.number for row in self.stays.versions.all()] == [1]
        assert moved_version("boksclub", 1) is None


class RefusingTests(MergeTestCase):
    def test_two_leads(self):
        for entry, name in [(self.stays, "Politie"), (self.goes, "Halt")]:
            make_involvement(entry, make_organisation(name), role=Role.LEAD)
        self.refused("Beide hebben")

    def test_another_value_on_the_same_date(self):
        for entry, value in [(self.stays, 13), (self.goes, 14)]:
            make_row(
                Figure, intervention=entry, measure="gezinnen", value=value, **YEAR
            )
        self.refused("Beide hebben “gezinnen: 14, 2021”")

    def test_a_role_with_another_note(self):
        organisation = make_organisation()
        for entry in (self.stays, self.goes):
            make_involvement(entry, organisation, note=entry.name)
        self.refused("Beide hebben “Stichting Kans: Uitvoerder”")

    def test_a_databank_that_said_two_things_on_one_day(self):
        for entry, outcome in [
            (self.stays, RecognitionOutcome.NOT_FOUND),
            (self.goes, RecognitionOutcome.NOT_ASSESSED),
        ]:
            make_row(
                Recognition,
                intervention=entry,
                slug=f"{entry.slug}-nji",
                databank="NJi",
                outcome=outcome,
                dated=date(2020, 1, 2),
            )
        self.refused("Beide hebben “Niet beoordeeld (NJi)")

    def test_relations_that_contradict(self):
        third = make_intervention("Boksclub")
        for here, there in [(third, self.stays), (self.goes, third)]:
            make_row(
                Relation, intervention=here, kind=RelationKind.LIGHTER, other=there
            )
        self.refused("spreken elkaar tegen")

    def test_a_row_that_breaks_the_rules_of_its_table(self):
        delivery = make_delivery(self.goes)
        delivery.cities.add(make_city())
        self.refused("De plaats is onbekend")

    def test_too_many_other_names(self):
        change_text(self.stays, other_names="a" * 600)
        change_text(self.goes, other_names="b" * 500)
        self.refused("Andere namen")

    def test_the_page_that_visitors_know_stays(self):
        draft = make_intervention("Boksclub", publication=Publication.DRAFT)
        withdrawn = make_intervention(
            "Dans",
            publication=Publication.WITHDRAWN,
            withdrawn_on=date(2026, 1, 2),
            withdrawn_reason="Gestopt.",
        )
        expired = make_intervention("Judo", publish_until=date(2020, 1, 2))
        for stays, goes in [
            (draft, self.goes),
            (withdrawn, self.goes),
            (expired, self.goes),
            (draft, withdrawn),
            (withdrawn, expired),
        ]:
            self.refused("andersom", stays, goes)
        for goes in (draft, withdrawn, expired):
            assert plan_merge(self.stays, goes).problems == []
            assert plan_merge(self.stays, goes).remarks != []

    def test_what_nobody_looked_at(self):
        change_text(self.goes, enrolment="Bij A. Jansen.")
        self.refused("personen")

    def test_an_address_that_another_merged_entry_had(self):
        join(self.stays, self.goes)
        OldSlug.objects.all().delete()
        again = make_intervention("Voetbal in de nacht")
        self.refused("het adres van", self.stays, again)

    def test_an_entry_that_is_gone_or_the_same(self):
        for goes in (Intervention(pk=0, name="Weg"), self.stays):
            with pytest.raises(NotMerged):
                merge(self.stays, goes, "redactie", "Dubbel.")

    def test_a_plan_of_another_moment(self):
        seen = plan_merge(self.stays, self.goes).fingerprint
        change_text(self.stays, aim="Rust in de wijk.")
        with pytest.raises(NotMerged):
            merge(self.stays, self.goes, "redactie", "Dubbel.", fingerprint=seen)
        assert Intervention.objects.count() == 2
        seen = plan_merge(self.stays, self.goes).fingerprint
        merge(self.stays, self.goes, "redactie", "Dubbel.", fingerprint=seen)
        assert Intervention.objects.count() == 1
