"""The map: a dot for each city, as large as there are deliveries; what has no place is named."""

import re
from math import isclose

import pytest
from django.test import Client

from catalogue.changes import catalogue_change
from catalogue.choices import Publication, Scope, Status
from catalogue.models import City, Intervention, Phase
from catalogue.views.map import projected, provinces

from .builders import make_city, make_delivery, make_intervention, make_term

pytestmark = pytest.mark.django_db

UTRECHT = {"latitude": "52.0907", "longitude": "5.1214", "province": "utrecht"}
ZWOLLE = {"latitude": "52.5168", "longitude": "6.0830", "province": "overijssel"}

DOT = re.compile(
    r'class="map__dot" href="[^"]*" aria-label="(.*?)">.*?'
    r'<circle cx="(\d+)" cy="(\d+)" r="([\d.]+)">',
    re.DOTALL,
)


def shown(client, query=""):
    return client.get(f"/kaart/?{query}").context


def numbers(context):
    return [(city.name, number) for city, number in context["cities"]]


@pytest.fixture
def places(db):
    utrecht = make_city("Utrecht", code="0344", **UTRECHT)
    zwolle = make_city("Zwolle", code="0193", **ZWOLLE)
    unplaced = make_city("Nergenshuizen", code="9999", province="utrecht")
    phase = make_term(Phase, "Risico")
    one = make_intervention("Een", phases=[phase])
    make_delivery(one, cities=[utrecht], status=Status.PILOT)
    make_delivery(one, cities=[utrecht, zwolle], scope=Scope.REGION, region="Midden")
    two = make_intervention("Twee")
    make_delivery(two, cities=[utrecht], status=Status.STOPPED, stop_reason="Geld op.")
    make_delivery(two, cities=[unplaced])
    make_delivery(make_intervention("Drie"), scope=Scope.NATIONAL)
    make_intervention("Vier")
    hidden = make_intervention("Geheim", publication=Publication.DRAFT)
    make_delivery(hidden, cities=[zwolle])


def test_each_city_has_its_deliveries_the_most_first(client, places):
    assert numbers(shown(client)) == [
        ("Utrecht", 3),
        ("Nergenshuizen", 1),
        ("Zwolle", 1),
    ]


def test_deliveries_of_one_entry_in_one_city_all_count(client, places):
    entry, city = Intervention.objects.get(name="Een"), City.objects.get(name="Zwolle")
    # Of the same status as the one that covers a region, over a border.
    others = [make_delivery(entry, cities=[city]) for _ in "abc"]
    assert numbers(shown(client, "gemeente=zwolle")) == [("Zwolle", 4)]
    assert numbers(shown(client, "fase=risico")) == [("Zwolle", 4), ("Utrecht", 2)]
    with catalogue_change("test", "delete") as change:
        change.touch(others[0])
        others[0].delete()
    assert numbers(shown(client, "gemeente=zwolle")) == [("Zwolle", 3)]


def test_a_dot_is_as_large_as_its_number_and_leads_to_the_list(client, places):
    page = client.get("/kaart/").content.decode()
    utrecht, zwolle = DOT.findall(page)
    assert [utrecht[0], zwolle[0]] == [
        "Utrecht: 3 uitvoeringen",
        "Zwolle: 1 uitvoering",
    ]
    (x, y, radius), (other_x, other_y, other_radius) = (
        map(float, dot[1:]) for dot in (utrecht, zwolle)
    )
    assert isclose(radius**2, 3 * other_radius**2, rel_tol=0.02)
    assert other_x > x
    assert other_y < y  # north is up
    page = client.get("/kaart/?fase=risico").content.decode()
    link = '<a class="map__dot" href="/interventies/?fase=risico&amp;gemeente=utrecht"'
    assert f'{link} aria-label="Utrecht: 2 uitvoeringen">' in page


