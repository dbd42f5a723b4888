"""From draft to withdrawn: who may take which step."""

from datetime import date

import pytest
from django.utils import timezone

from catalogue.choices import Publication
from catalogue.models import Delivery, Edit, Intervention, PersonWarning
from catalogue.roles import CHIEF, MANAGER, WRITER

from .admin_pages import address, filled_in
from .builders import make_delivery, make_intervention
from .editors import make_editor
from .test_admin_locking import errors_of, page_of

pytestmark = pytest.mark.django_db
LIST = "/beheer/catalogue/intervention/"


@pytest.fixture
def writer(client):
    client.force_login(make_editor("redacteur", WRITER))
    return client


@pytest.fixture
def chief(client):
    client.force_login(make_editor("eindredacteur", CHIEF))
    return client


def save(editor, entry, **changes):
    return editor.post(page_of(entry), filled_in(editor.get(page_of(entry)), **changes))


def act(editor, action, *entries, **data):
    return editor.post(
        LIST,
        {"action": action, "_selected_action": [each.pk for each in entries], **data},
        follow=True,
    )


def state(entry):
    entry.refresh_from_db()
    return entry.publication


def offered(page):
    return [
        value
        for value, _label in page.context["adminform"].form["publication"].field.choices
    ]


def test_a_writer_writes_a_draft_and_submits_it(writer):
    page = writer.get(address(Intervention, "add"))
    assert offered(page) == ["concept", "ter-controle"]
    assert [step for step, _label in page.context["steps"]] == ["ter-controle"]
    data = filled_in(
        page,
        name="Nieuw",
        slug="nieuw",
        kind="aanpak",
        sentence="Een zin.",
        summary="Wat het is.",
        _become="ter-controle",
    )
    assert writer.post(address(Intervention, "add"), data).status_code == 302
    assert Intervention.objects.get().publication == Publication.IN_REVIEW


def test_a_writer_cannot_publish(writer):
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    for changes in [{"publication": "gepubliceerd"}, {"_become": "gepubliceerd"}]:
        response = save(writer, entry, **changes)
        assert "publication" in errors_of(response)
    act(writer, "publish", entry)
    assert state(entry) == Publication.DRAFT


def test_a_writer_sees_what_is_public_and_cannot_change_it(writer):
    for publication in [Publication.PUBLISHED, Publication.WITHDRAWN]:
        withdrawn = publication == Publication.WITHDRAWN
        entry = make_intervention(
            f"Entry {publication}",
            publication=publication,
            withdrawn_on=date(2026, 1, 1) if withdrawn else None,
            withdrawn_reason="Dubbel." if withdrawn else "",
        )
        page = writer.get(page_of(entry))
        assert page.status_code == 200
        assert not page.context["has_change_permission"]
        assert writer.post(page_of(entry), {"name": "Anders"}).status_code == 403
        assert writer.post(f"{LIST}{entry.pk}/gecontroleerd/").status_code == 403
        entry.refresh_from_db()
        assert (entry.name, entry.checked_on) == (f"Entry {publication}", None)


def test_a_writer_changes_no_part_of_what_is_public_past_its_page(writer):
    entry = make_intervention("Nachtvoetbal")
    delivery = make_delivery(entry)
    assert writer.post(page_of(delivery), {"note": "Anders"}).status_code == 403
    add = address(Delivery, "add")
    assert writer.post(add, {"intervention": entry.pk}).status_code == 403
    assert (
        writer.post(
            address(Delivery, "delete", delivery.pk), {"post": "yes"}
        ).status_code
        == 403
    )
    assert Delivery.objects.get().note == ""


def test_a_writer_adds_a_row_to_a_draft_on_its_page(writer):
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    make_delivery(entry)
    response = save(writer, entry, **{"deliveries-0-note": "Elke vrijdag."})
    assert response.status_code == 302
    assert Delivery.objects.get().note == "Elke vrijdag."


def test_who_reviews_publishes_with_one_button(chief):
    entry = make_intervention("Nachtvoetbal", publication=Publication.IN_REVIEW)
    page = chief.get(page_of(entry))
    assert [step for step, _label in page.context["steps"]] == ["gepubliceerd"]
    assert save(chief, entry, _become="gepubliceerd").status_code == 302
    assert chief.get(entry.get_absolute_url()).status_code == 200


