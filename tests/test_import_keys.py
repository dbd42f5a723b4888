"""Which entry, and which of its rows, a row of a file means. Never a guess."""

from datetime import date
from uuid import UUID

from django.test import TestCase

from catalogue.choices import Role
from catalogue.files.rows import Level
from catalogue.models import Delivery, Intervention, OldSlug, Study

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
)
from .importing import NEW, bring_in, problems, record_of

OTHER = "11111111-1111-4111-8111-111111111111"


class EntryKeyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = make_intervention("Nachtvoetbal", source_key="JI-1")
        cls.other = make_intervention("Dagvoetbal")

    def aims(self):
        return list(Intervention.objects.order_by("slug").values_list("slug", "aim"))

    def test_the_key_at_the_source_comes_first_then_the_uuid_then_the_short_name(self):
        bring_in({"nummer_bij_bron": "JI-1", "doel": "A"})
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "A")]
        bring_in({"uuid": str(self.entry.uuid).upper(), "doel": "B"})
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "B")]
        bring_in({"korte_naam": "nachtvoetbal", "doel": "C"})
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "C")]

    def test_keys_of_two_entries_in_one_row_are_refused(self):
        plan = bring_in(
            {"nummer_bij_bron": "JI-1", "korte_naam": "dagvoetbal", "doel": "A"}
        )
        assert [column for _, column, _ in problems(plan)] == ["korte_naam"]
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "")]

    def test_another_key_than_the_entry_has_is_refused(self):
        plan = bring_in({"korte_naam": "nachtvoetbal", "nummer_bij_bron": "JI-2"})
        assert [column for _, column, _ in problems(plan)] == ["nummer_bij_bron"]
        plan = bring_in({"korte_naam": "nachtvoetbal", "uuid": OTHER})
        assert [column for _, column, _ in problems(plan)] == ["uuid"]

    def test_an_entry_without_a_key_at_the_source_gets_the_one_of_the_file(self):
        bring_in({"korte_naam": "dagvoetbal", "nummer_bij_bron": "JI-2"})
        self.other.refresh_from_db()
        assert self.other.source_key == "JI-2"

    def test_the_address_of_an_entry_survives(self):
        plan = bring_in({"nummer_bij_bron": "JI-1", "korte_naam": "nieuw", "doel": "A"})
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "A")]
        assert [column for _, column, _ in problems(plan, Level.READ)] == ["korte_naam"]

    def test_an_address_it_had_before_leads_to_the_entry(self):
        OldSlug.objects.create(slug="nachtbal", intervention=self.entry)
        plan = bring_in({"korte_naam": "nachtbal", "doel": "A"})
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "A")]
        assert [column for _, column, _ in problems(plan, Level.READ)] == ["korte_naam"]

    def test_two_rows_with_one_key_are_refused_whatever_key_it_is(self):
        for second in (
            {"nummer_bij_bron": "JI-1"},
            {"uuid": str(self.entry.uuid)},
            {"korte_naam": "nachtvoetbal"},
        ):
            plan = bring_in(
                {"korte_naam": "nachtvoetbal", "doel": "A"}, {**second, "doel": "B"}
            )
            assert plan.summary == "0 nieuw, 1 gewijzigd, 0 gelijk, 1 geweigerd"
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "")]

    def test_of_two_rows_with_one_key_the_second_is_told_at_that_key(self):
        first = {"nummer_bij_bron": "JI-1", "uuid": str(self.entry.uuid), "doel": "A"}
        for second, column in (
            ({"nummer_bij_bron": "JI-1"}, "nummer_bij_bron"),
            ({"uuid": str(self.entry.uuid)}, "uuid"),
            ({"korte_naam": "nachtvoetbal"}, "korte_naam"),
        ):
            plan = bring_in(first, second)
            assert [column for _, column, _ in problems(plan)] == [column]
        plan = bring_in({"korte_naam": "nachtvoetbal"}, {"nummer_bij_bron": "JI-1"})
        assert [column for _, column, _ in problems(plan)] == ["nummer_bij_bron"]
        plan = bring_in(NEW, NEW)
        assert [column for _, column, _ in problems(plan)] == ["naam"]

    def test_a_key_that_one_row_gives_to_an_entry_is_not_of_another_row(self):
        plan = bring_in(
            {"korte_naam": "dagvoetbal", "nummer_bij_bron": "JI-3"},
            {**NEW, "nummer_bij_bron": "JI-3"},
        )
        assert [column for _, column, _ in problems(plan)] == ["nummer_bij_bron"]
        assert not Intervention.objects.filter(source_key="JI-3").exists()

    def test_of_two_rows_with_one_key_the_first_alone_is_written(self):
        make_delivery(self.entry, note="oud")
        first, second = (
            {
                "korte_naam": "nachtvoetbal",
                "doel": text,
                "uitvoeringen": [{"bereik": "onbekend", "toelichting": text}],
            }
            for text in ("A", "B")
        )
        bring_in(first, second, valid_only=True)
        assert self.aims() == [("dagvoetbal", ""), ("nachtvoetbal", "A")]
        assert Delivery.objects.get().note == "A"

    def test_two_new_rows_with_one_key_are_refused(self):
        plan = bring_in(NEW, NEW)
        assert plan.count(plan.entries[1].outcome) == 1
        assert plan.entries[1].outcome.value == "geweigerd"

    def test_a_new_entry_takes_the_uuid_of_the_file(self):
        bring_in({**NEW, "uuid": OTHER})
        assert Intervention.objects.get(slug="straatteam").uuid == UUID(OTHER)

    def test_an_entry_that_is_only_named_by_its_key_must_exist(self):
        plan = bring_in({"korte_naam": "bestaat-niet", "doel": "A"})
        wrong = {column for _, column, _ in problems(plan)}
        assert {"naam", "soort", "in_een_zin", "samenvatting"} <= wrong


class RowKeyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.utrecht = make_city("Utrecht", code="0344")
        cls.zwolle = make_city("Zwolle", code="0193")
        cls.police = make_organisation("Politie", abbreviation="NP")
        cls.entry = make_intervention("Nachtvoetbal")

    def test_a_delivery_is_its_place_however_it_is_written(self):
        delivery = make_delivery(self.entry, cities=[self.utrecht], status="pilot")
        for place in ("Utrecht", "utrecht", "0344", "GM0344", "344"):
            bring_in(
                {
                    "korte_naam": "nachtvoetbal",
                    "uitvoeringen": [{"gemeenten": place, "toelichting": place}],
                }
            )
            assert Delivery.objects.get().note == place
        assert Delivery.objects.get() == delivery

    def test_a_lost_leading_zero_is_said(self):
        plan = bring_in({**NEW, "uitvoeringen": [{"gemeenten": ["344"]}]})
        assert problems(plan, Level.READ)[0][:2] == ("uitvoeringen 1", "gemeenten")

    def test_a_region_a_country_and_an_unknown_place_are_places_too(self):
        rows = [
            {"regio": "Regio Midden", "gemeenten": ["utrecht", "zwolle"]},
            {"bereik": "landelijk"},
            {"bereik": "onbekend"},
        ]
        bring_in({"korte_naam": "nachtvoetbal", "uitvoeringen": rows})
        keys = set(Delivery.objects.values_list("pk", flat=True))
        assert len(keys) == 3
        rows[0]["regio"] = "regio midden"
        for row in rows:
            row["status"] = "pilot"
        bring_in({"korte_naam": "nachtvoetbal", "uitvoeringen": rows})
        assert set(Delivery.objects.values_list("pk", "status")) == {
            (pk, "pilot") for pk in keys
        }

    def test_of_two_deliveries_in_one_place_the_uuid_tells_which(self):
        old = make_delivery(self.entry, cities=[self.utrecht], note="oud")
        new = make_delivery(self.entry, cities=[self.utrecht], note="nieuw")
        row = {"gemeenten": ["utrecht"], "toelichting": "anders"}
        plan = bring_in({"korte_naam": "nachtvoetbal", "uitvoeringen": [row]})
        assert problems(plan)[0][:2] == ("uitvoeringen 1", "gemeenten")
        row["uuid"] = str(new.uuid)
        bring_in({"korte_naam": "nachtvoetbal", "uitvoeringen": [row]})
        notes = Delivery.objects.order_by("pk").values_list("pk", "note")
        assert list(notes) == [(old.pk, "oud"), (new.pk, "anders")]

    def test_a_delivery_with_another_uuid_is_not_written_over(self):
        entry = make_intervention("Dubbel")
        make_delivery(entry, cities=[self.utrecht], note="Oud.")
        row = {
            "uuid": "11111111-1111-5111-8111-111111111111",
            "bereik": "gemeente",
            "gemeenten": ["utrecht"],
            "toelichting": "Nieuw.",
        }
        plan = bring_in({"korte_naam": "dubbel", "uitvoeringen": [row]})
        assert [each[:2] for each in problems(plan)] == [("uitvoeringen 1", "uuid")]
        assert [each.note for each in entry.deliveries.all()] == ["Oud."]

    def test_rows_of_two_deliveries_in_one_place_come_back_to_their_own(self):
        for note in ("oud", "nieuw"):
            delivery = make_delivery(self.entry, cities=[self.utrecht], note=note)
            make_involvement(self.entry, self.police, delivery=delivery, role=Role.LEAD)
        plan = bring_in(record_of("nachtvoetbal"))
        assert plan.summary == "0 nieuw, 0 gewijzigd, 1 gelijk, 0 geweigerd"

    def test_a_row_of_a_delivery_that_is_not_there_is_refused(self):
        make_delivery(self.entry, cities=[self.utrecht])
        plan = bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "organisaties": [
                    {"organisatie": "NP", "rol": "regie", "uitvoering": "Zwolle"}
                ],
            }
        )
        assert problems(plan)[0][:2] == ("organisaties 1", "uitvoering")
        assert "utrecht" in next(iter(plan.entries[0].problems(Level.ERROR))).right

    def test_an_organisation_is_known_by_its_short_name_name_and_abbreviation(self):
        for name in ("politie", "Politie", "NP"):
            plan = bring_in(
                {
                    "korte_naam": "nachtvoetbal",
                    "organisaties": [{"organisatie": name, "rol": "partner"}],
                }
            )
            assert problems(plan) == []
        assert self.entry.involvements.get().organisation == self.police

    def test_two_rows_with_one_key_are_refused(self):
        row = {"organisatie": "politie", "rol": "partner"}
        plan = bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "organisaties": [row, {**row, "toelichting": "x"}],
            }
        )
        assert [place for place, *_ in problems(plan)] == [
            "organisaties 1",
            "organisaties 2",
        ]
        make_involvement(self.entry, self.police, role=Role.PARTNER)
        plan = bring_in({"korte_naam": "nachtvoetbal", "organisaties": [row, row]})
        assert [place for place, *_ in problems(plan)] == ["organisaties 2"]

    def test_figures_without_a_date_that_are_alike_are_not_guessed_at(self):
        for value in (7, 8):
            self.entry.figures.create(measure="coaches", value=value)
        plan = bring_in(record_of("nachtvoetbal"))
        assert plan.summary == "0 nieuw, 0 gewijzigd, 1 gelijk, 0 geweigerd"
        row = {"wat_is_geteld": "coaches", "waarde": 9}
        plan = bring_in({"korte_naam": "nachtvoetbal", "cijfers": [row]})
        assert problems(plan)[0][:2] == ("cijfers 1", "wat_is_geteld")

    def test_a_study_of_another_entry_is_not_taken_over(self):
        other = make_intervention("Dagvoetbal")
        Study.objects.create(
            intervention=other,
            slug="evaluatie",
            title="Evaluatie",
            kind="procesevaluatie",
        )
        row = {"titel": "Evaluatie", "soort": "procesevaluatie"}
        plan = bring_in({"korte_naam": "nachtvoetbal", "onderzoeken": [row]})
        assert problems(plan)[0][:2] == ("onderzoeken 1", "korte_naam")
        assert Study.objects.get().intervention == other

    def test_evidence_without_a_short_name_gets_the_one_its_words_make(self):
        record = {
            "korte_naam": "nachtvoetbal",
            "onderzoeken": [{"titel": "Een evaluatie", "soort": "procesevaluatie"}],
            "erkenningen": [
                {"databank": "NJi", "uitkomst": "niet-gevonden", "datum": "1-3-2024"}
            ],
        }
        bring_in(record)
        assert self.entry.studies.get().slug == "een-evaluatie"
        found = self.entry.recognitions.get()
        assert (found.slug, found.dated) == (
            "nachtvoetbal-nji-2024-03-01",
            date(2024, 3, 1),
        )
        assert bring_in(record).summary.startswith("0 nieuw, 0 gewijzigd, 1 gelijk")
