"""Values of files: read as a person means them and said so, or refused with a reason."""

from datetime import date, datetime

import pytest
from django.utils.translation import gettext as _
from pydantic import ValidationError

from catalogue.records import InterventionRecord
from catalogue.records.dates import MONTHS
from catalogue.records.evidence import RecognitionRecord, StudyRecord
from catalogue.records.parts import DeliveryRecord, FigureRecord
from catalogue.records.values import nearest, shown

PARTIAL = (DeliveryRecord, "gestart_op")
DAY = (RecognitionRecord, "datum")
WHOLE = (DeliveryRecord, "aantal_plekken")
NUMBER = (FigureRecord, "waarde")
YES_OR_NO = (FigureRecord, "ongeveer")
LINE = (InterventionRecord, "naam")
TEXT = (InterventionRecord, "samenvatting")
LINES = (InterventionRecord, "andere_namen")
NAMES = (DeliveryRecord, "gemeenten")
STATUS = (DeliveryRecord, "status")
OUTCOME = (RecognitionRecord, "uitkomst")
STRENGTH = (StudyRecord, "bewijskracht")
UUID = (InterventionRecord, "uuid")


def read(where, value):
    """What `value` is read as, and what was said of that."""
    kind, name = where
    said = []
    record = kind.model_validate({name: value}, context=said)
    assert all(field == name for field, _message in said)
    return getattr(record, name), [message for _field, message in said]


def refusal(where, value):
    kind, name = where
    with pytest.raises(ValidationError) as caught:
        kind.model_validate({name: value})
    [error] = caught.value.errors()
    assert error["loc"] == (name,)
    return error["msg"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-03-01", "2020-03-01"),
        ("2020-03", "2020-03"),
        ("2020", "2020"),
        (2020, "2020"),
        (2020.0, "2020"),
        (date(2020, 3, 1), "2020-03-01"),
        (datetime(2020, 3, 1, 12, 30), "2020-03-01"),  # noqa: DTZ001
    ],
)
def test_a_date_that_can_be_meant_in_one_way_needs_no_word(value, day):
    assert read(PARTIAL, value) == (day, [])


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1-3-2020", "2020-03-01"),
        ("01-03-2020", "2020-03-01"),
        ("1/3/2020", "2020-03-01"),
        ("1.3.2020", "2020-03-01"),
        ("31-12-2020", "2020-12-31"),
        ("3-2020", "2020-03"),
        ("03/2020", "2020-03"),
        ("1 maart 2020", "2020-03-01"),
        ("1 Maart 2020", "2020-03-01"),
        ("maart 2020", "2020-03"),
        ("mrt 2020", "2020-03"),
        ("mrt. 2020", "2020-03"),
        ("29 feb 2020", "2020-02-29"),
        ("1 sept. 2020", "2020-09-01"),
        ("okt 2020", "2020-10"),
    ],
)
def test_a_dutch_date_is_read_and_said(value, day):
    assert read(PARTIAL, value) == (day, [_("“%s” is read as %s.") % (value, day)])


@pytest.mark.parametrize(("name", "number"), MONTHS.items())
def test_every_month_is_known(name, number):
    assert read(PARTIAL, f"{name} 2021")[0] == f"2021-{number:02}"


def test_midnight_is_no_part_of_a_day():
    assert read(DAY, "2024-05-13 00:00:00") == ("2024-05-13", [])
    assert read(DAY, "2024-05-13T00:00") == ("2024-05-13", [])


NO_DATE = (
    "This is not a date we can read. Write 1-3-2020, or as much as is known: "
    "maart 2020, 2020."
)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("30-2-2020", "This day does not exist."),
        ("2021-02-29", "This day does not exist."),
        ("0000", "This day does not exist."),
        ("0020", "This year cannot be meant."),
        ("1-3-20", NO_DATE),
        ("voorjaar 2020", NO_DATE),
        ("begin 2020", NO_DATE),
        ("2020-3", NO_DATE),
        ("2020-2021", NO_DATE),
        ("43891", NO_DATE),
        ("29 febr 2020", NO_DATE),
    ],
)
def test_what_is_no_date_is_refused(value, message):
    assert refusal(PARTIAL, value) == _(message)


