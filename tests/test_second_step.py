"""A code from an app, after the password: for whoever wants it, and who must."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from catalogue.choices import AccountEventKind
from catalogue.models import AccountEvent
from catalogue.roles import CHIEF, MANAGER, WRITER

from .builders import make_superuser
from .editors import PASSWORD, code_of, give_second_step, log_in, make_editor

pytestmark = pytest.mark.django_db

SET_UP = reverse("mfa_activate_totp")
CODE = reverse("mfa_authenticate")


@pytest.fixture(autouse=True)
def patience(settings):
    """A test that begins as one code ends does not fail."""
    settings.MFA_TOTP_TOLERANCE = 1


def kinds():
    return list(AccountEvent.objects.order_by("pk").values_list("kind", flat=True))


def led_to(client, page="/beheer/"):
    answer = client.get(page)
    return answer.url if answer.status_code == 302 else answer.status_code


def logged_in(username):
    client = Client()
    log_in(client, username)
    return client


def set_up(client):
    """Set up a second step as a browser does; its secret."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(SET_UP)
    secret = page.context["form"].secret
    answer = client.post(SET_UP, {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    return secret


@pytest.mark.parametrize(
    ("role", "where"), [(WRITER, 200), (CHIEF, SET_UP), (MANAGER, SET_UP)]
)
def test_a_setting_makes_it_compulsory_for_who_may_publish_or_manage(
    role, where, settings
):
    make_editor("redactie", role)
    client = logged_in("redactie")
    assert led_to(client) == 200
    settings.SECOND_STEP = True
    for page in ["/beheer/", "/beheer/jsi18n/", "/beheer/auth/user/1/change/"]:
        assert led_to(client, page) == where or where == 200
    assert led_to(client) == where


def test_it_is_compulsory_for_a_superuser_too(client, settings):
    settings.SECOND_STEP = True
    client.force_login(make_superuser())
    assert led_to(client, "/beheer/catalogue/intervention/") == SET_UP


def test_nothing_is_written_before_it_is_set_up(settings):
    settings.SECOND_STEP = True
    make_editor("beheer", MANAGER)
    client = logged_in("beheer")
    answer = client.post(
        "/beheer/auth/user/add/",
        {"username": "x", "usable_password": "false", "_save": "1"},
    )
    assert answer.url == SET_UP


def test_once_it_is_set_up_the_pages_open(settings, django_capture_on_commit_callbacks):
    settings.SECOND_STEP = True
    make_editor("chef", CHIEF)
    client = logged_in("chef")
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert led_to(client) == 200
    assert kinds() == [AccountEventKind.LOGGED_IN, AccountEventKind.SECOND_STEP_ON]


def test_setting_it_up_asks_for_the_password_again():
    make_editor("redactie", WRITER)
    client = logged_in("redactie")
    assert led_to(client, SET_UP).startswith(reverse("account_reauthenticate"))


def test_the_page_to_set_it_up_holds_a_drawing_and_the_key():
    make_editor("redactie", WRITER)
    client = logged_in("redactie")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(SET_UP)
    page = answer.content.decode()
    drawing = page.partition("account-square")[2].partition("</div>")[0]
    assert "<svg" in drawing
    assert answer.context["form"].secret in page
    for forbidden in ["data:", "style=", "<?xml", "<script>"]:
        assert forbidden not in page


def test_the_password_alone_is_not_enough():
    secret, _codes = give_second_step(make_editor("redactie", WRITER))
    client = Client()
    assert log_in(client, "redactie").url == CODE
    assert led_to(client).startswith("/beheer/inloggen/")
    assert client.post(CODE, {"code": code_of(secret)}).url == "/beheer/"
    assert led_to(client) == 200
    assert kinds() == [AccountEventKind.LOGGED_IN]


def test_a_wrong_code_is_refused_and_written_down():
    secret, _codes = give_second_step(make_editor("redactie", WRITER))
    client = logged_in("redactie")
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"
    assert client.post(CODE, {"code": wrong}).status_code == 200
    assert led_to(client).startswith("/beheer/inloggen/")
    assert kinds() == [AccountEventKind.REFUSED]


def test_guessing_codes_stops_after_five():
    secret, _codes = give_second_step(make_editor("redactie", WRITER))
    client = logged_in("redactie")
    for number in range(20):
        client.post(CODE, {"code": f"x{number}"})
    assert kinds() == [AccountEventKind.REFUSED] * 5
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 200
    assert led_to(client).startswith("/beheer/inloggen/")


def test_a_code_works_once():
    secret, _codes = give_second_step(make_editor("redactie", WRITER))
    code = code_of(secret)
    assert logged_in("redactie").post(CODE, {"code": code}).status_code == 302
    assert logged_in("redactie").post(CODE, {"code": code}).status_code == 200


def test_a_recovery_code_works_once():
    _secret, [first, second, *_] = give_second_step(make_editor("redactie", WRITER))
    assert logged_in("redactie").post(CODE, {"code": first}).url == "/beheer/"
    assert logged_in("redactie").post(CODE, {"code": first}).status_code == 200
    assert logged_in("redactie").post(CODE, {"code": second}).url == "/beheer/"


def test_who_must_have_it_and_turns_it_off_sets_it_up_anew(settings):
    settings.SECOND_STEP = True
    give_second_step(make_editor("chef", CHIEF))
    client = logged_in("chef")
    [authenticator] = Authenticator.objects.filter(type="totp")
    secret = authenticator.data["secret"]
    client.post(CODE, {"code": code_of(secret)})
    assert led_to(client) == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert led_to(client) == SET_UP
    assert kinds()[-1] == AccountEventKind.SECOND_STEP_OFF


def test_the_recovery_codes_are_shown_and_can_be_kept(settings):
    _secret, codes = give_second_step(make_editor("redactie", WRITER))
    client = logged_in("redactie")
    client.post(CODE, {"code": codes[0]})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    file = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert file.split() == codes[1:]
    assert all(code in page for code in codes[1:])
    assert codes[0] not in page
