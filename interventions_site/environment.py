"""What the environment says. A value we cannot read, or that would be unsafe, stops the start."""

import re
from email.utils import parseaddr
from hashlib import blake2b
from logging import LogRecord
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CACHE_SCHEMES = ["redis", "rediss"]
DATABASE_SCHEMES = ["sqlite", "postgres", "postgresql"]
MAIL_SCHEMES = ["smtp", "smtps"]
OPENID = ["OIDC_NAME", "OIDC_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]

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


def read_whole(name: str, default: int) -> int:
    try:
        number = env.int(name, default=default)
    except EnvError:
        number = 0
    if number < 1:
        raise ImproperlyConfigured(
            f"{name}={env.str(name)} is no whole number of 1 or more, "
            f"such as {name}={default}."
        )
    return number


def has_place(url: str) -> bool:
    """Whether `url` names a host, and a port that is a number if any."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def read_site_url() -> str:
    """Where people find the site, without a slash at the end; empty where nobody said."""
    url = env.str("SITE_URL", default="").strip()
    if not url:
        return ""
    parts = urlsplit(url) if has_place(url) else urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or parts.path.strip("/")
        or "@" in parts.netloc
        or set(url) & set("?# ")
    ):
        raise ImproperlyConfigured(
            "SITE_URL is no address of a site. "
            "Write it as SITE_URL=https://catalogue.example, without a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


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
    # In the database, so that all processes count the same wrong log-ins.
    counts = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counts",
        # Beyond its 300, Django forgets a third of what is counted.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    return {"default": counts, "pages": pages}


class Mail(NamedTuple):
    """Django's settings for sending mail; without a server it goes to the console."""

    backend: str = "django.core.mail.backends.console.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def read_mail() -> Mail:
    url = env.str("EMAIL_URL", default="") or "console://"
    if url == "console://":
        return Mail()
    scheme = url.partition("://")[0]
    if scheme not in MAIL_SCHEMES or not has_place(url):
        # The message must not repeat the address: it may hold a password.
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read. Write smtp://user:password@host:587, "
            "smtps://user:password@host:465, smtp://host:25, or console://."
        )
    parts = urlsplit(url)
    encrypted = scheme == "smtps"
    # A password never goes over the line in clear.
    starttls = not encrypted and bool(parts.username)
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "",
        port=parts.port or (465 if encrypted else 587 if starttls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=starttls,
        tls=encrypted,
    )


def read_sender() -> str:
    sender = env.str("EMAIL_FROM", default="interventiewijzer@localhost.localdomain")
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        raise ImproperlyConfigured(
            f"EMAIL_FROM={sender} is no address. "
            "Write EMAIL_FROM=catalogue@example.org or EMAIL_FROM=Name <catalogue@example.org>."
        ) from None
    return sender


def read_openid() -> dict[str, str]:
    """Where editors may log in with an account of their organisation; empty if nowhere."""
    values = {name: env.str(name, default="").strip() for name in OPENID}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == len(values):
        return {}
    if missing:
        raise ImproperlyConfigured(
            f"{', '.join(OPENID)} belong together, but there is no {' and no '.join(missing)}. "
            "Set all four, or none."
        )
    url = values["OIDC_URL"]
    local = has_place(url) and urlsplit(url).hostname in ("localhost", "127.0.0.1")
    schemes = ("https", "http") if local else ("https",)
    if not has_place(url) or urlsplit(url).scheme not in schemes:
        raise ImproperlyConfigured(
            "OIDC_URL is no https address. Write the issuer's, "
            "such as OIDC_URL=https://login.example.org/realms/city."
        )
    return values


def read_release() -> str:
    """Differs when the code, a template or a text does: cached pages are then drawn anew."""
    release = blake2b(digest_size=8)
    for folder in ["catalogue", "interventions_site", "templates", "static", "locale"]:
        for file in sorted((BASE_DIR / folder).rglob("*.*")):
            if file.suffix != ".pyc" and file.is_file():
                release.update(file.read_bytes())
    return release.hexdigest()


def names_no_token(record: LogRecord) -> bool:
    """Whether a line for the log holds no address that opens an entry by itself."""
    return not re.search(r"/(voorbeeld|bevestigen)/.", record.getMessage())