def test_who_reviews_hands_it_back_with_a_reason(chief):
    entry = make_intervention("Nachtvoetbal", publication=Publication.IN_REVIEW)
    save(chief, entry, publication="concept", why="De bron ontbreekt nog.")
    assert state(entry) == Publication.DRAFT
    edit = Edit.objects.first()
    assert (edit.by, edit.reason) == ("eindredacteur", "De bron ontbreekt nog.")


@pytest.mark.parametrize("to", ["concept", "ter-controle"])
def test_what_is_public_goes_only_by_withdrawing(chief, to):
    entry = make_intervention("Nachtvoetbal")
    assert "publication" in errors_of(save(chief, entry, publication=to))
    assert state(entry) == Publication.PUBLISHED


def test_withdrawing_asks_for_a_reason_and_takes_today(chief):
    entry = make_intervention("Nachtvoetbal")
    response = save(chief, entry, publication="ingetrokken")
    assert response.status_code == 200
    assert state(entry) == Publication.PUBLISHED
    save(chief, entry, publication="ingetrokken", withdrawn_reason="Dubbel.")
    assert state(entry) == Publication.WITHDRAWN
    assert entry.withdrawn_on == timezone.localdate()
    assert chief.get(entry.get_absolute_url()).status_code == 410


def test_what_was_withdrawn_is_published_again_and_the_reason_stays_in_the_history(
    chief,
):
    entry = make_intervention("Nachtvoetbal")
    save(chief, entry, publication="ingetrokken", withdrawn_reason="Te vroeg.")
    assert save(chief, entry, _become="gepubliceerd").status_code == 302
    assert state(entry) == Publication.PUBLISHED
    assert (entry.withdrawn_on, entry.withdrawn_reason) == (None, "")
    history = chief.get(address(Intervention, "history", entry.pk))
    assert "Te vroeg." in history.content.decode()


def test_drafts_are_submitted_from_the_list(writer):
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    public = make_intervention("Streetrace")
    act(writer, "submit", entry, public)
    assert state(entry) == Publication.IN_REVIEW
    assert state(public) == Publication.PUBLISHED


def test_what_nobody_looked_at_is_not_published_from_the_list(chief):
    entry = make_intervention("Nachtvoetbal", publication=Publication.IN_REVIEW)
    PersonWarning.objects.create(intervention=entry, kind="mobiel", found="06 12345678")
    act(chief, "publish", entry)
    assert state(entry) == Publication.IN_REVIEW


def test_publish_dates_take_effect_by_the_query(chief, client):
    day = timezone.localdate()
    entry = make_intervention("Nachtvoetbal", publication=Publication.IN_REVIEW)
    save(chief, entry, _become="gepubliceerd", publish_from=day.replace(year=2999))
    client.logout()
    assert client.get(entry.get_absolute_url()).status_code == 404


def test_one_click_says_that_it_is_still_right(chief):
    entry = make_intervention("Nachtvoetbal")
    revision = entry.revision
    response = chief.post(f"{LIST}{entry.pk}/gecontroleerd/")
    assert response.status_code == 302
    entry.refresh_from_db()
    today = timezone.localdate()
    assert entry.checked_on == today
    assert (entry.check_again_on - today).days in (365, 366)
    assert entry.checked_by == "redactie"
    assert entry.revision > revision
    assert not entry.versions.exists()
    edit = entry.edits.get()
    assert edit.by == "eindredacteur"
    assert [change["field"] for change in edit.changes] == [
        "gecontroleerd_op",
        "gecontroleerd_door",
        "opnieuw_controleren_op",
    ]


def test_checking_needs_a_click_and_goes_back_only_to_our_own_pages(chief):
    entry = make_intervention("Nachtvoetbal")
    url = f"{LIST}{entry.pk}/gecontroleerd/"
    assert chief.get(url).status_code == 405
    there = {"terug": "https://elders.example/"}
    assert chief.post(url, there).headers["Location"] == "/beheer/"
    assert chief.post(url, {"terug": LIST}).headers["Location"] == LIST


def test_who_manages_accounts_sees_no_entry(client):
    client.force_login(make_editor("beheerder", MANAGER))
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    for url in [
        LIST,
        page_of(entry),
        address(Intervention, "history", entry.pk),
        address(Intervention, "delete", entry.pk),
        page_of(Intervention(pk=999)),
    ]:
        response = client.get(url)
        assert response.status_code == 403
        assert "Nachtvoetbal" not in response.content.decode()
