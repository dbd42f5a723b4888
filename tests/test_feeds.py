"""What is new, in the words of a feed reader."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.urls import reverse

from catalogue.changes import catalogue_change
from catalogue.choices import Publication
from catalogue.models import Intervention, OldSlug

from .builders import make_city, make_intervention, make_many_interventions

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/interventies/feed.atom"


def moment(day, month=5):
    return datetime(2026, month, day, 12, tzinfo=UTC)


def read(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def texts(feed, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


def links(element):
    return {
        each.get("rel"): each.get("href") for each in element.findall(f"{ATOM}link")
    }


def change(entry, when=None, **fields):
    with catalogue_change("Jan van de redactie", "Een geheime reden") as change:
        change.edits([entry.pk])
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save()
        change.touch(entry)
    if when:
        last = entry.versions.order_by("-number").first()
        entry.versions.filter(pk=last.pk).update(superseded=when)


def test_a_list_has_what_the_page_has_the_latest_changed_first(client):
    utrecht = make_city("Utrecht")
    make_intervention("Oud", cities=[utrecht], modified=moment(1), created=moment(1))
    make_intervention("Nieuw", cities=[utrecht], modified=moment(9), created=moment(2))
    make_intervention("Elders", modified=moment(8))
    make_intervention("Concept", cities=[utrecht], publication=Publication.DRAFT)
    feed = read(client, f"{LIST}?gemeente=utrecht")
    assert texts(feed, "title") == ["Nieuw", "Oud"]
    assert texts(feed, "published") == [
        "2026-05-02T12:00:00+00:00",
        "2026-05-01T12:00:00+00:00",
    ]
    assert texts(feed, "updated")[0] == "2026-05-09T12:00:00+00:00"
    assert feed.findtext(f"{ATOM}updated") == "2026-05-09T12:00:00+00:00"
    assert texts(feed, "summary") == ["Houdt jongeren van de straat."] * 2


def test_it_says_what_it_is_and_where(client):
    make_intervention("Boksen", cities=[make_city("Utrecht", code="0344")])
    feed = read(client, f"{LIST}?gemeente=0344&sorteer=nieuw&pagina=1&toon=gemeente")
    assert (
        feed.findtext(f"{ATOM}title") == "1 interventie in Utrecht – Interventiewijzer"
    )
    own = "http://testserver/interventies/feed.atom?gemeente=utrecht"
    assert links(feed) == {
        "self": own,
        "alternate": "http://testserver/interventies/?gemeente=utrecht",
    }
    assert feed.findtext(f"{ATOM}id") == own
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl"


def test_an_entry_keeps_its_id_when_its_address_changes(client):
    entry = make_intervention("Boksen")
    before = texts(read(client, LIST), "id")
    change(entry, slug="zaalboksen", name="Zaalboksen")
    feed = read(client, LIST)
    assert texts(feed, "id") == before == [f"urn:uuid:{entry.uuid}"]
    [row] = feed.iter(f"{ATOM}entry")
    assert links(row) == {"alternate": "http://testserver/interventies/zaalboksen/"}


@pytest.mark.parametrize(
    ("query", "word"),
    [("gemente=utrecht", "gemeente"), ("gemeente=nergens", "nergens"), ("fase=x", "x")],
)
def test_a_question_that_cannot_be_read_is_refused(client, query, word):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert word in response.content.decode()


def test_nothing_found_is_a_feed_that_stays_the_same(client):
    make_city("Utrecht")
    first = client.get(f"{LIST}?gemeente=utrecht").content
    feed = ElementTree.fromstring(first)
    assert texts(feed, "title") == []
    assert feed.findtext(f"{ATOM}updated")[10:].startswith("T")


@pytest.mark.parametrize("odd", ["%01", "%EF%BF%BE", "%ED%A0%80", "%3Cb%3E%26"])
def test_what_somebody_typed_makes_no_broken_feed(client, odd):
    make_intervention("Boksen")
    read(client, f"{LIST}?zoek=boks{odd}")


def test_a_sentence_is_read_as_text(client):
    make_intervention("Boksen", sentence="Voor <jongeren> & ouders.")
    assert texts(read(client, LIST), "summary") == [
        "Voor &lt;jongeren&gt; &amp; ouders."
    ]


def test_at_most_fifty_the_latest_of_many(client, django_assert_num_queries):
    make_many_interventions(60)
    for number, entry in enumerate(Intervention.objects.order_by("pk")):
        Intervention.objects.filter(pk=entry.pk).update(
            modified=moment(1, 1 + number % 12)
        )
    Intervention.objects.filter(slug="nummer-059").update(modified=moment(20, 12))
    titles = texts(read(client, LIST), "title")
    assert len(titles) == 50
    assert titles[0] == "Nummer 059"


def test_walking_through_the_latest_gives_the_same_as_asking_by_key(
    client, monkeypatch, django_assert_num_queries
):
    utrecht = make_city("Utrecht")
    make_many_interventions(8, cities=[utrecht])
    make_many_interventions(8, first=8)
    for number, entry in enumerate(Intervention.objects.order_by("-pk")):
        entry.modified = moment(1 + number * 7 % 16)
        entry.save()
    url = f"{LIST}?gemeente=utrecht"
    whole = texts(read(client, url), "title")
    monkeypatch.setattr("catalogue.views.feeds.FEW", 3)
    monkeypatch.setattr("catalogue.views.feeds.MOST", 5)
    caches["pages"].clear()
    assert texts(read(client, url), "title") == whole[:5]
    assert len(whole) == 8


def test_it_looks_on_when_all_others_changed_later(client, monkeypatch):
    make_many_interventions(5, cities=[make_city("Utrecht")])
    make_many_interventions(20, first=5)
    for number, entry in enumerate(Intervention.objects.order_by("pk")):
        entry.modified = moment(1 + number)
        entry.save()
    monkeypatch.setattr("catalogue.views.feeds.FEW", 3)
    monkeypatch.setattr("catalogue.views.feeds.MOST", 2)
    titles = texts(read(client, f"{LIST}?gemeente=utrecht"), "title")
    assert titles == ["Nummer 004", "Nummer 003"]


def test_who_has_it_is_told_that_nothing_changed(client):
    entry = make_intervention("Boksen")
    for url in (LIST, f"{entry.get_absolute_url()}feed.atom"):
        etag = client.get(url)["ETag"]
        assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    change(entry, summary="Anders.")
    assert client.get(LIST, headers={"if-none-match": etag}).status_code == 200


def test_an_entry_has_its_texts_each_at_its_own_address(client):
    entry = make_intervention("Boksen", created=moment(1), sentence="Eerst.")
    change(entry, moment(10), sentence="Toen.", name="Zaalboksen")
    change(entry, moment(20), sentence="Nu.")
    feed = read(client, "/interventies/boksen/feed.atom")
    assert feed.findtext(f"{ATOM}title") == "Zaalboksen – Interventiewijzer"
    assert texts(feed, "summary") == ["Nu.", "Toen.", "Eerst."]
    assert texts(feed, "updated") == [
        "2026-05-20T12:00:00+00:00",
        "2026-05-10T12:00:00+00:00",
        "2026-05-01T12:00:00+00:00",
    ]
    addresses = [links(each)["alternate"] for each in feed.iter(f"{ATOM}entry")]
    assert addresses == [
        f"http://testserver/interventies/boksen/versies/{number}/"
        for number in (3, 2, 1)
    ]
    names = [title.split(",")[0] for title in texts(feed, "title")]
    assert names == ["Zaalboksen", "Zaalboksen", "Boksen"]
    ids = texts(feed, "id")
    assert len(set(ids)) == 3
    # A text keeps its id when another follows it.
    change(entry, moment(21), sentence="Straks.")
    assert texts(read(client, "/interventies/boksen/feed.atom"), "id")[1:] == ids


def test_a_check_is_no_new_text(client):
    entry = make_intervention("Boksen")
    change(entry, checked_on=date(2026, 5, 1), internal_remark="Bellen.")
    assert len(texts(read(client, "/interventies/boksen/feed.atom"), "id")) == 1


def test_nothing_of_the_editors_is_in_it(client):
    entry = make_intervention("Boksen", internal_remark="Bellen met Piet")
    change(entry, summary="Anders.", internal_remark="Nog eens bellen")
    for url in (LIST, "/interventies/boksen/feed.atom"):
        text = client.get(url).content.decode()
        for secret in ("bellen", "Bellen", "Jan van de redactie", "geheime"):
            assert secret not in text


def test_of_a_withdrawn_entry_the_feed_is_gone_without_its_name(client):
    make_intervention(
        "Boksen",
        publication=Publication.WITHDRAWN,
        withdrawn_on=date(2026, 1, 2),
        withdrawn_reason="Bestaat niet meer.",
    )
    response = client.get("/interventies/boksen/feed.atom")
    assert response.status_code == 410
    text = response.content.decode()
    assert "2 januari 2026" in text
    assert "Bestaat niet meer." in text
    assert "Boksen" not in text


def test_a_draft_has_no_feed_and_an_old_address_leads_on(client):
    make_intervention("Geheim", publication=Publication.DRAFT)
    assert client.get("/interventies/geheim/feed.atom").status_code == 404
    entry = make_intervention("Boksen")
    OldSlug.objects.create(slug="vechten", intervention=entry)
    response = client.get("/interventies/vechten/feed.atom")
    assert response.status_code == 301
    assert response.url == reverse("entry-feed", args=["boksen"])


def test_the_pages_lead_to_their_feeds(client):
    make_intervention("Boksen", cities=[make_city("Utrecht")])
    entry = client.get("/interventies/boksen/").content.decode()
    assert entry.count('href="/interventies/boksen/feed.atom"') == 2
    assert 'rel="alternate" type="application/atom+xml"' in entry
    page = client.get(
        "/interventies/?gemeente=utrecht&sorteer=naam&pagina=1&toon=fase"
    ).content.decode()
    assert page.count('href="/interventies/feed.atom?gemeente=utrecht"') == 2


def test_an_old_text_has_nothing_new_to_follow(client):
    entry = make_intervention("Boksen")
    change(entry, summary="Anders.")
    old = client.get("/interventies/boksen/versies/1/").content.decode()
    assert "feed.atom" not in old


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    for number in (2, 30):
        make_many_interventions(number, first=number)
        client.get("/interventies/feed.atom?zoek=jongeren")
        with django_assert_num_queries(2):
            read(client, "/interventies/feed.atom?soort=programma")
