"""What a visitor chose, side by side; the address alone holds it."""

from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from openpyxl import load_workbook

from catalogue.changes import catalogue_change
from catalogue.choices import Publication, Role
from catalogue.models import ApproachType, Figure, OldSlug, Phase, Study

from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_many_interventions,
    make_organisation,
    make_row,
    make_source,
    make_term,
)
from .export_files import records

pytestmark = pytest.mark.django_db
PAGE = "/selectie/"
FILE = "/selectie/export.xlsx"


def query(*slugs):
    return "?" + "&".join(f"i={slug}" for slug in slugs)


def answer(*slugs):
    response = Client().get(PAGE + query(*slugs))
    assert response.status_code == 200
    return response.context


def text(*slugs):
    return Client().get(PAGE + query(*slugs)).content.decode()


def names(*slugs):
    return [column["name"] for column in answer(*slugs)["columns"]]


def rows(*slugs):
    """What each entry has under a label, and whether that differs."""
    return {
        row["label"]: (row["mark"], *("; ".join(cell) for cell in row["cells"]))
        for row in answer(*slugs)["rows"]
    }


def test_nothing_chosen_says_how_to_choose():
    found = answer()
    assert (found["number"], found["missing"]) == (0, 0)
    assert 'href="/interventies/"' in text()


def test_the_order_is_that_of_the_address_and_each_stands_once():
    for name in ["Atletiek", "Boksen", "Dammen"]:
        make_intervention(name)
    assert names("dammen", "atletiek", "dammen", "boksen") == [
        *("Dammen", "Atletiek", "Boksen")
    ]


def test_what_is_not_public_is_counted_and_not_named():
    make_intervention("Boksen")
    make_intervention("Geheim", publication=Publication.DRAFT)
    found = answer("geheim", "boksen", "bestaat-niet", "x%00y", "a b")
    assert found["missing"] == 4
    assert [each["name"] for each in found["columns"]] == ["Boksen"]
    page = text("geheim", "boksen")
    assert "Geheim" not in page
    assert "geheim" not in page.split("<main")[1].split("</main")[0]


def test_four_entries_and_five_have_their_sources_in_the_same_order():
    [own, of_figure, of_place, of_type] = [
        make_source(title, publisher=publisher)
        for title, publisher in [("B", "m"), ("A", "n"), ("Z", "n"), ("T", "a")]
    ]
    kind = make_term(ApproachType, "coach")
    entry = make_intervention("Boksen", sources=[own], approach_types=[kind])
    make_delivery(entry, cities=[make_city("Ede")], source=of_place)
    number = {"measure": "jongeren", "value": 3, "source": of_figure}
    make_row(Figure, intervention=entry, **number)
    about = {"slug": "studie", "title": "Studie", "kind": "effectonderzoek"}
    make_row(Study, approach_type=kind, source=of_type, **about)
    others = [make_intervention(f"Nummer {number}").slug for number in range(4)]
    for slugs in (others[:3], others):
        column = answer("boksen", *slugs)["columns"][0]
        assert [each["title"] for each in column["sources"]] == ["B", "A", "Z"]


def test_an_old_address_is_followed_and_counts_as_the_same():
    entry = make_intervention("Boksen")
    make_row(OldSlug, slug="vechten", intervention=entry)
    draft = make_intervention("Geheim", publication=Publication.DRAFT)
    make_row(OldSlug, slug="oud-geheim", intervention=draft)
    found = answer("vechten", "boksen", "oud-geheim")
    assert [each["name"] for each in found["columns"]] == ["Boksen"]
    assert found["missing"] == 1
    assert found["address"].endswith("/selectie/?i=boksen")


@pytest.mark.parametrize("fifth", ["vechten", "nergens"])
def test_four_entries_stand_side_by_side_however_many_names_they_have(fifth):
    four = [make_intervention(f"Nummer {number}") for number in range(4)]
    make_row(OldSlug, slug="vechten", intervention=four[0])
    slugs = [entry.slug for entry in four]
    found = answer(*slugs[::-1], fifth)
    assert [each["slug"] for each in found["columns"]] == slugs[::-1]
    assert found["rows"]
    assert not found["cards"]


def test_a_list_follows_an_old_address_too():
    for number in range(5):
        entry = make_intervention(f"Nummer {number}")
    make_row(OldSlug, slug="vechten", intervention=entry)
    slugs = [f"nummer-{number}" for number in (3, 2, 1, 0)]
    found = answer("vechten", *slugs)
    assert [each["slug"] for each in found["cards"]] == ["nummer-4", *slugs]
    assert [each["version"] for each in found["columns"]] == [1] * 5


def test_who_has_a_short_name_now_goes_before_who_had_it():
    before, now = make_intervention("Vechten", slug="zelf"), make_intervention("Boksen")
    make_row(OldSlug, slug="boksen", intervention=before)
    found = answer("boksen")
    assert [each["name"] for each in found["columns"]] == [now.name]


