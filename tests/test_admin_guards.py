"""What can point at persons is asked about at the field, and kept as looked at."""

from datetime import date

import pytest

from catalogue.models import Delivery, Edit, Figure, Intervention, PersonWarning
from catalogue.roles import CHIEF

from .admin_pages import address, filled_in, with_row
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_organisation,
    make_row,
)
from .editors import make_editor
from .importing import NEW, bring_in
from .test_admin_locking import errors_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor("redactie", CHIEF))
    return client


def save(editor, entry, *looked_at, **changes):
    data = filled_in(editor.get(page_of(entry)), **changes)
    return editor.post(page_of(entry), {**data, "bekeken": looked_at})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bel 06 12345678.", "mobiel:06 12345678"),
        ("Mail naar piet@gmail.com.", "mail:piet@gmail.com"),
        ("Vraag naar mevrouw Jansen.", "naam:mevrouw Jansen"),
    ],
)
def test_a_person_in_a_text_is_asked_about_and_may_stay_once_looked_at(
    editor, text, key
):
    entry = make_intervention("Nachtvoetbal")
    response = save(editor, entry, enrolment=text)
    assert response.status_code == 200
    said = errors_of(response)
    assert list(said) == ["enrolment"]
    assert f'name="bekeken" value="{key}"' in said["enrolment"]
    assert Intervention.objects.get().enrolment == ""

    assert save(editor, entry, key, enrolment=text).status_code == 302
    assert Intervention.objects.get().enrolment == text
    warning = PersonWarning.objects.get()
    assert (warning.intervention, warning.seen_by) == (entry, "redactie")
    assert warning.seen
    # It is not asked again.
    assert save(editor, entry, aim="Iets anders.").status_code == 302


def test_a_tick_for_one_name_is_none_for_another(editor):
    entry = make_intervention("Nachtvoetbal")
    response = save(
        editor, entry, "naam:mevrouw Jansen", enrolment="Vraag naar mevrouw De Vries."
    )
    assert response.status_code == 200
    assert not PersonWarning.objects.exists()


def test_each_of_several_in_one_text_is_asked_about(editor):
    entry = make_intervention("Nachtvoetbal")
    text = "Bel 06 12345678, of mevrouw Jansen op 06 87654321 (06 12345678 is beter)."
    said = errors_of(save(editor, entry, "mobiel:06 12345678", enrolment=text))
    assert said["enrolment"].count('name="bekeken"') == 2
    assert 'value="mobiel:06 87654321"' in said["enrolment"]
    assert 'value="naam:mevrouw Jansen"' in said["enrolment"]


def test_what_is_taken_out_is_no_warning_any_more(editor):
    entry = make_intervention("Nachtvoetbal")
    save(editor, entry, "mobiel:06 12345678", enrolment="Bel 06 12345678.")
    save(editor, entry, enrolment="Bel de gemeente.")
    assert not PersonWarning.objects.exists()


def test_a_small_group_with_named_neighbourhoods_is_asked_about(editor):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, cities=[make_city("Utrecht")])
    changes = {
        "deliveries-0-capacity": 10,
        "deliveries-0-neighbourhoods": "Hoograven, Rivierenwijk",
    }
    response = save(editor, entry, **changes)
    assert list(errors_of(response)) == ["deliveries-0-capacity"]
    key = "groep:10: Hoograven, Rivierenwijk"
    assert save(editor, entry, key, **changes).status_code == 302
    assert Delivery.objects.get().capacity == 10


def test_a_small_number_beside_named_neighbourhoods_is_asked_about(editor):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, neighbourhoods="Hoograven")
    data = with_row(
        filled_in(editor.get(page_of(entry))),
        "figures",
        measure="deelnemers",
        value="9",
        unit="jongeren",
        reference_date="2026-01-01",
        reference_date_precision="dag",
    )
    response = editor.post(page_of(entry), data)
    assert list(errors_of(response)) == ["figures-0-value"]
    data["bekeken"] = "groep:9: Hoograven"
    assert editor.post(page_of(entry), data).status_code == 302
    assert Figure.objects.get().value == 9
    assert PersonWarning.objects.get().seen_by == "redactie"


