"""One file for every place the site runs in; what differs comes from the environment.

A value we cannot read, or that would be unsafe, stops the start with a message.
"""

from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CACHE_SCHEMES = ["redis", "rediss"]
DATABASE_SCHEMES = ["sqlite", "postgres", "postgresql"]

env = Env()


def read_switch(name: str) -> bool:
    try:
        return env.bool(name, default=False)
    except EnvError as error:
        raise ImproperlyConfigured(
            f"{name}={env.str(name)} is unclear. Write {name}=on or {name}=off."
        ) from error


def read_list(name: str, default: list[str]) -> list[str]:
    values = env.list(name, default=default)
    return [value.strip() for value in values if value.strip()]


def has_place(url: str) -> bool:
    """Whether `url` names a host, and a port that is a number if any."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def read_secret_key() -> str:
    file = VAR_DIR / "secret"
    key = env.str("SECRET_KEY", default="")
    if not key and file.exists():
        key = file.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(
            "There is no secret key. Set SECRET_KEY to 50 random characters or more, "
            "or run `make run` once: it writes such a key to var/secret."
        )
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        raise ImproperlyConfigured(
            "The secret key can be guessed. SECRET_KEY, or var/secret, must hold 50 "
            "random characters or more, and not start with django-insecure."
        )
    return key


def read_database() -> dict:
    file = quote(str(VAR_DIR / "catalogue.sqlite3"))
    url = env.str("DATABASE_URL", default=f"sqlite:///{file}")
    # The message must not repeat the address: it may hold a password.
    problem = ImproperlyConfigured(
        "DATABASE_URL cannot be read. Write sqlite:////path/to/file, "
        "postgres://user:password@host/name or postgres://user@/name?host=/socket/folder."
    )
    scheme, _, place = url.partition("://")
    if scheme not in DATABASE_SCHEMES or not place.strip("/"):
        raise problem
    try:
        database = dict(env.dj_db_url("DATABASE_URL", default=url))
    except EnvError:
        raise problem from None
    # A new SQLite connection costs half a millisecond, a kept one next to nothing.
    database |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            # Without IMMEDIATE, a transaction that reads first may fail at its first write.
            "transaction_mode": "IMMEDIATE",
            # WAL: readers go on while an editor writes.
            "init_command": (
                "PRAGMA journal_mode=WAL; "
                "PRAGMA synchronous=NORMAL; "
                "PRAGMA foreign_keys=ON;"
            ),
            "timeout": 20,
        }
    return database


def read_caches() -> dict:
    # Pages, per process unless CACHE_URL names a Redis or Valkey for all of them.
    pages = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
    url = env.str("CACHE_URL", default="")
    if url:
        if url.partition("://")[0] not in CACHE_SCHEMES or not has_place(url):
            raise ImproperlyConfigured(
                "CACHE_URL cannot be read. Write redis://host:6379/0 or rediss://host:6379/0."
            )
        pages = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "interventiewijzer",
            # Seconds. Drawing a page anew takes less than waiting for a Redis that is gone.
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        }
    here = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"default": here, "pages": pages}


def read_release() -> str:
    """Differs when the code, a template or a text does: cached pages are then drawn anew."""
    release = blake2b(digest_size=8)
    for folder in ["catalogue", "interventions_site", "templates", "static", "locale"]:
        for file in sorted((BASE_DIR / folder).rglob("*.*")):
            if file.suffix != ".pyc" and file.is_file():
                release.update(file.read_bytes())
    return release.hexdigest()


# Where the site runs

DEBUG = read_switch("DEBUG")
# For a laptop or a test: no redirect to https, and cookies that http may carry.
PLAIN_HTTP = read_switch("PLAIN_HTTP")
# Only behind a proxy that sets X-Forwarded-Proto itself: else a visitor could forge it.
BEHIND_PROXY = read_switch("BEHIND_PROXY")
SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", LOOPBACK_HOSTS)
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])
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
]

MIDDLEWARE = [
    "interventions_site.middleware.no_body_for_head",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages; static files are compressed beforehand.
    "django.middleware.gzip.GZipMiddleware",
    "interventions_site.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # No LocaleMiddleware: the address alone decides the language.
    "interventions_site.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
LANGUAGES = [("nl", "Nederlands")]
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
LOGIN_URL = "admin:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]

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
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's handlers, which stay silent or send mail without DEBUG.
        "django": {"handlers": [], "level": "INFO"},
        # Anybody can send any host; each is answered with 400 and needs no traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
    },
}
