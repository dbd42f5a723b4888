"""How many statements a page takes: the same with ten entries and with ten thousand."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue import indexing
from catalogue.changes import catalogue_change
from catalogue.models import ApproachType, Intervention, Phase, Theme

from .builders import (
    make_city,
    make_many_interventions,
    make_organisation,
    make_term,
)

PAGES = {
    "/": 5,
    "/interventies/": 2,
    "/interventies/?zoek=sporten&gemeente=utrecht&status=actief&fase=risico"
    "&organisatie=politie&sorteer=naam": 3,
    "/interventies/?sorteer=bewijs": 2,
    "/interventies/?zoek=nergenszo&thema=online": 2,
    "/interventies/nummer-000/": 5,
    "/interventies/nummer-000/feed.atom": 5,
    "/interventies/nummer-000/citaat.txt": 4,
    "/interventies/feed.atom": 2,
    "/gemeenten/": 2,
    "/gemeenten/utrecht/": 3,
    "/organisaties/": 3,
    "/organisaties/politie/": 6,
    "/aanpakken/": 2,
    "/aanpakken/straatcoaches/": 5,
    "/matrix/": 1,
    "/matrix/?rijen=gemeente&kolommen=status&fase=risico": 1,
    "/kaart/": 1,
    "/selectie/?i=nummer-000&i=nummer-001": 2,
    "/wegwijzer/?leeftijd=14&fase=risico&gemeente=utrecht": 3,
    "/cijfers/": 1,
    "/begrippen/": 3,
    "/over/": 1,
    "/privacy/": 1,
    "/toegankelijkheid/": 1,
    "/en/interventies/nummer-000/": 5,
    "/velden/": 8,
    "/velden/schema.json": 1,
    "/velden/sjabloon.xlsx": 8,
    "/healthz": 0,
    "/readyz": 1,
}


def statements_of_each_page(client: Client) -> dict[str, int]:
    counts = {}
    for address in PAGES:
        client.get(address)  # reads the facet index, which the next request finds
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts[address] = len(captured)
    return counts


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow(client):
    rows = {
        "cities": [make_city("Utrecht"), make_city("Zwolle")],
        "organisations": [make_organisation("Politie"), make_organisation("Kans")],
        "phases": [make_term(Phase, "Risico"), make_term(Phase, "Nazorg")],
        "themes": [make_term(Theme, "Online")],
        "approach_types": [make_term(ApproachType, "Straatcoaches")],
        "age_from": 12,
    }
    make_many_interventions(10, **rows)
    assert statements_of_each_page(client) == PAGES
    make_many_interventions(9_990, first=10, **rows)
    for index in range(20):
        make_city(f"Stad {index}")
        make_term(Theme, f"Thema {index}")
    assert statements_of_each_page(client) == PAGES


@pytest.mark.django_db
def test_an_edit_is_taken_in_by_as_many_statements_whatever_the_catalogue_holds():
    phases = [make_term(Phase, "Risico"), make_term(Phase, "Nazorg")]
    utrecht = make_city("Utrecht")
    for first, last in [(0, 10), (10, 1_000)]:
        make_many_interventions(
            last - first, first=first, phases=phases, cities=[utrecht]
        )
        indexing.current()
        entry = Intervention.objects.get(slug="nummer-003")
        with catalogue_change("test", "rename") as change:
            entry.name = f"Anders {last}"
            entry.save()
            change.touch(entry)
        with CaptureQueriesContext(connection) as captured:
            index = indexing.current()
        assert index.by_name[0] == entry.pk
        assert len(captured) == 12
