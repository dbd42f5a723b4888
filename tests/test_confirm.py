"""A contact says by a signed link whether an entry is still right."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from catalogue.choices import CorrectionKind, CorrectionState
from catalogue.models import Correction, Revision, Theme
from catalogue.signed_links import CONFIRM, FORM, confirm_token, preview_token

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_organisation,
    make_term,
)
from .visitors import A_DAY, OURS, is_private, post, token_made

pytestmark = pytest.mark.django_db
RIGHT, WRONG = CorrectionKind.RIGHT, CorrectionKind.WRONG


@pytest.fixture
def entry():
    entry = make_intervention(
        "Boksen",
        sentence="Boksen met een coach.",
        themes=[make_term(Theme, "wapens")],
        internal_remark="Niet tonen",
    )
    make_delivery(
        entry,
        cities=[make_city("Utrecht")],
        contact_role="procesregisseur",
        contact_organisation=make_organisation("Loket"),
        contact_address="loket@utrecht.example",
    )
    return entry


@pytest.fixture
def link(entry):
    return f"/bevestigen/{confirm_token(entry)}/"


def kept():
    rows = Correction.objects.order_by("pk")
    return list(rows.values_list("kind", "text", "from_contact"))


def test_the_contact_sees_what_to_confirm(client, entry, link):
    response = client.get(link)
    assert response.status_code == 200
    text = response.content.decode()
    for shown in [
        "Boksen met een coach.",
        "Wapens",
        "Utrecht",
        "procesregisseur",
        "loket@utrecht.example",
        'href="/interventies/boksen/"',
        'value="klopt-nog"',
        'value="klopt-niet"',
        '<meta name="robots" content="noindex">',
    ]:
        assert shown in text
    assert "Niet tonen" not in text
    assert is_private(response)
    # The browser must name our origin when the form is sent.
    assert response["Referrer-Policy"] == "same-origin"


def test_looking_writes_nothing(client, link):
    for query in ["", "?antwoord=klopt-nog", "?verzonden=ja"]:
        client.get(link + query)
        client.head(link + query)
    assert kept() == []


def test_one_press_says_that_all_is_right(entry, link):
    entry.refresh_from_db()
    revision = Revision.objects.get().number
    response = post(link, antwoord=RIGHT)
    assert (response.status_code, response["Location"]) == (303, f"{link}?verzonden=ja")
    assert is_private(response)
    assert kept() == [(RIGHT, "", True)]
    [message] = Correction.objects.all()
    assert (message.intervention, message.revision) == (entry, entry.revision)
    assert message.state == CorrectionState.OPEN
    # It is a message, not a change.
    assert Revision.objects.get().number == revision
    entry.refresh_from_db()
    assert entry.checked_on is None


def test_a_correction_is_kept(link):
    assert post(link, antwoord=WRONG, text="Het loket is dicht.").status_code == 303
    assert kept() == [(WRONG, "Het loket is dicht.", True)]


def test_what_was_written_beside_right_comes_along(link):
    assert post(link, antwoord=RIGHT, text="Wel een nieuw adres.").status_code == 303
    assert kept() == [(RIGHT, "Wel een nieuw adres.", True)]


@pytest.mark.parametrize("answer", [{"antwoord": WRONG}, {}, {"antwoord": "onzin"}])
def test_a_correction_says_what_is_wrong(link, answer):
    response = post(link, **answer, text=" ")
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"text"}
    assert "Boksen" in response.content.decode()
    assert kept() == []


@pytest.mark.parametrize("answer", [WRONG, RIGHT])
def test_a_person_is_left_out(link, answer):
    response = post(link, antwoord=answer, text="Bel mevrouw Jansen.")
    assert response.context["form"].errors.keys() == {"text"}
    assert "Bel mevrouw Jansen.</textarea>" in response.content.decode()
    assert kept() == []


def test_the_thanks_show_nothing_more_of_the_entry(client, link):
    response = client.get(f"{link}?verzonden=ja")
    assert response.context["sent"]
    assert "name" not in response.context
    assert "Boksen" not in response.content.decode()
    assert is_private(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"publication": "concept"},
        {"publication": "ter-controle"},
        {"publish_until": timezone.localdate() - timedelta(days=1)},
    ],
)
def test_an_entry_that_is_not_public_can_be_confirmed_too(client, fields):
    entry = make_intervention("Concept", **fields)
    link = f"/bevestigen/{confirm_token(entry)}/"
    response = client.get(link)
    assert response.context["name"] == "Concept"
    assert "/interventies/concept/" not in response.content.decode()
    assert post(link, antwoord=RIGHT).status_code == 303


@pytest.mark.parametrize("ask", [lambda page: Client().get(page), post])
def test_a_withdrawn_entry_is_gone_without_its_name(ask):
    entry = make_intervention(
        "Boksen",
        publication="ingetrokken",
        withdrawn_on=timezone.localdate(),
        withdrawn_reason="Dubbel opgenomen.",
    )
    response = ask(f"/bevestigen/{confirm_token(entry)}/")
    assert response.status_code == 410
    assert "Boksen" not in response.content.decode()
    assert is_private(response)
    assert kept() == []


@pytest.mark.parametrize("ask", [lambda page: Client().get(page), post])
def test_links_that_do_not_open(entry, ask):
    deleted = make_intervention("Dansen")
    links = {
        token_made(CONFIRM, entry, seconds_ago=60 * A_DAY + 60): 410,
        preview_token(entry): 404,
        FORM.token(entry): 404,
        confirm_token(entry)[:-2]: 404,
        confirm_token(deleted): 404,
        "onzin": 404,
    }
    deleted.delete()
    for token, status in links.items():
        response = ask(f"/bevestigen/{token}/")
        assert response.status_code == status
        assert "Boksen" not in response.content.decode()
        assert is_private(response)
    assert kept() == []


def test_a_link_works_for_sixty_days(client, entry):
    token = token_made(CONFIRM, entry, seconds_ago=60 * A_DAY - 60)
    assert client.get(f"/bevestigen/{token}/").status_code == 200


def test_only_our_own_page_may_send(link):
    for headers in [{}, {"origin": "https://evil.example"}, {"origin": "null"}]:
        response = post(link, headers=headers, antwoord=RIGHT)
        assert response.status_code == 403
        assert is_private(response)
    assert kept() == []
    assert post(link, antwoord=RIGHT, headers=OURS).status_code == 303


def test_too_many_in_an_hour(link):
    for _ in range(10):
        assert post(link, antwoord=RIGHT).status_code == 303
    response = post(link, antwoord=WRONG, text="Het loket is dicht.")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Het loket is dicht.</textarea>" in response.content.decode()
    assert post(link, antwoord=RIGHT).status_code == 429
    assert len(kept()) == 10


def test_a_flood_of_readers_does_not_stop_contacts(entry, link):
    one = {"intervention": entry, "kind": WRONG, "text": "Fout."}
    Correction.objects.bulk_create(Correction(**one) for _ in range(500))
    assert post(link, antwoord=RIGHT).status_code == 303


def test_no_cookie_is_set_or_needed(link):
    client = Client(enforce_csrf_checks=True)
    client.get(link)
    response = client.post(link, {"antwoord": RIGHT}, headers=OURS)
    assert response.status_code == 303
    assert not client.cookies


def test_it_is_kept_nowhere(client, link, settings):
    memory = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "messages",  # that of other tests holds their pages
    }
    settings.CACHES = {**settings.CACHES, "pages": memory}
    for _ in range(2):
        assert client.get(link).context is not None
    assert caches["pages"]._cache == {}


def test_the_number_of_statements_does_not_grow(
    client, entry, link, django_assert_num_queries
):
    with django_assert_num_queries(8):
        client.get(link)
    for number in range(10):
        make_delivery(
            entry,
            cities=[make_city(f"Stad {number}")],
            contact_organisation=make_organisation(f"Loket {number}"),
        )
        entry.themes.add(make_term(Theme, f"Thema {number}"))
    with django_assert_num_queries(8):
        response = client.get(link)
    assert "Loket 9" in response.content.decode()


def test_the_log_names_no_link_that_opens_an_entry():
    """A refused request is logged with its path, which here is a key."""
    import logging

    from interventions_site.environment import names_no_token

    def line(text):
        return logging.LogRecord("django.request", 30, "", 0, text, (), None)

    assert not names_no_token(line("Forbidden: /bevestigen/abc.def.ghi/"))
    assert not names_no_token(line("Gone: /voorbeeld/abc.def.ghi/"))
    assert names_no_token(line("Not Found: /interventies/bevestigen/"))
    from django.conf import settings

    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_tokens"]
