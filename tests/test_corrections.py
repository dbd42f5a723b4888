"""A reader tells that something is wrong: no account, no cookie, no change."""

import time
from datetime import date, timedelta

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalogue.choices import CorrectionKind, CorrectionState
from catalogue.models import Correction, OldSlug, Revision
from catalogue.signed_links import CONFIRM, FORM, PREVIEW
from catalogue.views import receiving

from .builders import make_intervention, make_row, make_superuser
from .visitors import A_DAY, OURS, is_private, post, token_made

pytestmark = pytest.mark.django_db
PAGE = "/interventies/boksen/melden/"
THANKS = f"{PAGE}?verzonden=ja"


@pytest.fixture
def entry():
    return make_intervention("Boksen", internal_remark="Niet tonen")


def sent(entry, *, seconds_ago=60.0, text="Het adres is oud.", **options):
    token = token_made(FORM, entry, seconds_ago=seconds_ago)
    return post(PAGE, **{"formulier": token, "text": text, **options})


def texts():
    return list(Correction.objects.order_by("pk").values_list("text", flat=True))


def test_the_page_of_an_entry_leads_to_the_form(client, entry):
    response = client.get("/interventies/boksen/")
    assert f'href="{PAGE}"' in response.content.decode()
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.context["entry"] == entry
    assert "Niet tonen" not in page.content.decode()
    assert is_private(page)


def test_a_message_is_kept_with_what_the_entry_was(entry):
    response = sent(entry, text="Het adres is oud.\r\n\r\nBel het loket.")
    assert (response.status_code, response["Location"]) == (303, THANKS)
    assert is_private(response)
    [message] = Correction.objects.all()
    assert message.intervention == entry
    assert message.text == "Het adres is oud.\n\nBel het loket."
    assert (message.kind, message.state) == (CorrectionKind.WRONG, CorrectionState.OPEN)
    assert not message.from_contact
    assert message.revision == entry.revision > 0


def test_a_message_changes_nothing_of_the_catalogue(client, entry):
    before = client.get("/interventies/boksen/")["ETag"]
    revision = Revision.objects.get().number
    sent(entry)
    assert Revision.objects.get().number == revision
    assert client.get("/interventies/boksen/")["ETag"] == before


def test_the_thanks_are_a_page_without_the_form(client, entry):
    page = client.get(THANKS)
    assert page.context["sent"]
    assert "<textarea" not in page.content.decode()
    assert is_private(page)
    assert not client.get(f"{PAGE}?verzonden=nee").context["sent"]


def test_looking_writes_nothing(client, entry, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(PAGE)
    client.head(PAGE)
    assert texts() == []


def test_no_cookie_is_set_or_needed(entry):
    client = Client(enforce_csrf_checks=True)
    page = client.get(PAGE)
    assert not page.cookies
    token = token_made(FORM, entry, seconds_ago=60)
    data = {"formulier": token, "text": "Fout."}
    response = client.post(PAGE, data, headers=OURS)
    assert response.status_code == 303
    assert not client.cookies


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 2001, "een\x00nul", "bel\x07"])
def test_what_cannot_be_kept_is_drawn_again_with_the_text(entry, text):
    response = sent(entry, text=text)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"text"}
    page = response.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_text_error id_text_hint"' in page
    assert text in page
    assert texts() == []
    assert is_private(response)


def test_the_longest_message_fits(entry):
    assert sent(entry, text="é" * 2000).status_code == 303
    assert texts() == ["é" * 2000]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mevrouw Jansen werkt daar niet meer.", "Mevrouw Jansen"),
        ("Bel 06 12 34 56 78.", "06 12 34 56 78"),
        ("Mail naar piet.jansen@gmail.com.", "piet.jansen@gmail.com"),
    ],
)
def test_what_names_a_person_is_asked_to_be_left_out(entry, text, told):
    response = sent(entry, text=text)
    [error] = response.context["form"].errors["text"]
    assert told in error
    assert f"\n{text}</textarea>" in response.content.decode()
    assert texts() == []


def test_html_is_text(entry):
    text = "</textarea><script>alert(1)</script>"
    page = sent(entry, text=text, seconds_ago=0).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    sent(entry, text=text)
    assert texts() == [text]