def test_the_name_of_a_person_where_a_role_belongs_is_asked_about(editor):
    entry = make_intervention("Nachtvoetbal")
    changes = {"checked_on": date(2026, 1, 1), "checked_by": "Piet Jansen"}
    assert list(errors_of(save(editor, entry, **changes))) == ["checked_by"]


def test_a_private_address_of_an_organisation_is_asked_about(editor):
    organisation = make_organisation("Stichting Kans")
    response = save(editor, organisation, general_contact="kans@gmail.com")
    assert list(errors_of(response)) == ["general_contact"]
    assert (
        save(
            editor,
            organisation,
            "mail:kans@gmail.com",
            general_contact="kans@gmail.com",
        ).status_code
        == 302
    )
    # What is not changed is not asked about.
    assert save(editor, organisation, abbreviation="SK").status_code == 302


def test_a_new_entry_keeps_what_was_looked_at(editor):
    page = editor.get(address(Intervention, "add"))
    data = filled_in(
        page,
        name="Nieuw",
        slug="nieuw",
        kind="aanpak",
        sentence="Een zin.",
        summary="Bel 06 12345678.",
    )
    assert editor.post(address(Intervention, "add"), data).status_code == 200
    data["bekeken"] = "mobiel:06 12345678"
    assert editor.post(address(Intervention, "add"), data).status_code == 302
    assert PersonWarning.objects.get().seen_by == "redactie"


def test_an_accepted_import_counts_as_looked_at():
    bring_in({**NEW, "aanmelden": "Bel 06 12345678."}, accepted=frozenset({1}))
    warning = PersonWarning.objects.get()
    assert (warning.kind, warning.found) == ("mobiel", "06 12345678")
    assert warning.seen_by == "test"


def test_what_another_door_let_in_stays_open_until_somebody_looks(editor):
    entry = make_intervention("Nachtvoetbal")
    # Past the forms, as a fixture is.
    Intervention.objects.update(enrolment="Bel 06 12345678.")
    from django.core.management import call_command

    call_command("refresh", verbosity=0)
    assert PersonWarning.objects.get().seen is None
    assert list(errors_of(save(editor, entry, aim="Nieuw."))) == ["enrolment"]
    assert save(editor, entry, "mobiel:06 12345678", aim="Nieuw.").status_code == 302
    assert PersonWarning.objects.get().seen_by == "redactie"
    assert Edit.objects.count() == 1


def test_the_question_shows_a_found_text_as_text(editor):
    entry = make_intervention("Nachtvoetbal")
    delivery = make_delivery(entry, cities=[make_city("Utrecht")])
    response = save(
        editor,
        entry,
        **{
            "deliveries-0-capacity": 3,
            "deliveries-0-neighbourhoods": '"><script>alert(1)</script>',
        },
    )
    page = response.content.decode()
    assert "<script>alert(1)" not in page
    assert delivery.capacity is None


def test_a_figure_that_did_not_change_is_asked_about_when_its_delivery_names_places(
    editor,
):
    entry = make_intervention("Nachtvoetbal")
    here = make_delivery(entry, cities=[make_city("Arnhem")])
    elsewhere = make_delivery(entry, cities=[make_city("Utrecht")])
    make_row(
        Figure,
        intervention=entry,
        delivery=elsewhere,
        measure="jongeren",
        value=10,
        unit="jongeren",
    )
    fields = {
        row.pk: f"deliveries-{index}-neighbourhoods"
        for index, row in enumerate([here, elsewhere])
    }
    assert save(editor, entry, **{fields[here.pk]: "Presikhaaf"}).status_code == 302
    response = save(editor, entry, **{fields[elsewhere.pk]: "Hoograven"})
    assert response.status_code == 200
    said = errors_of(response)
    assert list(said) == ["figures-0-value"]
    assert 'value="groep:10: Hoograven"' in said["figures-0-value"]
