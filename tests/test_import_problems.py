"""What is wrong with a file: all of it at once, at its place, with what would be right."""

from django.test import TestCase
from django.utils.translation import gettext as _

from catalogue.files.rows import Level
from catalogue.importing import Options, Outcome, plan_import
from catalogue.models import Intervention, Relation

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
)
from .importing import NEW, bring_in, problems
from .reading_files import workbook


def places(plan, *levels):
    return [(within, column) for within, column, _wrong in problems(plan, *levels)]


class ErrorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.utrecht = make_city("Utrecht")
        cls.police = make_organisation("Politie")
        cls.council = make_organisation("Gemeente Utrecht")

    def test_every_problem_of_every_entry_is_told_at_once(self):
        plan = bring_in(
            {
                "naam": "Een",
                "soort": "aanpk",
                "in_een_zin": "x" * 161,
                "samenvatting": "Twee zinnen.",
                "leeftijd_van": "twaalf",
                "uitvoeringen": [
                    {"gemeenten": ["Uttrecht"], "gestart_op": "31-2-2020"},
                    {"gemeenten": ["utrecht"], "status": "gestopt"},
                ],
            },
            {
                **NEW,
                "naam": "Twee",
                "leeftijd_van": 18,
                "leeftijd_tot_en_met": 12,
                "organisaties": [
                    {"organisatie": "Polite", "rol": "regie"},
                    {"rol": "partner"},
                ],
                "cijfers": [{"wat_is_geteld": "gezinnen"}],
            },
        )
        assert plan.summary == "0 nieuw, 0 gewijzigd, 0 gelijk, 2 geweigerd"
        assert sorted(places(plan)) == sorted(
            [
                ("", "soort"),
                ("", "leeftijd_van"),
                ("", "in_een_zin"),
                ("uitvoeringen 1", "gestart_op"),
                ("uitvoeringen 1", "gemeenten"),
                ("uitvoeringen 2", "status"),
                ("", "leeftijd_van"),
                ("organisaties 1", "organisatie"),
                ("organisaties 2", "organisatie"),
                ("cijfers 1", "waarde"),
            ]
        )

    def test_a_problem_says_the_value_what_is_wrong_and_what_would_be_right(self):
        plan = bring_in(
            {**NEW, "organisaties": [{"organisatie": "Polite", "rol": "regie"}]}
        )
        (problem,) = plan.entries[0].problems()
        assert (problem.place.row, problem.place.within) == (1, "organisaties 1")
        assert problem.value == "Polite"
        assert problem.wrong == _("We do not know “%s”.") % "Polite"
        assert problem.right == _("Did you mean: %s?") % "Politie (politie)"

    def test_the_rules_of_the_tables_hold(self):
        plan = bring_in(
            {
                **NEW,
                "uitvoeringen": [
                    {"gemeenten": ["utrecht"], "waarom_gestopt": "Geen geld."},
                    {"bereik": "regio", "gemeenten": ["utrecht"]},
                    {"bereik": "landelijk", "gemeenten": ["utrecht"]},
                    {
                        "bereik": "onbekend",
                        "gestart_op": "2022",
                        "geeindigd_op": "2021",
                    },
                ],
                "onderzoeken": [
                    {"titel": "Een", "soort": "procesevaluatie", "bewijskracht": 3}
                ],
                "erkenningen": [
                    {
                        "databank": "NJi",
                        "uitkomst": "goed-onderbouwd",
                        "datum": "2024-01-01",
                    }
                ],
            }
        )
        assert sorted({within for within, _column in places(plan)}) == [
            "erkenningen 1",
            "onderzoeken 1",
            "uitvoeringen 1",
            "uitvoeringen 2",
            "uitvoeringen 3",
            "uitvoeringen 4",
        ]

    def test_a_change_is_held_against_what_the_entry_has_already(self):
        entry = make_intervention("Nachtvoetbal", age_from=12)
        delivery = make_delivery(entry, cities=[self.utrecht])
        make_involvement(entry, self.police, role="regie", delivery=delivery)
        plan = bring_in(
            {
                "korte_naam": "nachtvoetbal",
                "leeftijd_tot_en_met": 11,
                "organisaties": [
                    {
                        "organisatie": "gemeente-utrecht",
                        "rol": "regie",
                        "uitvoering": "utrecht",
                    }
                ],
                "uitvoeringen": [{"gemeenten": ["utrecht"], "status": "gestopt"}],
            }
        )
        assert sorted(places(plan)) == [
            ("", "leeftijd_tot_en_met"),
            ("organisaties 1", "rol"),
            ("uitvoeringen 1", "status"),
        ]

    def test_a_value_that_cannot_be_read_hides_no_rule_about_others(self):
        plan = bring_in(
            {
                **NEW,
                "soort": "aanpk",
                "leeftijd_van": 18,
                "leeftijd_tot_en_met": 12,
                "uitvoeringen": [
                    {"gemeenten": "Uttrecht", "gestart_op": "2199", "status": "actief"},
                    {
                        "gemeenten": "utrecht",
                        "aantal_plekken": "x",
                        "status": "gestopt",
                    },
                ],
            }
        )
        assert sorted(places(plan)) == [
            ("", "leeftijd_van"),
            ("", "soort"),
            ("uitvoeringen 1", "gemeenten"),
            ("uitvoeringen 1", "gestart_op"),
            ("uitvoeringen 2", "aantal_plekken"),
            ("uitvoeringen 2", "status"),
        ]

    def test_nothing_is_said_of_what_hangs_on_an_unread_value(self):
        plan = bring_in(
            {
                **NEW,
                "naam": "a\x00b",
                "uitvoeringen": [
                    {"gemeenten": "Uttrecht"},
                    {"gemeenten": "Zwole"},
                    {"bereik": "dorp", "status": "pilot"},
                ],
                "organisaties": [{"organisatie": ["politie"], "rol": "partner"}],
                "erkenningen": [{"databank": "NJi", "datum": "2024", "uitkomst": "x"}],
                "onderzoeken": [{"titel": ["x"], "soort": "anders"}],
            }
        )
        assert sorted(places(plan)) == [
            ("", "naam"),
            ("erkenningen 1", "datum"),
            ("erkenningen 1", "uitkomst"),
            ("onderzoeken 1", "titel"),
            ("organisaties 1", "organisatie"),
            ("uitvoeringen 1", "gemeenten"),
            ("uitvoeringen 2", "gemeenten"),
            ("uitvoeringen 3", "bereik"),
        ]

    def test_an_entry_of_which_a_row_could_not_be_read_at_all_is_refused(self):
        rows = [[*NEW], [*NEW.values()]]
        deliveries = [["interventie", "status"], ["Straatteam", "#N/A"]]
        files = {
            "a.xlsx": workbook(interventies=rows, uitvoeringen=deliveries),
            "a.yaml": b"".join(f"{name}: {NEW[name]}\n".encode() for name in NEW)
            + b"uitvoeringen:\n- stad: utrecht\n",
        }
        for name, content in files.items():
            plan = plan_import(name, content, Options())
            assert plan.summary == "0 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd", name

    def test_short_names_and_addresses_are_explained_without_jargon(self):
        plan = bring_in(
            {
                **NEW,
                "korte_naam": "Straat & Team!",
                "bronnen": [
                    {"titel": "A", "uitgever": "B", "adres": "www.hetccv.nl"},
                    {"titel": "C", "uitgever": "D", "adres": "staat op het net"},
                ],
            }
        )
        made = _("Write it like this: %s")
        assert [each.right for each in plan.entries[0].problems()] == [
            made % "straat-team",
            made % "https://www.hetccv.nl",
            _("Begin with https://, or leave it empty."),
        ]

    def test_two_databanks_on_a_day_are_fine_and_one_twice_is_not(self):
        row = {"databank": "NJi", "uitkomst": "niet-erkend", "datum": "2024-01-01"}
        plan = bring_in(
            {
                **NEW,
                "erkenningen": [
                    {**row, "korte_naam": "een"},
                    {**row, "korte_naam": "twee"},
                    {**row, "databank": "Loket Gezond Leven"},
                ],
            }
        )
        assert places(plan) == [("erkenningen 1", "datum"), ("erkenningen 2", "datum")]

    def test_a_relation_must_lead_somewhere_else_and_one_way(self):
        make_intervention("Zwaar")
        light = make_intervention("Licht")
        Relation.objects.create(
            intervention=light,
            kind="lichter-dan",
            other=Intervention.objects.get(slug="zwaar"),
        )
        relation = {"soort": "lichter-dan"}
        plan = bring_in(
            {
                "korte_naam": "zwaar",
                "relaties": [
                    {**relation, "andere_interventie": "licht"},
                    {**relation, "andere_interventie": "zwaar"},
                    {**relation, "andere_interventie": "nergens"},
                    {"soort": "combineert-met", "andere_interventie": "licht"},
                ],
            }
        )
        assert sorted(places(plan)) == [
            (f"relaties {number}", "andere_interventie") for number in (1, 2, 3)
        ]

    def test_nothing_is_written_when_anything_is_refused(self):
        make_intervention("Nachtvoetbal")
        bring_in({"korte_naam": "nachtvoetbal", "doel": "Rust."}, {"naam": "Half"})
        assert Intervention.objects.get().aim == ""

    def test_invisible_characters_are_refused_at_their_cell(self):
        plan = bring_in(
            {
                **NEW,
                "doel": "a\x00b",
                "korte_naam": "a\x00b",
                "uuid": "\ud800",
                "doelgroepen": ["\ud800"],
                "bronnen": [{"titel": "x\u202ey", "uitgever": "z"}],
                "cijfers": [{"wat_is_geteld": "\x00", "waarde": 1, "bron": "\x00"}],
            }
        )
        assert {column for _within, column in places(plan)} >= {
            "doel",
            "korte_naam",
            "uuid",
            "doelgroepen",
            "titel",
            "wat_is_geteld",
            "bron",
        }
        assert not Intervention.objects.exists()


