"""What editors have to do: which entries, in what order, and in how many queries."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.choices import (
    CorrectionKind,
    CorrectionState,
    Publication,
    RecognitionOutcome,
    StudyKind,
)
from catalogue.models import (
    Appraisal,
    ApproachType,
    Correction,
    Figure,
    Intervention,
    LinkCheck,
    PersonWarning,
    Recognition,
    Study,
    TargetGroup,
)
from catalogue.querysets import year_before
from catalogue.work_list import MOST, TASKS, work_list

from .admin_pages import address as admin_page
from .builders import (
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

DAY = date(2026, 3, 10)
KEYS = [
    *["meldingen", "ter-controle", "te-laat", "binnenkort", "links", "onvolledig"],
    *["waarschuwingen", "erkenning"],
]
entries = Intervention.objects


def moment(year, month, day):
    return datetime(year, month, day, 12, tzinfo=timezone.get_current_timezone())


def names(found):
    return [each.name for each in found]


def make_correction(intervention, text="Het adres is oud.", **fields):
    fields.setdefault("kind", CorrectionKind.WRONG)
    return Correction.objects.create(intervention=intervention, text=text, **fields)


def make_link(url, *interventions, since=None):
    link = LinkCheck.objects.create(
        url=url,
        works=since is None,
        problem="" if since is None else "Weg (404)",
        checked=moment(2026, 3, 9),
        broken_since=since,
    )
    link.interventions.set(interventions)
    return link


def make_recognition(intervention, valid_until, **fields):
    number = Recognition.objects.count()
    fields.setdefault("outcome", RecognitionOutcome.SUBSTANTIATED)
    return make_row(
        Recognition,
        intervention=intervention,
        slug=f"erkenning-{number}",
        databank=f"Databank {number}",
        dated=date(2022, 1, 1),
        valid_until=valid_until,
        **fields,
    )


class CheckDayTests(TestCase):
    def make(self, name, **fields):
        return make_intervention(name, **fields)

    def test_an_entry_is_overdue_from_its_day_on(self):
        self.make("Vandaag", check_again_on=DAY)
        self.make("Gisteren", check_again_on=DAY - timedelta(days=1))
        self.make("Morgen", check_again_on=DAY + timedelta(days=1))
        assert names(entries.overdue(DAY)) == ["Gisteren", "Vandaag"]

    def test_without_a_day_it_is_overdue_a_year_after_the_last_check(self):
        self.make("Nooit")
        self.make("Een jaar", checked_on=date(2025, 3, 10))
        self.make("Bijna", checked_on=date(2025, 3, 11))
        # Somebody chose: the year does not count.
        self.make(
            "Gekozen", checked_on=date(2020, 1, 1), check_again_on=date(2027, 1, 1)
        )
        assert names(entries.overdue(DAY)) == ["Een jaar", "Nooit"]

    def test_it_is_due_within_the_days_after(self):
        self.make("Vandaag", check_again_on=DAY)
        self.make("Morgen", check_again_on=DAY + timedelta(days=1))
        self.make("Zestig", check_again_on=DAY + timedelta(days=60))
        self.make("Later", check_again_on=DAY + timedelta(days=61))
        self.make("Nooit")
        self.make("Een jaar", checked_on=date(2025, 3, 10))
        self.make("Bijna", checked_on=date(2025, 3, 11))
        self.make("Net nog", checked_on=date(2025, 5, 9))
        self.make("Net niet", checked_on=date(2025, 5, 10))
        self.make(
            "Gekozen", checked_on=date(2025, 4, 1), check_again_on=date(2027, 1, 1)
        )
        found = names(entries.due_within(DAY, 60))
        assert found == ["Bijna", "Morgen", "Net nog", "Zestig"]

    def test_what_is_not_public_need_not_be_checked(self):
        for fields in [
            {"publication": Publication.DRAFT},
            {"publication": Publication.IN_REVIEW},
            {
                "publication": Publication.WITHDRAWN,
                "withdrawn_on": DAY,
                "withdrawn_reason": "Gestopt.",
            },
            {"publish_from": DAY + timedelta(days=1)},
            {"publish_until": DAY - timedelta(days=1)},
        ]:
            number = entries.count()
            self.make(f"Te laat {number}", check_again_on=DAY, **fields)
            self.make(
                f"Snel {number}", check_again_on=DAY + timedelta(days=9), **fields
            )
        assert not entries.overdue(DAY).exists()
        assert not entries.due_within(DAY, 60).exists()

    def test_the_first_day_comes_first(self):
        self.make("A", check_again_on=date(2026, 4, 1))
        self.make("B", checked_on=date(2025, 3, 20))  # so on 20 March 2026
        self.make("C", check_again_on=date(2026, 3, 15))
        self.make("D", checked_on=date(2025, 4, 10))
        found = entries.due_within(DAY, 60).by_check_day()
        assert names(found) == ["C", "B", "A", "D"]

    def test_the_methods_chain(self):
        self.make("Een", check_again_on=DAY)
        two = self.make("Twee", check_again_on=DAY)
        make_correction(two)
        assert names(entries.overdue(DAY).with_open_corrections()) == ["Twee"]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 3, 10), date(2025, 3, 10)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
    ],
)
def test_a_year_before_a_day(day, before):
    assert year_before(day) == before


class CompletenessTests(TestCase):
    def complete(self, name, **fields):
        fields.setdefault("sources", [self.source])
        fields.setdefault("target_groups", [self.group])
        fields.setdefault("approach_types", [self.approach])
        return make_intervention(name, **fields)

    def setUp(self):
        self.source = make_source()
        self.group = make_term(TargetGroup, "Jongeren")
        self.approach = make_term(ApproachType, "Straatcoaches")

    def missing(self):
        [task] = [each for each in work_list(DAY, 20) if each.key == "onvolledig"]
        return {row.name: len(row.what.split(", ")) for row in task.rows}

    def test_it_names_what_is_missing(self):
        contact = {"contact_role": "regisseur"}
        make_delivery(self.complete("Volledig"), **contact)
        make_delivery(self.complete("Geen bron", sources=[]), **contact)
        make_delivery(self.complete("Geen doelgroep", target_groups=[]), **contact)
        make_delivery(self.complete("Geen aanpak", approach_types=[]), **contact)
        make_delivery(self.complete("Geen contact"))
        self.complete("Geen uitvoering")
        make_intervention("Niets")
        make_intervention("Concept", publication=Publication.DRAFT)
        assert self.missing() == {
            "Geen aanpak": 1,
            "Geen bron": 1,
            "Geen contact": 1,
            "Geen doelgroep": 1,
            "Geen uitvoering": 2,  # and so nobody to ask
            "Niets": 5,
        }

    def test_any_way_to_ask_will_do(self):
        kans = make_organisation()
        for number, contact in enumerate(
            [
                {"contact_role": "regisseur"},
                {"contact_organisation": kans},
                {"contact_address": "info@kans.example"},
            ]
        ):
            entry = self.complete(f"Aanpak {number}")
            make_delivery(entry)
            make_delivery(entry, **contact)
        assert not entries.incomplete().exists()

    def test_a_source_of_any_part_will_do(self):
        contact = {"contact_role": "regisseur"}
        parts = [
            (Figure, {"measure": "Deelnemers", "value": 9}),
            (Study, {"slug": "s", "title": "Studie", "kind": StudyKind.OTHER}),
            (Appraisal, {"slug": "a", "title": "Prijs", "kind": "prijs", "by": "Jury"}),
            (
                Recognition,
                {
                    "slug": "r",
                    "databank": "NJi",
                    "outcome": "niet-erkend",
                    "dated": date(2024, 1, 1),
                },
            ),
        ]
        for model, fields in parts:
            entry = self.complete(model.__name__, sources=[])
            make_delivery(entry, **contact)
            row = make_row(model, intervention=entry, **fields)
            assert names(entries.incomplete()) == [model.__name__]
            row.source = self.source
            row.save()
            assert not entries.incomplete().exists()
        entry = self.complete("Uitvoering", sources=[])
        make_delivery(entry, source=self.source, **contact)
        assert not entries.incomplete().exists()


class QuestionTests(TestCase):
    """Each names an entry once, however many rows it has."""

    def test_in_review(self):
        make_intervention("Controle", publication=Publication.IN_REVIEW)
        make_intervention("Concept", publication=Publication.DRAFT)
        make_intervention("Open")
        assert names(entries.in_review()) == ["Controle"]

    def test_with_open_corrections(self):
        one, two = make_intervention("Een"), make_intervention("Twee")
        make_correction(one)
        make_correction(one)
        make_correction(two, state=CorrectionState.HANDLED)
        assert names(entries.with_open_corrections()) == ["Een"]

    def test_with_open_warnings(self):
        one, two = make_intervention("Een"), make_intervention("Twee")
        for found in ["9 jongeren", "mevrouw De Vries"]:
            one.person_warnings.create(kind="persoon", found=found)
        two.person_warnings.create(
            kind="persoon", found="9 jongeren", seen=timezone.now()
        )
        assert names(entries.with_open_warnings()) == ["Een"]

    def test_with_broken_links(self):
        one, two = make_intervention("Een"), make_intervention("Twee")
        make_intervention("Drie")
        make_link("https://a.example/", one, two)
        make_link("https://b.example/", one, since=moment(2026, 2, 1))
        make_link("https://c.example/", one, since=moment(2026, 1, 1))
        found = entries.with_broken_links()
        assert names(found) == ["Een"]
        assert found[0].broken_since == moment(2026, 1, 1)

    def test_with_expiring_recognition(self):
        for name, days in {"Voorbij": -1, "Nu": 0, "Laatste": 90, "Later": 91}.items():
            make_recognition(make_intervention(name), DAY + timedelta(days=days))
        twice = make_intervention("Twee keer")
        make_recognition(twice, DAY + timedelta(days=9))
        make_recognition(twice, DAY + timedelta(days=5))
        make_recognition(
            make_intervention("Concept", publication=Publication.DRAFT), DAY
        )
        make_recognition(make_intervention("Niet"), None, outcome="niet-erkend")
        found = entries.with_expiring_recognition(DAY, 90)
        assert names(found) == ["Laatste", "Nu", "Twee keer"]
        assert found[2].expires_on == DAY + timedelta(days=5)


class WorkListTests(TestCase):
    def tasks(self, limit=20):
        return {task.key: task for task in work_list(DAY, limit)}

    def rows(self, key, limit=20):
        return [row.name for row in self.tasks(limit)[key].rows]

    def test_without_entries_there_is_nothing_to_do(self):
        tasks = work_list(DAY, 20)
        assert [task.key for task in tasks] == KEYS
        assert {(task.number, len(task.rows)) for task in tasks} == {("0", 0)}
        assert all(task.title and task.explanation for task in tasks)

    def test_each_message_is_a_row_the_oldest_first(self):
        one, two = make_intervention("Een"), make_intervention("Twee")
        new = make_correction(one, "Nieuw.", created=moment(2026, 3, 2))
        make_correction(two, "Oud\n\n " + "x" * 300, created=moment(2026, 3, 1))
        make_correction(two, "Klaar.", state=CorrectionState.HANDLED)
        make_correction(one, "", kind=CorrectionKind.RIGHT, created=moment(2026, 3, 3))
        task = self.tasks()["meldingen"]
        assert [row.name for row in task.rows] == ["Twee", "Een", "Een"]
        assert [row.pk for row in task.rows] == [two.pk, one.pk, one.pk]
        assert task.rows[1].url == admin_page(Correction, "change", new.pk)
        assert "Oud xxx" in task.rows[0].what
        assert "x" * 195 in task.rows[0].what
        assert "x" * 200 not in task.rows[0].what
        assert task.number == "3"
        assert self.rows("meldingen", limit=2) == ["Twee", "Een"]

    def test_what_waits_longest_for_review_comes_first(self):
        for name, day in [("Een", 2), ("Twee", 1)]:
            make_intervention(
                name,
                publication=Publication.IN_REVIEW,
                modified=moment(2026, 2, day),
            )
        assert self.rows("ter-controle") == ["Twee", "Een"]

    def test_it_tells_when_an_entry_was_checked(self):
        make_intervention("Oud", checked_on=date(2025, 3, 3))
        make_intervention("Nooit")
        make_intervention(
            "Ouder", checked_on=date(2025, 2, 1), check_again_on=date(2026, 3, 9)
        )
        make_intervention("Straks", checked_on=date(2025, 4, 4))
        make_intervention("Gekozen", check_again_on=date(2026, 3, 20))
        tasks = self.tasks()
        never, older, old = tasks["te-laat"].rows
        assert [never.name, older.name, old.name] == ["Nooit", "Ouder", "Oud"]
        assert "3 maart 2025" in old.what
        assert "1 februari 2025" in older.what
        chosen, soon = tasks["binnenkort"].rows
        assert (chosen.name, soon.name) == ("Gekozen", "Straks")
        assert "20 maart 2026" in chosen.what
        assert "4 april 2026" in soon.what

    def test_it_tells_which_links_do_not_work_and_since_when(self):
        one, two = make_intervention("Een"), make_intervention("Twee")
        hidden = make_intervention("Concept", publication=Publication.DRAFT)
        make_link("https://a.example/", one, since=moment(2026, 2, 1))
        make_link("https://b.example/", two, hidden, since=moment(2026, 1, 1))
        make_link("https://goed.example/", two)
        assert self.rows("links") == ["Twee", "Een"]
        what = self.tasks()["links"].rows[0].what
        assert "https://b.example/" in what
        assert "1 januari 2026" in what
        assert "Weg (404)" in what
        assert "goed" not in what

    def test_of_many_links_it_names_the_first(self):
        entry = make_intervention("Een")
        for number in range(1, 9):
            make_link(
                f"https://n{number}.example/", entry, since=moment(2026, 1, number)
            )
        what = self.tasks()["links"].rows[0].what
        assert "https://n3.example/" in what
        assert "https://n4.example/" not in what
        assert "5" in what.split("; ")[-1]

    def test_it_tells_what_could_point_at_persons(self):
        entry = make_intervention("Een")
        for found, seen in [("9 jongeren", None), ("mevrouw De Vries", timezone.now())]:
            PersonWarning.objects.create(
                intervention=entry, kind="persoon", found=found, seen=seen
            )
        [row] = self.tasks()["waarschuwingen"].rows
        assert (row.pk, row.what) == (entry.pk, "9 jongeren")
        assert row.url == admin_page(Intervention, "change", entry.pk)

    def test_it_tells_which_recognition_ends_and_when(self):
        make_recognition(make_intervention("Later"), date(2026, 5, 2))
        make_recognition(make_intervention("Eerst"), date(2026, 4, 1))
        rows = self.tasks()["erkenning"].rows
        assert [row.name for row in rows] == ["Eerst", "Later"]
        assert "Goed onderbouwd (Databank 1)" in rows[0].what
        assert "1 april 2026" in rows[0].what

    def test_it_shows_as_many_rows_as_asked_for_and_counts_the_rest(self):
        make_many_interventions(5)
        task = self.tasks(limit=3)["te-laat"]
        assert [row.name for row in task.rows] == [
            f"Nummer 00{each}" for each in range(3)
        ]
        assert (task.number, task.has_more) == ("5", True)
        assert not self.tasks(limit=5)["te-laat"].has_more

    def test_it_counts_no_further_than_a_thousand(self):
        make_many_interventions(MOST)
        assert self.tasks()["te-laat"].number == "1000"
        make_many_interventions(50, first=MOST)
        task = self.tasks()["te-laat"]
        assert (task.number_at_most, task.number) == (1001, "1000+")

    def test_a_task_chooses_among_the_entries_it_is_given(self):
        self.fill(0, 2)
        for key in KEYS:
            found = TASKS[key].entries(entries.filter(name__endswith="1"), DAY)
            assert len(found) > 0
            assert {name[-1] for name in names(found)} == {"1"}

    def fill(self, first, last):
        for number in range(first, last):
            entry = make_intervention(f"Aanpak {number}")
            make_intervention(f"Klaar {number}", publication=Publication.IN_REVIEW)
            make_intervention(
                f"Straks {number}", check_again_on=DAY + timedelta(days=9)
            )
            make_correction(entry)
            make_correction(entry)
            entry.person_warnings.get_or_create(kind="test", found="9 jongeren")
            make_recognition(entry, DAY)
            make_link(f"https://n{number}.example/", entry, since=moment(2026, 1, 1))

    def test_the_number_of_queries_does_not_grow(self):
        counts = set()
        for first, last in [(0, 2), (2, 15)]:
            self.fill(first, last)
            with CaptureQueriesContext(connection) as queries:
                tasks = work_list(DAY, 20)
            assert min(len(task.rows) for task in tasks) >= last
            counts.add(len(queries))
        assert counts == {19}
