"""What looks like an entry, and why."""

import pytest

from catalogue.choices import Publication, RelationKind
from catalogue.models import ApproachType, Phase, Relation, TargetGroup, Theme

from .builders import make_intervention, make_row, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    return {
        "street": make_term(ApproachType, "straatcoaches"),
        "table": make_term(ApproachType, "casustafel"),
        "young": make_term(Phase, "jonge aanwas"),
        "drugs": make_term(Theme, "drugscriminaliteit"),
        "online": make_term(Theme, "online"),
        "families": make_term(TargetGroup, "gezinnen"),
        "parents": make_term(TargetGroup, "ouders"),
    }


def shown(client, slug="boksen"):
    response = client.get(f"/interventies/{slug}/")
    assert response.status_code == 200
    return response.context["similar"]


def names(client, slug="boksen"):
    return [row["name"] for row in shown(client, slug)]


def test_the_most_alike_come_first_and_equals_by_name(client, terms):
    street, young, drugs = terms["street"], terms["young"], terms["drugs"]
    families, parents = terms["families"], terms["parents"]
    make_intervention(
        "Boksen",
        approach_types=[street],
        phases=[young],
        themes=[drugs],
        target_groups=[families, parents],
    )
    # 4; 4 + 1; 2 + 2; 2 + 1: what each shared value weighs.
    make_intervention("B alleen type", approach_types=[street])
    make_intervention(
        "Z type en groep", approach_types=[street], target_groups=[parents]
    )
    make_intervention("A fase en thema", phases=[young], themes=[drugs])
    make_intervention("C fase en groep", phases=[young], target_groups=[families])
    assert names(client) == [
        "Z type en groep",
        "A fase en thema",
        "B alleen type",
        "C fase en groep",
    ]


def test_each_has_its_reason_in_words(client, terms):
    make_intervention(
        "Boksen",
        approach_types=[terms["street"], terms["table"]],
        phases=[terms["young"]],
        themes=[terms["drugs"]],
    )
    make_intervention("Zang", approach_types=[terms["street"]], phases=[terms["young"]])
    [row] = shown(client)
    assert [each["value"] for each in row["reasons"]] == [
        "straatcoaches",
        "jonge aanwas",
    ]
    html = " ".join(client.get("/interventies/boksen/").content.decode().split())
    assert '<span lang="nl">straatcoaches</span>, ' in html


def test_one_shared_value_that_is_no_approach_type_is_not_enough(client, terms):
    make_intervention("Boksen", phases=[terms["young"]], themes=[terms["drugs"]])
    make_intervention("Een", phases=[terms["young"]])
    assert names(client) == []
    make_intervention("Twee", phases=[terms["young"]], themes=[terms["drugs"]])
    assert names(client) == ["Twee"]


def test_that_nothing_is_known_is_nothing_in_common(client):
    make_intervention("Boksen")
    make_intervention("Zang")
    assert names(client) == []


def test_what_is_named_as_related_and_what_is_not_public_is_left_out(client, terms):
    here = make_intervention("Boksen", approach_types=[terms["street"]])
    for name, kind in [("Van hier", RelationKind.LIGHTER)]:
        other = make_intervention(name, approach_types=[terms["street"]])
        make_row(Relation, intervention=here, kind=kind, other=other)
    naming = make_intervention("Naar hier", approach_types=[terms["street"]])
    make_row(Relation, intervention=naming, kind=RelationKind.DERIVED, other=here)
    make_intervention(
        "Geheim", approach_types=[terms["street"]], publication=Publication.DRAFT
    )
    make_intervention("Over", approach_types=[terms["street"]])
    assert names(client) == ["Over"]


def test_there_are_at_most_five_always_the_same(client, terms):
    for number in (6, 2, 5, 1, 4, 3, 0):
        make_intervention(f"Nummer {number}", approach_types=[terms["street"]])
    make_intervention("Boksen", approach_types=[terms["street"]])
    assert names(client) == [f"Nummer {number}" for number in range(5)]


def test_the_number_of_queries_is_the_same_for_one_and_for_many(
    client, terms, django_assert_num_queries
):
    make_intervention("Boksen", approach_types=[terms["street"]])
    for number in range(3):
        make_intervention(f"Nummer {number}", approach_types=[terms["street"]])
        if number in (0, 2):
            shown(client)
            with django_assert_num_queries(5):
                shown(client)
