"""Two editors at once: the second is shown both texts, and overwrites nothing unseen."""

import pytest
from django.test import Client

from catalogue.models import Delivery, Intervention, Organisation
from catalogue.roles import CHIEF

from .admin_pages import address, filled_in
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_organisation,
)
from .editors import make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return logged_in(make_editor("eerste", CHIEF))


@pytest.fixture
def second():
    return logged_in(make_editor("tweede", CHIEF))


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(row):
    return address(type(row), "change", row.pk)


def save(client, row, **changes):
    """Open the page of `row` and save it with `changes`."""
    url = page_of(row)
    return client.post(url, filled_in(client.get(url), **changes))


def errors_of(response):
    """What the page says at its fields, tags left out."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {
        form.add_prefix(name): " ".join(map(str, errors))
        for form in forms
        for name, errors in form.errors.items()
    }


def test_the_second_to_save_sees_both_texts_and_nothing_is_saved(first, second):
    entry = make_intervention("Nachtvoetbal", summary="Wat er stond.")
    opened = second.get(page_of(entry))
    assert save(first, entry, summary="Tekst van de eerste.").status_code == 302

    response = second.post(
        page_of(entry), filled_in(opened, summary="Tekst van de tweede.")
    )
    assert response.status_code == 200
    said = errors_of(response)
    assert list(said) == ["summary"]
    assert "Tekst van de eerste." in said["summary"]
    assert "Tekst van de tweede.</textarea>" in response.content.decode()
    entry.refresh_from_db()
    assert entry.summary == "Tekst van de eerste."


def test_having_seen_both_texts_the_second_may_save(first, second):
    entry = make_intervention("Nachtvoetbal")
    opened = second.get(page_of(entry))
    save(first, entry, summary="Tekst van de eerste.")
    data = filled_in(opened, summary="Tekst van de tweede.")
    shown = second.post(page_of(entry), data)
    assert second.post(page_of(entry), filled_in(shown)).status_code == 302
    entry.refresh_from_db()
    assert entry.summary == "Tekst van de tweede."


def test_a_text_that_only_the_first_changed_is_not_put_back_unseen(first, second):
    entry = make_intervention("Nachtvoetbal", summary="Wat er stond.")
    opened = second.get(page_of(entry))
    save(first, entry, summary="Tekst van de eerste.")
    response = second.post(page_of(entry), filled_in(opened, aim="Iets anders."))
    assert "Tekst van de eerste." in errors_of(response)["summary"]
    entry.refresh_from_db()
    assert (entry.summary, entry.aim) == ("Tekst van de eerste.", "")


def test_the_same_text_twice_is_no_conflict(first, second):
    entry = make_intervention("Nachtvoetbal")
    opened = second.get(page_of(entry))
    save(first, entry, summary="Dezelfde tekst.")
    data = filled_in(opened, summary="Dezelfde tekst.")
    assert second.post(page_of(entry), data).status_code == 302


def test_a_row_of_the_entry_is_guarded_too(first, second):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, note="Wat er stond.")
    opened = second.get(page_of(entry))
    save(first, entry, **{"deliveries-0-note": "Van de eerste."})
    data = filled_in(opened, **{"deliveries-0-note": "Van de tweede."})
    response = second.post(page_of(entry), data)
    assert "Van de eerste." in errors_of(response)["deliveries-0-note"]
    assert Delivery.objects.get().note == "Van de eerste."


def test_a_row_that_somebody_changed_is_not_removed_unseen(first, second):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry)
    opened = second.get(page_of(entry))
    save(first, entry, **{"deliveries-0-note": "Van de eerste."})
    data = filled_in(opened, **{"deliveries-0-DELETE": "on"})
    response = second.post(page_of(entry), data)
    assert response.status_code == 200
    assert Delivery.objects.get().note == "Van de eerste."
    again = {**filled_in(response), "deliveries-0-DELETE": "on"}
    assert second.post(page_of(entry), again).status_code == 302
    assert not Delivery.objects.exists()


def test_a_row_that_the_first_added_stays(first, second):
    entry = make_intervention("Nachtvoetbal")
    opened = second.get(page_of(entry))
    make_delivery(entry, cities=[make_city("Utrecht")])
    assert (
        second.post(page_of(entry), filled_in(opened, aim="Nieuw.")).status_code == 302
    )
    assert Delivery.objects.count() == 1


def test_a_row_that_the_first_removed_is_told(first, second):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry)
    opened = second.get(page_of(entry))
    save(first, entry, **{"deliveries-0-DELETE": "on"})
    response = second.post(page_of(entry), filled_in(opened, aim="Nieuw."))
    assert response.status_code == 200
    entry.refresh_from_db()
    assert entry.aim == ""


def test_what_others_derive_from_is_no_conflict(first, second):
    organisation = make_organisation("Stichting Kans")
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, contact_organisation=organisation)
    opened = second.get(page_of(entry))
    save(first, organisation, name="Stichting Toekomst")
    assert (
        second.post(page_of(entry), filled_in(opened, aim="Nieuw.")).status_code == 302
    )


def test_a_list_that_somebody_changed_names_what_is_in_it_now(first, second):
    organisation = make_organisation("Stichting Kans")
    opened = second.get(page_of(organisation))
    city = make_city("Utrecht")
    save(first, organisation, city=city.pk)
    response = second.post(page_of(organisation), filled_in(opened, abbreviation="SK"))
    assert "Utrecht" in errors_of(response)["city"]
    assert Organisation.objects.get().abbreviation == ""


def test_a_form_that_does_not_say_when_it_was_opened_saves_nothing(first):
    entry = make_intervention("Nachtvoetbal", summary="Wat er stond.")
    data = filled_in(first.get(page_of(entry)), summary="Nieuw.")
    for value in ["", "geen json", "[]", '{"intervention-1": 3}']:
        response = first.post(page_of(entry), {**data, "geopend": value})
        assert response.status_code == 200
    assert Intervention.objects.get().summary == "Wat er stond."


def test_the_other_text_is_shown_as_text(first, second):
    entry = make_intervention("Nachtvoetbal")
    opened = second.get(page_of(entry))
    save(first, entry, summary="<script>alert(1)</script>")
    response = second.post(page_of(entry), filled_in(opened, summary="Anders."))
    page = response.content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
