"""What a file makes of the catalogue: new entries, changes, and nothing else."""

import json
from datetime import date
from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.choices import Publication, Role, Scope, Status
from catalogue.importing import Options, import_file
from catalogue.models import (
    ImportBatch,
    Intervention,
    Organisation,
    Phase,
    Revision,
    Source,
    TargetGroup,
    Theme,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_source,
    make_term,
)
from .importing import NEW, bring_in, changes, problems, record_of


class ImportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.utrecht = make_city("Utrecht", code="0344")
        cls.zwolle = make_city("Zwolle", code="0193")
        cls.police = make_organisation("Politie")
        cls.young = make_term(TargetGroup, "Jongeren")
        cls.parents = make_term(TargetGroup, "Ouders")
        cls.risk = make_term(Phase, "Risico")
        cls.source = make_source("Een artikel")

    def test_a_new_programme_comes_in_whole(self):
        plan = bring_in(
            {
                **NEW,
                "nummer_bij_bron": "JI-7",
                "andere_namen": ["Team West", "De Coaches"],
                "leeftijd_van": 12,
                "doelgroepen": ["Jongeren", "ouders"],
                "uitvoeringen": [
                    {
                        "gemeenten": ["0344"],
                        "status": "Actief",
                        "gestart_op": "maart 2020",
                    },
                    {
                        "regio": "Regio Midden",
                        "gemeenten": ["Utrecht", "Zwolle"],
                        "contact_organisatie": "politie",
                    },
                ],
                "organisaties": [
                    {"organisatie": "Politie", "rol": "regie", "uitvoering": "Utrecht"}
                ],
                "cijfers": [
                    {
                        "wat_is_geteld": "deelnemers",
                        "waarde": "1.234,5",
                        "ongeveer": "ja",
                        "peildatum": 2023,
                        "uitvoering": "regio midden",
                        "bron": "nieuw-stuk",
                    }
                ],
                "bronnen": [
                    {"korte_naam": "nieuw-stuk", "titel": "Stuk", "uitgever": "Blad"}
                ],
            }
        )
        assert plan.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
        entry = Intervention.objects.get()
        assert (entry.slug, entry.source_key) == ("straatteam", "JI-7")
        assert entry.other_names == "Team West\nDe Coaches"
        assert (entry.age_from, entry.age_to) == (12, None)
        assert set(entry.target_groups.all()) == {self.young, self.parents}
        assert entry.sort_key == "straatteam"
        city, region = entry.deliveries.order_by("pk")
        assert (city.scope, city.status) == (Scope.CITY, Status.ACTIVE)
        assert (city.started, city.started_precision) == (date(2020, 3, 1), "maand")
        assert list(city.cities.all()) == [self.utrecht]
        assert (region.scope, region.region) == (Scope.REGION, "Regio Midden")
        assert list(region.cities.all()) == [self.utrecht, self.zwolle]
        assert region.contact_organisation == self.police
        part = entry.involvements.get()
        assert (part.organisation, part.role, part.delivery) == (
            self.police,
            Role.LEAD,
            city,
        )
        figure = entry.figures.get()
        assert (figure.value, figure.approximate) == (Decimal("1234.5"), True)
        assert (figure.delivery, figure.source.title) == (region, "Stuk")
        assert [each.slug for each in entry.sources.all()] == ["nieuw-stuk"]

    def test_a_new_entry_is_a_draft_that_visitors_do_not_see(self):
        bring_in(NEW)
        assert Intervention.objects.get().publication == Publication.DRAFT
        assert self.client.get("/interventies/straatteam/").status_code == 404

    def test_a_new_entry_is_public_when_the_person_says_so(self):
        bring_in(NEW, publish=True)
        page = self.client.get("/interventies/straatteam/")
        self.assertContains(page, "Het team loopt elke dag door de wijk.")
        found = self.client.get("/interventies/?zoek=straatteam")
        self.assertContains(found, "/interventies/straatteam/")

    def test_publishing_does_not_touch_the_drafts_that_are_there(self):
        make_intervention("Oud", publication=Publication.DRAFT)
        bring_in({"korte_naam": "oud", "doel": "Rust."}, publish=True)
        assert Intervention.objects.get().publication == Publication.DRAFT

    def test_what_the_file_does_not_mention_stays(self):
        entry = make_intervention(
            "Nachtvoetbal", aim="Rust.", age_from=12, target_groups=[self.young]
        )
        before = record_of("nachtvoetbal")
        plan = bring_in({"korte_naam": "nachtvoetbal", "kosten": "€ 10 per keer."})
        assert changes(plan) == [("", "", "kosten", None, "€ 10 per keer.")]
        assert record_of("nachtvoetbal") == {**before, "kosten": "€ 10 per keer."}
        assert Intervention.objects.get() == entry

    def test_an_empty_cell_keeps_and_a_dash_clears(self):
        make_intervention(
            "Nachtvoetbal",
            aim="Rust.",
            costs="€ 10.",
            age_from=12,
            voluntariness="drang",
            target_groups=[self.young],
        )
        plan = bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "doel": "",
                "kosten": "-",
                "leeftijd_van": "-",
                "kader": "-",
                "doelgroepen": None,
            }
        )
        assert changes(plan) == [
            ("", "", "kosten", "€ 10.", None),
            ("", "", "leeftijd_van", 12, None),
            ("", "", "kader", "drang", "onbekend"),
        ]
        record = record_of("nachtvoetbal")
        assert (record["doel"], record["kosten"]) == ("Rust.", None)
        assert record["doelgroepen"] == ["jongeren"]

    def test_what_an_entry_cannot_be_without_is_not_cleared(self):
        make_intervention("Nachtvoetbal")
        plan = bring_in({"korte_naam": "nachtvoetbal", "samenvatting": "-"})
        assert plan.summary.endswith("1 geweigerd")
        assert [column for _, column, _ in problems(plan)] == ["samenvatting"]

    def test_a_plain_list_replaces(self):
        make_intervention("Nachtvoetbal", target_groups=[self.young])
        plan = bring_in({"korte_naam": "nachtvoetbal", "doelgroepen": ["ouders"]})
        assert changes(plan) == [("", "", "doelgroepen", ["jongeren"], ["ouders"])]
        assert record_of("nachtvoetbal")["doelgroepen"] == ["ouders"]
        bring_in({"korte_naam": "nachtvoetbal", "doelgroepen": []})
        assert record_of("nachtvoetbal")["doelgroepen"] == []

    def test_nested_rows_are_merged_and_never_dropped(self):
        entry = make_intervention("Nachtvoetbal")
        utrecht = make_delivery(entry, cities=[self.utrecht], note="Blijft.")
        make_delivery(entry, cities=[self.zwolle])
        make_involvement(entry, self.police, delivery=utrecht)
        plan = bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "uitvoeringen": [{"gemeenten": ["utrecht"], "status": "gepauzeerd"}],
                "organisaties": [{"organisatie": "politie", "rol": "financier"}],
            }
        )
        assert changes(plan) == [
            ("uitvoeringen", "utrecht", "status", "actief", "gepauzeerd"),
            ("organisaties", "politie, financier", "organisatie", None, "politie"),
            ("organisaties", "politie, financier", "rol", None, "financier"),
        ]
        entry.refresh_from_db()
        assert [
            (each.place, each.status, each.note)
            for each in entry.deliveries.order_by("pk")
        ] == [("Utrecht", "gepauzeerd", "Blijft."), ("Zwolle", "actief", "")]
        assert entry.deliveries.first() == utrecht
        assert [
            (each.role, each.delivery) for each in entry.involvements.order_by("pk")
        ] == [(Role.PROVIDER, utrecht), (Role.FUNDER, None)]

    def test_a_figure_on_another_date_stands_beside_the_old_one(self):
        entry = make_intervention("Nachtvoetbal")
        old = entry.figures.create(
            measure="gezinnen",
            value=13,
            reference_date=date(2021, 4, 1),
            reference_date_precision="maand",
        )
        bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "cijfers": [
                    {"wat_is_geteld": "Gezinnen", "waarde": 13, "peildatum": "2021-04"},
                    {"wat_is_geteld": "gezinnen", "waarde": 19, "peildatum": "2023"},
                ],
            }
        )
        rows = entry.figures.order_by("pk").values_list("pk", "measure", "value")
        assert [(pk == old.pk, name, int(value)) for pk, name, value in rows] == [
            (True, "Gezinnen", 13),
            (False, "gezinnen", 19),
        ]

    def test_a_source_that_others_use_is_changed_once_for_all(self):
        make_intervention("Nachtvoetbal", sources=[self.source])
        make_intervention("Dagvoetbal")
        row = {"korte_naam": "een-artikel", "uitgever": "De krant"}
        plan = bring_in(
            {"korte_naam": "nachtvoetbal", "bronnen": [row]},
            {"korte_naam": "dagvoetbal", "bronnen": [row]},
        )
        assert changes(plan) == [
            ("bronnen", "een-artikel", "uitgever", "het CCV", "De krant"),
            ("bronnen", "", "bronnen", [], ["een-artikel"]),
        ]
        source = Source.objects.get()
        assert (source, source.publisher) == (self.source, "De krant")
        assert source.interventions.count() == 2

    def test_a_source_that_one_entry_names_twice_is_made_once(self):
        row = {"korte_naam": "krantenstuk", "titel": "Een stuk", "uitgever": "Krant"}
        plan = bring_in({**NEW, "bronnen": [row, row]})
        assert problems(plan) == []
        source = Source.objects.get(slug="krantenstuk")
        assert source.interventions.count() == 1

    def test_two_entries_cannot_say_different_things_of_one_source(self):
        plan = bring_in(
            {**NEW, "bronnen": [{"korte_naam": "een-artikel", "uitgever": "De krant"}]},
            {
                **NEW,
                "naam": "Ander",
                "bronnen": [{"korte_naam": "een-artikel", "uitgever": "Het blad"}],
            },
        )
        assert [place for place, *_ in problems(plan)] == ["bronnen 1"]
        assert plan.entries[1].outcome.value == "geweigerd"
        assert not Intervention.objects.exists()

    def test_what_a_refused_entry_says_of_a_shared_source_is_not_written(self):
        shared = {"korte_naam": "gedeeld", "titel": "Gedeeld", "uitgever": "Krant"}
        old = {"korte_naam": "een-artikel", "geraadpleegd_op": "2026-01-02"}
        bring_in(
            {**NEW, "bronnen": [shared, {"korte_naam": "een-artikel"}]},
            {
                **NEW,
                "naam": "Fout",
                "soort": "aanpk",
                "bronnen": [{**shared, "adres": "https://example.org/"}, old],
            },
            valid_only=True,
        )
        assert Source.objects.get(slug="gedeeld").url == ""
        self.source.refresh_from_db()
        assert self.source.accessed_on is None

    def test_a_relation_may_name_an_entry_further_on_in_the_file(self):
        relation = {"soort": "lichter-dan", "andere_interventie": "zwaar"}
        bring_in(
            {**NEW, "relaties": [relation]},
            {**NEW, "korte_naam": "zwaar", "naam": "Zwaar"},
        )
        found = Intervention.objects.get(slug="straatteam").relations.get()
        assert (found.kind, found.other.slug) == ("lichter-dan", "zwaar")

    def test_the_same_file_again_changes_nothing_not_even_the_revision(self):
        record = {
            **NEW,
            "korte_naam": "straatteam",
            "uitvoeringen": [{"gemeenten": ["utrecht"], "wijken": "Zuid, West"}],
            "organisaties": [{"organisatie": "politie", "rol": "partner"}],
        }
        bring_in(record)
        number = Revision.objects.get().number
        plan = bring_in(record)
        assert plan.summary == "0 nieuw, 0 gewijzigd, 1 gelijk, 0 geweigerd"
        assert Revision.objects.get().number == number
        assert ImportBatch.objects.count() == 1

    def test_an_entry_that_changes_is_marked_as_modified(self):
        entry = make_intervention("Nachtvoetbal")
        long_ago = timezone.make_aware(timezone.datetime(2020, 1, 1))
        Intervention.objects.update(modified=long_ago)
        bring_in(
            {"korte_naam": "nachtvoetbal", "uitvoeringen": [{"gemeenten": ["zwolle"]}]}
        )
        entry.refresh_from_db()
        assert entry.modified.date() == timezone.now().date()
        assert entry.created.date() == timezone.now().date()

    def test_entries_that_the_file_does_not_have_are_listed_and_stay(self):
        make_intervention("Nachtvoetbal")
        make_intervention("Dagvoetbal")
        plan = bring_in({"korte_naam": "nachtvoetbal", "doel": "Rust."})
        assert (plan.absent, plan.absent_names) == (1, ["Dagvoetbal"])
        assert Intervention.objects.count() == 2

    def test_unknown_organisations_and_terms_are_made_when_allowed(self):
        make_term(Theme, "Online")
        record = {
            **NEW,
            "doelgroepen": ["Jongeren", "Voogden"],
            "organisaties": [{"organisatie": "Stichting Nieuw", "rol": "regie"}],
        }
        assert bring_in(record).summary.endswith("1 geweigerd")
        assert bring_in(record, create=["organisatie"]).summary.endswith("1 geweigerd")
        assert not Organisation.objects.filter(slug="stichting-nieuw").exists()
        plan = bring_in(record, create=["organisatie", "begrip"])
        assert plan.summary.startswith("1 nieuw")
        entry = Intervention.objects.get()
        assert [each.name for each in entry.target_groups.all()] == [
            "Jongeren",
            "Voogden",
        ]
        organisation = entry.involvements.get().organisation
        assert (organisation.name, organisation.type) == ("Stichting Nieuw", "anders")

    def test_a_city_is_never_made(self):
        record = {**NEW, "uitvoeringen": [{"gemeenten": ["Uttrecht"]}]}
        plan = bring_in(record, create=["organisatie", "begrip"])
        assert problems(plan)[0][:2] == ("uitvoeringen 1", "gemeenten")
        found = next(iter(plan.entries[0].problems()))
        assert "Utrecht (utrecht)" in found.right

    def test_the_good_entries_alone_are_taken_when_asked(self):
        records = [NEW, {**NEW, "naam": "Fout", "soort": "aanpk"}]
        assert (
            bring_in(*records).summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        )
        assert not Intervention.objects.exists()
        bring_in(*records, valid_only=True)
        assert [each.name for each in Intervention.objects.all()] == ["Straatteam"]

    def test_what_a_refused_entry_would_have_made_is_not_made(self):
        bad = {
            **NEW,
            "soort": "aanpk",
            "doelgroepen": ["Voogden"],
            "bronnen": [{"titel": "Weg", "uitgever": "Blad"}],
        }
        hanging = {
            **NEW,
            "naam": "Hangt eraan",
            "relaties": [{"soort": "lichter-dan", "andere_interventie": "straatteam"}],
        }
        plan = bring_in(bad, hanging, create=["begrip"], valid_only=True)
        assert plan.summary == "0 nieuw, 0 gewijzigd, 0 gelijk, 2 geweigerd"
        assert not TargetGroup.objects.filter(slug="voogden").exists()
        assert not Source.objects.filter(slug="weg").exists()

    def test_of_a_source_the_good_entries_must_say_enough_themselves(self):
        source = {"korte_naam": "blad", "titel": "Blad", "uitgever": "Uitgever"}
        bad = {**NEW, "soort": "aanpk", "bronnen": [source]}
        other = {**NEW, "naam": "Gezinsgesprek"}
        for row in ({"korte_naam": "blad"}, {**source, "gepubliceerd_op": "2199"}):
            plan = bring_in(bad, {**other, "bronnen": [row]}, valid_only=True)
            assert plan.summary == "0 nieuw, 0 gewijzigd, 0 gelijk, 2 geweigerd"
            assert not Source.objects.filter(slug="blad").exists()
        plan = bring_in(bad, {**other, "bronnen": [source]}, valid_only=True)
        assert plan.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        assert Source.objects.get(slug="blad").title == "Blad"
        assert ("bronnen", "blad", "titel", None, "Blad") in changes(plan)

    def test_what_one_says_of_a_source_is_written_where_another_is_refused(self):
        source = make_source("Een boek")
        records = [
            {
                **NEW,
                "naam": name,
                "bronnen": [{"korte_naam": source.slug, "titel": title}],
            }
            for name, title in [("Straatteam", "Nieuw"), ("Huisbezoek", source.title)]
        ]
        plan = bring_in(*records, valid_only=True)
        assert plan.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        source.refresh_from_db()
        assert source.title == "Nieuw"

    def test_a_warning_of_a_source_is_not_lost_with_a_refused_entry(self):
        source = {
            "korte_naam": "blad",
            "titel": "Bel 06-12345678",
            "uitgever": "Uitgever",
        }
        bad = {**NEW, "soort": "aanpk", "bronnen": [source]}
        good = {**NEW, "naam": "Gezinsgesprek", "bronnen": [source]}
        bring_in(bad, good, valid_only=True)
        assert not Source.objects.filter(slug="blad").exists()

    def test_rows_are_read_and_written_in_sets(self):
        def records(number):
            return [
                {
                    **NEW,
                    "korte_naam": f"team-{index}",
                    "naam": f"Team {index}",
                    "uitvoeringen": [{"gemeenten": ["utrecht"]}],
                    "organisaties": [{"organisatie": "politie", "rol": "partner"}],
                }
                for index in range(number)
            ]

        with CaptureQueriesContext(connection) as writing:
            bring_in(*records(60))
        assert len(writing) < 60
        with CaptureQueriesContext(connection) as reading_two:
            assert bring_in(*records(2)).summary.startswith("0 nieuw, 0 gewijzigd, 2")
        with CaptureQueriesContext(connection) as reading_sixty:
            assert bring_in(*records(60)).summary.startswith("0 nieuw, 0 gewijzigd, 60")
        assert len(reading_sixty) == len(reading_two)

    def test_who_did_what_is_kept(self):
        content = json.dumps([NEW]).encode()
        import_file("lijst.json", content, Options(), "redactie")
        batch = ImportBatch.objects.get()
        assert (batch.file_name, batch.by, batch.state) == (
            "lijst.json",
            "redactie",
            "uitgevoerd",
        )
        assert batch.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
        assert batch.content is None
        row = batch.rows.get()
        assert (row.name, row.intervention.slug) == ("Straatteam", "straatteam")
        revision = Revision.objects.get()
        assert (revision.by, batch.revision) == ("redactie", revision.number)
