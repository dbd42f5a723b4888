"""`manage.py check_links`: what it looks up, and what is kept of it."""

import threading
import time
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms.models import model_to_dict
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.choices import Publication, RelationKind
from catalogue.links import check_links, recording
from catalogue.links.asking import Finding
from catalogue.links.recording import HOSTS_AT_ONCE, look_up_all
from catalogue.models import (
    Figure,
    Intervention,
    LinkCheck,
    Organisation,
    Relation,
    Revision,
    Source,
)

from .admin_pages import address
from .builders import (
    make_delivery,
    make_intervention,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_superuser,
)
from .web_server import web_server

LONG_AGO = datetime(2025, 3, 3, 12, tzinfo=timezone.get_current_timezone())
WORKS = Finding(True, 200)
GONE = Finding(False, 404, "Weg (404)")


def fill():
    """Two entries that share a source, and an organisation."""
    shared = make_source("Gezin", url="https://ccv.example/gezin")
    first = make_intervention(
        "Nachtvoetbal", sources=[shared], method="Zie https://ccv.example/uitleg."
    )
    make_delivery(first, contact_address="https://utrecht.example/contact")
    second = make_intervention("Boksschool")
    make_row(Figure, intervention=second, measure="Deelnemers", value=9, source=shared)
    kans = make_organisation("Stichting Kans", website="https://kans.example/")
    return first, second, kans


def kept():
    return {
        link.url: (
            [each.name for each in link.interventions.all()],
            [each.name for each in link.organisations.all()],
        )
        for link in LinkCheck.objects.all()
    }


