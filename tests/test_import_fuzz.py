"""Whatever stands in a file: our own exceptions only, and never half of it in the catalogue."""

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalogue.choices import Kind, RecognitionOutcome, Role, Scope, Status
from catalogue.files.rows import Unreadable
from catalogue.files.writing import FORMATS, write
from catalogue.importing import NotCarriedOut, Options, import_file
from catalogue.models import Intervention, OldSlug, TargetGroup
from catalogue.record_loading import Loader
from catalogue.records import PARTS, InterventionRecord

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_source,
    make_term,
)
from .importing import NEW

QUICK = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
UUID = "11111111-1111-4111-8111-111111111111"
# What fits somewhere, what fits elsewhere, and what fits nowhere.
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("nachtvoetbal", "Dagvoetbal", "oud-adres", "een-artikel", "nieuw", UUID),
        *("Utrecht", "0344", "344", "zwolle", "Midden", "politie", "Jongeren", "-", ""),
        *(*Kind.values, *Scope.values, *Status.values, *Role.values),
        *(*RecognitionOutcome.values, "lichter-dan", "effectonderzoek", "prijs"),
        *("2020", "maart 2020", "1-3-2020", "2031-01-01", "12", "12,5", "ja", "nee"),
        *(0, 12, 99, 10**400, 12.5, 1e308, True, None, [], {}, [[]], ["Utrecht", None]),
        *(["zwolle", "utrecht"], "\x00", "\ud800", "a\u2028b", "x" * 20_000, "=1+1"),
        *("https://example.org/", "geen adres", "é" * 200, "İ", "ß", " \n "),
    ]
)


def changed(bases, names):
    """One of `bases`, now and then with a field that holds something else."""
    other = st.dictionaries(st.sampled_from([*names]), VALUES, min_size=1, max_size=1)
    others = st.sampled_from([True, False, False]).flatmap(
        lambda wild: other if wild else st.just({})
    )
    return st.builds(
        lambda base, other: {**base, **other}, st.sampled_from(bases), others
    )


# Rows that are right by themselves, so that much of what follows is really written.
GOOD_ROWS = {
    "uitvoeringen": [
        {"gemeenten": "utrecht"},
        {"gemeenten": "zwolle"},
        {"bereik": "regio"},
    ],
    "organisaties": [{"organisatie": "politie", "rol": "regie"}],
    "cijfers": [{"wat_is_geteld": "gezinnen", "waarde": 3, "uitvoering": "utrecht"}],
    "erkenningen": [
        {"databank": "NJi", "uitkomst": "niet-erkend", "datum": "2024-01-01"}
    ],
    "onderzoeken": [{"titel": "Studie", "soort": "effectonderzoek", "bewijskracht": 2}],
    "waarderingen": [{"titel": "Prijs", "soort": "prijs", "door": "De jury"}],
    "bronnen": [{"titel": "Een artikel", "uitgever": "Krant"}],
    "relaties": [{"soort": "lichter-dan", "andere_interventie": "dagvoetbal"}],
}
PART_ROWS = {
    name: st.lists(changed(GOOD_ROWS[name], kind.model_fields), max_size=2)
    for name, kind in PARTS.items()
}
PLAIN = [name for name in InterventionRecord.model_fields if name not in PARTS]
ENTRIES = st.builds(
    lambda plain, parts, wild: {**plain, **parts, **wild},
    changed([{"korte_naam": "nachtvoetbal"}, NEW, {**NEW, "naam": "Nog een"}], PLAIN),
    st.sets(st.sampled_from([*PARTS]), max_size=3).flatmap(
        lambda names: st.fixed_dictionaries({name: PART_ROWS[name] for name in names})
    ),
    st.just({})
    | st.just({})
    | st.dictionaries(st.sampled_from([*PARTS]), VALUES, max_size=1),
)


def all_records():
    keys = Intervention.objects.order_by("slug").values_list("pk", flat=True)
    return [each.record for each in Loader().load(list(keys))]


class FuzzTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        utrecht = make_city("Utrecht", code="0344")
        make_city("Zwolle", code="0193")
        police = make_organisation("Politie")
        make_term(TargetGroup, "Jongeren")
        entry = make_intervention("Nachtvoetbal", sources=[make_source("Een artikel")])
        delivery = make_delivery(entry, cities=[utrecht])
        make_involvement(entry, police, delivery=delivery, role=Role.LEAD)
        OldSlug.objects.create(slug="oud-adres", intervention=entry)
        make_intervention("Dagvoetbal")

    def bring_in(self, name, content, **options):
        """Import, and take back what went in: each example meets the same catalogue."""
        before = all_records()
        with transaction.atomic():
            try:
                import_file(name, content, Options(**options), "fuzz")
            except (NotCarriedOut, Unreadable):
                assert all_records() == before
            transaction.set_rollback(True)

    @settings(QUICK, max_examples=80)
    @given(st.lists(ENTRIES, min_size=1, max_size=3), st.booleans())
    def test_no_value_anywhere_gets_past_the_rules(self, records, all_or_nothing):
        # A refusal by the database would come out as an IntegrityError or a DataError.
        self.bring_in(
            "fuzz.json",
            json.dumps(records).encode(),
            create=frozenset({"organisatie", "begrip"}),
            valid_only=not all_or_nothing,
            accepted=None,
        )

    @settings(QUICK, max_examples=100)
    @given(st.sampled_from([*FORMATS]), st.data())
    def test_no_byte_anywhere_does_harm(self, format, data):
        content = bytearray(b"".join(write(format, all_records())))
        for _ in range(data.draw(st.integers(1, 4))):
            # A part of the file: a workbook is never of quite the same length.
            at = int(data.draw(st.floats(0, 1)) * len(content))
            until = at + data.draw(st.sampled_from([0, 1, 2, 50]))
            content[at:until] = data.draw(st.binary(max_size=4))
        self.bring_in(f"fuzz.{format}", bytes(content), valid_only=True)


@pytest.mark.parametrize(
    "name", ["x.json", "x.csv", "x.xlsx", "x.yaml", "x.jsonl", "x"]
)
@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"\xff" * 100, b"[]", b"{}", b"\n" * 9]
)
@pytest.mark.django_db
def test_next_to_nothing_is_no_trouble(name, content):
    try:
        plan = import_file(name, content, Options(), "fuzz")
        assert not any(plan.kept())
    except (NotCarriedOut, Unreadable):
        pass
    assert not Intervention.objects.exists()
