"""A real web server on this machine, for tests of what asks the web something."""

import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


class Server(ThreadingHTTPServer):
    """Answers each path with a status, and remembers what it was asked.

    A path is a status as in `/404`; `/to/<address>` leads to that address, `/loop` to itself;
    `/no-head/<status>` knows GET alone.
    """

    daemon_threads = True

    def __init__(self, trust=None):
        super().__init__(("127.0.0.1", 0), Handler)
        if trust:
            self.socket = trust.wrap_socket(self.socket, server_side=True)
        self.port = self.server_address[1]
        self.asked = []
        self.headers = []
        self.guard = threading.Lock()
        self.busy = 0
        self.busiest = 0

    def at(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, request, client_address):
        """A client that hangs up is no reason to write to the terminal."""


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        with self.server.guard:
            self.server.asked.append((self.command, self.path))
            self.server.headers.append(self.headers)
            self.server.busy += 1
            self.server.busiest = max(self.server.busiest, self.server.busy)
        time.sleep(0.01)
        with self.server.guard:
            self.server.busy -= 1
        kind, _, rest = self.path.removeprefix("/").partition("/")
        if kind == "to":
            self.send_response(302)
            # As bytes, whatever they are.
            self.send_header("Location", unquote(rest, "latin-1"))
        elif kind == "loop":
            self.send_response(301)
            self.send_header("Location", "/loop")
        elif kind == "no-head":
            self.send_response(405 if self.command == "HEAD" else int(rest))
        else:
            self.send_response(int(kind))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"a page " * 1000)

    do_HEAD = do_GET = answer  # noqa: N815

    def log_message(self, *arguments):
        pass


@contextmanager
def web_server(trust=None):
    with Server(trust) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def raw_server(talk):
    """`talk` gets each connection as a socket. The port of the server comes back."""
    done = threading.Event()

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with closing(connection):
                if done.is_set():
                    return
                with suppress(OSError):
                    talk(connection)

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield port
        finally:
            done.set()
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join(5)
