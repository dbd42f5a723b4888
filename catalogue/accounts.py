"""How editors log in: allauth's hooks, and what is written down of an account."""

import logging
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_username
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as openid_views
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage
from requests import RequestException

from .choices import AccountEventKind
from .models import AccountEvent
from .roles import PUBLISH

logger = logging.getLogger(__name__)

# What allauth would send a mail about.
CHANGES = {
    "account/email/password_changed": AccountEventKind.PASSWORD,
    "account/email/password_reset": AccountEventKind.PASSWORD,
    "account/email/password_set": AccountEventKind.PASSWORD,
    "mfa/email/totp_activated": AccountEventKind.SECOND_STEP_ON,
    "mfa/email/totp_deactivated": AccountEventKind.SECOND_STEP_OFF,
}


def record(
    kind: AccountEventKind, user: User, *, by: str = "", details: str = ""
) -> None:
    """Write down what happened to the account of `user`, who did it themselves unless `by`."""
    AccountEvent.objects.create(
        kind=kind,
        user=user if user.pk else None,
        username=user.username,
        by=by or user.username,
        details=details[:500],
    )


def has_second_step(user: User) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def lacks_second_step(user: User) -> bool:
    """Whether `user` must set up a second step before doing anything else."""
    return (
        settings.SECOND_STEP
        and (user.has_perm(PUBLISH) or user.has_perm("auth.change_user"))
        and not has_second_step(user)
    )


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right, or was used already."),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("You tried too often. Wait five minutes, and try again."),
        "too_many_login_attempts": _(
            "Too many log-ins went wrong. Wait fifteen minutes, and try again."
        ),
        "username_password_mismatch": _("The username or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def get_client_ip(self, request: HttpRequest) -> str:
        """A fingerprint of the visitor's network: the address itself is kept nowhere."""
        network = ratelimit.truncate_ip(super().get_client_ip(request))
        return salted_hmac("client address", network).hexdigest()

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        username = credentials.get("username", "").lower()
        return f"{username}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the log-in as wrong beforehand; `authenticate` takes back what was right."""
        super().pre_authenticate(request, **credentials)
        anywhere = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_anywhere",
            key=credentials.get("username", "").lower(),
        )
        if not anywhere:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += anywhere.usage

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # What was typed may be a password in the wrong field: only names we know are kept.
        user = filter_users_by_username(credentials.get("username", "")).first()
        if user:
            record(AccountEventKind.REFUSED, user)

    def post_login(
        self,
        request: HttpRequest,
        user: User,
        *,
        signal_kwargs: dict[str, Any] | None,
        **others: Any,
    ) -> HttpResponse:
        through = (signal_kwargs or {}).get("sociallogin")
        record(
            AccountEventKind.LOGGED_IN,
            user,
            details=through.provider.name if through else "",
        )
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **others)

    def send_mail(self, *args: Any, **options: Any) -> None:
        """A mail server that is down is for the log. The page says the same to everybody:
        it must not tell who has an account.
        """
        try:
            super().send_mail(*args, **options)
        except OSError as error:
            logger.error("A mail was not sent: %s", error)

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **options: Any
    ) -> None:
        if template_prefix in CHANGES:
            record(CHANGES[template_prefix], user)
        super().send_notification_mail(template_prefix, user, *args, **options)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> SafeString:
        """An <svg> for in the page: the Content-Security-Policy forbids images in addresses."""
        drawing = qrcode.make(url, image_factory=SvgPathImage)
        return mark_safe(drawing.to_string(encoding="unicode"))


class OpenIDAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        # The account that is made may do nothing until a Beheerder gives it a role.
        return True

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        logger.warning("Log-in with OpenID Connect failed: %s %r", error, exception)


def openid_log_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, or to words when it cannot be reached."""
    try:
        return openid_views.login(request, provider_id)
    except RequestException as problem:
        provider = get_adapter().get_provider(request, provider_id)
        return render_authentication_error(request, provider, exception=problem)


@receiver(authentication_failed)
def record_wrong_code(user: User | AnonymousUser, **_others: Any) -> None:
    if isinstance(user, User):
        record(AccountEventKind.REFUSED, user, details=gettext("second step"))