@pytest.mark.parametrize("value", ["13-2020", "2020-13", "5-31-2020", "05/13/2020"])
def test_who_writes_the_month_first_is_told_to_write_the_day_first(value):
    month = 31 if "31" in value else 13
    message = _("There is no month %d.") % month
    if not value.startswith("2020"):
        message += " " + _("Write the day first: 31-12-2020.")
    assert refusal(PARTIAL, value) == message


@pytest.mark.parametrize("value", ["2024", "2024-05", "mei 2024"])
def test_a_day_needs_a_day(value):
    message = _("The day is missing. Write day, month and year: 1-3-2020.")
    assert refusal(DAY, value) == message


@pytest.mark.parametrize(
    ("value", "number", "said"),
    [
        (20, 20, False),
        ("20", 20, False),
        (" 020 ", 20, False),
        (20.0, 20, False),
        ("0", 0, False),
        ("12 jaar", 12, True),
        ("12 jr.", 12, True),
        ("20 plekken", 20, True),
        ("20 Plaatsen", 20, True),
    ],
)
def test_whole_numbers(value, number, said):
    messages = [_("“%s” is read as %d.") % (value, number)] if said else []
    assert read(WHOLE, value) == (number, messages)


@pytest.mark.parametrize("value", ["-1", "12,5", 12.5, "ca. 20", "12-18", "1" * 5000])
def test_what_is_no_whole_number_is_refused(value):
    assert refusal(WHOLE, value) == _("A whole number belongs here, such as 12.")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (13, 13),
        ("13", 13),
        (12.5, 12.5),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("-3", -3),
        ("0", 0),
        ("1234567,89", 1234567.89),
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("13,00", 13),
    ],
)
def test_numbers(value, number):
    found, said = read(NUMBER, value)
    assert (found, said) == (number, [])
    assert type(found) is type(number)


@pytest.mark.parametrize(
    ("value", "number"),
    [("1.234", 1234), ("1.234.567", 1234567), ("1.234,5", 1234.5)],
)
def test_a_dot_between_thousands_is_said(value, number):
    assert read(NUMBER, value) == (number, [_("“%s” is read as %s.") % (value, number)])


NO_NUMBER = "A number belongs here, such as 13 or 12,5. For “about”, write “ja” under “ongeveer”."


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("ongeveer 20", NO_NUMBER),
        ("20+", NO_NUMBER),
        ("nan", NO_NUMBER),
        ("inf", NO_NUMBER),
        ("1e999999", NO_NUMBER),
        ("1000000000000", NO_NUMBER),
        ("1,2,3", NO_NUMBER),
        ("12,345", "At most two decimals."),
        ("0.125", "At most two decimals."),
        (0.125, "At most two decimals."),
        (1.234, "At most two decimals."),
    ],
)
def test_what_is_no_number_is_refused(value, message):
    assert refusal(NUMBER, value) == _(message)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (True, True),
        ("ja", True),
        ("Ja", True),
        ("x", True),
        ("WAAR", True),
        ("true", True),
        (1, True),
        (False, False),
        ("nee", False),
        ("Onwaar", False),
        (0, False),
    ],
)
def test_yes_and_no(value, meant):
    assert read(YES_OR_NO, value) == (meant, [])


@pytest.mark.parametrize("value", ["misschien", "2", "jaja"])
def test_what_is_neither_yes_nor_no_is_refused(value):
    assert refusal(YES_OR_NO, value) == _("Write “ja” or “nee”.")


def test_a_value_of_a_closed_list_needs_no_word():
    assert read(STATUS, "actief") == ("actief", [])
    assert read(STRENGTH, 3) == (3, [])
    assert read(STRENGTH, "3") == (3, [])
    assert read(STRENGTH, 3.0) == (3, [])


