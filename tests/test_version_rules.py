"""Which texts are kept and may be read: those that visitors could see, and no other."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalogue.choices import Publication, RelationKind
from catalogue.merging import NotMerged, merge, plan_merge
from catalogue.models import Edit, Relation, Version
from catalogue.roles import CHIEF, WRITER

from .builders import make_intervention, make_row
from .editors import make_editor
from .test_merging import join
from .test_versions import address, change, text

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WITHDRAWN = {
    "publication": Publication.WITHDRAWN,
    "withdrawn_on": TODAY,
    "withdrawn_reason": "Klopt niet.",
}
DRAFT = {
    "publication": Publication.DRAFT,
    "withdrawn_on": None,
    "withdrawn_reason": "",
}


def summaries(entry):
    return [each.record["samenvatting"] for each in entry.versions.order_by("number")]


def test_what_was_written_after_the_last_public_day_is_kept_by_no_version():
    entry = make_intervention("Boksen", summary="Openbaar.", publish_until=YESTERDAY)
    change(entry, summary="Nooit openbaar.")
    # As if both edits were on different days.
    assert summaries(entry) == ["Openbaar."]
    change(entry, summary="Ook niet.")
    change(entry, publish_until=None)
    assert summaries(entry) == ["Openbaar."]


def test_what_was_public_until_its_last_day_is_kept_when_it_changes_later():
    entry = make_intervention("Boksen", summary="Een.")
    change(entry, summary="Twee.", publish_until=TODAY)
    Edit.objects.update(moment=timezone.now() - timedelta(days=3))
    type(entry).objects.update(publish_until=YESTERDAY)
    entry.refresh_from_db()
    change(entry, internal_remark="Loopt niet meer.")
    change(entry, summary="Drie.")
    assert summaries(entry) == ["Een.", "Twee."]


@pytest.mark.parametrize(
    "ends", [{"publish_from": TOMORROW}, {"publish_until": YESTERDAY}, WITHDRAWN, DRAFT]
)
def test_a_text_that_leaves_the_site_is_kept(ends):
    entry = make_intervention("Boksen", summary="Openbaar.")
    change(entry, **ends)
    change(entry, summary="Anders.")
    assert summaries(entry)[0] == "Openbaar."
    assert "Anders." not in summaries(entry)


def test_merging_does_not_bring_back_what_was_withdrawn(client):
    stays, goes = make_intervention("Boksen"), make_intervention("Kickboksen")
    change(goes, summary="Met een naam erin.")
    change(goes, summary="Zonder.")
    change(goes, **WITHDRAWN)
    [problem] = plan_merge(stays, goes).problems
    assert "Kickboksen" in problem
    with pytest.raises(NotMerged):
        merge(stays, goes, "redactie", "Dubbel.")
    text(client, address(goes, 1), 410)


def test_the_address_of_a_merged_entry_tells_nothing_of_what_is_withdrawn(client):
    stays, goes = make_intervention("Boksen"), make_intervention("Oude naam")
    change(goes, summary="Anders.")
    join(stays, goes)
    stays.refresh_from_db()
    assert client.get(address(goes, 1)).status_code == 302
    change(stays, slug="naam-die-weg-moest", **WITHDRAWN)
    for number in (1, 2):
        page = client.get(address(goes, number))
        assert page.status_code == 410
        assert "naam-die-weg-moest" not in page.content.decode() + str(page.headers)


def test_a_name_from_before_it_was_public_is_not_told(client):
    entry = make_intervention("Boksen")
    other = make_intervention("Aanpak van de buurt", publication=Publication.DRAFT)
    make_row(Relation, intervention=entry, kind=RelationKind.COMBINES, other=other)
    change(entry, summary="Anders.")
    change(other, name="Nette naam", publication=Publication.PUBLISHED)
    page = text(client, address(entry, 1))
    assert "Aanpak van de buurt" not in page
    assert "Nette naam" in page
    assert Version.objects.count() == 1


def test_an_old_text_can_be_hidden_with_a_reason_and_shown_again(client):
    entry = make_intervention("Boksen", summary="Bel mevrouw Jansen.")
    change(entry, summary="Bel de gemeente.")
    hide = reverse("admin:catalogue_intervention_hide", args=[entry.pk, 1])
    visitor = Client()
    client.force_login(make_editor("eind", CHIEF))
    client.post(hide, {"reden": " "})
    assert "Bel mevrouw Jansen." in text(visitor, address(entry, 1))

    client.post(hide, {"reden": "Er stond een naam in."})
    page = text(visitor, address(entry, 1), 410)
    assert "Bel mevrouw Jansen." not in page
    assert "Er stond een naam in." in page
    assert "niet meer te lezen" in text(visitor, address(entry))
    history = text(
        client, reverse("admin:catalogue_intervention_history", args=[entry.pk])
    )
    assert "door eind: Er stond een naam in." in history
    feed = text(visitor, f"{entry.get_absolute_url()}feed.atom")
    assert "versies/1/" not in feed

    client.post(hide, {"tonen": "ja"})
    assert "Bel mevrouw Jansen." in text(visitor, address(entry, 1))


def test_only_who_may_publish_hides_a_text(client):
    entry = make_intervention("Boksen")
    change(entry, summary="Anders.")
    client.force_login(make_editor("schrijver", WRITER))
    for pk in (entry.pk, entry.pk + 1):
        hide = reverse("admin:catalogue_intervention_hide", args=[pk, 1])
        assert client.post(hide, {"reden": "Weg."}).status_code == 403
    assert Version.objects.get().hidden_on is None
