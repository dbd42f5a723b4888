"""What texts, names and dates may be."""

from datetime import date
from unittest import mock

import pytest
from django.test import TestCase
from django.utils.translation import gettext as _

from catalogue import models
from catalogue.choices import Precision
from catalogue.models import Delivery, Intervention, Organisation
from catalogue.models.fields import LONGEST_TEXT, cut_date, sort_key, years_later

from .builders import make_intervention, make_organisation
from .rules import complaints


class TextTests(TestCase):
    def test_control_characters_are_refused_with_their_place(self):
        entry = make_intervention("Boksen")
        entry.aim = "ab\x00c"
        assert complaints(entry) == [
            _("Remove the invisible character at position %(position)d.")
            % {"position": 3}
        ]
        for sign in "\x01\x0b\x1f\x7f\x85\ud800":
            entry.aim = f"a{sign}"
            assert len(complaints(entry)) == 1, repr(sign)
        entry.aim = "Regel\r\n\tingesprongen – ‘é’ 🎉"
        entry.full_clean()

    def test_a_line_is_one_line_without_marks_that_turn_its_direction(self):
        entry = make_intervention("Boksen")
        for sign in "\n\r\t\u2028\u202e\u2066\x00":
            entry.name = f"a{sign}b"
            assert len(complaints(entry)) == 1, repr(sign)
        entry.name = "Écht – ‘é’ 🎉"
        entry.full_clean()

    def test_a_text_has_at_most_ten_thousand_characters(self):
        entry = make_intervention("Boksen", aim="a" * LONGEST_TEXT)
        entry.full_clean()
        entry.aim += "a"
        assert len(complaints(entry)) == 1
        entry.aim, entry.sentence = "", "a" * 161
        assert len(complaints(entry)) == 1


class SortKeyTests(TestCase):
    def test_it_follows_the_name(self):
        entry = make_intervention("Écht")
        assert entry.sort_key == "echt"
        entry.name = "’s Nachts – op Straat!"
        entry.save()
        assert Intervention.objects.get().sort_key == "s nachts op straat"

    def test_names_are_compared_bytewise(self):
        for name in ["b c", "bc", "b", "B-a", "ba", "Ba 2", "ba 10"]:
            make_organisation(name)
        names = list(Organisation.objects.values_list("name", flat=True))
        assert names == ["b", "B-a", "b c", "ba", "ba 10", "Ba 2", "bc"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Fryslân", "fryslan"),
        ("'s-Hertogenbosch", "s hertogenbosch"),
        ("SMS-bom", "sms bom"),
        ("  Straße  3.0 ", "strasse 3 0"),
        ("Ĳsselstein", "ijsselstein"),
        ("ℌuis 𝐂oach", "huis coach"),
        ("…", ""),
    ],
)
def test_a_sort_key_has_no_accents_capitals_or_signs(name, key):
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("precision", "stored"),
    [
        (Precision.YEAR, date(2020, 1, 1)),
        (Precision.MONTH, date(2020, 5, 1)),
        (Precision.DAY, date(2020, 5, 17)),
    ],
)
def test_what_is_not_known_of_a_date_is_stored_as_one(precision, stored):
    assert cut_date(date(2020, 5, 17), precision) == stored
    assert cut_date(stored, precision) == stored


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2020, 5, 17), 5, date(2025, 5, 17)),
        (date(2020, 2, 29), 5, date(2025, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_some_years_later_is_the_same_day(day, years, later):
    assert years_later(day, years) == later


@pytest.mark.django_db
@mock.patch("django.utils.timezone.localdate", return_value=date(2026, 3, 2))
def test_what_has_happened_is_not_still_to_come(today):
    entry = make_intervention()
    of = {"intervention": entry}
    withdrawn = {"publication": "ingetrokken", "withdrawn_reason": "Dubbel."}
    other = {"name": "B", "slug": "b", "kind": "actie", "sentence": "B", "summary": "B"}
    source = {"title": "T", "slug": "t", "publisher": "P"}
    found = {"slug": "r", "databank": "NJi", "outcome": "niet-gevonden"}
    for name, row in [
        ("checked_on", Intervention(**other)),
        ("withdrawn_on", Intervention(**other, **withdrawn)),
        ("accessed_on", models.Source(**source)),
        ("published_on", models.Source(**source)),
        ("dated", models.Recognition(**of, **found)),
        ("published_on", models.Study(**of, slug="s", title="S", kind="anders")),
        ("dated", models.Appraisal(**of, slug="a", title="A", kind="prijs", by="J")),
        ("reference_date", models.Figure(**of, measure="m", value=1)),
        ("ended", Delivery(**of, scope="onbekend")),
    ]:
        days = [(date(2026, 3, 2), "dag", True), (date(2026, 3, 3), "dag", False)]
        if hasattr(row, f"{name}_precision"):
            days += [(date(2026, 3, 1), "maand", True)]
            days += [(date(2026, 4, 1), "maand", False)]
            days += [(date(2026, 1, 1), "jaar", True)]
            days += [(date(2027, 1, 1), "jaar", False)]
        for day, precision, allowed in days:
            setattr(row, name, day)
            setattr(row, f"{name}_precision", precision)
            if allowed:
                row.full_clean()
            else:
                assert complaints(row) == [_("This day is still to come.")], name


@pytest.mark.django_db
def test_each_table_with_a_precision_refuses_a_date_that_says_more():
    entry = make_intervention()
    day = date(2020, 2, 2)
    month = [_("Only the month is known: use the first day.")]
    year = [_("Only the year is known: use 1 January.")]
    of = {"intervention": entry}
    for name, row in {
        "started": Delivery(**of, scope="onbekend"),
        "ended": Delivery(**of, scope="onbekend"),
        "reference_date": models.Figure(**of, measure="m", value=1),
        "published_on": models.Study(**of, slug="s", title="S", kind="anders"),
        "dated": models.Appraisal(**of, slug="a", title="A", kind="prijs", by="J"),
    }.items():
        setattr(row, name, day)
        setattr(row, f"{name}_precision", "maand")
        assert complaints(row) == month, name
        setattr(row, f"{name}_precision", "jaar")
        assert complaints(row) == year, name
    source = models.Source(title="T", slug="t", publisher="P", published_on=day)
    source.published_on_precision = "maand"
    assert complaints(source) == month
