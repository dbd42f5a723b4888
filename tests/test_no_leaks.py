"""What only editors may see stands at no public address."""

import gzip
import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.choices import (
    CorrectionKind,
    Publication,
    RelationKind,
)
from catalogue.models import (
    ApproachType,
    Correction,
    Intervention,
    PersonWarning,
    Relation,
)
from catalogue.signed_links import confirm_token, preview_token
from catalogue.urls import IN_ENGLISH, others, pages

from .builders import (
    make_city,
    make_intervention,
    make_involvement,
    make_organisation,
    make_row,
    make_term,
)

pytestmark = pytest.mark.django_db
SECRET = "zeegroene-olifant"  # what no sentence of ours holds


@pytest.fixture
def entries():
    """A public entry, a draft, one in review and a withdrawn one, full of secrets."""
    city, organisation = make_city("Utrecht"), make_organisation("Stichting Kans")
    kind = make_term(ApproachType, "Casustafel")
    found = {}
    for publication in Publication:
        is_public = publication == Publication.PUBLISHED
        entry = make_intervention(
            "Nachtvoetbal" if is_public else f"{SECRET} {publication}",
            slug=f"entry-{publication}",
            publication=publication,
            withdrawn_on=date(2026, 1, 1) if publication == "ingetrokken" else None,
            withdrawn_reason="Dubbel." if publication == "ingetrokken" else "",
            internal_remark=f"{SECRET} opmerking",
            cities=[city],
            approach_types=[kind],
        )
        make_involvement(entry, organisation)
        found[publication] = entry
    public = found[Publication.PUBLISHED]
    for entry in found.values():
        if entry is not public:
            make_row(
                Relation, intervention=public, other=entry, kind=RelationKind.LIGHTER
            )
            make_row(
                Relation, intervention=entry, other=public, kind=RelationKind.HEAVIER
            )
    with catalogue_change(f"{SECRET} redacteur", f"{SECRET} waarom") as change:
        change.edits([public.pk])
        Intervention.objects.filter(pk=public.pk).update(
            summary="Anders.", internal_remark=f"{SECRET} anders"
        )
        change.touch(public)
    Correction.objects.create(
        intervention=public,
        kind=CorrectionKind.WRONG,
        text=f"{SECRET} melding",
        remark=f"{SECRET} afgehandeld",
    )
    PersonWarning.objects.create(
        intervention=public,
        kind="naam",
        found=SECRET,
        seen=timezone.now(),
        seen_by=SECRET,
    )
    return found


def addresses(entries):
    """Every public address, for the public entry and for the others."""
    public = entries[Publication.PUBLISHED]
    slugs = [entry.slug for entry in entries.values()]
    arguments = {
        "intervention": [[slug] for slug in slugs],
        "version-list": [[slug] for slug in slugs],
        "version": [[slug, number] for slug in slugs for number in (1, 2)],
        "correction": [[slug] for slug in slugs],
        "entry-feed": [[slug] for slug in slugs],
        "citation": [[slug] for slug in slugs],
        "preview": [[preview_token(entry)] for entry in [public]],
        "confirm": [
            [confirm_token(entry)]
            for name, entry in entries.items()
            # A draft shows its name to the contact who is asked about it.
            if name in (Publication.PUBLISHED, Publication.WITHDRAWN)
        ],
        "export": [[ending] for ending in ("csv", "xlsx", "json", "jsonl", "yaml")],
        "city": [["utrecht"]],
        "organisation": [["stichting-kans"]],
        "approach-type": [["casustafel"]],
    }
    names = {page.name for page in [*pages, *others]}
    assert arguments.keys() <= names
    for name in sorted(names):
        for each in arguments.get(name, [[]]):
            address = reverse(name, args=each)
            yield address
            if name in IN_ENGLISH:
                yield f"/en{address}"
    yield from [
        f"/interventies/?zoek={SECRET}",
        "/interventies/?sorteer=nieuw",
        f"/selectie/?i={'&i='.join(slugs)}",
        f"/selectie/export.xlsx?i={public.slug}",
        "/wegwijzer/?gemeente=utrecht",
        "/interventies/?soort=bestaat-niet",
        "/beheer/",
        "/bestaat-niet/",
    ]


def text_of(response):
    content = b"".join(response) if response.streaming else response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode()


def test_internal_remarks_messages_and_names_of_what_is_not_public_reach_no_visitor(
    client, entries
):
    seen = 0
    for url in addresses(entries):
        response = client.get(url)
        # The page of a search repeats what was looked for.
        found = (
            text_of(response)
            .replace(f"zoek={SECRET}", "")
            .replace(f'value="{SECRET}"', "")
        )
        if "zoek=" in url:
            found = found.replace(f"“{SECRET}”", "")
        assert SECRET not in found, url
        for header, value in response.items():
            assert SECRET not in value, f"{url}: {header}"
        seen += response.status_code == 200
    assert seen > 20


@pytest.mark.parametrize("publication", Publication)
def test_who_has_a_link_to_a_draft_reads_no_remark_either(client, entries, publication):
    entry = entries[publication]
    for url in [
        reverse("preview", args=[preview_token(entry)]),
        reverse("confirm", args=[confirm_token(entry)]),
    ]:
        page = text_of(client.get(url))
        assert f"{SECRET} opmerking" not in page
        others = {each.name for each in entries.values()} - {entry.name, "Nachtvoetbal"}
        assert not [name for name in others if name in page]


def test_the_walk_would_see_a_leak(client, entries):
    Intervention.objects.update(aim=f"{SECRET} doel")
    page = client.get(entries[Publication.PUBLISHED].get_absolute_url())
    assert SECRET in text_of(page)


def test_a_visitor_gets_no_cookie_at_any_address(client, entries):
    for url in addresses(entries):
        if url != "/beheer/":
            response = client.get(url)
            text_of(response)  # a file is made while it is sent
            assert not response.cookies, url