@pytest.mark.parametrize(
    ("where", "value", "meant"),
    [
        (STATUS, "Actief", "actief"),
        (STATUS, "in voorbereiding", "in-voorbereiding"),
        (OUTCOME, "Goed onderbouwd", "goed-onderbouwd"),
        (
            OUTCOME,
            "effectief volgens goede aanwijzingen",
            "effectief-goede-aanwijzingen",
        ),
    ],
)
def test_a_label_or_other_capitals_are_read_and_said(where, value, meant):
    said = _("“%s” is read as “%s”.") % (value, meant)
    assert read(where, value) == (meant, [said])


def test_what_is_not_on_a_closed_list_is_refused_with_the_nearest():
    choose = _("Choose from: %s.") % (
        "in-voorbereiding, pilot, actief, gepauzeerd, gestopt, onbekend"
    )
    assert refusal(STATUS, "actef") == " ".join(
        [
            _("“%s” is not on the list.") % "actef",
            _("Did you mean “%s”?") % "actief",
            choose,
        ]
    )
    assert refusal(STATUS, "zzz") == f"{_('“%s” is not on the list.') % 'zzz'} {choose}"


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("een; twee", ["een", "twee"]),
        ("een\ntwee\n", ["een", "twee"]),
        ("een;;twee; een", ["een", "twee"]),
        (["een", " twee ", None, "", "een"], ["een", "twee"]),
        ("een, en nog wat; twee", ["een, en nog wat", "twee"]),
        (r"een\; en nog wat; twee", ["een; en nog wat", "twee"]),
        (r"een\\; twee", ["een\\", "twee"]),
        ("", []),
        (12, ["12"]),
    ],
)
def test_lists(value, items):
    assert read(LINES, value) == (items, [])


def test_a_list_of_names_is_parted_by_commas_too():
    assert read(NAMES, "tilburg, utrecht; zwolle")[0] == [
        "tilburg",
        "utrecht",
        "zwolle",
    ]


def test_a_code_keeps_its_zero_and_a_number_is_a_code_without_one():
    assert read(NAMES, "0363")[0] == ["0363"]
    assert read(NAMES, 363)[0] == ["363"]
    assert read(NAMES, 363.0)[0] == ["363"]


@pytest.mark.parametrize("where", [LINE, TEXT, STATUS, PARTIAL, WHOLE, NUMBER, UUID])
def test_a_list_where_one_value_belongs_is_refused(where):
    for value in [["een"], {"een": 1}]:
        message = _("This is a list, where one value belongs.")
        assert refusal(where, value) == message


def test_text_keeps_its_lines_and_a_line_has_none():
    assert read(TEXT, " een\r\ntwee\rdrie \n")[0] == "een\ntwee\ndrie"
    assert refusal(LINE, "een\ntwee") == _(
        "Remove the invisible character at position %(position)d."
    ) % {"position": 4}


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\x1b", "\x7f"])
def test_invisible_characters_are_refused_at_their_place(sign):
    message = _("Remove the invisible character at position %(position)d.")
    for where in [LINE, TEXT, LINES, NAMES]:
        assert refusal(where, f"ab{sign}c") == message % {"position": 3}


def test_braces_in_a_value_stand_in_the_message_as_they_are():
    assert "{message}" in refusal(STATUS, "{message}")


def test_a_uuid_is_read_in_every_way_of_writing():
    plain = "14b0f3b2-a4fe-5921-b932-9aca2a97ca55"
    for value in [plain, plain.upper(), plain.replace("-", ""), f"{{{plain}}}"]:
        assert read(UUID, value) == (plain, [])
    message = _("This is not a uuid. Leave it empty for something new.")
    assert refusal(UUID, "14b0f3b2") == message


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError):
        InterventionRecord.model_validate({"name": "Straatcoaches"})


def test_the_nearest_names_come_first():
    names = ["Utrecht", "Utrechtse Heuvelrug", "Tilburg", "Zwolle"]
    assert nearest("utrect", names)[0] == "Utrecht"
    assert nearest("Zwole", names) == ["Zwolle"]
    assert nearest("xyz", names) == []
    assert nearest("u" * 100_000, names) == []


def test_a_value_in_a_message_is_short_and_visible():
    assert shown("a\x00b\u202e") == "a\ufffdb\ufffd"
    assert shown("x" * 100) == "x" * 59 + "…"
