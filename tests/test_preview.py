"""The page of an entry that is not public, for who has the link."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import gettext

from catalogue.choices import Status
from catalogue.models import (
    ActiveIngredient,
    ApproachType,
    Phase,
    PreventionLevel,
    Relation,
    Setting,
    Study,
    TargetGroup,
    Theme,
)
from catalogue.signed_links import (
    CONFIRM,
    FORM,
    PREVIEW,
    confirm_token,
    preview_token,
)

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_source,
    make_superuser,
    make_term,
)
from .visitors import A_DAY, is_private, token_made

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOT_PUBLIC = {
    "draft": {"publication": "concept"},
    "in review": {"publication": "ter-controle"},
    "withdrawn": {
        "publication": "ingetrokken",
        "withdrawn_on": TODAY,
        "withdrawn_reason": "Dubbel.",
    },
    "scheduled": {"publish_from": TODAY + timedelta(days=1)},
    "expired": {"publish_until": TODAY - timedelta(days=1)},
}


def address(token):
    return f"/voorbeeld/{token}/"


def full_entry(name="Boksen", **fields):
    """With everything that a page shows."""
    terms = {
        "target_groups": [TargetGroup, "gezinnen", "jongeren"],
        "phases": [Phase, "risico", "nazorg"],
        "prevention_levels": [PreventionLevel, "selectief"],
        "settings": [Setting, "straat"],
        "themes": [Theme, "online", "wapens"],
        "approach_types": [ApproachType, "straatcoaches"],
        "active_ingredients": [ActiveIngredient, "vertrouwen"],
    }
    rows = {
        field: [
            model.objects.filter(name=term).first()
            or make_term(model, term, order=9 - number)
            for number, term in enumerate(names)
        ]
        for field, (model, *names) in terms.items()
    }
    entry = make_intervention(
        name,
        internal_remark="Niet tonen",
        sources=[make_source(f"Bron van {name}")],
        **rows,
        **fields,
    )
    city = make_city(f"Stad van {name}")
    kans = make_organisation(f"Kans {name}")
    delivery = make_delivery(
        entry, cities=[city], status=Status.PILOT, contact_organisation=kans
    )
    make_involvement(entry, kans, delivery=delivery)
    study = {"title": "Studie", "kind": "anders"}
    make_row(Study, slug=f"studie-{entry.pk}", intervention=entry, **study)
    return entry


@pytest.mark.parametrize("standing", NOT_PUBLIC)
def test_an_entry_that_is_not_public_is_shown_with_a_warning(client, standing):
    entry = full_entry(**NOT_PUBLIC[standing])
    assert client.get(entry.get_absolute_url()).status_code in (404, 410)
    page = client.get(address(preview_token(entry)))
    assert page.status_code == 200
    assert "catalogue/intervention.html" in [each.name for each in page.templates]
    assert page.context["name"] == "Boksen"
    text = page.content.decode()
    assert page.context["preview"]["standing"] in text
    assert 'class="notice"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "Niet tonen" not in text
    # It would lead to nothing.
    assert "/melden/" not in text


def test_each_standing_is_told_apart(client):
    found = set()
    for standing, fields in NOT_PUBLIC.items():
        entry = make_intervention(standing, **fields)
        page = client.get(address(preview_token(entry)))
        found.add(page.context["preview"]["standing"])
    assert len(found) == len(NOT_PUBLIC)


def test_it_shows_what_the_page_will_show(client):
    entry = full_entry()
    public = client.get("/interventies/boksen/").context
    entry.publication = "concept"
    entry.save()
    preview = client.get(address(preview_token(entry))).context
    assert preview["snapshot"] == public["snapshot"]
    assert [row["value"] for row in preview["snapshot"]][3] == "Jongeren, gezinnen"
    for part in ["deliveries", "roles", "sources", "studies", "approach_types"]:
        assert preview[part] == public[part] != []


def test_related_entries_that_are_not_public_stay_hidden(client):
    entry = make_intervention("Boksen", publication="concept")
    others = {
        "Openbaar": {},
        "Geheim": {"publication": "concept"},
    }
    for name, fields in others.items():
        other = make_intervention(name, **fields)
        make_row(Relation, intervention=entry, kind="afgeleid-van", other=other)
    page = client.get(address(preview_token(entry)))
    assert [row["name"] for row in page.context["sides"]["before"]] == ["Openbaar"]
    assert "Geheim" not in page.content.decode()


def test_an_entry_that_is_public_by_now_leads_to_its_page(client):
    entry = make_intervention("Boksen")
    response = client.get(address(preview_token(entry)))
    assert (response.status_code, response["Location"]) == (
        302,
        "/interventies/boksen/",
    )
    assert is_private(response)


def test_the_link_works_for_fourteen_days_and_says_until_when(client):
    entry = make_intervention("Boksen", publication="concept")
    token = token_made(PREVIEW, entry, seconds_ago=14 * A_DAY - 60)
    page = client.get(address(token))
    assert page.status_code == 200
    until = timezone.localtime(timezone.now() + timedelta(seconds=60))
    assert page.context["preview"]["date"].startswith(f"{until.day} ")
    assert page.context["preview"]["time"] in {
        f"{until - timedelta(seconds=late):%H:%M}" for late in (0, 5)
    }


def test_an_expired_link_says_so_and_no_more(client):
    entry = make_intervention("Boksen", publication="concept")
    token = token_made(PREVIEW, entry, seconds_ago=14 * A_DAY + 60)
    page = client.get(address(token))
    assert page.status_code == 410
    assert page.context["expired"]
    assert "Boksen" not in page.content.decode()
    assert is_private(page)


def test_any_other_link_does_not_work_and_says_no_more(client):
    entry = make_intervention("Boksen", publication="concept")
    gone = make_intervention("Dansen", publication="concept")
    token = preview_token(entry)
    head, rest = token[:5], token[6:]
    tokens = [
        preview_token(gone),
        confirm_token(entry),
        FORM.token(entry),
        token[:-1],
        head + ("0" if token[5] != "0" else "1") + rest,
        str(entry.uuid),
        entry.slug,
        "a.b.c",
        "☃",
        "%00",
    ]
    gone.delete()
    for each in tokens:
        page = client.get(address(each))
        assert page.status_code == 404, each
        assert not page.context["expired"]
        assert "Boksen" not in page.content.decode()
        assert is_private(page)


def test_a_preview_is_no_use_as_a_confirmation(client):
    entry = make_intervention("Boksen", publication="concept")
    assert client.get(f"/bevestigen/{preview_token(entry)}/").status_code == 404


def test_a_token_holds_no_more_than_the_key_and_a_time():
    entry = make_intervention("Boksen")
    for door in [PREVIEW, CONFIRM, FORM]:
        key, moment, signature = door.token(entry).split(".")
        assert key == entry.uuid.hex
        assert len(moment) == 6
        assert len(signature) == 43


def test_it_is_kept_nowhere(client, settings):
    memory = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "preview",  # that of other tests holds their pages
    }
    settings.CACHES = {**settings.CACHES, "pages": memory}
    entry = make_intervention("Boksen", publication="concept")
    for _ in range(2):
        page = client.get(address(preview_token(entry)))
        assert page.context is not None
        assert is_private(page)
        assert page["Referrer-Policy"] == "no-referrer"
    assert caches["pages"]._cache == {}


def test_an_editor_sees_the_same(client):
    client.force_login(make_superuser())
    entry = make_intervention("Boksen", publication="concept")
    page = client.get(address(preview_token(entry)))
    assert page.context["preview"]
    assert is_private(page)


def test_it_is_only_looked_at(client):
    entry = make_intervention("Boksen", publication="concept")
    assert client.post(address(preview_token(entry))).status_code == 405


def test_the_number_of_statements_does_not_grow(client, django_assert_num_queries):
    entry = full_entry(publication="concept")
    with django_assert_num_queries(9):
        client.get(address(preview_token(entry)))
    for number in range(10):
        make_delivery(
            entry,
            cities=[make_city(f"Stad {number}")],
            contact_organisation=make_organisation(f"Loket {number}"),
        )
        entry.themes.add(make_term(Theme, f"Thema {number}"))
        full_entry(f"Nummer {number}", publication="concept")
    with django_assert_num_queries(9):
        page = client.get(address(preview_token(entry)))
    assert "Loket 9" in page.content.decode()


def test_the_public_page_says_nothing_of_a_preview(client):
    make_intervention("Boksen")
    text = client.get("/interventies/boksen/").content.decode()
    assert "noindex" not in text
    assert gettext("Preview") not in text
