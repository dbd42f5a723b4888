"""What is asked: one line a page, with the address of the same question at each peer."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Count
from django.test import Client

from catalogue import search
from catalogue.analyser import stem
from catalogue.models import City, Intervention, Phase

from .datasette_peer import TABLE, WITH_PHASES
from .generate import SEED, words
from .peers import (
    ADMIN,
    CONSTANT,
    DATASETTE,
    DATASETTE_RELATION,
    ORDINARY,
    OURS,
)

NOTHING = BytesIO()


@dataclass
class Page:
    name: str
    addresses: dict[str, str]


@dataclass
class Subject:
    """The rows and words that the pages are about, the same for the same catalogue."""

    phase: Phase
    city: City
    common: str
    sixth: str
    rare: str
    entry: Intervention

    @classmethod
    def chosen(cls) -> "Subject":
        made = words(random.Random(SEED), 20_000)
        long = [word for word in made if len(word) > 5]
        entries = Intervention.objects.count()
        # A word in nine of ten entries, one in one of six, and one in next to none.
        common = min(long[:30], key=lambda word: abs(hits(word) - entries * 0.9))
        sixth = min(long[100:400:15], key=lambda word: abs(hits(word) - entries / 6))
        rare = min(long[-20:], key=lambda word: hits(word) or entries)
        full = Intervention.objects.exclude(figures=None).exclude(recognitions=None)
        full = full.exclude(studies=None).exclude(deliveries=None)
        return cls(
            phase=most_used(Phase, "interventions"),
            city=most_used(City, "deliveries__intervention"),
            common=common,
            sixth=sixth,
            rare=rare,
            entry=full.order_by("-pk").first() or Intervention.objects.latest("pk"),
        )


def chosen(number: int) -> str:
    slugs = (
        Intervention.objects.published().order_by("pk").values_list("slug", flat=True)
    )
    return "&".join(f"i={slug}" for slug in slugs[:number])


def hits(word: str) -> int:
    return len(search.Matches(search.parse(word)).all_words())


def most_used(model: Any, relation: str) -> Any:
    rows = model.objects.annotate(number=Count(relation, distinct=True)).order_by(
        "-number", "pk"
    )
    return rows.first()


def pages(about: Subject, database: str = "") -> list[Page]:
    """`database` is Datasette's name for the file; without it Datasette is not asked."""
    phase, city = about.phase, about.city
    where_phase = (
        "id in (select intervention_id from catalogue_intervention_phases"
        f" where phase_id = {phase.pk})"
    )
    where_city = (
        "id in (select intervention_id from catalogue_delivery d"
        " join catalogue_delivery_cities c on c.delivery_id = d.id"
        f" where c.city_id = {city.pk})"
    )
    one, two = f"fase={phase.slug}", f"fase={phase.slug}&gemeente={city.slug}"
    in_admin = f"phases__id__exact={phase.pk}"
    two_in_admin = f"{in_admin}&deliveries__cities__id__exact={city.pk}"

    def listing(name: str, ours: str, admin: str, *where: str, word: str = "") -> Page:
        given = [f"zoek={word}"] * bool(word) + [ours] * bool(ours)
        query = "&".join(given)
        asked = [f"_where={quote(each)}" for each in where]
        asked += [f"_search={stem(word)}"] * bool(word) + ["_sort=sort_key"]
        facets = "&_facet=kind&_facet=voluntariness"
        question = f"{'&'.join(asked)}{facets}"
        addresses = {
            OURS: f"/interventies/?{query}",
            DATASETTE: f"/{database}/{TABLE}?{question}",
            DATASETTE_RELATION: f"/{database}/{WITH_PHASES}?{question}"
            "&_facet_array=phases",
            ORDINARY: f"/peers/ordinary/?{query}",
            ADMIN: "/peers/admin/catalogue/intervention/?"
            + "&".join([f"q={word}"] * bool(word) + [admin] * bool(admin)),
        }
        return Page(name, addresses)

    def other(name: str, ours: str, **addresses: str) -> Page:
        return Page(name, {OURS: ours, **addresses})

    found = [
        listing("list", "", ""),
        listing("one filter", one, in_admin, where_phase),
        listing("two filters", two, two_in_admin, where_phase, where_city),
        listing(
            "word + two filters",
            two,
            two_in_admin,
            where_phase,
            where_city,
            word=about.sixth,
        ),
        listing("rare word", "", "", word=about.rare),
        listing("word in one of six", "", "", word=about.sixth),
        listing("common word", "", "", word=about.common),
        other(
            "detail",
            about.entry.get_absolute_url(),
            Datasette=f"/{database}/{TABLE}/{about.entry.pk}",
        ),
        other("city", city.get_absolute_url()),
        other("detail in English", f"/en{about.entry.get_absolute_url()}"),
        other("matrix", "/matrix/"),
        other("matrix, one filter", f"/matrix/?{one}"),
        other("matrix of cities", "/matrix/?rijen=gemeente&kolommen=status"),
        other("map", "/kaart/"),
        other("map, one filter", f"/kaart/?{one}"),
        other("selection of four", f"/selectie/?{chosen(4)}"),
        other("selection of fifty", f"/selectie/?{chosen(50)}"),
        other("wegwijzer", f"/wegwijzer/?leeftijd=16&{two}"),
        other("figures", "/cijfers/"),
        other("glossary", "/begrippen/"),
        other("about", "/over/"),
        other("versions", f"{about.entry.get_absolute_url()}versies/"),
        other("feed of a list", f"/interventies/feed.atom?{one}"),
        other("feed of an entry", f"{about.entry.get_absolute_url()}feed.atom"),
        Page("constant 30 kB", {CONSTANT: "/peers/constant/"}),
    ]
    if not database:
        for page in found:
            for peer in (DATASETTE, DATASETTE_RELATION):
                page.addresses.pop(peer, None)
    return found


@dataclass
class Site:
    """Asks Django as a web server does, without the server: one call of the handler."""

    cookie: str = ""
    handler: WSGIHandler = field(default_factory=WSGIHandler)

    @classmethod
    def with_editor(cls) -> "Site":
        """One that is logged in to the admin."""
        user, _ = get_user_model().objects.get_or_create(
            username="bench", defaults={"is_staff": True, "is_superuser": True}
        )
        client = Client()
        client.force_login(user)
        return cls("; ".join(f"{k}={v.value}" for k, v in client.cookies.items()))

    def get(
        self, address: str, etag: str = "", encoding: str = ""
    ) -> tuple[int, bytes, dict[str, str]]:
        response, status, headers = self.answer(address, etag, encoding)
        body = b"".join(response)
        response.close()
        return status, body, headers

    def pieces(self, address: str) -> Iterator[bytes]:
        """The body as it comes, for what is too large to hold."""
        response, _, _ = self.answer(address)
        yield from response
        response.close()

    def answer(
        self, address: str, etag: str = "", encoding: str = ""
    ) -> tuple[Any, int, dict[str, str]]:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "text/html",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": NOTHING,
            "wsgi.errors": NOTHING,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        if etag:
            environ["HTTP_IF_NONE_MATCH"] = etag
        if encoding:
            environ["HTTP_ACCEPT_ENCODING"] = encoding
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            started[:] = [int(status[:3]), dict(headers)]

        response: Any = self.handler(environ, start_response)  # type: ignore[arg-type]
        return response, started[0], started[1]
