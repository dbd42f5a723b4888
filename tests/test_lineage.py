"""One intervention over places and years, and what stands before, after and beside it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils.translation import gettext as _

from catalogue.choices import Precision, Publication, RelationKind, Status
from catalogue.models import Relation
from catalogue.views import lineage

from .builders import make_city, make_delivery, make_intervention, make_row

pytestmark = pytest.mark.django_db


def shown(client, slug="boksen"):
    response = client.get(f"/interventies/{slug}/")
    assert response.status_code == 200
    return response


def line(client, slug="boksen"):
    """Date and place of each mark, as the page has them."""
    rows = shown(client, slug).context["deliveries"]
    return [(row["started"], row["place"]) for row in rows]


def names(client, side, slug="boksen"):
    return [row["name"] for row in shown(client, slug).context["sides"][side]]


def test_places_stand_by_start_as_precise_as_known_and_the_undated_after_them(client):
    entry = make_intervention("Boksen")
    for city, started, precision in [
        ("Zeist", None, ""),
        ("Zwolle", date(2021, 1, 1), Precision.MONTH),
        ("Ede", date(2022, 1, 1), Precision.YEAR),
        ("Utrecht", date(2020, 12, 18), Precision.DAY),
    ]:
        make_delivery(
            entry,
            cities=[make_city(city)],
            started=started,
            started_precision=precision,
        )
    assert line(client) == [
        ("18 december 2020", "Utrecht"),
        ("januari 2021", "Zwolle"),
        ("2022", "Ede"),
        ("", "Zeist"),
    ]
    html = shown(client).content.decode()
    for moment in ("2020-12-18", "2021-01", "2022"):
        assert f'<time datetime="{moment}">' in html
    assert html.count(_("start unknown")) == 1
    assert "Utrecht 2020, Zwolle 2021, Ede 2022" in html


def test_the_first_catalogue_shows_how_the_sms_bom_spread(client):
    call_command("load_first_catalogue")
    assert line(client, "sms-bom") == [
        ("18 december 2020", "Utrecht"),
        ("januari 2021", "Zwolle"),
    ]
    html = shown(client, "sms-bom").content.decode()
    assert "Utrecht 2020, Zwolle 2021" in html


def test_what_ended_is_told_with_the_reason(client):
    entry = make_intervention("Boksen")
    make_delivery(
        entry,
        status=Status.STOPPED,
        ended=date(2023, 1, 1),
        ended_precision=Precision.YEAR,
        stop_reason="Het geld was op.",
    )
    html = shown(client).content.decode()
    start = html.index(_("start unknown"))
    told = html[start : html.index("</li>", start)]
    assert "2023" in told
    assert "Het geld was op." in told
    # One date makes no line of years.
    assert shown(client).context["in_one_line"] == ""


def test_where_it_comes_from_and_what_came_of_it_stand_on_the_line(client):
    here, old, new = (make_intervention(name) for name in ("Boksen", "Oud", "Nieuw"))
    make_row(Relation, intervention=here, kind=RelationKind.DERIVED, other=old)
    make_row(Relation, intervention=new, kind=RelationKind.SUCCESSOR, other=here)
    make_delivery(here, cities=[make_city("Ede")])
    html = shown(client).content.decode()
    timeline = html[html.index('<ol class="timeline">') :]
    assert timeline.index(">Oud<") < timeline.index(">Ede<") < timeline.index(">Nieuw<")
    assert names(client, "after", "oud") == ["Boksen"]
    assert names(client, "before", "nieuw") == ["Boksen"]
    assert not names(client, "before", "oud")


def test_lighter_and_heavier_are_read_from_both_sides(client):
    here, light, heavy = (make_intervention(n) for n in ("Boksen", "Licht", "Zwaar"))
    # "This one is heavier than Licht", and "this one is lighter than Zwaar".
    make_row(Relation, intervention=here, kind=RelationKind.HEAVIER, other=light)
    make_row(
        Relation,
        intervention=here,
        kind=RelationKind.LIGHTER,
        other=heavy,
        note="Kort.",
    )
    assert names(client, "lighter") == ["Licht"]
    assert names(client, "heavier") == ["Zwaar"]
    assert names(client, "heavier", "licht") == ["Boksen"]
    assert names(client, "lighter", "zwaar") == ["Boksen"]
    assert "Kort." in shown(client, "zwaar").content.decode()


def test_who_names_each_other_is_named_once(client):
    here, other = make_intervention("Boksen"), make_intervention("Zang")
    make_row(Relation, intervention=here, kind=RelationKind.COMBINES, other=other)
    make_row(
        Relation,
        intervention=other,
        kind=RelationKind.COMBINES,
        other=here,
        note="Op vrijdag.",
    )
    make_row(
        Relation,
        intervention=here,
        kind=RelationKind.COMBINES,
        other=make_intervention("Atletiek"),
    )
    assert names(client, "combines") == ["Atletiek", "Zang"]
    # Its note is kept, whoever wrote it.
    assert "Op vrijdag." in shown(client).content.decode()


def test_of_two_notes_the_one_written_here_is_shown(client, monkeypatch):
    here, other = make_intervention("Boksen"), make_intervention("Zang")
    for one, two, note in ((here, other, "Van hier."), (other, here, "Van daar.")):
        fields = {"intervention": one, "other": two, "note": note}
        make_row(Relation, kind=RelationKind.COMBINES, **fields)
    rows = lineage.related_rows
    # A database may give them in any order.
    monkeypatch.setattr(lineage, "related_rows", lambda *given: rows(*given)[::-1])
    page = shown(client).content.decode()
    assert "Van hier." in page
    assert "Van daar." not in page


def test_what_is_not_public_is_not_named(client):
    here = make_intervention("Boksen")
    draft = make_intervention("Geheim", publication=Publication.DRAFT)
    for kind in RelationKind:
        make_row(Relation, intervention=here, kind=kind, other=draft)
        make_row(Relation, intervention=draft, kind=kind, other=here)
    response = shown(client)
    assert not any(response.context["sides"].values())
    assert "Geheim" not in response.content.decode()


def test_the_number_of_queries_does_not_grow_with_places_and_relations(
    client, django_assert_num_queries
):
    here = make_intervention("Boksen", cities=[make_city("Ede")])
    make_row(
        Relation,
        intervention=here,
        kind=RelationKind.COMBINES,
        other=make_intervention("Zang"),
    )
    shown(client)
    with django_assert_num_queries(4):
        shown(client)
    for number in range(6):
        make_delivery(here, cities=[make_city(f"Stad {number}")])
        make_row(
            Relation,
            intervention=here,
            kind=RelationKind.LIGHTER,
            other=make_intervention(f"Ander {number}"),
        )
    shown(client)
    with django_assert_num_queries(4):
        shown(client)
