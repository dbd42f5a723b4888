"""Logging in: who gets in, who is slowed down, and what is written down about it."""

import time
from types import SimpleNamespace

import pytest
from allauth.core.internal import ratelimit
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalogue.choices import AccountEventKind
from catalogue.models import AccountEvent
from catalogue.roles import CHIEF, WRITER

from .editors import PASSWORD, log_in, make_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_editor("redactie", WRITER)


@pytest.fixture
def pass_time(monkeypatch):
    """Lets so many minutes pass for the counts of log-ins."""

    def pass_minutes(minutes):
        later = SimpleNamespace(
            time=lambda: time.time() + 60 * minutes,
            monotonic=time.monotonic,
            sleep=time.sleep,
        )
        monkeypatch.setattr(ratelimit, "time", later)

    return pass_minutes


def gets_in(username="redactie", **headers):
    return log_in(Client(), username, **headers).status_code == 302


def guess(number, address="198.51.100.7", username="redactie", **headers):
    """The status of each of `number` wrong log-ins."""
    headers.setdefault("REMOTE_ADDR", address)
    client = Client()
    return [
        log_in(client, username, f"fout-{n}", **headers).status_code
        for n in range(number)
    ]


def events(*fields):
    found = AccountEvent.objects.order_by("pk").values_list(*fields)
    return [row[0] for row in found] if len(fields) == 1 else list(found)


# Who may log in


def test_nobody_makes_an_account(client):
    page = reverse("account_signup")
    for answer in [
        client.get(page),
        client.post(page, {"username": "ik", "password1": PASSWORD}),
    ]:
        assert "account/signup_closed.html" in [each.name for each in answer.templates]
    assert not User.objects.exists()


def test_a_closed_account_does_not_get_in(client, editor):
    User.objects.update(is_active=False)
    assert log_in(client, "redactie").url == reverse("account_inactive")
    assert client.get("/beheer/").status_code == 302
    assert events("kind") == []


def test_a_log_in_leads_to_the_page_that_was_asked_for(client, editor):
    page = reverse("admin:catalogue_intervention_changelist")
    answer = client.get(page, follow=True)
    assert answer.request["PATH_INFO"] == "/beheer/inloggen/"
    form = {"login": "redactie", "password": PASSWORD, "next": page}
    assert client.post("/beheer/inloggen/", form).url == page


def test_a_log_in_leads_to_no_other_site(client, editor):
    form = {"login": "redactie", "password": PASSWORD, "next": "https://elders.nl/"}
    assert client.post("/beheer/inloggen/", form).url == "/beheer/"


@pytest.mark.parametrize(
    "password", ["kort", "123qweasdzxc", "1593572486024", "redactie2026"]
)
def test_a_weak_password_is_refused(client, editor, password):
    log_in(client, "redactie")
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert answer.status_code == 200
    assert not User.objects.get().check_password(password)


def test_django_s_own_log_in_is_nowhere(client):
    assert client.get("/beheer/login/").url == "/beheer/inloggen/?next=/beheer/login/"
    assert reverse("admin:login") == reverse("account_login") == "/beheer/inloggen/"


def test_whoever_does_not_log_in_gets_no_cookie(client):
    for page in ["/", "/interventies/", "/velden/", "/bestaat-niet/"]:
        answer = client.get(page)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


# Guessing


def test_a_thousand_wrong_log_ins_get_no_further_than_five(editor, pass_time):
    statuses = guess(1000)
    assert set(statuses) == {200, 429}
    assert events("kind") == [AccountEventKind.REFUSED] * 5
    assert not gets_in(REMOTE_ADDR="198.51.100.7")
    # The owner, elsewhere, notices nothing of it.
    assert gets_in(REMOTE_ADDR="203.0.113.1")
    # And in the same building it is over once it stops.
    pass_time(minutes=6)
    assert gets_in(REMOTE_ADDR="198.51.100.7")


def test_guessing_from_a_thousand_addresses_stops_too_and_locks_nobody_out_for_good(
    editor, pass_time
):
    make_editor("chef", CHIEF)
    for number in range(100):
        guess(1, address=f"198.51.100.{number}")
    assert events("kind") == [AccountEventKind.REFUSED] * 30
    assert not gets_in(REMOTE_ADDR="203.0.113.1")
    assert gets_in("chef", REMOTE_ADDR="203.0.113.1")
    pass_time(minutes=16)
    assert gets_in(REMOTE_ADDR="203.0.113.1")


def test_guessing_at_many_accounts_from_one_address_stops_too(editor):
    for number in range(25):
        guess(1, username=f"naam{number}")
    assert not gets_in(REMOTE_ADDR="198.51.100.7")
    assert gets_in(REMOTE_ADDR="203.0.113.1")


