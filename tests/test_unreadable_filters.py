"""Filters with a value that cannot be read, or with none."""

import pytest

from catalogue.changes import catalogue_change
from catalogue.models import ApproachType, Phase, Theme

from .builders import make_city, make_intervention, make_organisation, make_term
from .list_page import LIST, names

pytestmark = pytest.mark.django_db

# A key, a value with a fault, and the value it is nearest to.
MISTYPED = [
    ("soort", "programa", "programma"),
    ("aanpak", "straatcoach", "straatcoaches"),
    ("gemeente", "utrech", "utrecht"),
    ("gemeente", "landelik", "landelijk"),
    ("provincie", "overijsel", "overijssel"),
    ("organisatie", "politi", "politie"),
    ("doelgroep", "onbekent", "onbekend"),
    ("fase", "doorgroeiers", "doorgroeier"),
    ("preventie", "onbekendd", "onbekend"),
    ("setting", "onbeken", "onbekend"),
    ("thema", "onbekennd", "onbekend"),
    ("kader", "vrijwilig", "vrijwillig"),
    ("status", "aktief", "actief"),
    ("erkenning", "verlope", "verlopen"),
]
UNREADABLE = [
    ("aanpak", "xyz"),
    ("gemeente", "9999"),
    ("gemeente", "GM034"),
    ("provincie", "landelijk"),
    ("leeftijd", "twaalf"),
    ("leeftijd", "-1"),
    ("leeftijd", "100"),
    ("leeftijd", "9" * 5000),
    ("leeftijdOnbekend", "misschien"),
    ("gecontroleerdSinds", "gisteren"),
    ("gecontroleerdSinds", "2026-02-30"),
]


@pytest.fixture(autouse=True)
def entries():
    make_city("Utrecht", code="0344")
    make_organisation("Politie")
    make_term(ApproachType, "Straatcoaches")
    make_term(Phase, "Doorgroeier")
    make_intervention("Boksen")
    make_intervention("Voetbal")


def problems(client, query):
    """The problems the page names; it answers, and shows no entry."""
    response = client.get(LIST + query)
    assert response.status_code == 200
    assert b"Boksen" not in response.content
    assert b"Voetbal" not in response.content
    return response.context["problems"]


@pytest.mark.parametrize(("key", "value", "nearest"), MISTYPED)
def test_the_page_names_the_value_and_the_nearest_one(client, key, value, nearest):
    [problem] = problems(client, f"?{key}={value}")
    assert f"“{value}”" in problem["why"]
    assert f"“{nearest}”" in problem["why"]


@pytest.mark.parametrize(("key", "value"), UNREADABLE)
def test_the_page_says_which_filter_it_is_and_shows_nothing(client, key, value):
    found = problems(client, f"?{key}={value}&soort=programma")
    assert [problem["url"] for problem in found] == [f"{LIST}?soort=programma"]
    assert found[0]["label"]
    assert found[0]["why"]


def test_a_readable_value_beside_it_does_not_rescue_the_filter(client):
    assert len(problems(client, "?soort=programma&soort=iets")) == 1


def test_each_unreadable_filter_is_named(client):
    found = problems(client, "?soort=iets&leeftijd=oud&fase=nooit&gemeente=utrecht")
    assert [problem["url"] for problem in found] == [
        f"{LIST}?leeftijd=oud&fase=nooit&gemeente=utrecht",
        f"{LIST}?soort=iets&leeftijd=oud&gemeente=utrecht",
        f"{LIST}?soort=iets&fase=nooit&gemeente=utrecht",
    ]


def test_a_long_value_is_not_repeated_in_full(client):
    [problem] = problems(client, f"?aanpak={'x' * 5000}")
    assert len(problem["why"]) < 300


def test_markup_in_a_value_stays_text(client):
    response = client.get(LIST, {"aanpak": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content
    assert b"&lt;script&gt;alert" in response.content


@pytest.mark.parametrize(
    "value", ["%00", "utrecht%00", "%01", "%EF%BF%BD", "%ED%A0%80"]
)
@pytest.mark.parametrize("key", ["aanpak", "gemeente", "organisatie", "status"])
def test_control_characters_are_a_value_like_any_other(client, key, value):
    query = f"?{key}={value}"
    assert len(problems(client, query)) == 1
    page = client.get(LIST + query).content.decode()
    assert not {"\x00", "\x01"} & set(page)


@pytest.mark.parametrize("value", ["", "%20", "%20%20"])
def test_empty_values_are_not_set(client, value):
    keys = [
        *("zoek", "soort", "aanpak", "gemeente", "provincie", "organisatie"),
        *("doelgroep", "fase", "preventie", "setting", "thema", "kader", "status"),
        *("erkenning", "leeftijd", "leeftijdOnbekend", "gecontroleerdSinds"),
        *("sorteer", "pagina"),
    ]
    query = "?" + "&".join(f"{key}={value}" for key in keys)
    assert names(client, query) == ["Boksen", "Voetbal"]
    assert client.get(LIST + query).context["chips"] == []


def test_an_empty_value_beside_a_real_one_is_not_set_either(client):
    make_intervention("Overleg", kind="overlegvorm")
    assert names(client, "?soort=&soort=overlegvorm") == ["Overleg"]


def test_a_value_is_known_as_soon_as_an_editor_made_or_renamed_it(client):
    client.get(LIST)  # the index is read
    theme = make_term(Theme, "Wapens")
    entry = make_intervention("Inleveractie", themes=[theme])
    assert names(client, "?thema=wapens") == [entry.name]
    with catalogue_change("test", "rename") as change:
        theme.name = "Messen en wapens"
        theme.save()
        change.touch(theme)
    [chip] = client.get(f"{LIST}?thema=wapens").context["chips"]
    assert chip["label"] == "Messen en wapens"