class TestTime:
    def test_who_is_too_fast_tries_again_with_the_same_form(self, entry):
        token = token_made(FORM, entry, seconds_ago=1)
        response = post(PAGE, formulier=token, text="Het adres is oud.")
        assert response.status_code == 200
        assert response.context["problem"]
        assert response.context["token"] == token
        assert "Het adres is oud.</textarea>" in response.content.decode()
        assert texts() == []

    @pytest.mark.parametrize("seconds", [4, A_DAY - 60])
    def test_a_form_is_good_for_a_day(self, entry, seconds):
        assert sent(entry, seconds_ago=seconds).status_code == 303

    def test_an_old_form_gets_a_new_token_and_keeps_the_text(self, entry):
        response = sent(entry, seconds_ago=A_DAY + 60)
        assert response.status_code == 200
        assert response.context["problem"]
        assert time.time() - FORM.made(response.context["token"]).timestamp() < 5
        assert "Het adres is oud.</textarea>" in response.content.decode()
        assert texts() == []

    def test_a_token_of_something_else_is_none(self, entry):
        other = make_intervention("Dansen")
        tokens = [
            token_made(FORM, other, seconds_ago=60),
            token_made(CONFIRM, entry, seconds_ago=60),
            token_made(PREVIEW, entry, seconds_ago=60),
            token_made(FORM, entry, seconds_ago=60)[:-1],
            "onzin",
            "",
            "☃",
        ]
        for token in tokens:
            response = post(PAGE, formulier=token, text="Fout.")
            assert response.context["problem"], token
        assert texts() == []


def test_a_robot_that_fills_in_everything_is_thanked_and_not_kept(client, entry):
    page = client.get(PAGE).content.decode()
    assert 'class="unseen"' in page
    assert 'name="onderwerp" id="id_onderwerp" autocomplete="off" tabindex="-1"' in page
    response = sent(entry, onderwerp="Koop dit")
    assert (response.status_code, response["Location"]) == (303, THANKS)
    assert texts() == []