class CheckTests(TestCase):
    def check(self, *broken):
        """Look up what there is, where the addresses `broken` are gone."""
        self.asked = []

        def look_up_one(url):
            self.asked.append(url)
            return GONE if url in broken else WORKS

        return check_links(look_up_one)

    def test_each_address_is_looked_up_once_and_kept_with_what_has_it(self):
        fill()
        report = self.check("https://ccv.example/gezin")
        assert kept() == {
            "https://ccv.example/gezin": (["Boksschool", "Nachtvoetbal"], []),
            "https://ccv.example/uitleg": (["Nachtvoetbal"], []),
            "https://utrecht.example/contact": (["Nachtvoetbal"], []),
            "https://kans.example/": ([], ["Stichting Kans"]),
        }
        assert sorted(self.asked) == sorted(kept())
        assert (report.links, report.working) == (4, 3)
        assert report.broken == [("https://ccv.example/gezin", "Weg (404)")]
        link = LinkCheck.objects.get(works=False)
        assert (link.status, link.problem) == (404, "Weg (404)")

    def test_only_what_visitors_see_is_looked_up(self):
        hidden = {
            "method": "https://a.example/",
            "sources": [make_source(url="https://b.example/")],
        }
        draft = make_intervention("Concept", publication=Publication.DRAFT, **hidden)
        tomorrow = timezone.localdate() + timedelta(days=1)
        make_intervention("Morgen", publish_from=tomorrow, **hidden)
        public = make_intervention("Open", internal_remark="https://c.example/")
        make_row(
            Relation,
            intervention=public,
            kind=RelationKind.DERIVED,
            other=draft,
            note="https://d.example/",
        )
        assert self.check().links == 0
        assert not LinkCheck.objects.exists()

    def test_no_text_changes(self):
        def texts():
            return [
                model_to_dict(row)
                for model in (Intervention, Source, Organisation, Revision)
                for row in model.objects.order_by("pk")
            ]

        fill()
        before = texts()
        self.check("https://ccv.example/gezin")
        assert texts() == before

    def test_since_when_a_link_is_broken_is_kept_until_it_works(self):
        fill()
        self.check("https://kans.example/")
        LinkCheck.objects.filter(works=False).update(broken_since=LONG_AGO)
        self.check("https://kans.example/", "https://ccv.example/gezin")
        found = LinkCheck.objects.in_bulk(field_name="url")
        assert found["https://kans.example/"].broken_since == LONG_AGO
        assert found["https://kans.example/"].checked > LONG_AGO
        assert found["https://ccv.example/gezin"].broken_since > LONG_AGO
        self.check("https://ccv.example/gezin")
        link = LinkCheck.objects.get(url="https://kans.example/")
        assert (link.works, link.problem, link.broken_since) == (True, "", None)

    def test_what_occurs_no_more_is_forgotten(self):
        first, _second, kans = fill()
        self.check()
        Intervention.objects.filter(pk=first.pk).update(method="")
        Organisation.objects.filter(pk=kans.pk).update(website="")
        first.sources.clear()
        self.check()
        assert kept() == {
            "https://ccv.example/gezin": (["Boksschool"], []),
            "https://utrecht.example/contact": (["Nachtvoetbal"], []),
        }

    def test_an_entry_that_goes_meanwhile_is_no_problem(self):
        first, *_ = fill()

        def look_up_one(url):
            return WORKS

        def progress(findings, total):
            findings = list(findings)
            Intervention.objects.filter(pk=first.pk).delete()
            return findings

        check_links(look_up_one, progress)
        assert kept()["https://ccv.example/gezin"] == (["Boksschool"], [])

    def test_what_was_found_is_kept_when_it_is_interrupted(self):
        fill()

        def stop_after_two(findings, total):
            assert total == 4
            yield next(findings)
            yield next(findings)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            check_links(lambda url: WORKS, stop_after_two)
        assert LinkCheck.objects.count() == 2

    def test_a_fault_of_ours_is_not_hidden(self):
        fill()
        with pytest.raises(ZeroDivisionError):
            check_links(lambda url: 1 // 0)

    def test_what_is_found_is_kept_bit_by_bit(self):
        text = " ".join(f"https://n{number}.example/" for number in range(250))
        make_intervention(method=text)
        at = []

        def progress(findings, total):
            for finding in findings:
                at.append(LinkCheck.objects.count())
                yield finding

        check_links(lambda url: WORKS, progress)
        assert sorted(set(at)) == [0, 100, 200]
        assert LinkCheck.objects.count() == 250

    def test_the_number_of_queries_does_not_grow(self):
        counts = set()
        for number in (3, 90):
            Intervention.objects.all().delete()
            LinkCheck.objects.all().delete()
            rows = make_many_interventions(number, first=number)
            for row in rows:
                row.method = f"https://{row.slug}.example/"
            Intervention.objects.bulk_update(rows, ["method"])
            self.check()
            with CaptureQueriesContext(connection) as queries:
                self.check("https://nummer-005.example/")
            assert LinkCheck.interventions.through.objects.count() == number
            counts.add(len(queries))
        assert len(counts) == 1
        assert max(counts) < 40


def test_of_each_host_one_address_at_a_time_and_several_hosts_at_once():
    guard = threading.Lock()
    busy = []
    most = {"of a host": 0, "in all": 0}

    def look_up_one(url):
        host = recording.host_of(url)
        with guard:
            busy.append(host)
            most["of a host"] = max(most["of a host"], busy.count(host))
            most["in all"] = max(most["in all"], len(busy))
        time.sleep(0.01)
        with guard:
            busy.remove(host)
        return WORKS

    addresses = [
        f"https://{host}.example/{page}" for host in range(20) for page in range(5)
    ]
    found = dict(look_up_all(addresses, look_up_one))
    assert found.keys() == set(addresses)
    assert most == {"of a host": 1, "in all": HOSTS_AT_ONCE}


@pytest.mark.django_db
def test_the_command_refuses_this_machine_and_ends_with_the_counts():
    with web_server() as server:
        # The port is refused too; the lines below are about the address.
        make_intervention("Een", method=server.at("/200"))
        make_intervention("Twee", method="http://localhost/")
        out = StringIO()
        call_command("check_links", stdout=out)
        assert server.asked == []
    lines = out.getvalue().splitlines()
    assert lines[-1] == "2 links, 0 werken, 2 kapot"
    assert [line.split(": ")[0] for line in lines[:-1]] == sorted(
        LinkCheck.objects.values_list("url", flat=True)
    )


@pytest.mark.django_db
def test_the_command_says_that_it_was_interrupted(monkeypatch):
    def interrupted(address, turns):
        raise KeyboardInterrupt

    monkeypatch.setattr(recording, "look_up", interrupted)
    make_intervention(method="https://a.example/")
    with pytest.raises(CommandError):
        call_command("check_links")


class ScreenTests(TestCase):
    def setUp(self):
        self.client.force_login(make_superuser())
        self.link = LinkCheck.objects.create(
            url="https://ccv.example/gezin",
            works=False,
            status=404,
            problem="Weg (404)",
            checked=LONG_AGO,
            broken_since=LONG_AGO,
        )

    def test_editors_see_which_links_do_not_work_first(self):
        LinkCheck.objects.create(url="https://a.example/", works=True, checked=LONG_AGO)
        page = self.client.get(address(LinkCheck, "changelist"))
        shown = [link.url for link in page.context["cl"].result_list]
        assert shown == ["https://ccv.example/gezin", "https://a.example/"]
        page = self.client.get(address(LinkCheck, "changelist"), {"works__exact": 1})
        shown = [link.url for link in page.context["cl"].result_list]
        assert shown == ["https://a.example/"]

    def test_a_link_leads_to_what_has_it_in_a_bounded_number_of_queries(self):
        entries = make_many_interventions(150)
        self.link.interventions.set(entries)
        self.link.organisations.add(make_organisation("Stichting Kans"))
        with CaptureQueriesContext(connection) as queries:
            page = self.client.get(address(LinkCheck, "change", self.link.pk))
        assert len(queries) < 10
        assert sum("LIMIT 101" in each["sql"] for each in queries) == 2
        text = page.content.decode()
        assert address(Intervention, "change", entries[99].pk) in text
        assert "Nummer 099" in text
        assert "Nummer 100" not in text
        assert "Stichting Kans" in text

    def test_nothing_can_be_changed(self):
        for page in ["add", "change", "delete"]:
            arguments = [] if page == "add" else [self.link.pk]
            response = self.client.post(address(LinkCheck, page, *arguments), {})
            assert response.status_code == 403
