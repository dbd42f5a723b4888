from allauth.account import views as account
from allauth.socialaccount import views as openid
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from catalogue import urls
from catalogue.accounts import openid_log_in
from catalogue.admin import site

account_pages = [
    path("uitloggen/", account.logout, name="account_logout"),
    path("aanmelden/", account.signup, name="account_signup"),
    path("gesloten/", account.account_inactive, name="account_inactive"),
    path("bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/kiezen/", account.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path(
        "wachtwoord/verstuurd/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/klaar/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("tweede-stap/", include("allauth.mfa.urls")),
    path("openid/", openid.connections, name="socialaccount_connections"),
    path("openid/mislukt/", openid.login_error, name="socialaccount_login_error"),
    path(
        "openid/gestopt/",
        openid.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("openid/aanmelden/", openid.signup, name="socialaccount_signup"),
    path("oidc/<slug:provider_id>/login/", openid_log_in, name="openid_connect_login"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]

urlpatterns = [
    path("beheer/inloggen/", account.login, name="account_login"),
    path("beheer/account/", include(account_pages)),
    path("beheer/", site.urls),
    *urls.others,
    *i18n_patterns(*urls.pages, prefix_default_language=False),
]

handler400 = "catalogue.views.bad_request"
handler404 = "catalogue.views.page_not_found"
handler500 = "catalogue.views.server_error"