class TestOrigin:
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "https://testserver"},
            {"origin": "http://testserver:8000"},
            {"origin": "http://testserver.evil.example"},
            {"origin": "null"},
            {"origin": "http://[evil"},
            {"referer": "https://evil.example/http://testserver/"},
            {"origin": "http://evil.example", "referer": "http://testserver/"},
            {**OURS, "sec-fetch-site": "cross-site"},
            {**OURS, "sec-fetch-site": "same-site"},
            {},
        ],
    )
    def test_a_form_elsewhere_is_refused_in_words(self, entry, headers):
        response = sent(entry, headers=headers)
        assert response.status_code == 403
        assert "catalogue/refused.html" in [each.name for each in response.templates]
        assert is_private(response)
        assert texts() == []

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "http://testserver"},
            {"referer": f"http://testserver{PAGE}"},
            {"origin": "http://testserver", "sec-fetch-site": "none"},
        ],
    )
    def test_our_own_page_may_send(self, entry, headers):
        assert sent(entry, headers=headers).status_code == 303

    def test_a_trusted_origin_is_ours_too(self, entry, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://catalogus.example"]
        headers = {"origin": "https://catalogus.example"}
        assert sent(entry, headers=headers).status_code == 303


class TestOften:
    def test_an_address_has_ten_an_hour_and_another_its_own(self, entry):
        for number in range(10):
            assert sent(entry, text=f"Fout {number}").status_code == 303
        response = sent(entry, text="Nog een fout")
        assert response.status_code == 429
        assert response["Retry-After"] == "3600"
        assert "Nog een fout</textarea>" in response.content.decode()
        assert is_private(response)
        assert sent(entry, remote="10.0.0.2").status_code == 303
        assert Correction.objects.count() == 11

    def test_what_is_not_kept_does_not_count(self, entry):
        for _ in range(11):
            sent(entry, text="")
            sent(entry, seconds_ago=0)
        assert sent(entry).status_code == 303

    @pytest.mark.parametrize(("minutes", "status"), [(55, 429), (65, 303)])
    def test_a_place_is_taken_for_an_hour(self, entry, monkeypatch, minutes, status):
        for _ in range(10):
            sent(entry)
        later = timezone.now() + timedelta(minutes=minutes)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)
        assert sent(entry).status_code == status

    def test_the_address_itself_is_not_kept(self, entry):
        sent(entry, remote="203.0.113.77")

        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM counts")
            rows = cursor.fetchall()
        assert rows
        with_address = [row for row in rows if "203.0.113.77" in str(row)]
        assert with_address == []

    def test_another_hour_has_another_hash(self, entry):
        def keys():

            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT cache_key FROM counts WHERE cache_key LIKE %s",
                    ["%messages:%:_"],
                )
                return {key for [key] in cursor.fetchall()}

        sent(entry)
        first = keys()
        cache.clear()
        sent(entry)
        assert first
        assert not first & keys()

    def test_all_together_have_a_ceiling(self, entry):
        old = timezone.now() - timedelta(minutes=61)
        one = {"intervention": entry, "kind": CorrectionKind.WRONG, "text": "Fout."}
        rows = [Correction(**one) for _ in range(499)]
        rows += [Correction(**one, created=old) for _ in range(10)]
        rows += [Correction(**one, from_contact=True) for _ in range(10)]
        Correction.objects.bulk_create(rows)
        assert sent(entry, remote="10.0.0.1").status_code == 303
        assert sent(entry, remote="10.0.0.2").status_code == 429

    def test_many_addresses_do_not_make_the_cache_forget(self):
        assert cache._max_entries >= 2 * receiving.MOST_OF_ALL

    @pytest.mark.parametrize(
        ("behind", "remote", "forwarded", "address"),
        [
            (False, "10.0.0.1", "203.0.113.7", "10.0.0.1"),
            (True, "10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
            (True, "10.0.0.1", "", "10.0.0.1"),
            (True, "", "onzin", "onzin"),
            (False, "::ffff:10.0.0.1", "", "10.0.0.1"),
            (False, "2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
            (False, "", "", ""),
        ],
    )
    def test_which_address_counts(
        self, rf, settings, behind, remote, forwarded, address
    ):
        settings.BEHIND_PROXY = behind
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        request = rf.get("/", headers=headers, REMOTE_ADDR=remote)
        assert receiving.address_of(request) == address


def test_more_than_64_kb_is_refused_before_it_is_read(entry):
    response = sent(entry, text="a" * 70_000)
    assert response.status_code == 413
    assert "catalogue/refused.html" in [each.name for each in response.templates]
    assert is_private(response)
    assert sent(entry, text="a" * 60_000).status_code == 200


class TestAddresses:
    def test_an_entry_that_moved_takes_what_was_sent_along(self, client, entry):
        make_row(OldSlug, slug="ring", intervention=entry)
        response = client.get("/interventies/ring/melden/")
        assert (response.status_code, response["Location"]) == (301, PAGE)
        assert is_private(response)
        response = post("/interventies/ring/melden/", text="Fout.")
        assert (response.status_code, response["Location"]) == (308, PAGE)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_is_not_public_takes_no_messages(self, method):
        gone = {"withdrawn_on": date(2026, 3, 1), "withdrawn_reason": "Dubbel."}
        make_intervention("Weg", publication="ingetrokken", **gone)
        make_intervention("Concept", publication="concept")
        statuses = {"weg": 410, "concept": 404, "nergens": 404}
        for slug, status in statuses.items():
            ask = Client().get if method == "get" else post
            response = ask(f"/interventies/{slug}/melden/")
            assert response.status_code == status
            assert is_private(response)
        assert texts() == []

    def test_no_other_method(self, client, entry):
        assert client.put(PAGE).status_code == 405


def test_the_page_cache_keeps_none_of_it(client, entry, settings):
    memory = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "messages",  # that of other tests holds their pages
    }
    settings.CACHES = {**settings.CACHES, "pages": memory}
    for _ in range(2):
        page = client.get(PAGE)
        assert page.context is not None
        assert is_private(page)
    assert caches["pages"]._cache == {}


def test_an_editor_gets_the_same_page(client, entry):
    client.force_login(make_superuser())
    page = client.get(PAGE)
    assert page.status_code == 200
    assert is_private(page)


def test_statements_do_not_grow(entry, django_assert_num_queries):
    sent(entry)
    with django_assert_num_queries(10):
        sent(entry)
    for _ in range(30):
        Correction.objects.create(
            intervention=make_intervention(f"Nummer {Correction.objects.count()}"),
            kind=CorrectionKind.WRONG,
            text="Fout.",
        )
    with django_assert_num_queries(10):
        sent(entry)
