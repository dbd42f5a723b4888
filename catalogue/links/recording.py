"""Looking up every link, and keeping what was found."""

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from ..models import Intervention, LinkCheck, Organisation
from .asking import Finding, Turns, look_up
from .gathering import Users, gather

HOSTS_AT_ONCE = 8
KEPT_AT_ONCE = 100
ROWS_AT_ONCE = 1000

LookUp = Callable[[str], Finding]
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


@dataclass
class Report:
    links: int
    working: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)


def check_links(
    look_up_one: LookUp | None = None,
    progress: Progress = lambda findings, total: findings,
) -> Report:
    """Look up each address of the catalogue. When interrupted, what was found is kept."""
    turns = Turns()
    users = gather()
    forget_all_but(users)
    report = Report(links=len(users))
    findings = look_up_all(users, look_up_one or (lambda url: look_up(url, turns)))
    found: dict[str, Finding] = {}
    with closing(findings):
        try:
            for address, finding in progress(findings, len(users)):
                found[address] = finding
                if finding.works:
                    report.working += 1
                else:
                    report.broken.append((address, finding.problem))
                if len(found) == KEPT_AT_ONCE:
                    keep(found, users)
                    found = {}
        finally:
            keep(found, users)
    report.broken.sort()
    return report


def look_up_all(
    addresses: Iterable[str], look_up_one: LookUp
) -> Generator[tuple[str, Finding], None, None]:
    """What each address gives, as it comes in; of each host one after the other."""
    by_host: dict[str, deque[str]] = defaultdict(deque)
    for address in addresses:
        by_host[host_of(address)].append(address)
    # The longest row starts first: it decides when all is done.
    rows = iter(sorted(by_host.values(), key=len, reverse=True))
    running: dict[Future[Finding], tuple[str, deque[str]]] = {}
    pool = ThreadPoolExecutor(HOSTS_AT_ONCE)

    def start(row: deque[str] | None) -> None:
        if row:
            address = row.popleft()
            running[pool.submit(look_up_one, address)] = (address, row)

    try:
        for _number in range(HOSTS_AT_ONCE):
            start(next(rows, None))
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                address, row = running.pop(future)
                start(row or next(rows, None))
                yield address, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def forget_all_but(addresses: Iterable[str]) -> None:
    """Drop the rows of addresses that occur no more."""
    known = dict(LinkCheck.objects.order_by().values_list("url", "pk"))
    gone = [known[url] for url in known.keys() - set(addresses)]
    for keys in batches(gone):
        LinkCheck.objects.filter(pk__in=keys).delete()


@transaction.atomic
def keep(found: dict[str, Finding], users: dict[str, Users]) -> None:
    """Write the rows of these addresses, and what has them."""
    now = timezone.now()
    before = LinkCheck.objects.filter(url__in=found, works=False)
    broken_since = dict(before.order_by().values_list("url", "broken_since"))
    rows = [
        LinkCheck(
            url=address,
            works=finding.works,
            status=finding.status,
            problem=finding.problem[:200],
            checked=now,
            broken_since=None if finding.works else broken_since.get(address, now),
        )
        for address, finding in found.items()
    ]
    LinkCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["works", "status", "problem", "checked", "broken_since"],
    )
    interventions = {row.pk: users[row.url].interventions for row in rows}
    keep_users(Intervention, LinkCheck.interventions.through, interventions)
    organisations = {row.pk: users[row.url].organisations for row in rows}
    keep_users(Organisation, LinkCheck.organisations.through, organisations)


def keep_users(
    model: type[Model], through: type[Model], wanted: dict[int, set[int]]
) -> None:
    """Bring the rows of `through` in line: for each link the keys that it is `wanted` with."""
    column = f"{model._meta.model_name}_id"
    links = through._default_manager.filter(linkcheck__in=wanted).order_by()
    present = {
        (link, user): pk
        for pk, link, user in links.values_list("pk", "linkcheck_id", column)
    }
    pairs = {(link, user) for link, users in wanted.items() for user in users}
    for keys in batches([present[pair] for pair in present.keys() - pairs]):
        through._default_manager.filter(pk__in=keys).delete()
    for new in batches(sorted(pairs - present.keys())):
        # Looking up takes long: some may be gone by now, and none may go meanwhile.
        rows = model._default_manager.select_for_update(no_key=True).order_by("pk")
        left = set(
            rows.filter(pk__in={user for _link, user in new}).values_list(
                "pk", flat=True
            )
        )
        through._default_manager.bulk_create(
            through(linkcheck_id=link, **{column: user})
            for link, user in new
            if user in left
        )


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]
