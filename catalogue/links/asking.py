"""What the server says of one address. Only the headers are read, never a page."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext as _

from .reaching import Deadline, Limits, OutOfReach, connect

USER_AGENT = "Interventiewijzer-links/1.0 (checks whether links work; reads no pages)"
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
# For people and not for programs: no sign that the page is gone.
REFUSALS = {401, 403, 429, 999}
GONE = {404, 410}
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[A-Za-z0-9._:-]+")
# These have a meaning in an address; other signs are written as numbers.
SIGNS = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Finding:
    works: bool
    status: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def at(cls, address: str) -> Self:
        problem = OutOfReach(_("This is no address of a page"))
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").encode("idna").decode()
            port = parts.port
        except ValueError as error:
            raise problem from error
        if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(host):
            raise problem
        target = quote(parts.path or "/", safe=SIGNS)
        if parts.query:
            target += "?" + quote(parts.query, safe=SIGNS)
        default = DEFAULT_PORTS[parts.scheme]
        return cls(parts.scheme, host, default if port is None else port, target)


@dataclass
class Turns:
    """Lets each host have one question at a time, with a pause after it."""

    pause: float = 1
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    guard: threading.Lock = field(default_factory=threading.Lock)
    locks: dict[str, threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )
    free_from: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def turn(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Waiting for others is no fault of the address: its `deadline` moves along."""
        start = deadline.clock()
        with self.guard:
            lock = self.locks[host]
        with lock:
            early = self.free_from.get(host, 0) - self.clock()
            if early > 0:
                self.sleep(early)
            deadline.moment += deadline.clock() - start
            try:
                yield
            finally:
                self.free_from[host] = self.clock() + self.pause


def look_up(address: str, turns: Turns, limits: Limits | None = None) -> Finding:
    deadline = Deadline(limits or Limits())
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            status, target = ask_twice(Page.at(address), turns, deadline)
            if status not in REDIRECTS or not target:
                return judged(status)
            address = joined(address, target)
        return Finding(False, status, _("Keeps leading to another page"))
    except OutOfReach as error:
        return Finding(False, None, str(error))
    except TimeoutError:
        return Finding(False, None, deadline.message())
    except (OSError, HTTPException):
        return Finding(False, None, _("Gives no answer that can be understood"))


def judged(status: int) -> Finding:
    if status in REFUSALS:
        said = _("Refuses programs (%d): have a look yourself") % status
        return Finding(True, status, said)
    if status < 400:
        return Finding(True, status)
    if status in GONE:
        said = _("Not found (%d)")
    elif status >= 500:
        said = _("The website has a fault (%d)")
    else:
        said = _("The website refuses (%d)")
    return Finding(False, status, said % status)


def joined(address: str, target: str) -> str:
    """Where `target`, a header, leads from `address`."""
    # Headers are read as Latin-1, and written as UTF-8 nowadays.
    with suppress(UnicodeError):
        target = target.encode("latin-1").decode()
    try:
        return urljoin(address, target)
    except ValueError as error:
        raise OutOfReach(_("This is no address of a page")) from error


def ask_twice(page: Page, turns: Turns, deadline: Deadline) -> tuple[int, str]:
    """The answer to HEAD, or to GET from servers that do not know HEAD."""
    try:
        status, target = ask("HEAD", page, turns, deadline)
        if 200 <= status < 400:
            return status, target
    except (OSError, HTTPException):
        deadline.left()  # gives up when the time is over
    return ask("GET", page, turns, deadline)


def ask(method: str, page: Page, turns: Turns, deadline: Deadline) -> tuple[int, str]:
    """The status, and where a redirect leads."""
    with turns.turn(page.host, deadline):
        secure = page.scheme == "https"
        connection = connect(page.host, page.port, secure=secure, deadline=deadline)
        with closing(connection):
            client = HTTPConnection(page.host, page.port)
            client.default_port = DEFAULT_PORTS[page.scheme]
            # A connection that is judged already; another is never opened.
            client.sock, client.auto_open = connection, 0
            headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Connection": "close"}
            client.request(method, page.target, headers=headers)
            with closing(client.getresponse()) as response:
                return response.status, response.headers.get("Location", "")
