"""Accounts with a role, and what their telephone shows."""

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import Group, User
from django.test import Client

PASSWORD = "een-lange-zin-van-mij"


def make_editor(username: str, *roles: str) -> User:
    user = User.objects.create_user(username, f"{username}@example.org", PASSWORD)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def log_in(
    client: Client, username: str, password: str = PASSWORD, **headers: Any
) -> Any:
    return client.post(
        "/beheer/inloggen/?next=/beheer/",
        {"login": username, "password": password},
        **headers,
    )


def code_of(secret: str) -> str:
    """What the app of somebody with this secret shows now."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def give_second_step(user: User) -> tuple[str, list[str]]:
    """The secret of the app, and the recovery codes."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).generate_codes()