def test_at_most_50_are_shown_and_it_says_so():
    make_many_interventions(51)
    slugs = [f"nummer-{number:03}" for number in range(51)]
    found = answer(*slugs)
    assert (found["number"], found["too_many"]) == (50, True)
    assert found["columns"][-1]["slug"] == "nummer-049"
    assert not answer(*slugs[:50])["too_many"]
    # The same one again is not one more.
    assert not answer(*slugs[:50], slugs[0])["too_many"]


def test_four_stand_side_by_side_and_five_are_a_list():
    make_many_interventions(5)
    slugs = [f"nummer-{number:03}" for number in range(4, -1, -1)]
    four, five = answer(*slugs[:4]), answer(*slugs)
    assert all(len(row["cells"]) == 4 for row in four["rows"])
    assert four["cards"] == []
    assert five["rows"] == []
    assert [card["slug"] for card in five["cards"]] == slugs


def test_differences_are_marked_and_unknown_is_no_difference():
    risk, kind = make_term(Phase, "risico"), make_term(ApproachType, "coach")
    same = {"phases": [risk], "approach_types": [kind]}
    make_intervention("Atletiek", age_from=12, **same)
    make_intervention("Boksen", age_from=16, **same)
    make_intervention("Dammen", approach_types=[kind])
    found = rows("atletiek", "boksen", "dammen")
    assert found["Leeftijd"] == ("differs", "12 jaar en ouder", "16 jaar en ouder", "")
    assert found["Fase"] == ("partly", "Risico", "Risico", "")
    assert found["Aanpaktype"] == ("", "Coach", "Coach", "Coach")
    assert found["Setting"] == ("", "", "", "")
    page = text("atletiek", "boksen", "dammen")
    assert page.count('<tr class="comparison__differs">') == [
        mark for mark, *_cells in found.values()
    ].count("differs")
    assert {mark for mark, *_cells in rows("boksen").values()} == {""}


def test_who_and_where_and_whom_to_ask_are_rows():
    desk = make_organisation("Loket Jeugd", general_contact="loket@utrecht.example")
    entry = make_intervention("Boksen")
    delivery = make_delivery(
        entry,
        cities=[make_city("Utrecht")],
        contact_role="procesregisseur",
        contact_organisation=desk,
    )
    make_delivery(entry, cities=[make_city("Zwolle")], contact_address="info@x.example")
    make_involvement(entry, desk, role=Role.LEAD, delivery=delivery)
    cells = [cell for _mark, cell in rows("boksen").values()]
    assert "Utrecht, Zwolle" in cells
    assert "Regie: Loket Jeugd (Utrecht)" in cells
    assert (
        "Utrecht: procesregisseur, Loket Jeugd, loket@utrecht.example; "
        "Zwolle: info@x.example"
    ) in cells


def test_each_entry_has_its_sources_and_the_address_of_its_text():
    own, of_study = make_source("Verslag"), make_source("Onderzoek")
    entry = make_intervention("Boksen", sources=[own])
    make_row(
        Study,
        slug="studie",
        title="Studie",
        kind="effectonderzoek",
        intervention=entry,
        source=of_study,
    )
    make_intervention("Dammen")
    with catalogue_change("redactie", "anders") as change:
        change.edits([entry.pk])
        entry.sentence = "Anders."
        entry.save()
        change.touch(entry)
    boxing, draughts = answer("boksen", "dammen")["columns"]
    titles = [each["title"] for each in boxing["sources"]]
    assert titles == ["Verslag", "Onderzoek"]
    assert draughts["sources"] == []
    assert boxing["version_url"] == "http://testserver/interventies/boksen/versies/2/"
    assert draughts["version_url"].endswith("/interventies/dammen/versies/1/")
    # It leads to the text that is shown.
    assert Client().get(boxing["version_url"])["Location"] == "/interventies/boksen/"


def test_the_mail_holds_the_whole_address_and_the_names():
    make_intervention("Boksen & dansen", slug="boksen")
    make_intervention("Dammen")
    found = answer("boksen", "dammen")
    link = urlsplit(found["mail_url"])
    assert (link.scheme, link.path) == ("mailto", "")
    assert " " not in found["mail_url"]
    [body] = parse_qs(link.query)["body"]
    assert "- Boksen & dansen\r\n- Dammen\r\n" in body
    assert "http://testserver/selectie/?i=boksen&i=dammen" in body
    assert unquote(found["mail_url"]).count("&i=") == 1
    assert 'readonly value="http://testserver/selectie/?i=boksen&amp;i=dammen"' in text(
        "boksen", "dammen"
    )


