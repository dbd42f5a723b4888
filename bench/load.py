"""Many visitors at once: wrk against gunicorn, as `make run` starts it, on this machine only.
`python -m bench.load [SECONDS]`
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = 100_000
CONNECTIONS = 64
SECONDS = 60
MOST_GROWTH = 1.25  # of the workers' memory, once they are warm


def main(seconds: int) -> None:
    if not shutil.which("wrk"):
        raise SystemExit("There is no wrk. On Debian: apt-get install wrk")
    database = ROOT / "var" / "bench" / f"catalogue-{SIZE}.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    for command in (
        ["manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        ["-m", "bench", "fill", str(SIZE)],
    ):
        subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, check=True
        )
    failures: list[str] = []
    with serving(environment) as (address, server):
        page = f"{address}/interventies/"
        # Both workers make their index, and grow to the size they work at.
        wrk(page, 3)
        wrk(page, 5, "bench/addresses.lua")
        for name, script in (
            ("the list, again and again", ""),
            ("lists that no cache has seen", "bench/addresses.lua"),
        ):
            before = memory(server)
            said = wrk(page, seconds, script)
            after = memory(server)
            failures += problems(name, said, before, after)
            say(f"{name}: {' '.join(said.split())}")
            say(f"memory of the workers: {before:.0f} MB before, {after:.0f} MB after")
    if failures:
        raise SystemExit("\n".join(failures))


def problems(name: str, said: str, before: float, after: float) -> Iterator[str]:
    errors = re.findall(r"^\s*(Socket errors:.*|Non-2xx.*)$", said, re.MULTILINE)
    yield from (f"{name}: {error}" for error in errors)
    if after > before * MOST_GROWTH:
        yield f"{name}: the workers grew from {before:.0f} to {after:.0f} MB"


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """gunicorn on a free port of this machine: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "interventions_site.wsgi"),
        *("-c", "python:interventions_site.gunicorn", "--bind", f"127.0.0.1:{port}"),
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        await_answer(f"{address}/healthz")
        yield address, server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            server.kill()


def await_answer(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn does not answer.")


def wrk(address: str, seconds: int, script: str = "") -> str:
    command = [
        *("wrk", "--threads", "2", "--connections", str(CONNECTIONS)),
        *("--duration", f"{seconds}s", "--timeout", "10s", "--latency"),
        *(("--script", script) if script else ()),
        address,
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=seconds + 60,
    )
    return done.stdout


def memory(server: int) -> float:
    """What the workers of `server` hold, in MB."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    pages = [
        int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in children
    ]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
