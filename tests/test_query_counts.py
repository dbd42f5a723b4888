"""How many statements a page takes: the same with ten entries and with two hundred."""

import pytest

from catalogue.models import ApproachType, Phase, Theme

from .builders import (
    make_city,
    make_many_interventions,
    make_organisation,
    make_term,
)

PAGES = {
    "/": 9,
    "/interventies/": 31,
    "/interventies/?zoek=sporten&gemeente=utrecht&status=actief&fase=risico"
    "&organisatie=politie&sorteer=naam": 38,
    "/interventies/?sorteer=bewijs": 31,
    "/interventies/?zoek=nergenszo&thema=online": 42,
    "/interventies/nummer-000/": 21,
    "/gemeenten/": 1,
    "/gemeenten/utrecht/": 10,
    "/organisaties/": 2,
    "/organisaties/politie/": 9,
    "/aanpakken/": 1,
    "/aanpakken/straatcoaches/": 10,
    "/healthz": 0,
    "/readyz": 1,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "number"), PAGES.items())
def test_the_number_of_statements_does_not_grow(
    client, django_assert_num_queries, address, number
):
    rows = {
        "cities": [make_city("Utrecht"), make_city("Zwolle")],
        "organisations": [make_organisation("Politie"), make_organisation("Kans")],
        "phases": [make_term(Phase, "Risico"), make_term(Phase, "Nazorg")],
        "themes": [make_term(Theme, "Online")],
        "approach_types": [make_term(ApproachType, "Straatcoaches")],
        "age_from": 12,
    }
    make_many_interventions(10, **rows)
    with django_assert_num_queries(number):
        assert client.get(address).status_code == 200
    make_many_interventions(190, first=10, **rows)
    for index in range(20):
        make_city(f"Stad {index}")
        make_term(Theme, f"Thema {index}")
    with django_assert_num_queries(number):
        assert client.get(address).status_code == 200
