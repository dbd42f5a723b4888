"""The texts that an entry had, for who cited one."""

from datetime import date

import pytest
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import Precision, Publication, RelationKind, Role, Scope, Status
from catalogue.models import (
    ApproachType,
    Delivery,
    Figure,
    Involvement,
    Relation,
    TargetGroup,
    Version,
)

from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_term,
)

pytestmark = pytest.mark.django_db


def change(entry, **fields):
    """Give `entry` other values, as an editor does."""
    with catalogue_change("redactie", "changed") as change:
        change.edits([entry.pk])
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save()
        change.touch(entry)


def address(entry, number=None):
    start = f"{entry.get_absolute_url()}versies/"
    return start if number is None else f"{start}{number}/"


def text(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_text_before_a_change_is_kept_with_its_day(client):
    entry = make_intervention("Nachtvoetbal", summary="Zo was het eerst.")
    change(entry, summary="Zo is het nu.", name="Zaalvoetbal")
    page = text(client, address(entry, 1))
    assert "Zo was het eerst." in page
    assert "Zo is het nu." not in page
    assert "Nachtvoetbal</h1>" in page
    today = timezone.localdate()
    assert f"Zo was de tekst op {today.day} " in page
    assert str(today.year) in page


def test_the_list_names_the_last_first_and_how_to_cite_the_text_now(client):
    entry = make_intervention("Nachtvoetbal")
    change(entry, summary="Twee.")
    change(entry, summary="Drie.")
    page = client.get(address(entry))
    assert [each["number"] for each in page.context["versions"]] == [2, 1]
    assert "http://testserver/interventies/nachtvoetbal/versies/3/" in text(
        client, address(entry)
    )


def test_the_number_of_the_text_now_leads_there_until_it_changes(client):
    entry = make_intervention("Nachtvoetbal", summary="Een.")
    cited = address(entry, 1)
    assert client.get(cited).headers["Location"] == entry.get_absolute_url()
    change(entry, summary="Twee.")
    assert "Een." in text(client, cited)


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_a_number_that_was_never_given_is_not_found(client, number):
    entry = make_intervention("Nachtvoetbal")
    change(entry, summary="Twee.")
    text(client, address(entry, number), 404)


def test_an_old_text_shows_all_that_the_page_showed(client):
    city = make_city("Utrecht")
    kind = make_term(ApproachType, "Casustafel")
    entry = make_intervention(
        "Nachtvoetbal",
        approach_types=[kind],
        target_groups=[make_term(TargetGroup, "Jongeren")],
        sources=[make_source("Interventies gezin")],
        aim="Minder overlast.",
        age_from=12,
        age_to=18,
    )
    delivery = make_row(
        Delivery,
        intervention=entry,
        scope=Scope.CITY,
        status=Status.PILOT,
        neighbourhoods="Hoograven",
        contact_role="projectleider",
    )
    delivery.cities.add(city)
    make_involvement(entry, make_organisation("Stichting Kans"), delivery=delivery)
    make_row(
        Figure,
        intervention=entry,
        measure="deelnemers",
        value=40,
        unit="jongeren",
        reference_date=date(2025, 1, 1),
        reference_date_precision=Precision.DAY,
        delivery=delivery,
    )
    before = client.get(entry.get_absolute_url()).context
    change(entry, summary="Anders.")
    page = client.get(address(entry, 1)).context
    for name in [
        "approach_types",
        "sections",
        "deliveries",
        "roles",
        "contacts",
        "figures",
        "sources",
    ]:
        assert page[name] == before[name], name
    # What is known of the type is no part of a text.
    assert [(row["label"], row["value"]) for row in page["snapshot"]] == [
        (row["label"], row["value"]) for row in before["snapshot"]
    ]
    assert page["deliveries"][0]["cities"][0]["name"] == "Utrecht"
    assert page["figures"][0]["value"] == "40"


def test_names_of_others_stay_as_they_were(client):
    entry = make_intervention("Nachtvoetbal")
    organisation = make_organisation("Stichting Kans")
    make_involvement(entry, organisation)
    change(entry, summary="Anders.")
    with catalogue_change("redactie", "rename") as renaming:
        organisation.name = "Stichting Toekomst"
        organisation.save()
        renaming.touch(organisation)
    assert "Stichting Kans" in text(client, address(entry, 1))
    assert Version.objects.count() == 1


def test_a_relation_to_what_is_withdrawn_later_is_not_named(client):
    entry, other = make_intervention("Nachtvoetbal"), make_intervention("Streetrace")
    make_row(Relation, intervention=entry, other=other, kind=RelationKind.LIGHTER)
    change(entry, summary="Anders.")
    assert "Streetrace" in text(client, address(entry, 1))
    change(
        other,
        publication=Publication.WITHDRAWN,
        withdrawn_on=timezone.localdate(),
        withdrawn_reason="Dubbel.",
    )
    assert "Streetrace" not in text(client, address(entry, 1))


def test_of_a_withdrawn_entry_the_versions_are_gone_with_reason_and_without_name(
    client,
):
    entry = make_intervention("Nachtvoetbal")
    change(entry, summary="Anders.")
    change(
        entry,
        publication=Publication.WITHDRAWN,
        withdrawn_on=date(2026, 3, 1),
        withdrawn_reason="Staat er dubbel in.",
    )
    for url in [address(entry), address(entry, 1), address(entry, 2)]:
        page = text(client, url, 410)
        assert "Staat er dubbel in." in page
        assert "1 maart 2026" in page
        assert "Nachtvoetbal" not in page


def test_a_draft_has_no_public_versions(client):
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    change(entry, summary="Anders.")
    assert not Version.objects.exists()
    text(client, address(entry), 404)
    text(client, address(entry, 1), 404)


def test_what_was_never_shown_makes_no_version():
    day = date(2999, 1, 1)
    entry = make_intervention("Nachtvoetbal", publish_from=day)
    change(entry, summary="Anders.")
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"checked_on": date(2026, 1, 1), "checked_by": "redactie"},
        {"check_again_on": date(2999, 1, 1)},
        {"internal_remark": "Bellen."},
        {"publish_until": date(2999, 1, 1)},
        {"summary": "Jongeren sporten samen met een begeleider."},  # as it was
    ],
)
def test_what_changes_no_text_makes_no_version(fields):
    entry = make_intervention("Nachtvoetbal")
    change(entry, **fields)
    assert not Version.objects.exists()


