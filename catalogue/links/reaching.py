"""Connections to public web servers, and to nothing else.

What stands in an entry must not lead us into the network that the catalogue runs in. So a
name is looked up once, what it stands for is judged, and that very address is connected to.
"""

import io
import socket
import ssl
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.utils.translation import gettext as _

# No mail servers and the like: an entry could make us say something to them.
WEB_PORTS = frozenset({80, 443, 8080, 8443})
# IPv4 as a network of IPv6 alone writes it (RFC 6052).
TRANSLATED = IPv6Network("64:ff9b::/96")


class OutOfReach(Exception):
    """There is no connection; the message says why, in words for an editor."""


def is_public(address: str) -> bool:
    """Whether `address` is of one machine on the public internet."""
    place = ip_address(address.partition("%")[0])
    if isinstance(place, IPv6Address):
        if place.is_site_local:
            return False
        inner = place.ipv4_mapped or place.sixtofour
        if place in TRANSLATED:
            inner = IPv4Address(int(place) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return place.is_global and not (place.is_multicast or place.is_reserved)


@cache
def trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass(frozen=True)
class Limits:
    may_reach: Callable[[str], bool] = is_public
    ports: Container[int] = WEB_PORTS
    # In seconds: for the next sign of life, and for all of one address.
    patience: float = 10
    longest: float = 30
    trust: Callable[[], ssl.SSLContext] = trust


@dataclass
class Deadline:
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    moment: float = field(init=False)

    def __post_init__(self) -> None:
        self.moment = self.clock() + self.limits.longest

    def left(self) -> float:
        """How long to wait now."""
        seconds = min(self.limits.patience, self.moment - self.clock())
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def message(self) -> str:
        over = self.moment <= self.clock()
        seconds = self.limits.longest if over else self.limits.patience
        return _("No answer within %d seconds") % seconds


@dataclass
class Incoming(io.RawIOBase):
    """What a socket receives until the deadline, however slowly it drips in."""

    plain: socket.socket
    deadline: Deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.plain.settimeout(self.deadline.left())
        return self.plain.recv_into(buffer)


@dataclass
class Connection:
    """As much of a socket as `http.client` uses."""

    plain: socket.socket
    deadline: Deadline

    def sendall(self, data: bytes) -> None:
        self.plain.settimeout(self.deadline.left())
        self.plain.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(Incoming(self.plain, self.deadline))

    def close(self) -> None:
        self.plain.close()


def connect(host: str, port: int, *, secure: bool, deadline: Deadline) -> Connection:
    limits = deadline.limits
    if port not in limits.ports:
        raise OutOfReach(_("Port %d is not one of websites") % port)
    places = places_of(host, port)
    # All of them: a name that also stands for a private machine is no website.
    if not all(limits.may_reach(place[-1][0]) for place in places):
        raise OutOfReach(_("Leads to a private address"))
    plain = first_open(places, deadline)
    if not secure:
        return Connection(plain, deadline)
    try:
        plain.settimeout(deadline.left())
        return Connection(
            limits.trust().wrap_socket(plain, server_hostname=host), deadline
        )
    except ssl.SSLCertVerificationError as error:
        raise OutOfReach(_("The certificate is not valid")) from error
    except TimeoutError:
        raise
    except (OSError, ValueError) as error:
        raise OutOfReach(_("No secure connection is possible")) from error
    finally:
        # Wrapping takes the socket over; what is left of it here was not wrapped.
        plain.close()


def places_of(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutOfReach(_("The name does not exist")) from error


def first_open(places: list[Any], deadline: Deadline) -> socket.socket:
    """A connection to the first of `places` that answers."""
    problem: OSError = ConnectionError()
    for family, kind, protocol, _name, place in places:
        try:
            plain = socket.socket(family, kind, protocol)
        except OSError as error:  # no IPv6 here, for one
            problem = error
            continue
        try:
            plain.settimeout(deadline.left())
            plain.connect(place)
            return plain
        except OSError as error:
            plain.close()
            problem = error
    if isinstance(problem, TimeoutError):
        raise OutOfReach(deadline.message()) from problem
    raise OutOfReach(_("No connection is possible")) from problem
