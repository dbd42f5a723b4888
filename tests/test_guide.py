"""Four questions about a situation; what fits, and why; and nothing that is kept."""

import logging
from datetime import date
from html import escape
from unittest import mock

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.choices import Publication, RelationKind, Scope, Status
from catalogue.models import ApproachType, Phase, Relation, Theme
from catalogue.templatetags import drawing, overviews

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_row,
    make_term,
)

pytestmark = pytest.mark.django_db
PAGE = "/wegwijzer/"
IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture
def lists():
    """Two phases, two themes, two cities in one province and one in another."""
    return {
        "risico": make_term(Phase, "risico", order=1),
        "doorgroeier": make_term(Phase, "doorgroeier", order=2),
        "drugs": make_term(Theme, "drugs"),
        "online": make_term(Theme, "online"),
        "utrecht": make_city("Utrecht", code="0344"),
        "amersfoort": make_city("Amersfoort"),
        "zwolle": make_city("Zwolle", province="overijssel"),
    }


def answer(query=""):
    response = Client().get(PAGE + query)
    assert response.status_code == 200
    return response.context


def names(query=""):
    return [result["name"] for result in answer(query)["results"]]


def why(name, query):
    """Per heading what is said of the entry `name`."""
    [found] = [each for each in answer(query)["results"] if each["name"] == name]
    return {
        f"{group['symbol']} {group['fit']}": [
            " ".join(filter(None, reason)) for reason in group["reasons"]
        ]
        for group in found["why"]
    }


def text(query=""):
    return Client().get(PAGE + query).content.decode()


def test_without_an_answer_there_is_only_the_form(lists):
    make_intervention("Boksen", phases=[lists["risico"]])
    for query in ["", "?leeftijd=&fase=&gemeente=&provincie=", "?fase=onbekend"]:
        assert "results" not in answer(query), query
        assert "Boksen" not in text(query)


def test_most_met_comes_first_then_least_against_then_name(lists):
    here = {"cities": [lists["utrecht"]]}
    make_intervention("Alles", age_from=12, phases=[lists["risico"]], **here)
    make_intervention("Twee, een onbekend", phases=[lists["risico"]], **here)
    make_intervention("Twee, een tegen", age_from=18, phases=[lists["risico"]], **here)
    make_intervention("Boksen", phases=[lists["doorgroeier"]], age_from=12)
    make_intervention("Atletiek", phases=[lists["doorgroeier"]], age_from=12)
    make_intervention("Niets", phases=[lists["doorgroeier"]], age_from=18)
    make_intervention("Zonder gegevens")
    query = "?leeftijd=16&fase=risico&gemeente=utrecht"
    assert names(query) == [
        *("Alles", "Twee, een onbekend", "Twee, een tegen"),
        *("Atletiek", "Boksen"),
    ]
    assert answer(query)["number"] == 5


def test_the_reasons_are_said_for_each_answer(lists):
    make_intervention(
        "Boksen",
        age_from=18,
        phases=[lists["doorgroeier"]],
        themes=[lists["drugs"], lists["online"]],
    )
    query = "?leeftijd=16&fase=doorgroeier&thema=online&gemeente=utrecht"
    found = why("Boksen", query)
    assert list(found) == ["✓ met", "? unknown", "✗ not"]
    assert [line.split()[-1] for line in found["✓ met"]] == ["doorgroeier", "online"]
    assert "18 jaar en ouder" in found["✗ not"][0]


def test_one_of_several_themes_is_enough(lists):
    make_intervention("Boksen", themes=[lists["online"]])
    make_intervention("Dammen", themes=[lists["drugs"]])
    make_intervention("Schaken")
    assert names("?thema=online&thema=drugs") == ["Boksen", "Dammen"]
    assert names("?thema=online") == ["Boksen"]


def test_an_age_at_the_edge_fits_and_one_open_end_is_known(lists):
    make_intervention("Tot", age_to=16)
    make_intervention("Van", age_from=16)
    make_intervention("Ouder", age_from=17)
    assert names("?leeftijd=16") == ["Tot", "Van"]
    assert names("?leeftijd=0") == ["Tot"]


def test_a_place_is_here_nearby_or_elsewhere_with_its_status(lists):
    make_intervention("Hier", cities=[lists["utrecht"]], status=Status.PILOT)
    make_intervention("Vlakbij", cities=[lists["amersfoort"]])
    make_intervention("Elders", cities=[lists["zwolle"]])
    make_delivery(make_intervention("Overal"), scope=Scope.NATIONAL)
    make_intervention("Nergens")
    assert names("?gemeente=utrecht") == ["Hier", "Overal", "Vlakbij"]
    phase = lists["risico"]
    make_intervention("Elders risico", cities=[lists["zwolle"]], phases=[phase])
    query = "?gemeente=utrecht&fase=risico"
    assert why("Hier", query)["✓ met"][0].endswith("Utrecht (pilot)")
    assert "(actief)" in why("Overal", query)["✓ met"][0]
    assert why("Vlakbij", query)["≈ near"][0].endswith("Amersfoort (actief)")
    [elsewhere] = why("Elders risico", query)["✗ not"]
    assert "Utrecht" in elsewhere
    assert "Zwolle (actief)" in elsewhere


