"""The settings stop the start when they are unreadable or unsafe, and say why.

Each test starts Python anew, in a copy of the project that has only its settings.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.test import Client

ROOT = Path(__file__).parent.parent
SECRET = "an-unguessable-text-of-more-than-fifty-characters-0123456789"
SWITCHES = ["BEHIND_PROXY", "DEBUG", "PLAIN_HTTP", "SECOND_STEP"]
PRODUCTION = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "catalogue.example"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "interventions_site", tmp_path / "interventions_site")
    return tmp_path


def start_python(folder: Path, *arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(folder: Path, **environment: str) -> str:
    """The message with which the settings refuse this environment."""
    done = start_python(
        folder, "-c", "import interventions_site.settings", **environment
    )
    assert done.returncode != 0
    last_line = done.stderr.strip().splitlines()[-1]
    kind, _, message = last_line.partition(": ")
    assert kind == "django.core.exceptions.ImproperlyConfigured"
    return message


def setting(folder: Path, name: str, **environment: str) -> str:
    program = f"from interventions_site import settings; print(settings.{name})"
    done = start_python(folder, "-c", program, **environment)
    assert done.stderr == ""
    return done.stdout.strip()


def test_no_secret_is_refused(project):
    message = refusal(project)
    assert "no secret key" in message
    assert "Set SECRET_KEY" in message
    assert "make run" in message


@pytest.mark.parametrize(
    "secret", [SECRET[:49], "django-insecure-" + SECRET], ids=["short", "insecure"]
)
def test_a_secret_that_can_be_guessed_is_refused(project, secret):
    message = refusal(project, SECRET_KEY=secret)
    assert "can be guessed" in message
    assert secret not in message


def test_a_guessable_secret_in_the_file_is_refused(project):
    (project / "var").mkdir()
    (project / "var/secret").write_text("short\n")
    assert "var/secret" in refusal(project)


def test_the_secret_comes_from_the_file(project):
    (project / "var").mkdir()
    (project / "var/secret").write_text(SECRET + "\n")
    assert setting(project, "SECRET_KEY") == SECRET


def test_the_environment_wins_from_the_file(project):
    (project / "var").mkdir()
    (project / "var/secret").write_text("short\n")
    assert setting(project, "SECRET_KEY", SECRET_KEY=SECRET) == SECRET


def test_any_host_is_refused(project):
    message = refusal(project, SECRET_KEY=SECRET, ALLOWED_HOSTS="catalogue.example, *")
    assert "lets anybody pose" in message
    assert "ALLOWED_HOSTS=catalogue.example" in message


@pytest.mark.parametrize("name", ["DEBUG", "PLAIN_HTTP"])
def test_what_is_for_this_machine_is_refused_with_a_public_host(project, name):
    hosts = "localhost,catalogue.example"
    message = refusal(project, SECRET_KEY=SECRET, ALLOWED_HOSTS=hosts, **{name: "on"})
    assert message.startswith(f"{name} is for this machine only")
    assert "names catalogue.example." in message


@pytest.mark.parametrize("name", ["DEBUG", "PLAIN_HTTP"])
def test_what_is_for_this_machine_is_allowed_on_it(project, name):
    values = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "localhost, [::1]", name: "on"}
    assert setting(project, name, **values) == "True"


@pytest.mark.parametrize("name", SWITCHES)
def test_an_unclear_switch_is_refused(project, name):
    message = refusal(project, SECRET_KEY=SECRET, **{name: "perhaps"})
    assert message == f"{name}=perhaps is unclear. Write {name}=on or {name}=off."


@pytest.mark.parametrize("name", SWITCHES)
def test_each_switch_is_off_unless_asked_for(project, name):
    assert setting(project, name, SECRET_KEY=SECRET) == "False"


@pytest.mark.parametrize(
    "address",
    ["mysql://app:hunter2@host/name", "hunter2", "postgres://app:hunter2@[host/name"],
    ids=["another database", "no address", "a broken address"],
)
def test_an_unreadable_database_is_refused_without_its_password(project, address):
    environment = {"SECRET_KEY": SECRET, "DATABASE_URL": address}
    assert "postgres://" in refusal(project, **environment)
    done = start_python(
        project, "-c", "import interventions_site.settings", **environment
    )
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("DATABASE_URL", "sqlite://", "sqlite:////path/to/file"),
        ("CACHE_URL", "memcached://host", "redis://host:6379/0"),
        ("CACHE_URL", "redis://host:port", "redis://host:6379/0"),
        ("ALLOWED_HOSTS", ",", "Name the site's"),
        ("ALLOWED_HOSTS", "https://catalogue.example", "without https://"),
        ("CSRF_TRUSTED_ORIGINS", "catalogue.example", "https://catalogue.example"),
        ("CSRF_TRUSTED_ORIGINS", "https://", "https://catalogue.example"),
        ("EMAIL_FROM", "redactie", "EMAIL_FROM=catalogue@example.org"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_a_right_one(
    project, name, value, right
):
    message = refusal(project, **{**PRODUCTION, name: value})
    assert message.startswith(name)
    assert right in message


@pytest.mark.parametrize(
    "address",
    [
        "catalogue.example",
        "ftp://catalogue.example",
        "https://",
        "https://catalogue.example/beheer/",
        "https://catalogue.example/?a=b",
        "https://redactie:hunter2@catalogue.example",
        "https://catalogue.example:port",
    ],
)
def test_an_address_of_the_site_that_cannot_be_linked_to_is_refused(project, address):
    message = refusal(project, **PRODUCTION, SITE_URL=address)
    assert message.startswith("SITE_URL")
    assert "SITE_URL=https://catalogue.example, without a path" in message


def test_the_address_of_the_site_has_no_slash_at_the_end(project):
    address = "https://catalogue.example:8443"
    assert setting(project, "SITE_URL", **PRODUCTION, SITE_URL=f"{address}/") == address
    assert setting(project, "SITE_URL", **PRODUCTION) == ""


def test_the_database_is_a_file_in_var_by_default(project):
    name = setting(project, "DATABASES['default']['NAME']", SECRET_KEY=SECRET)
    assert name == str(project / "var/catalogue.sqlite3")


def test_the_database_may_be_behind_a_socket(project):
    options = setting(
        project,
        "DATABASES['default']['OPTIONS']",
        SECRET_KEY=SECRET,
        DATABASE_URL="postgres://app@/postgres?host=/some/folder",
    )
    assert options == "{'host': '/some/folder'}"


def test_postgresql_is_spoken_to_through_psycopg2():
    assert importlib.util.find_spec("psycopg") is None
    assert not is_psycopg3


@pytest.mark.parametrize("behind_proxy", ["on", "off"])
def test_production_passes_the_deployment_check(behind_proxy):
    done = start_python(
        ROOT,
        *["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        BEHIND_PROXY=behind_proxy,
        **PRODUCTION,
    )
    assert done.returncode == 0, done.stderr


def test_the_proxy_header_is_trusted_only_behind_a_proxy(project):
    header = "SECURE_PROXY_SSL_HEADER"
    assert setting(project, header, BEHIND_PROXY="on", **PRODUCTION) == (
        "('HTTP_X_FORWARDED_PROTO', 'https')"
    )
    program = (
        "from interventions_site import settings; settings.SECURE_PROXY_SSL_HEADER"
    )
    done = start_python(project, "-c", program, **PRODUCTION)
    assert "AttributeError" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "hunter2",
        "smtp://",
        "http://app:hunter2@host",
        "smtp://app:hunter2@[host",
        "smtp://app:hunter2@host:port",
    ],
)
def test_an_unreadable_mail_server_is_refused_without_its_password(project, address):
    message = refusal(project, **PRODUCTION, EMAIL_URL=address)
    assert message.startswith("EMAIL_URL cannot be read. Write smtp://")
    done = start_python(
        project,
        *["-c", "import interventions_site.settings"],
        **{**PRODUCTION, "EMAIL_URL": address},
    )
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("address", "mail"),
    [
        ("", "console 0   False False"),
        ("console://", "console 0   False False"),
        ("smtp://mail.example", "smtp 25   False False"),
        ("smtp://me%40x:s%2F@mail.example", "smtp 587 me@x s/ True False"),
        ("smtps://me:s@mail.example", "smtp 465 me s False True"),
        ("smtps://me:s@mail.example:4650", "smtp 4650 me s False True"),
    ],
)
def test_a_password_goes_to_the_mail_server_encrypted(project, address, mail):
    names = ["BACKEND.split('.')[-2]", "PORT", "HOST_USER", "HOST_PASSWORD"]
    names += ["USE_TLS", "USE_SSL"]
    program = "from interventions_site import settings as s; print({})".format(
        ", ".join(f"s.EMAIL_{name}" for name in names)
    )
    done = start_python(project, "-c", program, **{**PRODUCTION, "EMAIL_URL": address})
    assert done.stdout.strip() == mail


def test_the_sender_may_have_a_name_too(project):
    sender = "Interventiewijzer <redactie@catalogue.example>"
    found = setting(project, "DEFAULT_FROM_EMAIL", **PRODUCTION, EMAIL_FROM=sender)
    assert found == sender


OPENID = {
    "OIDC_NAME": "Gemeente Utrecht",
    "OIDC_URL": "https://login.example/realms/utrecht",
    "OIDC_CLIENT_ID": "catalogue",
    "OIDC_CLIENT_SECRET": "hunter2",
}


@pytest.mark.parametrize("missing", OPENID)
def test_openid_connect_needs_all_it_needs(project, missing):
    environment = {**PRODUCTION, **OPENID}
    environment[missing] = " "
    message = refusal(project, **environment)
    assert f"there is no {missing}." in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "url", ["login.example", "http://login.example", "https://", "ftp://localhost"]
)
def test_openid_connect_is_asked_over_https(project, url):
    message = refusal(project, **{**PRODUCTION, **OPENID, "OIDC_URL": url})
    assert message.startswith("OIDC_URL is no https address.")


def test_openid_connect_is_off_unless_asked_for(project):
    apps = "SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']"
    assert setting(project, apps, **PRODUCTION) == "[]"
    found = setting(project, f"{apps}[0]['settings']", **PRODUCTION, **OPENID)
    assert found == "{'server_url': 'https://login.example/realms/utrecht'}"


def test_log_ins_are_counted_by_the_proxy_s_word_only_behind_a_proxy(project):
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"
    assert setting(project, name, **PRODUCTION) == "0"
    assert setting(project, name, **PRODUCTION, BEHIND_PROXY="on") == "1"


def test_mailed_links_are_https_unless_the_site_is_not(project):
    name = "ACCOUNT_DEFAULT_HTTP_PROTOCOL"
    assert setting(project, name, **PRODUCTION) == "https"
    assert setting(project, name, SECRET_KEY=SECRET, PLAIN_HTTP="on") == "http"


@pytest.mark.django_db
def test_only_health_is_told_over_http(settings):
    settings.SECURE_SSL_REDIRECT = True
    statuses = {
        path: Client().get(path).status_code for path in ["/", "/healthz", "/readyz"]
    }
    assert statuses == {"/": 301, "/healthz": 200, "/readyz": 200}


def test_pages_carry_the_safety_headers():
    headers = Client().get("/healthz").headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_what_a_visitor_looks_for_is_not_logged(caplog):
    Client().get("/bestaat-niet/?zoek=schulden")
    assert "/bestaat-niet/" in caplog.text
    assert "schulden" not in caplog.text
