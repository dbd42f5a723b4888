"""What is asked of the web for one link, and what is never asked."""

import socket
import ssl
import subprocess
import threading
import time

import pytest

from catalogue.links import asking, reaching
from catalogue.links.asking import Turns, look_up
from catalogue.links.gathering import addresses_in
from catalogue.links.reaching import WEB_PORTS, Connection, Deadline, Limits, is_public

from .web_server import raw_server, web_server


class AnyPort:
    def __contains__(self, port):
        return True


def here(**fields):
    """Limits that let a test reach its own server, and nothing else."""
    fields.setdefault("may_reach", {"127.0.0.1", "::1"}.__contains__)
    return Limits(ports=AnyPort(), **fields)


def ask(address, limits=None):
    return look_up(address, Turns(pause=0), limits or here())


@pytest.fixture(scope="module")
def server():
    with web_server() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_asked(request):
    if "server" in request.fixturenames:
        request.getfixturevalue("server").asked.clear()


@pytest.mark.parametrize(
    ("status", "works"),
    [
        (200, True),
        (204, True),
        (304, True),
        (404, False),
        (410, False),
        (418, False),
        (500, False),
        (503, False),
        # For people and not for programs.
        (401, True),
        (403, True),
        (429, True),
        (999, True),
    ],
)
def test_the_status_tells_whether_a_link_works(server, status, works):
    finding = ask(server.at(f"/{status}"))
    assert (finding.works, finding.status) == (works, status)
    # An editor reads why, also where somebody has to look.
    assert (str(status) in finding.problem) == (status >= 400)


def test_a_page_that_answers_is_not_read(server):
    ask(server.at("/200"))
    assert server.asked == [("HEAD", "/200")]
    assert "Interventiewijzer" in server.headers[-1]["User-Agent"]
    assert server.headers[-1]["Host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(("status", "works"), [(200, True), (404, False)])
def test_a_server_that_knows_no_head_is_asked_with_get(server, status, works):
    finding = ask(server.at(f"/no-head/{status}"))
    assert (finding.works, finding.status) == (works, status)
    assert [method for method, path in server.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_is_named_as_in_the_address(scheme, monkeypatch):
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def connected(host, port, *, secure, deadline):
        assert (port, secure) == ((443, True) if scheme == "https" else (80, False))
        return Connection(ours, deadline)

    monkeypatch.setattr(asking, "connect", connected)
    with theirs:
        assert ask(f"{scheme}://naam.example/pagina").works
        request = theirs.recv(1000).decode().split("\r\n")
    assert request[0] == "HEAD /pagina HTTP/1.1"
    assert "Host: naam.example" in request


def test_a_redirect_is_followed_to_its_end(server):
    assert ask(server.at("/to//to//404")).status == 404
    assert [path for method, path in server.asked] == [
        *["/to//to//404", "/to//404", "/404", "/404"]
    ]


def test_a_redirect_may_lead_to_a_strange_address(server):
    """Servers write headers in UTF-8, whatever the standard says."""
    assert ask(server.at("/to//200/één pagina")).works
    assert server.asked[-1] == ("HEAD", "/200/%C3%A9%C3%A9n%20pagina")


def test_a_redirect_that_goes_on_and_on_is_broken(server):
    finding = ask(server.at("/loop"))
    assert not finding.works
    assert finding.problem
    assert len(server.asked) == 6


def test_a_strange_address_is_asked_for_as_browsers_do(server):
    ask(server.at("/200/één pagina?zoek=caf%C3%A9&x=ü#deel"))
    assert server.asked[0][1].startswith("/200/")
    assert server.asked[0][1] == "/200/%C3%A9%C3%A9n%20pagina?zoek=caf%C3%A9&x=%C3%BC"


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http://[::1",
        "http://a..b/",
        "http://" + "a" * 64 + ".nl/",
        "http://naam.example:poort/",
        "http://naam.example:0/",
        "http://naam.example:99999/",
        "http://na(am/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_broken_and_not_asked_for(address, monkeypatch):
    monkeypatch.setattr(reaching.socket, "socket", never)
    monkeypatch.setattr(reaching.socket, "getaddrinfo", never)
    finding = look_up(address, Turns(pause=0))
    assert not finding.works
    assert finding.problem


def never(*arguments, **options):
    pytest.fail("There was a connection.")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://[", "mailto:a@b.nl"])
def test_a_redirect_to_what_is_no_page_is_broken(server, target):
    assert not ask(server.at(f"/to/{target}")).works
    assert len(server.asked) == 1


# Where a link must not lead


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_public_is_not_reached(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "147.181.98.1", "2a00:d78::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"],
)
def test_a_public_address_is_reached(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"],
)
def test_this_machine_is_never_asked(server, host):
    strict = Limits(ports=AnyPort())
    finding = look_up(server.at("/200", host), Turns(pause=0), strict)
    assert not finding.works
    assert finding.status is None
    assert server.asked == []


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[::]"])
def test_this_machine_is_never_asked_by_its_newer_address(host, monkeypatch):
    monkeypatch.setattr(reaching.socket, "socket", never)
    assert not look_up(f"http://{host}/", Turns(pause=0)).works


def test_a_redirect_to_a_private_address_is_not_followed(server):
    """The first hop may be reached here, the second is judged anew."""
    inside = here(may_reach=lambda place: place == "127.0.0.1" or is_public(place))
    address = server.at(f"/to/http://127.0.0.2:{server.port}/200")
    finding = ask(address, inside)
    assert (finding.works, finding.status) == (False, None)
    assert len(server.asked) == 1


@pytest.mark.parametrize("port", [22, 25, 6379])
def test_only_ports_of_websites_are_reached(port, monkeypatch):
    monkeypatch.setattr(reaching.socket, "getaddrinfo", never)
    assert port not in WEB_PORTS
    finding = look_up(f"http://naam.example:{port}/", Turns(pause=0))
    assert str(port) in finding.problem


def named(monkeypatch, *answers):
    """What the name servers say, one time after another."""
    asked = []

    def answer(host, port, **options):
        asked.append(host)
        places = answers[min(len(asked), len(answers)) - 1]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))
            for place in places
        ]

    monkeypatch.setattr(reaching.socket, "getaddrinfo", answer)
    return asked