class WarningTests(TestCase):
    """They refuse nothing that somebody has looked at."""

    @classmethod
    def setUpTestData(cls):
        cls.utrecht = make_city("Utrecht")
        cls.zwolle = make_city("Zwolle")
        cls.entry = make_intervention("Straatcoaches Oost", cities=[cls.utrecht])

    def warned(self, *records):
        plan = bring_in(*records)
        found = places(plan, Level.WARNING)
        for entry in plan.entries:
            warned = any(entry.problems(Level.WARNING))
            assert (entry.outcome is Outcome.REFUSED) == warned
        return found

    def test_the_same_name_needs_a_decision(self):
        record = {**NEW, "naam": "straatcoaches oost", "korte_naam": "anders"}
        assert self.warned(record) == [("", "naam")]
        plan = bring_in(record, accepted=None)
        assert plan.summary == "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"

    def test_a_similar_name_in_the_same_city_needs_a_decision(self):
        for name in (
            "Straatcoaches in Oost",
            "Straat-coaches Oost",
            "De straatcoaches oost",
        ):
            record = {**NEW, "naam": name, "uitvoeringen": [{"gemeenten": ["utrecht"]}]}
            assert self.warned(record) == [("", "naam")], name

    def test_a_similar_name_elsewhere_and_another_number_are_something_else(self):
        make_intervention("Straatcoaches fase 2", cities=[self.utrecht])
        for name, city in (
            ("Straatcoaches in Oost", "zwolle"),
            ("Straatcoaches fase 3", "utrecht"),
            ("Casustafel Oost", "utrecht"),
        ):
            record = {**NEW, "naam": name, "uitvoeringen": [{"gemeenten": [city]}]}
            assert self.warned(record) == [], name
            Intervention.objects.filter(name=name).delete()

    def test_two_new_entries_of_the_file_can_be_doubles_of_each_other(self):
        place = [{"gemeenten": ["zwolle"]}]
        assert self.warned(
            {**NEW, "naam": "Gezinscoaches Zuid", "uitvoeringen": place},
            {**NEW, "naam": "Gezinscoaches in Zuid", "uitvoeringen": place},
        ) == [("", "naam")]

    def test_a_new_entry_without_a_key_never_lands_on_another(self):
        record = {**NEW, "naam": "Straatcoaches Oost"}
        assert ("", "naam") in self.warned(record)
        bring_in(record, accepted=None)
        assert Intervention.objects.count() == 2
        self.entry.refresh_from_db()
        assert self.entry.summary == "Jongeren sporten samen met een begeleider."

    def test_a_small_group_with_named_neighbourhoods_needs_a_decision(self):
        def record(number, words="jongeren", **place):
            return {
                "korte_naam": "straatcoaches-oost",
                "uitvoeringen": [{"gemeenten": ["utrecht"], **place}],
                "cijfers": [
                    {
                        "wat_is_geteld": f"besproken {words}",
                        "waarde": number,
                        "uitvoering": "utrecht",
                    }
                ],
            }

        assert self.warned(record(14, wijken="Zuilen")) == [("cijfers 1", "waarde")]
        assert self.warned(record(14)) == []
        self.entry.figures.all().delete()
        assert self.warned(record(15, wijken="Zuilen")) == []
        self.entry.figures.all().delete()
        self.entry.deliveries.update(neighbourhoods="")
        assert self.warned(record(7, "coaches", wijken="Zuilen")) == []
        assert self.warned(
            {
                "korte_naam": "straatcoaches-oost",
                "uitvoeringen": [{"gemeenten": ["utrecht"], "aantal_plekken": 9}],
            }
        ) == [("uitvoeringen 1", "aantal_plekken")]

    def test_neighbourhoods_beside_a_small_number_that_is_there_count_too(self):
        self.entry.figures.create(measure="gezinnen", value=4)
        row = {"gemeenten": ["utrecht"], "wijken": ["Zuilen"]}
        record = {"korte_naam": "straatcoaches-oost", "uitvoeringen": [row]}
        assert self.warned(record) == [("uitvoeringen 1", "wijken")]

    def test_what_is_there_already_is_not_warned_about_again(self):
        self.entry.deliveries.update(neighbourhoods="Zuilen")
        self.entry.figures.create(measure="gezinnen", value=4)
        assert self.warned({"korte_naam": "straatcoaches-oost", "doel": "Rust."}) == []

    def test_persons_and_their_numbers_need_a_decision(self):
        for text in (
            "Vraag naar mevrouw De Vries.",
            "Bel J. van Dijk.",
            "Bel 06-12345678.",
            "Bel +31 6 1234 5678.",
            "Mail jan.jansen@gemeente.example.",
            "Mail kees@gmail.com.",
        ):
            record = {"korte_naam": "straatcoaches-oost", "aanmelden": text}
            assert self.warned(record) == [("", "aanmelden")], text

    def test_roles_and_general_addresses_are_fine(self):
        for text in (
            "Vraag naar de procesregisseur.",
            "Bel 030 286 0000 of 14 030.",
            "Mail info@gemeente.example of zorg-en-veiligheid@zvh.example.",
            "De J.F. Kennedylaan en het A.B.C.-team.",
            "In 2020 kwamen er 0612 meldingen.",
        ):
            record = {"korte_naam": "straatcoaches-oost", "aanmelden": text}
            assert self.warned(record) == [], text

    def test_only_the_entries_that_were_looked_at_are_taken(self):
        one = {**NEW, "naam": "Een", "aanmelden": "Bel 06-12345678."}
        two = {**NEW, "naam": "Twee", "aanmelden": "Bel 06-12345678."}
        bring_in(one, two, accepted=frozenset({2}), valid_only=True)
        names = Intervention.objects.exclude(pk=self.entry.pk).values_list(
            "name", flat=True
        )
        assert list(names) == ["Twee"]
