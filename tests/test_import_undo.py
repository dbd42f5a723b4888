"""Taking back an import, while nobody has built on it; and plans that wait to be carried out."""

import json
from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import StudyKind
from catalogue.importing import NotCarriedOut, Options, carry_out_kept, keep_plan, undo
from catalogue.models import (
    ApproachType,
    ImportBatch,
    Intervention,
    Organisation,
    Source,
    Study,
    TargetGroup,
)
from catalogue.record_loading import Loader

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_organisation,
    make_source,
    make_term,
)
from .importing import NEW, bring_in, record_of

EVERYTHING = {
    "korte_naam": "nachtvoetbal",
    "naam": "Nachtvoetbal Utrecht",
    "doel": "Rust.",
    "doelgroepen": ["jongeren", "Voogden"],
    "uitvoeringen": [
        {"gemeenten": ["utrecht"], "status": "gepauzeerd"},
        {"regio": "Midden", "gemeenten": ["utrecht", "zwolle"]},
    ],
    "organisaties": [{"organisatie": "Stichting Nieuw", "rol": "regie"}],
    "cijfers": [
        {
            "wat_is_geteld": "avonden",
            "waarde": 40,
            "uitvoering": "Midden",
            "bron": "nieuw",
        }
    ],
    "bronnen": [
        {"korte_naam": "nieuw", "titel": "Nieuw", "uitgever": "Blad"},
        {"korte_naam": "een-artikel", "uitgever": "De krant"},
    ],
}


def all_records():
    keys = Intervention.objects.order_by("slug").values_list("pk", flat=True)
    return [each.record for each in Loader().load(list(keys))]


class UndoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.utrecht = make_city("Utrecht")
        make_city("Zwolle")
        make_term(TargetGroup, "Jongeren")
        cls.source = make_source("Een artikel")
        cls.entry = make_intervention("Nachtvoetbal", sources=[cls.source])
        make_delivery(cls.entry, cities=[cls.utrecht])

    def bring_in(self):
        plan = bring_in(
            EVERYTHING,
            {
                **NEW,
                "relaties": [
                    {"soort": "lichter-dan", "andere_interventie": "nachtvoetbal"}
                ],
            },
            create=["organisatie", "begrip"],
        )
        assert plan.summary == "1 nieuw, 1 gewijzigd, 0 gelijk, 0 geweigerd"
        return ImportBatch.objects.get()

    def test_everything_is_as_it_was(self):
        before = all_records()
        batch = self.bring_in()
        assert all_records() != before
        undo(batch, "redactie")
        assert all_records() == before
        self.entry.refresh_from_db()
        assert self.entry.sort_key == "nachtvoetbal"
        assert not Organisation.objects.exists()
        assert not TargetGroup.objects.filter(slug="voogden").exists()
        assert [each.publisher for each in Source.objects.all()] == ["het CCV"]
        assert ImportBatch.objects.get().state == "teruggedraaid"

    def test_search_forgets_what_is_gone(self):
        bring_in(NEW, publish=True)
        assert "/interventies/straatteam/" in self.page(
            "/interventies/?zoek=straatteam"
        )
        undo(ImportBatch.objects.get(), "redactie")
        assert "/interventies/straatteam/" not in self.page(
            "/interventies/?zoek=straatteam"
        )
        assert self.client.get("/interventies/straatteam/").status_code == 404

    def page(self, address):
        return self.client.get(address).content.decode()

    def test_it_is_not_undone_twice(self):
        batch = self.bring_in()
        undo(batch, "redactie")
        with pytest.raises(NotCarriedOut):
            undo(batch, "redactie")

    def refused(self, batch):
        after = all_records()
        with pytest.raises(NotCarriedOut) as caught:
            undo(batch, "redactie")
        assert all_records() == after
        assert ImportBatch.objects.get(pk=batch.pk).state == "uitgevoerd"
        return str(caught.value)

    def test_a_later_edit_of_an_entry_is_not_lost(self):
        batch = self.bring_in()
        bring_in({"korte_naam": "nachtvoetbal", "kosten": "€ 10."})
        assert "Nachtvoetbal" in self.refused(batch)

    def test_a_later_edit_of_a_new_entry_is_not_lost(self):
        batch = self.bring_in()
        make_delivery(
            Intervention.objects.get(slug="straatteam"), cities=[self.utrecht]
        )
        assert "Straatteam" in self.refused(batch)

    def test_a_later_relation_to_a_new_entry_is_not_lost(self):
        batch = self.bring_in()
        bring_in(
            {
                **NEW,
                "naam": "Later",
                "relaties": [
                    {"soort": "lichter-dan", "andere_interventie": "straatteam"}
                ],
            }
        )
        assert "Later" in self.refused(batch)

    def test_what_others_use_by_now_stays(self):
        for use in (
            lambda later: later.sources.add(Source.objects.get(slug="nieuw")),
            lambda later: later.target_groups.add(
                TargetGroup.objects.get(slug="voogden")
            ),
            lambda later: later.involvements.create(
                organisation=Organisation.objects.get(slug="stichting-nieuw"),
                role="partner",
            ),
        ):
            batch = self.bring_in()
            later = make_intervention("Later")
            use(later)
            self.refused(batch)
            with catalogue_change("test", "remove") as change:
                change.touch(later)
                later.delete()
            undo(batch, "redactie")
            batch.delete()

    def test_a_study_of_a_new_approach_type_is_not_lost(self):
        plan = bring_in({**NEW, "aanpakken": ["Wijkboksen"]}, create=["begrip"])
        assert plan.summary.startswith("1 nieuw")
        Study.objects.create(
            title="Boksen werkt",
            slug="boksen-werkt",
            kind=StudyKind.REVIEW,
            by="Bureau",
            approach_type=ApproachType.objects.get(),
        )
        self.refused(ImportBatch.objects.get())
        assert Study.objects.get().title == "Boksen werkt"

    def test_a_later_edit_of_a_source_is_not_lost(self):
        batch = self.bring_in()
        Source.objects.filter(slug="een-artikel").update(publisher="Het blad")
        self.refused(batch)
        Source.objects.filter(slug="een-artikel").update(publisher="De krant")
        Source.objects.filter(slug="nieuw").update(title="Nieuwer")
        self.refused(batch)


class KeptPlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_city("Utrecht")
        make_organisation("Politie")
        make_intervention("Nachtvoetbal")

    def keep(self, *records, **options):
        content = json.dumps(records).encode()
        return keep_plan("bestand.json", content, Options(**options), "redactie")

    def test_a_plan_is_kept_and_nothing_is_written(self):
        before = all_records()
        batch = self.keep(
            {"korte_naam": "nachtvoetbal", "doel": "Rust."}, {"naam": "Half"}
        )
        assert all_records() == before
        assert batch.summary == "0 nieuw, 1 gewijzigd, 0 gelijk, 1 geweigerd"
        changed, refused = batch.rows.all()
        assert changed.changes == [
            {
                "part": "",
                "row": "",
                "new": False,
                "field": "doel",
                "before": None,
                "after": "Rust.",
            }
        ]
        assert refused.outcome == "geweigerd"
        assert {each["level"] for each in refused.problems} == {"fout"}

    def test_a_plan_that_nobody_carried_out_is_forgotten_in_time(self):
        old = self.keep(NEW)
        recent = self.keep(NEW)
        done = self.keep({"korte_naam": "nachtvoetbal", "doel": "Rust."})
        carry_out_kept(done, frozenset(), "redactie")
        for batch, days in ((old, 31), (recent, 29), (done, 31)):
            created = timezone.now() - timedelta(days=days)
            ImportBatch.objects.filter(pk=batch.pk).update(created=created)
        new = self.keep(NEW)
        assert set(ImportBatch.objects.all()) == {recent, done, new}

    def test_it_is_carried_out_once(self):
        batch = self.keep({"korte_naam": "nachtvoetbal", "doel": "Rust."})
        carry_out_kept(batch, frozenset(), "redactie")
        assert record_of("nachtvoetbal")["doel"] == "Rust."
        batch.refresh_from_db()
        assert (batch.state, batch.content) == ("uitgevoerd", None)
        with pytest.raises(NotCarriedOut):
            carry_out_kept(batch, frozenset(), "redactie")

    def test_a_plan_on_an_older_state_is_refused(self):
        batch = self.keep({"korte_naam": "nachtvoetbal", "doel": "Rust."}, NEW)
        bring_in({"korte_naam": "nachtvoetbal", "kosten": "€ 10."})
        with pytest.raises(NotCarriedOut) as caught:
            carry_out_kept(batch, frozenset(), "redactie")
        assert "Nachtvoetbal" in str(caught.value)
        assert record_of("nachtvoetbal")["doel"] is None
        assert not Intervention.objects.filter(slug="straatteam").exists()

    def test_a_change_elsewhere_does_not_matter(self):
        batch = self.keep({"korte_naam": "nachtvoetbal", "doel": "Rust."})
        make_intervention("Ander")
        carry_out_kept(batch, frozenset(), "redactie")
        assert record_of("nachtvoetbal")["doel"] == "Rust."

    def test_what_it_names_may_not_have_gone(self):
        row = {"organisatie": "politie", "rol": "partner"}
        batch = self.keep({**NEW, "organisaties": [row]})
        Organisation.objects.all().delete()
        with pytest.raises(NotCarriedOut):
            carry_out_kept(batch, frozenset(), "redactie")
        assert not Intervention.objects.filter(slug="straatteam").exists()

    def test_a_plan_that_was_thrown_away_meanwhile_is_not_carried_out(self):
        batch = self.keep(NEW)
        ImportBatch.objects.filter(pk=batch.pk).delete()
        with pytest.raises(NotCarriedOut):
            carry_out_kept(batch, frozenset(), "redactie")
        assert not Intervention.objects.filter(slug="straatteam").exists()

    def test_what_hangs_on_an_accepted_warning_is_carried_out_with_it(self):
        warned = {
            **NEW,
            "aanmelden": "Bel 06-12345678.",
            "bronnen": [
                {"korte_naam": "blad", "titel": "Blad", "uitgever": "Uitgever"}
            ],
        }
        relation = {"soort": "lichter-dan", "andere_interventie": "straatteam"}
        hanging = {**NEW, "naam": "Gezinsgesprek", "relaties": [relation]}
        batch = self.keep(warned, hanging)
        assert [row.undecided for row in batch.rows.all()] == [True, False]
        assert batch.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        plan = carry_out_kept(batch, frozenset({1}), "redactie")
        assert plan.summary == "2 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
        assert Source.objects.get(slug="blad").title == "Blad"

    def test_what_hangs_on_a_warning_that_is_not_accepted_is_refused_with_it(self):
        relation = {"soort": "lichter-dan", "andere_interventie": "straatteam"}
        batch = self.keep(
            {**NEW, "aanmelden": "Bel 06-12345678."},
            {**NEW, "naam": "Gezinsgesprek", "relaties": [relation]},
            {**NEW, "naam": "Huiswerkklas"},
            valid_only=True,
        )
        plan = carry_out_kept(batch, frozenset(), "redactie")
        assert plan.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 2 geweigerd"

    def test_warnings_are_accepted_entry_by_entry(self):
        batch = self.keep({**NEW, "aanmelden": "Bel 06-12345678."})
        with pytest.raises(NotCarriedOut):
            carry_out_kept(batch, frozenset(), "redactie")
        carry_out_kept(batch, frozenset({1}), "redactie")
        assert Intervention.objects.filter(slug="straatteam").exists()
