"""One file for every place the site runs in; what differs `environment.py` reads."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .environment import (
    BASE_DIR,
    LOOPBACK_HOSTS,
    VAR_DIR,
    has_place,
    names_no_token,
    read_caches,
    read_database,
    read_list,
    read_mail,
    read_openid,
    read_release,
    read_secret_key,
    read_sender,
    read_site_url,
    read_switch,
    read_whole,
)

# Where the site runs

DEBUG = read_switch("DEBUG")
# For a laptop or a test: no redirect to https, and cookies that http may carry.
PLAIN_HTTP = read_switch("PLAIN_HTTP")
# Only behind a proxy that sets X-Forwarded-Proto itself: else a visitor could forge it.
BEHIND_PROXY = read_switch("BEHIND_PROXY")
SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", LOOPBACK_HOSTS)
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])
# The address that mails to editors lead to.
SITE_URL = read_site_url()
DATABASES = {"default": read_database()}
CACHES = read_caches()
RELEASE = read_release()

if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS names no host, so nobody gets in. "
        "Name the site's, or leave ALLOWED_HOSTS out for this machine alone."
    )
for host in ALLOWED_HOSTS:
    if "/" in host:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS holds {host}, which is no name of a host. "
            "Write it without https:// and without a path."
        )
for origin in CSRF_TRUSTED_ORIGINS:
    if urlsplit(origin).scheme not in ("http", "https") or not has_place(origin):
        raise ImproperlyConfigured(
            f"CSRF_TRUSTED_ORIGINS holds {origin}, which is no origin. "
            "Write it as https://catalogue.example."
        )
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS=* lets anybody pose as this site. "
        "Name its hosts, such as ALLOWED_HOSTS=catalogue.example,www.catalogue.example."
    )
public_hosts = [host for host in ALLOWED_HOSTS if host not in LOOPBACK_HOSTS]
if (PLAIN_HTTP or DEBUG) and public_hosts:
    raise ImproperlyConfigured(
        f"{'DEBUG' if DEBUG else 'PLAIN_HTTP'} is for this machine only, but "
        f"ALLOWED_HOSTS names {', '.join(public_hosts)}. "
        "Turn it off, or leave ALLOWED_HOSTS out."
    )

# What it is made of

INSTALLED_APPS = [
    "catalogue",
    # We make the admin site ourselves, in catalogue.admin.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Above staticfiles: `runserver` then serves static files as production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "interventions_site.middleware.no_body_for_head",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "catalogue.views.caching.answer_who_has_it",
    # No LocaleMiddleware: the address alone decides the language.
    "interventions_site.middleware.language",
    "catalogue.views.caching.keep_pages",
    # Pages; static files are compressed beforehand.
    "django.middleware.gzip.GZipMiddleware",
    "interventions_site.middleware.permissions_policy",
    "interventions_site.middleware.keep_no_account_page",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "interventions_site.urls"
WSGI_APPLICATION = "interventions_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["catalogue.templatetags.texts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Addresses that an editor types without a scheme are https. The default from Django 6 on.
FORMS_URLFIELD_ASSUME_HTTPS = True

# Language and time

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # A file's name holds its hash, so whitenoise lets browsers keep it for ever.
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Editors

# An entry that runs in hundreds of places is one form, of some twenty fields a place.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# The largest file with programmes that is taken, in megabytes.
IMPORT_MAX_MB = read_whole("IMPORT_MAX_MB", 25)
FILE_UPLOAD_HANDLERS = [
    "interventions_site.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Accounts of editors: nobody signs up, a Beheerder makes them

# Whether who may publish, or change accounts, must also type a code from an app.
SECOND_STEP = read_switch("SECOND_STEP")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]

ACCOUNT_ADAPTER = "catalogue.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A log-in ends with the browser.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if PLAIN_HTTP else "https"
ACCOUNT_RATE_LIMITS = {
    # Wrong log-ins, from one address and at one account from one address: an owner who
    # is elsewhere notices nothing.
    "login_failed": "20/5m/ip,5/5m/key",
    # At one account from all addresses together. Who keeps guessing from hundreds of
    # addresses gets no further than this, and once that stops the owner gets in again.
    "login_failed_anywhere": "30/15m/key",
}
# The proxy's own word for where a visitor is; without a proxy anybody could forge it.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

MFA_ADAPTER = "catalogue.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Interventiewijzer"
MFA_ALLOW_UNVERIFIED_EMAIL = True

SOCIALACCOUNT_ADAPTER = "catalogue.accounts.OpenIDAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# A form that ends at another host is not allowed by the Content-Security-Policy.
SOCIALACCOUNT_LOGIN_ON_GET = True
OPENID = read_openid()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                # Part of an address that the provider has to know.
                "provider_id": "organisatie",
                "name": OPENID["OIDC_NAME"],
                "client_id": OPENID["OIDC_CLIENT_ID"],
                "secret": OPENID["OIDC_CLIENT_SECRET"],
                "settings": {"server_url": OPENID["OIDC_URL"]},
            }
        ]
        if OPENID
        else [],
    }
}

# Mail: links to choose a password

MAIL = read_mail()
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.starttls
EMAIL_USE_SSL = MAIL.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read_sender()

# Safety

if not PLAIN_HTTP:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
# A load balancer asks these over http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The log-in needs the Referer of our own pages; nobody else gets one.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# django-csp: everything comes from our own files; no inline script or style, so no nonces.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# To the console, for whatever collects it there. Django's warnings name the path only,
# and gunicorn keeps no access log: a query string tells what a visitor looks for.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "filters": {
        "no_tokens": {
            "()": "django.utils.log.CallbackFilter",
            "callback": names_no_token,
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's handlers, which stay silent or send mail without DEBUG.
        "django": {"handlers": [], "level": "INFO"},
        # Anybody can send any host; each is answered with 400 and needs no traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
    },
}