def test_nearby_comes_before_unknown(lists):
    phases = [lists["risico"]]
    make_intervention("Atletiek", phases=phases)
    make_intervention("Boksen", phases=phases, cities=[lists["amersfoort"]])
    assert names("?fase=risico&gemeente=utrecht") == ["Boksen", "Atletiek"]


def test_what_stopped_here_does_not_fit_and_says_so(lists):
    entry = make_intervention("Gestopt", phases=[lists["risico"]])
    stopped = {"status": Status.STOPPED, "stop_reason": "Het geld was op."}
    make_delivery(entry, cities=[lists["utrecht"]], **stopped)
    assert names("?gemeente=utrecht") == []
    [line] = why("Gestopt", "?gemeente=utrecht&fase=risico")["✗ not"]
    assert "Utrecht" in line
    assert "(" not in line  # nothing is known elsewhere


def test_a_province_counts_all_its_cities(lists):
    make_intervention("Hier", cities=[lists["amersfoort"]])
    make_intervention("Elders", cities=[lists["zwolle"]])
    assert names("?provincie=utrecht") == ["Hier"]
    # With a city, the province is that of the city.
    assert names("?provincie=overijssel&gemeente=amersfoort") == ["Hier"]


@pytest.mark.parametrize(
    "typed", ["den-haag", "Den Haag", "den haag", "0518", "GM0518", "'s-Gravenhage"]
)
def test_a_city_is_known_by_what_people_type(typed, lists):
    city = make_city("Den Haag", code="0518", official_name="'s-Gravenhage")
    make_intervention("Hier", cities=[city])
    assert names(f"?gemeente={typed}") == ["Hier"]
    assert answer(f"?gemeente={typed}")["city"] == "Den Haag"


def test_a_city_that_has_merged_leads_to_what_it_became(lists):
    old = make_city("Haaren", code="0788", end_date=date(2020, 12, 31))
    for typed in ["haaren", "Haaren", "0788"]:
        assert "Haaren" in answer(f"?gemeente={typed}")["problems"]["gemeente"]
    old.successors.set([lists["utrecht"], lists["zwolle"]])
    told = answer("?gemeente=haaren")["problems"]["gemeente"]
    assert told.endswith(": Utrecht, Zwolle.")
    assert "Haaren" not in answer()["cities"]


@pytest.mark.parametrize(
    ("bad", "key", "told"),
    [
        ("leeftijd=abc", "leeftijd", ["“abc”", "0", "99"]),
        ("leeftijd=100", "leeftijd", ["“100”"]),
        ("leeftijd=-1", "leeftijd", ["“-1”"]),
        ("leeftijd=%D9%A1", "leeftijd", ["“١”"]),
        ("fase=doorgroeir", "fase", ["“doorgroeir”", "“doorgroeier”"]),
        ("gemeente=utrect", "gemeente", ["“utrect”", "“utrecht”"]),
        ("provincie=utrechd", "provincie", ["“utrechd”", "“utrecht”"]),
        ("thema=online&thema=x%00y", "thema", ["“xy”"]),
    ],
)
def test_a_bad_answer_is_named_and_the_others_count(bad, key, told, lists):
    make_intervention("Boksen", phases=[lists["risico"]], themes=[lists["online"]])
    good = "thema=online" if key != "thema" else "fase=risico"
    query = f"?{bad}&{good}"
    found = answer(query)
    assert list(found["problems"]) == [key]
    for part in told:
        assert part in found["problems"][key]
    assert [each["name"] for each in found["results"]] == ["Boksen"]
    assert f'href="#{key}"' in text(query)


def test_what_is_not_public_is_not_there(lists):
    draft = make_intervention(
        "Concept", publication=Publication.DRAFT, phases=[lists["risico"]]
    )
    entry = make_intervention("Boksen", phases=[lists["risico"]])
    make_row(Relation, intervention=entry, other=draft, kind=RelationKind.LIGHTER)
    assert names("?fase=risico") == ["Boksen"]
    assert "Concept" not in text("?fase=risico")


def test_what_else_to_consider_comes_from_the_catalogue(lists):
    kind = make_term(ApproachType, "straatcoaches")
    entry = make_intervention("Boksen", phases=[lists["risico"]], approach_types=[kind])
    heavy, light = make_intervention("Zwaar"), make_intervention("Licht")
    make_row(Relation, intervention=entry, other=heavy, kind=RelationKind.LIGHTER)
    make_row(Relation, intervention=entry, other=light, kind=RelationKind.HEAVIER)
    other = make_intervention("Afgeleid")
    make_row(Relation, intervention=entry, other=other, kind=RelationKind.DERIVED)
    found = answer("?fase=risico")
    assert [(row["name"], row["other"]) for row in found["related"]] == [
        ("Boksen", "Zwaar"),
        ("Boksen", "Licht"),
    ]
    assert [(row["name"], row["number"]) for row in found["types"]] == [
        ("Straatcoaches", 1)
    ]
    assert answer("?fase=doorgroeier")["types"] == []