def test_a_name_in_capitals_is_the_same_account(editor):
    for name in ["redactie", "Redactie", "REDACTIE"]:
        guess(2, username=name)
    assert not gets_in(REMOTE_ADDR="198.51.100.7")


def test_who_gets_in_may_do_so_often(editor):
    addresses = [f"203.0.113.{number % 4}" for number in range(40)]
    assert all(gets_in(REMOTE_ADDR=address) for address in addresses)


def test_an_answer_does_not_tell_whether_an_account_exists(client, editor):
    pages = [log_in(Client(), name, "fout") for name in ["redactie", "niemand"]]
    known, unknown = (page.context["form"].errors for page in pages)
    assert known == unknown != {}


def test_without_a_proxy_a_made_up_address_does_not_help(editor):
    for number in range(10):
        guess(1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert events("kind") == [AccountEventKind.REFUSED] * 5


def test_behind_a_proxy_its_word_counts(editor, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    made_up = "192.0.2.1, 203.0.113.{}"
    guess(10, HTTP_X_FORWARDED_FOR=made_up.format(1))
    assert not gets_in(HTTP_X_FORWARDED_FOR=made_up.format(1))
    assert gets_in(HTTP_X_FORWARDED_FOR=made_up.format(2))


def test_no_address_is_kept(editor):
    guess(3)
    gets_in(REMOTE_ADDR="203.0.113.1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM counts")
        keys = " ".join(row[0] for row in cursor)
    assert "login_failed" in keys
    assert "198.51" not in keys
    assert "203.0" not in keys


# What is written down


def test_log_ins_are_written_down(client, editor):
    log_in(client, "redactie", "fout")
    log_in(client, "redactie")
    assert events("kind", "username", "user", "by", "details") == [
        (AccountEventKind.REFUSED, "redactie", editor.pk, "redactie", ""),
        (AccountEventKind.LOGGED_IN, "redactie", editor.pk, "redactie", ""),
    ]


def test_what_may_be_a_password_in_the_wrong_field_is_not(client, editor):
    log_in(client, "mijn-geheime-wachtwoord", "redactie")
    assert events("kind") == []


def test_a_new_password_is_written_down(client, editor):
    log_in(client, "redactie")
    new = "een-nieuwe-lange-zin"
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert events("kind") == [AccountEventKind.LOGGED_IN, AccountEventKind.PASSWORD]
    assert User.objects.get().check_password(new)


def test_a_forgotten_password_is_chosen_anew_through_a_mail(client, editor):
    client.post(reverse("account_reset_password"), {"email": "redactie@example.org"})
    [message] = mail.outbox
    assert "redactie" in message.body
    [link] = [line for line in message.body.splitlines() if line.startswith("http")]
    page = client.get(link, follow=True)
    new = "een-nieuwe-lange-zin"
    answer = client.post(
        page.request["PATH_INFO"], {"password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert events("kind") == [AccountEventKind.PASSWORD]
    assert log_in(Client(), "redactie", new).status_code == 302
    # A link works once.
    again = Client().get(link, follow=True)
    assert again.context["token_fail"]


def test_an_unknown_mail_address_gets_the_same_answer_and_no_mail(client, editor):
    page = reverse("account_reset_password")
    answers = [
        client.post(page, {"email": address})
        for address in ["redactie@example.org", "niemand@example.org"]
    ]
    assert answers[0].url == answers[1].url
    assert [message.to for message in mail.outbox] == [["redactie@example.org"]]


def test_a_log_out_ends_it(client, editor):
    log_in(client, "redactie")
    assert client.get("/beheer/").status_code == 200
    answer = client.post("/beheer/logout/")
    assert answer.url == "/beheer/inloggen/"
    assert client.get("/beheer/").status_code == 302


def test_a_log_in_ends_with_the_browser(client, editor):
    log_in(client, "redactie")
    assert client.cookies["sessionid"]["max-age"] == ""


def test_the_old_page_for_a_password_leads_to_the_new_one(client, editor):
    log_in(client, "redactie")
    answer = client.get("/beheer/password_change/")
    assert answer.url == reverse("account_change_password")


def test_a_mail_server_that_is_down_tells_nobody_who_has_an_account(
    client, monkeypatch, caplog
):
    make_editor("redactie", CHIEF)

    def refuse(*args, **options):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", refuse
    )
    url = reverse("account_reset_password")
    answers = [
        client.post(url, {"email": email})
        for email in ["redactie@example.org", "niemand@example.org"]
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert "no mail server" in caplog.text
