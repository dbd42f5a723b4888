"""Each query key of the list: which entries it keeps."""

from datetime import date, timedelta

import pytest
from django.test import TestCase
from django.utils import timezone

from catalogue.choices import Kind, RecognitionOutcome, Role
from catalogue.filters import InterventionFilterSet
from catalogue.models import (
    ApproachType,
    Phase,
    PreventionLevel,
    Recognition,
    Setting,
    TargetGroup,
    Theme,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_term,
)
from .list_page import names

VOCABULARIES = [
    ("aanpak", "approach_types", ApproachType),
    ("doelgroep", "target_groups", TargetGroup),
    ("fase", "phases", Phase),
    ("preventie", "prevention_levels", PreventionLevel),
    ("setting", "settings", Setting),
    ("thema", "themes", Theme),
]


def test_the_query_keys_are_a_contract():
    assert list(InterventionFilterSet.base_filters) == [
        "zoek",
        "soort",
        "aanpak",
        "gemeente",
        "provincie",
        "organisatie",
        "doelgroep",
        "fase",
        "preventie",
        "setting",
        "thema",
        "kader",
        "status",
        "erkenning",
        "leeftijd",
        "leeftijdOnbekend",
        "gecontroleerdSinds",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "field", "model"), VOCABULARIES)
def test_a_vocabulary_keeps_the_entries_that_have_one_of_the_terms(
    client, key, field, model
):
    first, second = make_term(model, "Eerste"), make_term(model, "Tweede")
    make_term(model, "Ongebruikt")
    make_intervention("Beide", **{field: [first, second]})
    make_intervention("Een", **{field: [first]})
    make_intervention("Geen")
    make_intervention("Twee", **{field: [second]})
    # A term of that name in another list must not count.
    other = Theme if model is not Theme else Setting
    namesake = make_term(other, "Eerste")
    make_intervention(
        "Ander", **{"themes" if other is Theme else "settings": [namesake]}
    )

    assert names(client, f"?{key}=eerste") == ["Beide", "Een"]
    assert names(client, f"?{key}=eerste&{key}=tweede") == ["Beide", "Een", "Twee"]
    assert names(client, f"?{key}=onbekend") == ["Ander", "Geen"]
    assert names(client, f"?{key}=tweede&{key}=onbekend") == [
        "Ander",
        "Beide",
        "Geen",
        "Twee",
    ]
    assert names(client, f"?{key}=ongebruikt") == []


class EntryFilterTests(TestCase):
    def names(self, query):
        return names(self.client, query)

    def test_kind(self):
        make_intervention("Actie", kind=Kind.ACTION)
        make_intervention("Overleg", kind=Kind.CONSULTATION)
        make_intervention("Programma", kind=Kind.PROGRAMME)
        assert self.names("?soort=overlegvorm") == ["Overleg"]
        assert self.names("?soort=programma&soort=actie") == ["Actie", "Programma"]

    def test_voluntariness_with_its_own_value_for_unknown(self):
        make_intervention("Drang", voluntariness="drang")
        make_intervention("Niet gezegd")
        make_intervention("Vrij", voluntariness="vrijwillig")
        assert self.names("?kader=drang") == ["Drang"]
        assert self.names("?kader=onbekend") == ["Niet gezegd"]
        assert self.names("?kader=onbekend&kader=vrijwillig") == [
            "Niet gezegd",
            "Vrij",
        ]

    def test_an_organisation_counts_in_the_entry_or_in_one_delivery(self):
        police, other = make_organisation("Politie"), make_organisation("Anders")
        city = make_city()
        whole = make_intervention("Geheel")
        make_involvement(whole, police, role=Role.PARTNER)
        make_involvement(whole, police, role=Role.TRAINER)
        part = make_intervention("Deel", cities=[city])
        make_involvement(part, police, delivery=part.deliveries.get())
        make_involvement(make_intervention("Ander"), other)
        # To ask a question there is not to take part.
        make_delivery(make_intervention("Vraag"), contact_organisation=police)
        assert self.names("?organisatie=politie") == ["Deel", "Geheel"]
        assert self.names("?organisatie=politie&organisatie=anders") == [
            "Ander",
            "Deel",
            "Geheel",
        ]
        assert self.names("?organisatie=onbekend") == ["Vraag"]

    def test_checked_since_includes_the_day_itself(self):
        for day in [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)]:
            make_intervention(f"Op {day}", slug=f"op-{day}", checked_on=day)
        make_intervention("Nooit")
        since = ["Op 2026-03-01", "Op 2026-03-02"]
        assert self.names("?gecontroleerdSinds=2026-03-01") == since
        assert self.names("?gecontroleerdSinds=01-03-2026") == since

    def test_words_and_a_filter_together(self):
        utrecht, zwolle = make_city("Utrecht"), make_city("Zwolle")
        make_intervention("Voetbal", cities=[utrecht])
        make_intervention("Voetbal elders", cities=[zwolle])
        make_intervention("Boksen", cities=[utrecht])
        assert self.names("?zoek=voetbal&gemeente=utrecht") == ["Voetbal"]

    def test_two_keys_narrow_the_answer(self):
        street, school = make_term(Setting, "Straat"), make_term(Setting, "School")
        make_intervention("Beide", kind=Kind.ACTION, settings=[street, school])
        make_intervention("Plek", kind=Kind.METHOD, settings=[street])
        make_intervention("Soort", kind=Kind.ACTION, settings=[school])
        assert self.names("?setting=straat&soort=actie") == ["Beide"]

    def test_keys_that_nobody_knows_are_ignored(self):
        make_intervention("Een")
        make_intervention("Twee")
        assert self.names("?kleur=rood&utm_source=brief") == ["Een", "Twee"]


class AgeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_intervention("Tot 11", age_to=11)
        make_intervention("Twaalf tot achttien", age_from=12, age_to=18)
        make_intervention("Vanaf 16", age_from=16)
        make_intervention("Weet niet")

    def names(self, query):
        return names(self.client, query)

    def test_both_ends_are_included(self):
        at_12 = ["Twaalf tot achttien", "Weet niet"]
        assert self.names("?leeftijd=11") == ["Tot 11", "Weet niet"]
        assert self.names("?leeftijd=12") == at_12
        assert self.names("?leeftijd=18") == [
            "Twaalf tot achttien",
            "Vanaf 16",
            "Weet niet",
        ]
        assert self.names("?leeftijd=19") == ["Vanaf 16", "Weet niet"]

    def test_an_empty_end_is_open(self):
        assert self.names("?leeftijd=0") == ["Tot 11", "Weet niet"]
        assert self.names("?leeftijd=99") == ["Vanaf 16", "Weet niet"]

    def test_entries_without_an_age_can_be_left_out(self):
        assert self.names("?leeftijd=17&leeftijdOnbekend=nee") == [
            "Twaalf tot achttien",
            "Vanaf 16",
        ]
        assert self.names("?leeftijdOnbekend=nee") == [
            "Tot 11",
            "Twaalf tot achttien",
            "Vanaf 16",
        ]
        assert self.names("?leeftijd=19&leeftijdOnbekend=ja") == [
            "Vanaf 16",
            "Weet niet",
        ]


class RecognitionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        today = timezone.localdate()
        substantiated = RecognitionOutcome.SUBSTANTIATED
        for name, outcome, valid_until in [
            ("Geldig", substantiated, today),
            ("Verlopen", substantiated, today - timedelta(days=1)),
            ("Nog lang geldig", substantiated, today + timedelta(days=99)),
            ("Sterk", RecognitionOutcome.STRONG_INDICATIONS, today),
            ("Nee", RecognitionOutcome.NOT_RECOGNISED, None),
            ("Niet gezien", RecognitionOutcome.NOT_FOUND, None),
            ("Niet gewogen", RecognitionOutcome.NOT_ASSESSED, None),
        ]:
            cls.recognise(make_intervention(name), outcome, valid_until=valid_until)
        two = make_intervention("Twee oordelen")
        cls.recognise(two, substantiated, valid_until=today - timedelta(days=9))
        cls.recognise(two, RecognitionOutcome.NOT_RECOGNISED, dated=today)
        make_intervention("Weet niet")

    @staticmethod
    def recognise(entry, outcome, **fields):
        make_row(
            Recognition,
            intervention=entry,
            outcome=outcome,
            slug=f"{entry.slug}-{outcome}",
            databank="NJi",
            **{"dated": timezone.localdate() - timedelta(days=99), **fields},
        )

    def names(self, query):
        return names(self.client, query)

    def test_a_level_counts_up_to_its_last_day(self):
        assert self.names("?erkenning=goed-onderbouwd") == ["Geldig", "Nog lang geldig"]

    def test_expired_levels_are_a_value_of_their_own(self):
        assert self.names("?erkenning=verlopen") == ["Twee oordelen", "Verlopen"]

    def test_three_kinds_of_no_are_three_things(self):
        assert self.names("?erkenning=niet-erkend") == ["Nee", "Twee oordelen"]
        assert self.names("?erkenning=niet-gevonden") == ["Niet gezien"]
        assert self.names("?erkenning=niet-beoordeeld") == ["Niet gewogen"]

    def test_unknown_is_to_have_no_recognition_at_all(self):
        assert self.names("?erkenning=onbekend") == ["Weet niet"]

    def test_several_values_widen_and_nothing_comes_twice(self):
        assert self.names("?erkenning=verlopen&erkenning=niet-erkend") == [
            "Nee",
            "Twee oordelen",
            "Verlopen",
        ]
        assert self.names("?erkenning=effectief-sterke-aanwijzingen") == ["Sterk"]