def test_what_is_on_no_place_of_the_map_is_named(client, places):
    context = shown(client)
    assert [city.name for city, _number in context["unplaced"]] == ["Nergenshuizen"]
    found = [
        (each["label"], each["number"], each["url"]) for each in context["elsewhere"]
    ]
    assert found == [
        ("In heel Nederland", 1, "/interventies/?gemeente=landelijk"),
        ("Gemeente onbekend", 1, "/interventies/?gemeente=onbekend"),
    ]
    for _label, number, url in found:
        assert client.get(url).context["number"] == number


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fase=risico", [("Utrecht", 2), ("Zwolle", 1)]),
        ("status=pilot", [("Utrecht", 1)]),
        ("gemeente=zwolle", [("Zwolle", 1)]),
        ("provincie=utrecht", [("Utrecht", 3), ("Nergenshuizen", 1)]),
        ("gemeente=landelijk", []),
        ("zoek=twee", [("Nergenshuizen", 1), ("Utrecht", 1)]),
    ],
)
def test_the_filters_of_the_list_narrow_the_map(client, places, query, found):
    assert numbers(shown(client, query)) == found


def test_a_name_covers_no_other_dot(client):
    west = {"latitude": "51.5606", "longitude": "5.0919"}
    east = {"latitude": "51.4416", "longitude": "5.4697"}
    tilburg = make_city("Tilburg", code="0855", **west)
    eindhoven = make_city("Eindhoven", code="0772", **east)
    make_intervention("Een", cities=[tilburg])
    make_intervention("Twee", cities=[eindhoven])
    context = shown(client)
    heights = {city.name: city.point[1] for city, _number in context["dots"]}
    names = {each["name"]: each["y"] for each in context["names"]}
    assert names["Tilburg"] < heights["Tilburg"]
    assert names["Eindhoven"] > heights["Eindhoven"]


def test_what_cannot_be_named_without_covering_another_has_no_name(client):
    for number in range(4):
        spot = {"latitude": f"52.09{number}", "longitude": "5.12"}
        city = make_city(f"Stad {number}", code=f"000{number}", **spot)
        make_intervention(f"Aanpak {number}", cities=[city])
    context = shown(client)
    assert len(context["dots"]) == 4
    assert len(context["names"]) == 2


def test_a_city_without_coordinates_is_named_beside_the_map(client, places):
    page = client.get("/kaart/?fase=onbekend").content.decode()
    assert "Nergenshuizen: 1 uitvoering</a>" in page
    assert "per gemeente" in page.lower()


def test_without_an_answer_there_is_no_map_but_a_way_out(client, places):
    page = client.get("/kaart/?fase=risico&gemeente=nergenshuizen").content.decode()
    assert 'class="map"' not in page
    assert '<a href="/kaart/?gemeente=nergenshuizen">' in page


def test_where_nothing_has_a_city_that_is_said(client, places):
    page = client.get("/kaart/?gemeente=landelijk").content.decode()
    assert "In heel Nederland</a>: 1 interventie" in page
    assert "map__table" not in page


def test_a_filter_that_cannot_be_read_shows_no_map(client, places):
    page = client.get("/kaart/?gemeente=utrect").content.decode()
    assert "<svg class" not in page.split("<main", 1)[1]
    assert "utrecht" in page


def test_the_shapes_are_twelve_provinces_inside_the_drawing(client, places):
    context = shown(client)
    assert len(provinces()) == 12
    for path in provinces():
        x, y = map(int, re.match(r"M(\d+) (\d+)l", path).groups())
        assert 0 <= x <= context["width"]
        assert 0 <= y <= context["height"]
    # The south of Limburg and the north of Groningen fit in.
    assert projected(5.9, 50.76)[1] <= context["height"]
    assert projected(7.2, 53.5)[0] <= context["width"]


def test_the_number_of_statements_does_not_grow(
    client, places, django_assert_num_queries
):
    client.get("/kaart/")
    for number in range(2):
        with django_assert_num_queries(1):
            Client().get(f"/kaart/?_={number}")
        for each in range(20):
            city = make_city(f"Stad {number}{each}", code=f"{number}1{each:02}")
            make_delivery(make_intervention(f"Meer {number}{each}"), cities=[city])
        client.get("/kaart/")
