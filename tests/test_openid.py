"""Logging in with an account of one's organisation, at a provider of OpenID Connect."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from catalogue.models import AccountEvent
from catalogue.roles import WRITER

from .editors import PASSWORD, log_in, make_editor

pytestmark = pytest.mark.django_db

LOG_IN = "/beheer/account/oidc/organisatie/login/"
PERSON = {
    "sub": "4711",
    "preferred_username": "annebakker",
    "given_name": "Anne",
    "family_name": "Bakker",
    "email": "anne@example.org",
}


class Provider(BaseHTTPRequestHandler):
    """As little as OpenID Connect asks of a provider."""

    def answer(self):
        here = f"http://localhost:{self.server.server_port}"
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/person",
                "jwks_uri": f"{here}/keys",
            },
            "/token": {"access_token": "token", "token_type": "bearer"},
            "/person": PERSON,
        }
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answers[self.path]).encode())

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("localhost", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    use(settings, f"http://localhost:{server.server_port}")
    yield server
    server.shutdown()
    server.server_close()


def use(settings, url):
    app = {
        "provider_id": "organisatie",
        "name": "Gemeente Utrecht",
        "client_id": "catalogue",
        "secret": "hush",
        "settings": {"server_url": url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }


def come_back(client, **query):
    """What the site answers to whom the provider sends back."""
    asked = parse_qs(urlsplit(client.get(LOG_IN, query).url).query)
    back = f"{LOG_IN}callback/"
    assert urlsplit(asked["redirect_uri"][0]).path == back
    return client.get(back, {"code": "code", "state": asked["state"][0]})


def test_without_the_setting_there_is_no_such_log_in(client):
    assert LOG_IN not in client.get("/beheer/inloggen/").content.decode()
    assert client.get(LOG_IN).status_code == 404


def test_the_log_in_page_offers_it(client, provider):
    page = client.get("/beheer/inloggen/").content.decode()
    assert f'href="{LOG_IN}' in page
    assert "Gemeente Utrecht" in page


def test_a_newcomer_may_do_nothing_until_given_a_role(client, provider):
    assert come_back(client).url == "/beheer/"
    user = User.objects.get()
    assert (user.username, user.first_name, user.email) == (
        "annebakker",
        "Anne",
        "anne@example.org",
    )
    assert not user.has_usable_password()
    for page in ["/beheer/", "/beheer/catalogue/intervention/"]:
        answer = client.get(page)
        assert answer.status_code == 403
        assert "account/no_role.html" in [each.name for each in answer.templates]
        assert "annebakker" in answer.content.decode()
        assert "catalogue/" not in answer.content.decode()

    user.groups.add(Group.objects.get(name=WRITER))
    assert client.get("/beheer/").status_code == 200
    assert client.get("/beheer/catalogue/intervention/").status_code == 200


def test_the_same_person_gets_the_same_account(client, provider):
    for _ in range(2):
        come_back(client)
        client.logout()
    [user] = User.objects.all()
    kept = AccountEvent.objects.values_list("user", "kind", "details")
    assert list(kept) == [(user.pk, "ingelogd", "Gemeente Utrecht")] * 2


def test_an_account_with_the_same_name_or_mail_address_is_not_taken_over(
    client, provider
):
    User.objects.create_superuser("annebakker", "anne@example.org", PASSWORD)
    come_back(client)
    assert client.get("/beheer/").status_code == 403
    assert User.objects.count() == 2


def test_who_is_logged_in_connects_the_two_after_giving_the_password(client, provider):
    editor = make_editor("redactie", WRITER)
    log_in(client, "redactie")
    answer = come_back(client, process="connect")
    assert answer.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    come_back(client, process="connect")
    client.logout()
    come_back(client)
    assert client.session["_auth_user_id"] == str(editor.pk)
    assert User.objects.count() == 1

    # And ends it again.
    page = reverse("socialaccount_connections")
    [account] = SocialAccount.objects.all()
    assert f'value="{account.pk}"' in client.get(page).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(page, {"account": account.pk}).url == page
    assert not SocialAccount.objects.exists()


def test_a_newcomer_may_choose_a_password_too(client, provider):
    come_back(client)
    answer = client.get(reverse("account_change_password"))
    assert answer.url == reverse("account_set_password")
    form = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, form).status_code == 302
    assert log_in(Client(), "annebakker").status_code == 302


def test_the_provider_s_no_is_said_in_words(client, provider):
    asked = parse_qs(urlsplit(client.get(LOG_IN).url).query)
    answer = client.get(
        f"{LOG_IN}callback/", {"error": "access_denied", "state": asked["state"][0]}
    )
    assert answer.url == reverse("socialaccount_login_cancelled")
    assert client.get(answer.url).status_code == 200


def test_a_provider_that_is_gone_is_said_in_words(client, settings, caplog):
    use(settings, "http://localhost:1")
    answer = client.get(LOG_IN)
    assert "socialaccount/authentication_error.html" in [
        each.name for each in answer.templates
    ]
    assert "OpenID Connect failed" in caplog.text
    assert not User.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(client, provider):
    client.get(f"{LOG_IN}callback/", {"code": "code", "state": "made-up"})
    assert not User.objects.exists()