def test_at_most_25_are_shown_and_the_rest_counted(lists, django_assert_num_queries):
    terms = {"phases": [lists["risico"]], "cities": [lists["utrecht"]]}
    make_many_interventions(1, **terms)
    query = "?fase=risico&gemeente=utrecht&leeftijd=16&thema=online"
    answer(query)
    with CaptureQueriesContext(connection) as one:
        assert len(names(query)) == 1
        statements = len(one)
    make_many_interventions(39, first=1, **terms)
    answer(query)
    with django_assert_num_queries(statements):
        assert names(query) == [f"Nummer {number:03}" for number in range(25)]
    found = answer(query)
    assert (found["number"], found["others"]) == (40, 15)


def test_results_lead_on_without_the_answers(lists):
    make_intervention("Boksen", phases=[lists["risico"]], age_from=12)
    page = text("?fase=risico&leeftijd=16")
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    with_answers = [link for link in links if "leeftijd" in link and link[0] != "#"]
    # The same page in the other language is all that takes them along.
    assert [link.split("?")[0] for link in with_answers] in ([], ["/en/wegwijzer/"])


ANSWERS = {
    "leeftijd": "47",
    "fase": "doorgroeier",
    "thema": "online",
    "gemeente": "zwolle",
}


def dump():
    with mock.patch("sys.stdout") as out:
        call_command("dumpdata")
    return "".join(str(call.args[0]) for call in out.write.call_args_list)


@pytest.fixture
def in_process(settings):
    settings.CACHES = {
        name: {"BACKEND": IN_PROCESS, "LOCATION": name} for name in settings.CACHES
    }
    for name in settings.CACHES:
        caches[name].clear()
    return lambda: {name: dict(caches[name]._cache) for name in settings.CACHES}


def test_reasons_that_name_the_city_that_was_asked_for_stay_in_no_memory(lists):
    entry = make_intervention("Elders", phases=[lists["risico"]])
    make_delivery(entry, cities=[lists["zwolle"]])
    remembered = []

    def escaped(text):
        remembered.append(text)
        return escape(text)

    with (
        mock.patch.object(drawing, "escaped", escaped),
        mock.patch.object(overviews, "escaped", escaped),
    ):
        page = Client().get(f"{PAGE}?fase=risico&gemeente=utrecht").content.decode()
    assert "niet in Utrecht" in page
    assert remembered
    assert not [text for text in remembered if "niet in Utrecht" in text]


def test_answers_are_stored_cached_and_logged_nowhere(lists, in_process, caplog):
    make_intervention("Boksen", phases=[lists["doorgroeier"]], cities=[lists["zwolle"]])
    caplog.set_level(logging.DEBUG)
    for logger in logging.root.manager.loggerDict:
        logging.getLogger(logger).setLevel(logging.DEBUG)
    before, kept = dump(), in_process()
    assert "Boksen" in before
    visitor = Client()
    response = visitor.get(PAGE, ANSWERS)
    assert [each["name"] for each in response.context["results"]] == ["Boksen"]
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response
    assert not response.cookies
    assert not visitor.cookies
    assert dump() == before
    assert in_process() == kept
    assert not [record for record in caplog.records if holds_an_answer(record)]


def test_a_visit_only_reads(lists):
    make_intervention("Boksen", phases=[lists["doorgroeier"]], cities=[lists["zwolle"]])
    Client().get(PAGE)  # reads the facet index, with cursors of its own
    with CaptureQueriesContext(connection) as captured:
        Client().get(PAGE, ANSWERS)
        statements = [query["sql"] for query in captured.captured_queries]
    assert statements
    # PostgreSQL executes what was prepared: querysets, which only read.
    assert all(sql.startswith(("SELECT", "EXECUTE")) for sql in statements)


def test_an_error_is_logged_without_the_answers(lists, caplog):
    caplog.set_level(logging.DEBUG)
    visitor = Client(raise_request_exception=False)
    with mock.patch("catalogue.views.guide.ranked", side_effect=RuntimeError("stuk")):
        response = visitor.get(PAGE, ANSWERS)
    assert response.status_code == 500
    assert not response.cookies
    [record] = [each for each in caplog.records if each.name == "django.request"]
    assert record.getMessage() == "Internal Server Error: /wegwijzer/"
    assert not holds_an_answer(record)
    for value in ANSWERS.values():
        assert value not in response.content.decode()


def holds_an_answer(record):
    """Whether what is written of `record` tells one of the answers."""
    written = logging.Formatter("{levelname} {name}: {message}", style="{").format(
        record
    )
    return any(
        f"{key}=" in written or value in written for key, value in ANSWERS.items()
    )


def test_the_test_of_the_log_would_see_an_answer():
    record = logging.LogRecord("x", 10, "x", 1, "GET %s", ("/?fase=doorgroeier",), None)
    assert holds_an_answer(record)


def test_it_is_there_in_english_too(lists):
    make_intervention("Boksen", phases=[lists["risico"]])
    page = Client().get("/en/wegwijzer/?fase=risico").content.decode()
    assert "1 intervention fits at least one answer" in page
    assert '<a href="/en/interventies/boksen/" lang="nl">Boksen</a>' in page