def test_a_name_that_also_stands_for_a_private_machine_is_not_reached(
    server, monkeypatch
):
    named(monkeypatch, ["127.0.0.1", "10.0.0.1"])
    assert not ask(server.at("/200", "naam.example")).works
    assert server.asked == []


def test_the_address_that_was_judged_is_the_one_connected_to(server, monkeypatch):
    """A name server that answers differently a moment later gains nothing."""
    asked = named(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    assert ask(server.at("/200", "naam.example")).works
    assert asked == ["naam.example"]
    assert server.headers[-1]["Host"] == f"naam.example:{server.port}"


def test_the_next_place_is_tried_when_one_does_not_answer(server, monkeypatch):
    named(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    limits = here(may_reach=lambda place: True)
    assert ask(server.at("/200", "naam.example"), limits).works


def test_a_name_that_does_not_exist_is_broken(monkeypatch):
    def unknown(*arguments, **options):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(reaching.socket, "getaddrinfo", unknown)
    finding = ask("http://naam.example/")
    assert (finding.works, finding.status) == (False, None)


def test_a_machine_that_does_not_listen_is_broken():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert not ask(f"http://127.0.0.1:{port}/").works


# Servers that do not answer as they should


def quick(**fields):
    return here(**{"patience": 0.2, "longest": 0.6, **fields})


def seconds(act):
    start = time.monotonic()
    act()
    return time.monotonic() - start


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    done = threading.Event()
    with raw_server(lambda connection: done.wait(3)) as port:
        taken = seconds(lambda: ask(f"http://127.0.0.1:{port}/", quick()))
        done.set()
    assert taken < 1.5


@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX: "]
)
def test_a_server_that_drips_is_given_up(first):
    """Each byte comes well within the patience; all of them would take for ever."""
    done = threading.Event()

    def drip(connection):
        connection.sendall(first)
        while not done.wait(0.05):
            connection.sendall(b"x")

    findings = []
    with raw_server(drip) as port:
        address = f"http://127.0.0.1:{port}/"
        taken = seconds(lambda: findings.append(ask(address, quick())))
        done.set()
    assert 0.5 < taken < 1.5
    assert not findings[0].works
    assert findings[0].problem


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"220 mail.example ESMTP\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
        bytes(range(256)) * 10,
    ],
    ids=["nothing", "mail", "no status", "many headers", "a long header", "noise"],
)
def test_an_answer_that_cannot_be_understood_is_broken(answer):
    def talk(connection):
        connection.recv(1000)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1000)

    with raw_server(talk) as port:
        finding = ask(f"http://127.0.0.1:{port}/", quick())
    assert (finding.works, finding.status) == (False, None)
    assert finding.problem