def test_each_can_be_left_out_and_more_be_found():
    for name in ["Boksen", "Dammen"]:
        make_intervention(name)
    found = answer("dammen", "boksen")
    assert [each["without_url"] for each in found["columns"]] == [
        *("/selectie/?i=boksen", "/selectie/?i=dammen")
    ]
    assert found["more_url"] == "/interventies/?i=dammen&i=boksen"
    assert answer("dammen")["columns"][0]["without_url"] == PAGE


def test_of_a_list_each_has_a_ticked_box_to_leave_it_out():
    make_many_interventions(6)
    page = text(*(f"nummer-{number:03}" for number in range(5)))
    assert 'id="selectie" action="/selectie/" method="get"' in page
    assert page.count('form="selectie" checked') == 5
    assert 'type="submit" form="selectie"' in page


def test_no_card_of_a_list_repeats_the_address():
    make_many_interventions(50)
    page = text(*(f"nummer-{number:03}" for number in range(50)))
    # Fifty times fifty would be most of the page.
    assert page.count("i=nummer-000") == 5


def test_a_name_with_markup_stays_text():
    make_intervention('Boksen<b title="x">', slug="boksen")
    make_intervention("Dammen")
    page = text("boksen", "dammen")
    assert "<b title" not in page
    assert "Boksen&lt;b title=" in page


def test_the_number_of_statements_does_not_grow(django_assert_num_queries):
    source, city = make_source("Verslag"), make_city("Utrecht")
    desk, kind = make_organisation("Loket"), make_term(ApproachType, "coach")
    parts = {"sources": [source], "approach_types": [kind]}
    make_many_interventions(50, cities=[city], organisations=[desk], **parts)
    slugs = [f"nummer-{number:03}" for number in range(50)]
    client = Client()
    client.get(PAGE)
    for number in (1, 4):
        with django_assert_num_queries(2):
            client.get(PAGE + query(*slugs[:number]))
    for number in (5, 50):  # a list, with less of each
        with django_assert_num_queries(3):
            client.get(PAGE + query(*slugs[:number]))


def test_no_cookie_is_set_and_nothing_is_asked_of_it():
    make_intervention("Boksen")
    response = Client().get(PAGE + query("boksen"))
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def file_of(*slugs):
    response = Client().get(FILE + query(*slugs))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="selectie-')
    sheet = load_workbook(BytesIO(response.getvalue()))["interventies"]
    head, *found = sheet.iter_rows(values_only=True)
    at = head.index("naam")
    return [row[at] for row in found]


def test_the_workbook_has_these_in_this_order():
    for name in ["Atletiek", "Boksen", "Dammen"]:
        make_intervention(name)
    assert file_of("dammen", "atletiek") == ["Dammen", "Atletiek"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", ["?i=sms-bom"]),
        ("?i=", ["?i=sms-bom"]),
        ("?i=boksen&j=dammen", ["“j”", "Kies uit: i."]),
        ("?i=boksen&i=geheim", ["i=geheim: "]),
        (query("boksen", *(f"x-{number}" for number in range(50))), ["50"]),
    ],
)
def test_the_workbook_refuses_what_it_cannot_answer(asked, told):
    make_intervention("Boksen")
    make_intervention("Geheim", publication=Publication.DRAFT)
    response = Client().get(FILE + asked)
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    for part in told:
        assert part in response.content.decode()


# In the list


def test_the_list_has_a_box_on_each_card_and_other_pages_have_none():
    make_intervention("Boksen", cities=[make_city("Utrecht")])
    box = 'name="i" value="boksen" id="kies-boksen" form="selectie"'
    assert box in Client().get("/interventies/").content.decode()
    for page in ["/", "/gemeenten/utrecht/", "/selectie/?i=boksen"]:
        assert "kies-" not in Client().get(page).content.decode()


def test_what_is_chosen_stays_in_every_link_of_the_list(client):
    make_many_interventions(30, phases=[make_term(Phase, "risico")])
    found = client.get("/interventies/?fase=risico&i=nummer-000&i=nummer-029").context
    kept = "i=nummer-000&i=nummer-029"
    assert kept in found["pages"]["next_url"]
    assert kept in found["chips"][0]["url"]
    assert found["all_url"] == f"/interventies/?{kept}"
    assert [card["slug"] for card in found["cards"] if card["picked"]] == ["nummer-000"]
    assert found["chosen_elsewhere"] == ["nummer-029"]


def test_what_is_chosen_asks_nothing_of_the_list_or_its_files(client):
    for name in ["Boksen", "Dammen"]:
        make_intervention(name)
    found = client.get("/interventies/?i=boksen").context
    assert [card["name"] for card in found["cards"]] == ["Boksen", "Dammen"]
    files = dict(found["exports"])
    assert files["CSV"] == "/interventies/export.csv"
    assert len(records(client)) == 2


def test_a_near_miss_keeps_what_is_chosen(client):
    make_intervention("Boksen")
    found = client.get("/interventies/?zoek=boksem&i=boksen").context
    assert found["did_you_mean"]["url"] == "/interventies/?zoek=boksen&i=boksen"
