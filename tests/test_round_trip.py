"""Out and in again: an export that nobody edited changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from catalogue.changes import catalogue_change
from catalogue.files.writing import FORMATS, write
from catalogue.importing import NotCarriedOut, Options, import_file
from catalogue.models import (
    Appraisal,
    ApproachType,
    Delivery,
    Figure,
    Intervention,
    Recognition,
    Relation,
    Source,
    Study,
)
from catalogue.record_loading import Loader

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_source,
    make_term,
)

pytestmark = pytest.mark.django_db


def load_fixtures():
    fixtures = sorted(Path(settings.BASE_DIR, "fixtures").glob("*.json"))
    call_command("loaddata", *fixtures, verbosity=0)


def make_awkward_entries():
    """What people really write, and what makes files go wrong."""
    utrecht, zwolle = (
        make_city("Utrecht", code="0344"),
        make_city("Zwolle", code="0193"),
    )
    council = make_organisation("Gemeente Utrecht; afdeling | zorg = veiligheid")
    source = make_source(
        "=HYPERLINK(1)", publisher="'s Lands bode", url="https://e.nl/?a=1;b"
    )
    entry = make_intervention(
        '\'t Straatteam, -1 "x"',
        slug="straatteam",
        source_key="0042",
        other_names="=1+1\n@team; of niet\n-",
        summary="Regel een;\ntwee | drie = vier \\ vijf\n\n- een\n- twee",
        aim="-",
        method="'-",
        costs="=SUM(A1:A9)",
        age_from=0,
        approach_types=[make_term(ApproachType, "Straatcoaches")],
        sources=[source],
        checked_on=date(2026, 1, 2),
    )
    kept = {"stop_reason": "Op; 'op'\nis op", "ended": date(2020, 1, 1)}
    here = make_delivery(
        entry,
        cities=[utrecht],
        status="gestopt",
        ended_precision="jaar",
        neighbourhoods="Zuid,West , Oost",
        source=source,
        **kept,
    )
    again = make_delivery(entry, cities=[utrecht], contact_organisation=council)
    make_delivery(entry, cities=[utrecht, zwolle], region="Utrecht; e.o.")
    make_delivery(entry, scope="landelijk")
    for delivery in (here, again, None):
        make_involvement(entry, council, delivery=delivery, note="doet; mee")
    entry.figures.create(measure="ritten", value="12.50", unit="=km")
    entry.figures.create(
        measure="ritten",
        value="1000000",
        delivery=again,
        reference_date=date(2020, 3, 1),
        reference_date_precision="maand",
        approximate=True,
    )
    today = timezone.localdate()
    Recognition.objects.create(
        intervention=entry,
        slug="r",
        databank="NJi",
        outcome="goed-onderbouwd",
        dated=today,
        valid_until=today + timedelta(days=365),
    )
    Study.objects.create(
        intervention=entry, slug="s", title="+1", kind="effectonderzoek", strength=3
    )
    Appraisal.objects.create(
        intervention=entry, slug="a", title="Prijs", kind="prijs", by="De jury"
    )
    other = make_intervention("Nee", publication="concept", other_names="no\n1.10\n~")
    Relation.objects.create(intervention=entry, kind="lichter-dan", other=other)


def all_records():
    keys = Intervention.objects.order_by("slug").values_list("pk", flat=True)
    return [each.record for each in Loader().load(list(keys))]


def bring_in(format):
    content = b"".join(write(format, all_records()))
    try:
        return import_file(f"alles.{format}", content, Options(), "test")
    except NotCarriedOut as error:
        return error.plan


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fill", [load_fixtures, make_awkward_entries])
def test_an_export_of_everything_changes_nothing(fill, format):
    fill()
    before = all_records()
    plan = bring_in(format)
    assert plan.summary == f"0 nieuw, 0 gewijzigd, {len(before)} gelijk, 0 geweigerd"
    assert [each.changes() for each in plan.entries if list(each.changes())] == []
    assert plan.absent == 0
    assert all_records() == before


@pytest.mark.parametrize("format", FORMATS)
def test_rows_that_no_key_tells_apart_change_nothing(format):
    entry = make_intervention("Nachtvoetbal")
    for value in ("12.50", "12.50", "0"):
        entry.figures.create(measure="ritten", value=value)
    assert bring_in(format).summary == "0 nieuw, 0 gewijzigd, 1 gelijk, 0 geweigerd"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fill", [load_fixtures, make_awkward_entries])
def test_an_export_brings_back_what_was_lost(fill, format):
    fill()
    before = all_records()
    content = b"".join(write(format, before))
    with catalogue_change("test", "lose all") as change:
        change.touch(*Intervention.objects.all())
        for table in (Relation, Figure, Delivery, Intervention):
            table.objects.all().delete()
        Source.objects.exclude(appraisals__isnull=False).delete()
        change.touch_all()
    plan = import_file(f"alles.{format}", content, Options(accepted=None), "test")
    assert plan.summary == f"{len(before)} nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
    assert all_records() == before