def test_a_head_that_is_not_understood_is_followed_by_a_get():
    def talk(connection):
        if connection.recv(1000).startswith(b"GET"):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    with raw_server(talk) as port:
        assert ask(f"http://127.0.0.1:{port}/").works


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of localhost, signed by nobody but itself."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"],
            *["-keyout", "key.pem", "-out", "certificate.pem", "-days", "2"],
            *["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def secure_server(certificate):
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    with web_server(trust) as running:
        yield running


def trusting(certificate):
    return lambda: ssl.create_default_context(cafile=certificate / "certificate.pem")


def test_a_certificate_that_nobody_vouches_for_is_broken(secure_server):
    finding = ask(f"https://localhost:{secure_server.port}/200")
    assert (finding.works, finding.status) == (False, None)
    assert secure_server.asked == []


def test_a_certificate_is_of_the_host_that_was_asked_for(certificate, secure_server):
    limits = here(trust=trusting(certificate))
    assert ask(f"https://localhost:{secure_server.port}/200", limits).status == 200
    assert secure_server.headers[-1]["Host"] == f"localhost:{secure_server.port}"
    other = ask(f"https://127.0.0.1:{secure_server.port}/200", limits)
    assert (other.works, other.status) == (False, None)


def test_a_server_without_tls_is_no_secure_one(server):
    finding = ask(f"https://127.0.0.1:{server.port}/200")
    assert (finding.works, finding.status) == (False, None)


# One at a time


class FakeTime:
    def __init__(self):
        self.now = 100.0
        self.slept = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_a_host_is_left_alone_for_a_while_after_each_question(server):
    fake = FakeTime()
    turns = Turns(clock=fake.clock, sleep=fake.sleep)
    look_up(server.at("/no-head/200"), turns, here())  # two questions
    look_up(server.at("/200"), turns, here())
    assert fake.slept == [1, 1]
    look_up(server.at("/200", "localhost"), turns, here())  # another host
    assert fake.slept == [1, 1]
    fake.now += 0.75
    look_up(server.at("/200"), turns, here())
    assert fake.slept == [1, 1, 0.25]


def test_a_host_has_one_question_at_a_time():
    with web_server() as own:
        turns = Turns(pause=0)
        threads = [
            threading.Thread(target=look_up, args=[own.at(path), turns, here()])
            for path in ["/200", "/404", f"/to/{own.at('/200')}", "/no-head/200"] * 2
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert own.busiest == 1
        assert len(own.asked) == 14


def test_waiting_for_ones_turn_costs_an_address_nothing():
    fake = FakeTime()
    turns = Turns(pause=100, clock=fake.clock, sleep=fake.sleep)
    deadline = Deadline(Limits(), clock=fake.clock)
    for _ in range(3):
        with turns.turn("naam.example", deadline):
            assert deadline.left() == 10


# Finding addresses in texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zie https://hetccv.nl/gezin.", ["https://hetccv.nl/gezin"]),
        ("(https://hetccv.nl/gezin)", ["https://hetccv.nl/gezin"]),
        ("https://nl.example/Jan_(naam), en", ["https://nl.example/Jan_(naam)"]),
        ("“http://a.nl”? <http://b.nl/>!", ["http://a.nl", "http://b.nl/"]),
        ("HTTPS://A.NL/x;\nhttp://b.nl/y…", ["HTTPS://A.NL/x", "http://b.nl/y"]),
        # All there is: nobody ended a sentence with it.
        ("https://a.nl/wat?", ["https://a.nl/wat?"]),
        ("www.a.nl, redactie@a.nl, ftp://a.nl, https:// en http://.", []),
        ("https://a.nl/" + "x" * 500, []),
        ("onbekend", []),
    ],
)
def test_addresses_are_found_without_the_sentence_around_them(text, found):
    assert list(addresses_in(text)) == found
