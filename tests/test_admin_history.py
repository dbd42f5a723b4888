"""Every change of an entry: who, when, why, and what became of each field."""

import pytest

from catalogue.choices import Publication
from catalogue.importing import undo
from catalogue.models import (
    ApproachType,
    Edit,
    ImportBatch,
    Intervention,
    Organisation,
    Source,
    Version,
)
from catalogue.roles import CHIEF, WRITER

from .admin_pages import address, filled_in, with_row
from .builders import (
    make_city,
    make_delivery,
    make_intervention,
    make_involvement,
    make_organisation,
    make_source,
    make_term,
)
from .editors import make_editor
from .importing import NEW, bring_in
from .test_admin_locking import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_editor("redactie", CHIEF))
    return client


def save(editor, entry, **changes):
    data = filled_in(editor.get(page_of(entry)), **changes)
    assert editor.post(page_of(entry), data).status_code == 302


def last_changes(entry):
    """Of the last edit: part, row, field, before, after."""
    edit = entry.edits.first()
    return [
        tuple(each[name] for name in ("part", "row", "field", "before", "after"))
        for each in edit.changes
    ]


def test_a_change_is_kept_field_by_field_with_who_and_why(editor):
    kind = make_term(ApproachType, "Casustafel")
    entry = make_intervention("Nachtvoetbal", summary="Eerst.")
    save(
        editor,
        entry,
        summary="Daarna.",
        approach_types=[kind.pk],
        internal_remark="Bellen.",
        why="Nieuw bericht van de gemeente.",
    )
    edit = entry.edits.get()
    assert edit.by == "redactie"
    assert edit.reason == "Nieuw bericht van de gemeente."
    assert last_changes(entry) == [
        ("", "", "samenvatting", "Eerst.", "Daarna."),
        ("", "", "aanpakken", [], ["casustafel"]),
        ("", "", "interne_opmerking", "", "Bellen."),
    ]


def test_rows_that_come_change_and_go_are_kept(editor):
    entry = make_intervention("Nachtvoetbal")
    make_delivery(entry, cities=[make_city("Utrecht")])
    save(editor, entry, **{"deliveries-0-status": "gepauzeerd"})
    assert last_changes(entry) == [
        ("uitvoeringen", "utrecht", "status", "actief", "gepauzeerd")
    ]
    organisation = make_organisation("Stichting Kans")
    data = filled_in(editor.get(page_of(entry)))
    data = with_row(data, "involvements", organisation=organisation.pk, role="partner")
    assert editor.post(page_of(entry), data).status_code == 302
    assert last_changes(entry) == [
        (
            "organisaties",
            "stichting-kans, partner",
            "organisatie",
            None,
            "stichting-kans",
        ),
        ("organisaties", "stichting-kans, partner", "rol", None, "partner"),
    ]
    save(editor, entry, **{"involvements-0-DELETE": "on"})
    assert [each["gone"] for each in entry.edits.first().changes] == [True, True]
    page = editor.get(address(Intervention, "history", entry.pk)).content.decode()
    assert page.index(
        "organisaties – stichting-kans, partner (verwijderd)"
    ) < page.index("organisaties – stichting-kans, partner (nieuw)")


def test_saving_without_a_change_is_no_edit(editor):
    entry = make_intervention("Nachtvoetbal")
    save(editor, entry)
    assert not Edit.objects.exists()
    assert not Version.objects.exists()


def test_evidence_that_moves_is_kept_with_both_entries(editor):
    here, there = make_intervention("Hier"), make_intervention("Daar")
    study = here.studies.create(slug="studie", title="Studie", kind="effectonderzoek")
    save(editor, study, intervention=there.pk)
    assert {each["gone"] for each in here.edits.get().changes} == {True}
    assert {each["new"] for each in there.edits.get().changes} == {True}


def test_a_part_that_is_removed_by_itself_is_kept(editor):
    entry = make_intervention("Nachtvoetbal")
    delivery = make_delivery(entry, note="Elke vrijdag.")
    url = address(type(delivery), "delete", delivery.pk)
    assert editor.post(url, {"post": "yes"}).status_code == 302
    assert ("uitvoeringen", "onbekend", "toelichting", "Elke vrijdag.", None) in (
        last_changes(entry)
    )


def test_of_a_deleted_entry_the_history_stays(editor):
    entry = make_intervention(
        "Nachtvoetbal", summary="Wat er stond.", publication=Publication.DRAFT
    )
    url = address(Intervention, "delete", entry.pk)
    assert editor.post(url, {"post": "yes"}).status_code == 302
    edit = Edit.objects.get()
    assert (edit.intervention, edit.name) == (None, "Nachtvoetbal")
    assert "Wat er stond." in [each["before"] for each in edit.changes]


