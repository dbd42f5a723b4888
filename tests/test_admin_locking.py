"""Two editors at once: the second is shown both texts, and overwrites nothing unseen."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalogue.changes import lock
from catalogue.choices import CorrectionKind, CorrectionState, Publication
from catalogue.models import (
    Correction,
    Delivery,
    Edit,
    Intervention,
    Involvement,
    Organisation,
    PersonWarning,
    Relation,
)
from catalogue.roles import CHIEF, MANAGER, WRITER

from .admin_pages import address, filled_in, with_row
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_organisation,
    make_row,
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


def test_the_same_page_sent_twice_adds_its_new_row_once(first):
    entry = make_intervention("Nachtvoetbal")
    data = with_row(
        filled_in(first.get(page_of(entry))),
        "deliveries",
        scope="landelijk",
        status="actief",
        referrals="onbekend",
    )
    assert first.post(page_of(entry), data).status_code == 302
    response = first.post(page_of(entry), data)
    assert response.status_code == 200
    assert "Iemand heeft deze pagina intussen opgeslagen" in response.content.decode()
    assert Delivery.objects.count() == 1
    # Whoever looked may save it all the same.
    data["geopend"] = response.context["opened"]
    assert first.post(page_of(entry), data).status_code == 302
    assert Delivery.objects.count() == 2


def test_two_who_add_the_same_row_get_one_and_a_message(first, second):
    entry, police = make_intervention("Nachtvoetbal"), make_organisation("Politie")
    added = {"organisation": police.pk, "role": "partner"}
    opened = second.get(page_of(entry))
    data = with_row(filled_in(first.get(page_of(entry))), "involvements", **added)
    assert first.post(page_of(entry), data).status_code == 302
    data = with_row(filled_in(opened), "involvements", **added)
    response = second.post(page_of(entry), data)
    assert response.status_code == 200
    data["geopend"] = response.context["opened"]
    response = second.post(page_of(entry), data)
    assert response.status_code == 200
    assert "Deze organisatie heeft deze rol al" in response.content.decode()
    assert Involvement.objects.count() == 1


def test_a_row_may_take_the_place_of_one_that_goes(first):
    entry, police = make_intervention("Nachtvoetbal"), make_organisation("Politie")
    make_row(Involvement, intervention=entry, organisation=police, role="partner")
    data = with_row(
        filled_in(first.get(page_of(entry)), **{"involvements-0-DELETE": "on"}),
        "involvements",
        organisation=police.pk,
        role="partner",
        note="Opnieuw.",
    )
    assert first.post(page_of(entry), data).status_code == 302
    assert Involvement.objects.get().note == "Opnieuw."


def test_an_entry_that_names_itself_is_told_so_at_the_row(first):
    entry = make_intervention("Nachtvoetbal")
    data = with_row(
        filled_in(first.get(page_of(entry))),
        "relations",
        kind="lichter-dan",
        other=entry.pk,
    )
    response = first.post(page_of(entry), data)
    assert response.status_code == 200
    assert "Kies een andere interventie dan deze zelf." in response.content.decode()
    assert not Relation.objects.exists()


def test_what_names_a_row_of_a_page_twice_is_said_in_dutch(first):
    entry, other = make_intervention("Nachtvoetbal"), make_intervention("Boksen")
    data = filled_in(first.get(page_of(entry)))
    for _ in range(2):
        data = with_row(data, "relations", kind="lichter-dan", other=other.pk)
    text = first.post(page_of(entry), data).content.decode()
    assert "soort en andere interventie" in text


def test_submitting_takes_nothing_off_the_site(monkeypatch):
    entry = make_intervention("Nachtvoetbal", publication=Publication.DRAFT)
    writer = logged_in(make_editor("schrijver", WRITER))

    def after_somebody_published_it():
        row = lock()
        Intervention.objects.update(publication=Publication.PUBLISHED)
        return row

    for module in ("changes", "admin.publication"):
        monkeypatch.setattr(f"catalogue.{module}.lock", after_somebody_published_it)
    chosen = {"action": "submit", "_selected_action": [entry.pk]}
    writer.post(address(Intervention, "changelist"), chosen)
    entry.refresh_from_db()
    assert entry.publication == Publication.PUBLISHED


def test_rights_that_were_taken_away_do_not_come_back(first):
    manager = logged_in(make_editor("beheer", MANAGER))
    user = make_editor("redacteur", WRITER)
    url = address(User, "change", user.pk)
    opened = filled_in(manager.get(url), email="nieuw@example.org")
    gone = filled_in(manager.get(url), groups=[], is_active=False)
    assert manager.post(url, gone).status_code == 302
    response = manager.post(url, opened)
    assert response.status_code == 200
    user.refresh_from_db()
    assert (user.is_active, user.groups.count()) == (False, 0)


def test_a_message_that_somebody_handled_stays_so(first, second):
    entry = make_intervention("Nachtvoetbal")
    message = Correction.objects.create(
        intervention=entry, kind=CorrectionKind.WRONG, text="Oud adres."
    )
    url = address(Correction, "change", message.pk)
    opened = filled_in(second.get(url), remark="Nog doen.")
    handled = filled_in(first.get(url), state="afgehandeld", remark="Gedaan.")
    assert first.post(url, handled).status_code == 302
    response = second.post(url, opened)
    assert "Gedaan." in errors_of(response)["remark"]
    message.refresh_from_db()
    assert (message.state, message.remark) == (CorrectionState.HANDLED, "Gedaan.")


def test_who_loses_a_relation_to_what_is_deleted_has_it_in_the_history(first):
    entry = make_intervention("Nachtvoetbal")
    draft = make_intervention("Boksen", publication=Publication.DRAFT)
    make_row(Relation, intervention=entry, kind="lichter", other=draft)
    first.post(address(Intervention, "delete", draft.pk), {"post": "yes"})
    changes = Edit.objects.get(intervention=entry).changes
    assert {(each["part"], each["gone"]) for each in changes} == {("relaties", True)}


def test_each_new_delivery_with_neighbourhoods_is_asked_about(first):
    entry = make_intervention("Nachtvoetbal")
    data = filled_in(first.get(page_of(entry)))
    for number, place in enumerate(["Hoograven", "Holtenbroek"]):
        city = make_city(place, code=f"{number + 1:04}")
        data = with_row(
            data,
            "deliveries",
            scope="gemeente",
            cities=[city.pk],
            status="actief",
            referrals="onbekend",
            neighbourhoods=place,
        )
    data = with_row(data, "figures", measure="jongeren", value=5, unit="jongeren")
    response = first.post(page_of(entry), data)
    said = errors_of(response)["figures-0-value"]
    assert "5: Hoograven" in said
    assert "5: Holtenbroek" in said


def test_a_figure_by_itself_is_asked_about_beside_named_neighbourhoods(first):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, neighbourhoods="Hoograven")
    data = {
        "intervention": entry.pk,
        "measure": "jongeren",
        "value": 5,
        "unit": "jongeren",
    }
    url = "/beheer/catalogue/figure/add/"
    response = first.post(url, data)
    assert "5: Hoograven" in errors_of(response)["value"]
    assert first.post(url, {**data, "bekeken": "groep:5: Hoograven"}).status_code == 302
    assert PersonWarning.objects.get().seen_by == "eerste"


@pytest.mark.parametrize("query", ["?q=%00", "?kind__exact=%00"])
def test_a_sign_no_database_keeps_is_refused(first, query):
    assert first.get(address(Intervention, "changelist") + query).status_code == 400


def test_a_number_no_row_can_have_is_refused_or_finds_nothing(first):
    make_intervention("Nachtvoetbal")
    page = first.get(address(Intervention, "changelist") + f"?id__in={'9' * 26}")
    # PostgreSQL can look for it; SQLite cannot.
    assert page.status_code == 400 or page.context["cl"].result_count == 0


@pytest.mark.parametrize("key", ["x", "9" * 30])
def test_a_choice_of_rows_that_cannot_be_is_refused(first, key):
    chosen = {"action": "submit", "_selected_action": [key]}
    answer = first.post(address(Intervention, "changelist"), chosen)
    assert answer.status_code == 400


def test_what_a_page_sends_back_may_be_nonsense(first):
    entry = make_intervention("Nachtvoetbal")
    data = filled_in(first.get(page_of(entry)), geopend="[" * 100_000, aim="Anders.")
    assert list(errors_of(first.post(page_of(entry), data))) == ["aim"]


@pytest.mark.parametrize(
    "page",
    ["/beheer/", "/beheer/inloggen/", "/beheer/account/tweede-stap/totp/activate/"],
)
def test_no_cache_keeps_a_page_of_an_editor(first, page):
    assert "no-store" in first.get(page)["Cache-Control"]
