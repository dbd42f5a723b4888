"""`manage.py loaddata`: all rows or none, each of which keeps the rules."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from catalogue.models import Intervention, Revision

from .builders import make_city, make_intervention
from .list_page import names

pytestmark = pytest.mark.django_db


def load(folder, *rows):
    file = folder / "programmes.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    call_command("loaddata", file, verbosity=0)


def intervention(slug="boksen", **fields):
    own = {"name": "Boksen", "kind": "programma", "sentence": "Sport.", "summary": "S."}
    own |= {"uuid": "14b0f3b2-a4fe-5921-b932-9aca2a97ca55", "slug": slug}
    own |= {"publication": "gepubliceerd", **fields}
    return {"model": "catalogue.intervention", "fields": own}


def delivery(**fields):
    own = {"uuid": "a1ab537c-f6e6-581a-bf9a-1a8beafc568e", "intervention": ["boksen"]}
    return {"model": "catalogue.delivery", "fields": {**own, **fields}}


def test_what_keeps_the_rules_shows_on_the_next_request(client, tmp_path):
    make_city("Utrecht")
    utrecht = delivery(scope="gemeente", cities=[["utrecht"]], status="actief")
    load(tmp_path, intervention(), utrecht)
    assert names(client, "?zoek=boksen&gemeente=utrecht") == ["Boksen"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([intervention(kind="programa")], "intervention “Boksen”: kind: Waarde"),
        ([intervention(sentence="Sport\u202e.")], "Verwijder het onzichtbare teken"),
        ([intervention(name="")], "name: Dit veld kan niet leeg zijn"),
        (
            [intervention(), delivery(scope="landelijk", cities=[["utrecht"]])],
            "cities: ",
        ),
        ([intervention(themes=[["bestaat-niet"]])], "bestaat-niet"),
        ([intervention(slug="onbekend")], "intervention_slug_not_reserved"),
        ([{"model": "catalogue.intervention", "fields": {"naam": "x"}}], "naam"),
    ],
)
def test_one_wrong_row_and_nothing_is_loaded(client, tmp_path, rows, message):
    make_city("Utrecht")
    make_intervention("Voetbal")
    before = Revision.objects.get().number
    good = intervention(
        "schaken", name="Schaken", uuid="00000000-0000-4000-8000-1" + "0" * 11
    )
    with pytest.raises(CommandError) as refusal:
        load(tmp_path, good, *rows)
    assert message in str(refusal.value)
    assert Intervention.objects.get().name == "Voetbal"
    assert Revision.objects.get().number == before
    assert names(client) == ["Voetbal"]
