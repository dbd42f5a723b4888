"""The table of roles in docs/editors.md is what the admin does."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern

from catalogue.admin import site
from catalogue.admin.rights import MORE, allowed, rights_table
from catalogue.choices import AccountEventKind, CorrectionKind, Publication
from catalogue.models import (
    AccountEvent,
    Correction,
    ImportBatch,
    Intervention,
    LinkCheck,
    Revision,
    Version,
)
from catalogue.roles import CHIEF, MANAGER, WRITER

from .admin_pages import address
from .builders import make_intervention
from .editors import make_editor
from .test_dump_catalogue import make_everything

pytestmark = pytest.mark.django_db
DOCS = Path(settings.BASE_DIR, "docs", "editors.md")
ROLES = [WRITER, CHIEF, MANAGER]


def test_the_guide_holds_the_table():
    assert rights_table() in DOCS.read_text(encoding="utf-8"), (
        "Put what `python manage.py describe_roles` prints into docs/editors.md."
    )


def rows():
    """A row of every table of the admin."""
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    make_everything()
    entry = Intervention.objects.published().first()
    Correction.objects.create(intervention=entry, kind=CorrectionKind.RIGHT)
    LinkCheck.objects.create(url="https://a.nl/", works=True, checked=timezone.now())
    ImportBatch.objects.create(file_name="a.csv", file_hash="", by="redactie")
    User.objects.create_user("iemand")
    AccountEvent.objects.create(kind=AccountEventKind.LOGGED_IN, username="iemand")
    for model in site._registry:
        if model is Intervention:
            for publication in Publication:
                yield model.objects.filter(publication=publication).first() or (
                    make_intervention("In review", publication=publication)
                )
        elif model in (Group, Revision):
            yield model.objects.first()
        else:
            yield model.objects.last()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_the_table_says_so_and_nowhere_else(client, role):
    found = list(rows())
    client.force_login(make_editor("iemand-anders", role))
    for row in found:
        model = type(row)
        may = allowed(model, role, row if model is Intervention else None)
        pages = {
            "view": (address(model, "changelist"), client.get),
            "change": (address(model, "change", row.pk), client.post),
            "delete": (address(model, "delete", row.pk), client.get),
        }
        if model is not Intervention:
            pages["add"] = (address(model, "add"), client.get)
        for action, (url, ask) in pages.items():
            if model is ImportBatch and action == "change":
                continue  # only to look at: 405 for who may view
            status = ask(url).status_code
            name = f"{role} {action} {url}"
            assert (status == 403) == (action not in may), f"{name}: {status}"
            assert status in (200, 302, 403), f"{name}: {status}"
        looks = client.get(address(model, "change", row.pk)).status_code
        assert (looks == 200) == ("view" in may), f"{role} looks at {row!r}: {looks}"


@pytest.mark.parametrize("role", ROLES)
def test_the_other_pages_let_in_whom_the_table_names(client, role):
    entry = make_intervention("Nachtvoetbal")
    Version.objects.create(intervention=entry, number=1, record={}, names={})
    batch = ImportBatch.objects.create(file_name="a.csv", file_hash="", by="redactie")
    client.force_login(make_editor("iemand-anders", role))
    for page, (model, action) in MORE.items():
        row = entry if model is Intervention else None
        keys = {"id": entry.pk if page.startswith("intervention") else batch.pk}
        url = "/beheer/catalogue/" + re.sub(
            r"<(\w+)>", lambda found, keys=keys: str(keys.get(found[1], 1)), page
        )
        if "terugzetten" in page and role == CHIEF:
            continue  # an empty record is no version: test_admin_history.py does it
        status = {client.get(url).status_code, client.post(url).status_code}
        is_allowed = action in allowed(model, role, row)
        assert (403 in status) != is_allowed, f"{role} {url}: {status}"


def test_the_table_knows_every_address():
    """What is not a page of every table stands in MORE, or is for everybody."""
    ordinary = r"(add|(<path:object_id>)(/(change|delete|history))?|<id>/password)?/?"
    own = {
        re.sub(r"<int:(\w+)>", r"<\1>", str(pattern.pattern)).replace("<pk>", "<id>")
        for model, screen in site._registry.items()
        if model._meta.app_label == "catalogue"
        for pattern in screen.get_urls()
        if isinstance(pattern, URLPattern)
        and not re.fullmatch(ordinary, str(pattern.pattern))
    }
    known = {page.partition("/")[2] for page in MORE} - {"<id>/history/"}
    assert own == known


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_see_leaves_no_trace(client, role):
    """Whether it exists or not, the answer is the same."""
    make_everything()
    client.force_login(make_editor("iemand-anders", role))
    for model in site._registry:
        if "view" in allowed(model, role):
            continue
        for page in ["change", "delete", "history"]:
            there, nowhere = (
                client.get(address(model, page, pk))
                for pk in (getattr(model.objects.first(), "pk", 1), 999_999_999)
            )
            assert there.status_code == nowhere.status_code == 403
            assert there.content == nowhere.content


@pytest.mark.parametrize("page", ["gecontroleerd", "versies/1/verbergen"])
def test_a_click_by_who_may_not_tells_nothing_of_what_exists(client, page):
    make_everything()
    client.force_login(make_editor("beheer", MANAGER))
    for pk in (Intervention.objects.first().pk, 999_999_999):
        url = f"/beheer/catalogue/intervention/{pk}/{page}/"
        assert client.post(url).status_code == 403
