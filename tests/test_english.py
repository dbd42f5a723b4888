"""The pages in English: the same addresses under /en/, and nothing left in Dutch unmarked."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from catalogue.models import Intervention, Source
from catalogue.urls import others, pages

from .all_pages import PAGES, fill_catalogue
from .test_translations import DUTCH, PLACEHOLDER, messages_of

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
# An entry's and an organisation's name, and the sentence of a list, may stand in these.
NAMING = {"title", "h1", "link"}


class Read(HTMLParser):
    """The texts of a page that are not marked as Dutch, each with its element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        inside = self.open[-1][1] if self.open else False
        dutch = given["lang"] == "nl" if "lang" in given else inside
        if not dutch:
            self.texts += [(tag, given[name]) for name in READ_ALOUD & given.keys()]
        if tag not in VOID:
            self.open.append((tag, dutch))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, dutch = self.open[-1] if self.open else ("", False)
        if not dutch and data.strip() and tag not in ("script", "style"):
            self.texts.append((tag, " ".join(data.split())))


@pytest.fixture
def catalogue(db):
    fill_catalogue()


def english_pages(client) -> Iterator[tuple[str, Read]]:
    for address in PAGES:
        html = client.get(f"/en{address}").content.decode()
        assert '<html lang="en">' in html
        yield address, Read(html)


def test_no_word_of_the_interface_is_left_in_dutch(client, catalogue):
    messages = messages_of(DUTCH.with_suffix(".mo"))
    english = {" ".join(key.split()) for key in messages if isinstance(key, str)}
    dutch = {
        " ".join(text.split())
        for text in messages.values()
        if not PLACEHOLDER.search(text)
    } - english
    left = {
        (address, text)
        for address, page in english_pages(client)
        for _tag, text in page.texts
        if text in dutch
    }
    assert left == set()


def test_what_stays_dutch_says_so(client, catalogue):
    entries = Intervention.objects.published()
    words = {text for row in entries.values_list("sentence", "summary") for text in row}
    for field in Intervention.VOCABULARIES:
        words |= set(entries.values_list(f"{field}__name", flat=True)) - {None}
    words |= set(Source.objects.values_list("title", flat=True))
    left = {
        (address, text)
        for address, page in english_pages(client)
        for tag, text in page.texts
        if tag not in NAMING
        and any(word.casefold() == text.casefold() for word in words)
    }
    assert left == set()


def test_the_way_to_the_other_language_keeps_page_and_filters(client, catalogue):
    dutch = "/interventies/?fase=doorgroeier&zoek=straat&sorteer=naam"
    html = client.get(dutch).content.decode()
    there = '<a class="language" href="/en/interventies/?fase=doorgroeier&amp;zoek=straat&amp;sorteer=naam"'
    assert f'{there} hreflang="en" lang="en">English</a>' in html
    html = client.get(f"/en{dutch}").content.decode()
    back = '<a class="language" href="/interventies/?fase=doorgroeier&amp;zoek=straat&amp;sorteer=naam"'
    assert f'{back} hreflang="nl" lang="nl">Nederlands</a>' in html
    assert (
        'href="/en/interventies/sms-bom/"'
        in client.get("/en/interventies/").content.decode()
    )


def test_pages_that_exist_in_one_language_offer_no_other(client, catalogue):
    assert b'class="language"' not in client.get("/nergens/").content
    assert b'class="language"' in client.get("/interventies/nergens/").content


@pytest.mark.parametrize("name", ["healthz", "field-schema", "template-csv"])
def test_what_is_for_machines_has_one_address(client, catalogue, name):
    assert client.get(reverse(name)).status_code == 200
    assert client.get(f"/en{reverse(name)}").status_code == 404
    assert client.get("/en/beheer/").status_code == 404
    assert not {page.name for page in pages} & {page.name for page in others}


def test_the_address_alone_decides_the_language(client, catalogue):
    response = client.get("/", headers={"accept-language": "en"})
    assert '<html lang="nl">' in response.content.decode()
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert client.get("/en").headers["Location"] == "/en/"