def test_an_import_and_its_undoing_are_kept():
    entry = make_intervention("Nachtvoetbal", aim="Eerst.")
    bring_in({"korte_naam": "nachtvoetbal", "doel": "Daarna."}, NEW, who="import")
    assert [each.by for each in Edit.objects.all()] == ["import", "import"]
    assert last_changes(entry) == [("", "", "doel", "Eerst.", "Daarna.")]
    assert Intervention.objects.get(slug="straatteam").edits.get().changes == []
    undo(ImportBatch.objects.get(), "redactie")
    assert last_changes(entry) == [("", "", "doel", "Daarna.", "Eerst.")]


def test_a_shared_row_that_changes_is_no_edit_of_the_entries(editor):
    organisation = make_organisation("Stichting Kans")
    entry = make_intervention("Nachtvoetbal")
    make_involvement(entry, organisation)
    save(editor, organisation, name="Stichting Toekomst")
    assert Organisation.objects.get().name == "Stichting Toekomst"
    assert not entry.edits.exists()


def test_html_in_the_history_is_shown_as_text(editor):
    entry = make_intervention("Nachtvoetbal")
    save(editor, entry, summary="<b>vet</b>", why="<i>daarom</i>")
    page = editor.get(address(Intervention, "history", entry.pk)).content.decode()
    assert "&lt;b&gt;vet" in page
    assert "&lt;i&gt;daarom" in page
    assert "<b>vet" not in page


def test_a_version_is_put_back_by_a_plan(editor):
    city = make_city("Utrecht")
    source = make_source("Interventies gezin")
    entry = make_intervention(
        "Nachtvoetbal", summary="Eerst.", aim="", cities=[city], sources=[source]
    )
    save(
        editor,
        entry,
        summary="Daarna.",
        aim="Minder overlast.",
        age_from="12",
        **{"deliveries-0-status": "gestopt", "deliveries-0-stop_reason": "Geld op."},
    )
    url = f"/beheer/catalogue/intervention/{entry.pk}/versies/1/terugzetten/"
    plan = editor.post(url, follow=True)
    assert plan.status_code == 200
    entry.refresh_from_db()
    assert entry.summary == "Daarna."  # nothing changes yet
    batch = ImportBatch.objects.get()
    changed = {each["field"] for each in batch.rows.get().changes}
    assert changed == {
        "samenvatting",
        "doel",
        "leeftijd_van",
        "status",
        "waarom_gestopt",
    }
    editor.post(f"/beheer/catalogue/importbatch/{batch.pk}/uitvoeren/")
    entry.refresh_from_db()
    assert (entry.summary, entry.aim, entry.age_from) == ("Eerst.", "", None)
    delivery = entry.deliveries.get()
    assert (delivery.status, delivery.stop_reason) == ("actief", "")
    assert [each.record["samenvatting"] for each in entry.versions.all()] == [
        "Daarna.",
        "Eerst.",
    ]
    assert Source.objects.count() == 1


def test_rows_that_came_after_a_version_go_when_it_is_put_back(editor):
    utrecht, zwolle = make_city("Utrecht"), make_city("Zwolle")
    entry = make_intervention("Nachtvoetbal", cities=[utrecht])
    organisation = make_organisation("Stichting Kans")
    data = filled_in(editor.get(page_of(entry)))
    data = with_row(data, "involvements", organisation=organisation.pk, role="partner")
    data = with_row(
        data,
        "deliveries",
        scope="gemeente",
        cities=[zwolle.pk],
        status="pilot",
        referrals="onbekend",
        note="Nieuw.",
    )
    assert editor.post(page_of(entry), data).status_code == 302
    url = f"/beheer/catalogue/intervention/{entry.pk}/versies/1/terugzetten/"
    plan = editor.post(url, follow=True).content.decode()
    assert "uitvoeringen – zwolle (verwijderd)" in plan
    assert entry.deliveries.count() == 2
    batch = ImportBatch.objects.get()
    editor.post(f"/beheer/catalogue/importbatch/{batch.pk}/uitvoeren/")
    assert [each.place for each in entry.deliveries.all()] == ["Utrecht"]
    assert not entry.involvements.exists()

    undo(ImportBatch.objects.get(), "redactie")
    places = [each.place for each in entry.deliveries.order_by("pk")]
    assert places == ["Utrecht", "Zwolle"]
    assert entry.deliveries.last().note == "Nieuw."
    assert entry.involvements.get().organisation == organisation


def test_a_writer_puts_nothing_back(client):
    client.force_login(make_editor("redacteur", WRITER))
    entry = make_intervention("Nachtvoetbal")
    Version.objects.create(intervention=entry, number=1, record={}, names={})
    url = f"/beheer/catalogue/intervention/{entry.pk}/versies/1/terugzetten/"
    assert client.post(url).status_code == 403
    page = client.get(address(Intervention, "history", entry.pk))
    assert page.status_code == 200
    assert "terugzetten" not in page.content.decode()


def test_the_history_takes_a_constant_number_of_queries(
    editor, django_assert_max_num_queries
):
    entry = make_intervention("Nachtvoetbal")
    for number in range(40):
        save(editor, entry, aim=f"Doel {number}.")
    with django_assert_max_num_queries(14):
        editor.get(address(Intervention, "history", entry.pk))
