"""In which order the list stands."""

from datetime import date, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from catalogue.choices import AppraisalKind, RecognitionOutcome, StudyKind
from catalogue.models import Appraisal, ApproachType, Recognition, Study

from .builders import make_intervention, make_row, make_term
from .list_page import answer, names

TODAY = timezone.localdate()
DAY = timedelta(days=1)


class OrderTests(TestCase):
    def names(self, query=""):
        return names(self.client, query)

    def test_entries_stand_by_name_whatever_accents_and_capitals(self):
        for name in ["Ed", "Écht", "zorg", "Echo", "‘Aanpak’", "Zebra", "een"]:
            make_intervention(name)
        in_order = ["‘Aanpak’", "Echo", "Écht", "Ed", "een", "Zebra", "zorg"]
        assert self.names() == in_order
        assert self.names("?sorteer=naam") == in_order
        assert self.names("?sorteer=mooist") == in_order
        # Without words there is nothing to be relevant to.
        assert self.names("?sorteer=relevantie") == in_order

    def test_checked_last_comes_first_and_never_comes_last(self):
        make_intervention("Nooit A")
        make_intervention("Oud", checked_on=date(2024, 5, 1))
        make_intervention("Nieuw B", checked_on=date(2026, 5, 1))
        make_intervention("Nieuw A", checked_on=date(2026, 5, 1))
        make_intervention("Nooit B")
        assert self.names("?sorteer=gecontroleerd") == [
            "Nieuw A",
            "Nieuw B",
            "Oud",
            "Nooit A",
            "Nooit B",
        ]

    def test_newest_first(self):
        def moment(day):
            return datetime(2026, 1, day, tzinfo=timezone.get_default_timezone())

        make_intervention("Midden", created=moment(2), modified=moment(9))
        make_intervention("Laatst", created=moment(3), modified=moment(4))
        make_intervention("Eerst", created=moment(1), modified=moment(8))
        assert self.names("?sorteer=nieuw") == ["Laatst", "Midden", "Eerst"]

    def test_words_found_in_the_name_come_first_unless_asked_otherwise(self):
        make_intervention("Boksen", summary="Voetbal en meer.")
        make_intervention("Voetbal")
        assert self.names("?zoek=voetbal") == ["Voetbal", "Boksen"]
        assert self.names("?zoek=voetbal&sorteer=naam") == ["Boksen", "Voetbal"]
        assert self.names("?zoek=voetbal&sorteer=onzin") == ["Voetbal", "Boksen"]

    def test_the_page_offers_the_orders_that_mean_something(self):
        make_intervention("Boksen")
        # The first is the default, which needs no value in the address.
        offered = ["", "gecontroleerd", "nieuw", "bewijs"]
        assert [sort["slug"] for sort in answer(self.client)["sorts"]] == offered
        sorts = answer(self.client, "?zoek=boksen&sorteer=naam")["sorts"]
        assert [(sort["slug"], sort["selected"]) for sort in sorts] == [
            ("", False),
            ("naam", True),
            ("gecontroleerd", False),
            ("nieuw", False),
            ("bewijs", False),
        ]


class EvidenceOrderTests(TestCase):
    def recognise(self, name, outcome, valid_until=None):
        entry = make_intervention(name)
        self.add(entry, outcome, valid_until)
        return entry

    def add(self, entry, outcome, valid_until=None):
        make_row(
            Recognition,
            intervention=entry,
            outcome=outcome,
            slug=f"{entry.slug}-{outcome}",
            databank=f"Databank van {outcome}",
            dated=TODAY - 365 * DAY,
            valid_until=valid_until,
        )

    def study(self, slug, strength, kind=StudyKind.EFFECT, **of):
        make_row(Study, slug=slug, title=slug, strength=strength, kind=kind, **of)

    def test_recognition_in_force_first_then_the_strongest_study(self):
        outcome = RecognitionOutcome
        self.recognise("A beschreven", outcome.DESCRIBED, TODAY)
        self.recognise("B onderbouwd", outcome.SUBSTANTIATED, TODAY)
        self.recognise("C sterk", outcome.STRONG_INDICATIONS, TODAY + DAY)
        # What has expired does not help, nor what is no level.
        expired = self.recognise("D", outcome.STRONG_INDICATIONS, TODAY - DAY)
        self.add(expired, outcome.FIRST_INDICATIONS, TODAY)
        self.recognise("E", outcome.GOOD_INDICATIONS, TODAY - DAY)
        self.recognise("F", outcome.NOT_RECOGNISED)
        self.study("zwak", 2, intervention=make_intervention("G twee"))
        strong = make_intervention("H vier")
        self.study("sterk", 4, intervention=strong)
        self.study("zwakker", 1, intervention=strong)
        also = self.recognise("I onderbouwd met drie", outcome.SUBSTANTIATED, TODAY)
        self.study("drie", 3, intervention=also)
        assert names(self.client, "?sorteer=bewijs") == [
            "C sterk",
            "D",
            "I onderbouwd met drie",
            "B onderbouwd",
            "A beschreven",
            "H vier",
            "G twee",
            "E",
            "F",
        ]

    def test_praise_and_studies_of_the_type_do_not_count(self):
        kind = make_term(ApproachType, "Straatcoaches")
        self.study("type", 5, approach_type=kind)
        typed = make_intervention("Z met type", approach_types=[kind])
        for slug, of in [
            ("entry", {"intervention": typed}),
            ("t", {"approach_type": kind}),
        ]:
            make_row(
                Appraisal,
                slug=slug,
                kind=AppraisalKind.AWARD,
                title="Prijs",
                by="Jury",
                **of,
            )
        self.study("proces", None, StudyKind.PROCESS, intervention=typed)
        make_intervention("A zonder")
        assert names(self.client, "?sorteer=bewijs") == ["A zonder", "Z met type"]