def test_a_change_to_a_part_makes_a_version(client):
    entry = make_intervention("Nachtvoetbal", cities=[make_city("Utrecht")])
    with catalogue_change("redactie", "stops") as stopping:
        stopping.edits([entry.pk])
        entry.deliveries.update(status=Status.STOPPED, stop_reason="Geen geld.")
        stopping.touch(entry)
    assert "Geen geld." not in text(client, address(entry, 1))
    assert "Geen geld." in text(client, entry.get_absolute_url())


def test_an_old_address_leads_to_the_versions_at_the_new_one(client):
    entry = make_intervention("Nachtvoetbal")
    change(entry, summary="Anders.")
    entry.old_slugs.create(slug="oud-adres")
    response = client.get("/interventies/oud-adres/versies/1/")
    assert response.status_code == 301
    assert response.headers["Location"] == address(entry, 1)


def test_the_page_of_a_version_takes_a_constant_number_of_queries(
    client, django_assert_num_queries
):
    entry = make_intervention("Nachtvoetbal", cities=[make_city("Utrecht")])
    for number in range(20):
        make_row(
            Involvement,
            intervention=entry,
            organisation=make_organisation(f"Stichting {number}"),
            role=Role.PARTNER,
        )
    change(entry, summary="Anders.")
    client.get("/")
    with django_assert_num_queries(4):
        text(client, address(entry, 1))
