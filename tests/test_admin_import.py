"""Importing by an editor: upload, plan, carrying out, undoing."""

import json

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from catalogue.choices import ImportState, Publication, Status
from catalogue.importing import CREATABLE
from catalogue.models import (
    Delivery,
    ImportBatch,
    Intervention,
    Organisation,
    Revision,
    Source,
)

from .admin_pages import address, filled_in
from .builders import make_city, make_delivery, make_intervention, make_superuser
from .importing import NEW

UPLOAD = "/beheer/catalogue/importbatch/add/"
LIST = "/beheer/catalogue/importbatch/"
DOUBLE = {**NEW, "naam": "Nachtvoetbal", "korte_naam": "nachtvoetbal-2"}
WRONG = {**NEW, "naam": "Dans", "soort": "programa"}


def made(*records, name="bestand.json"):
    return SimpleUploadedFile(name, json.dumps(records).encode())


class ImportTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_superuser("redactie")
        cls.city = make_city("Utrecht")
        cls.entry = make_intervention("Nachtvoetbal", cities=[cls.city], aim="Rust.")

    def setUp(self):
        self.client.force_login(self.editor)

    def log_in_with(self, *permissions):
        user = User.objects.create_user("hulp", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        self.client.force_login(user)

    def upload(self, *records, **options):
        """The plan of a file with these records."""
        response = self.client.post(UPLOAD, {"file": made(*records), **options})
        batch = ImportBatch.objects.get(state=ImportState.PLANNED)
        self.assertRedirects(response, address(ImportBatch, "change", batch.pk))
        return batch

    def page(self, batch, **query):
        return self.client.get(address(ImportBatch, "change", batch.pk), query)

    def carry_out(self, batch, **data):
        return self.client.post(address(ImportBatch, "carry_out", batch.pk), data)

    def undo(self, batch):
        return self.client.post(address(ImportBatch, "undo", batch.pk))

    def names(self):
        return list(
            Intervention.objects.order_by("name").values_list("name", flat=True)
        )

    def revision(self):
        return Revision.objects.get().number

    def said(self, response):
        return [str(each) for each in get_messages(response.wsgi_request)]


class DoorTests(ImportTestCase):
    def test_it_is_found_from_the_front_page_and_the_list_of_entries(self):
        for page in ["/beheer/", address(Intervention, "changelist"), LIST]:
            self.assertContains(self.client.get(page), f'href="{UPLOAD}"')

    def test_who_may_not_import_is_shown_no_door(self):
        self.log_in_with("view_intervention")
        for page in ["/beheer/", address(Intervention, "changelist")]:
            self.assertNotContains(self.client.get(page), UPLOAD)

    def test_who_may_not_import_gets_nowhere(self):
        batch = self.upload(NEW)
        self.log_in_with("view_intervention", "view_importbatch")
        assert self.client.get(UPLOAD).status_code == 403
        assert self.client.post(UPLOAD, {"file": made(NEW)}).status_code == 403
        for page in ["carry_out", "plan_again", "undo"]:
            response = self.client.post(address(ImportBatch, page, batch.pk))
            assert response.status_code == 403, page
        assert self.names() == ["Nachtvoetbal"]
        assert ImportBatch.objects.get() == batch

    def test_who_may_only_look_sees_the_plan_without_buttons(self):
        batch = self.upload(NEW)
        self.log_in_with("view_importbatch")
        page = self.page(batch)
        self.assertContains(page, "Straatteam")
        self.assertNotContains(page, "uitvoeren/")
        assert self.client.get(LIST).status_code == 200

    def test_who_may_see_nothing_of_imports_sees_no_plan(self):
        batch = self.upload(NEW)
        self.log_in_with("view_intervention")
        assert self.page(batch).status_code == 403
        problems = address(ImportBatch, "problems", batch.pk)
        assert self.client.get(problems).status_code == 403

    def test_who_may_import_sees_what_comes_of_it(self):
        self.log_in_with("add_importbatch")
        batch = self.upload(NEW)
        self.assertContains(self.page(batch), "Straatteam")
        self.carry_out(batch)
        assert self.names() == ["Nachtvoetbal", "Straatteam"]

    def test_a_stranger_is_sent_to_log_in(self):
        batch = self.upload(NEW)
        self.client.logout()
        for page in ["carry_out", "plan_again", "undo"]:
            response = self.client.post(address(ImportBatch, page, batch.pk))
            assert response.url.startswith("/beheer/inloggen/")
        assert self.names() == ["Nachtvoetbal"]

    def test_a_plan_that_is_not_there_is_said(self):
        response = self.client.get(address(ImportBatch, "change", 99))
        self.assertRedirects(response, "/beheer/")
        for page in ["carry_out", "plan_again", "undo"]:
            response = self.client.post(address(ImportBatch, page, 99))
            assert response.status_code == 404

    def test_no_page_is_kept_by_anybody(self):
        batch = self.upload(NEW)
        for page in [UPLOAD, LIST, address(ImportBatch, "change", batch.pk)]:
            kept = self.client.get(page).headers["Cache-Control"]
            assert "no-store" in kept
            assert "private" in kept

    def test_writing_asks_for_a_post(self):
        batch = self.upload(NEW)
        for page in ["carry_out", "plan_again"]:
            response = self.client.get(address(ImportBatch, page, batch.pk))
            assert response.status_code == 405
        assert self.names() == ["Nachtvoetbal"]


class UploadTests(ImportTestCase):
    def refused(self, file, words):
        response = self.client.post(UPLOAD, {"file": file} if file else {})
        assert response.status_code == 200
        (message,) = response.context["form"].errors["file"]
        assert words in message
        self.assertContains(response, message)
        assert not ImportBatch.objects.exists()

    def test_the_page_offers_the_templates_and_the_handbook(self):
        page = self.client.get(UPLOAD)
        for link in [
            "/velden/sjabloon.xlsx",
            "/velden/sjabloon.csv",
            "/velden/sjabloon.yaml",
            "/velden/",
        ]:
            self.assertContains(page, f'href="{link}"')

    def test_a_file_is_needed(self):
        self.refused(None, "verplicht")

    def test_an_empty_file_is_refused(self):
        self.refused(SimpleUploadedFile("leeg.csv", b""), "leeg")
        self.refused(
            SimpleUploadedFile("leeg.csv", b"\n \n"), gettext("This file is empty.")
        )

    def test_what_is_no_file_of_ours_is_refused(self):
        picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
        self.refused(SimpleUploadedFile("foto.png", picture), ".xlsx, .json")
        self.refused(SimpleUploadedFile("brief.docx", b"Geachte heer"), ".xlsx")

    def test_a_broken_workbook_is_refused(self):
        damaged = gettext(
            "This workbook is damaged. Open it in a spreadsheet program and save it again."
        )
        self.refused(SimpleUploadedFile("kapot.xlsx", b"PK\x03\x04kapot"), damaged)

    def test_a_broken_text_is_refused(self):
        self.refused(SimpleUploadedFile("kapot.json", b'[{"naam": "A"'), "14")
        self.refused(SimpleUploadedFile("kapot.yaml", b"- naam: [\n  - :"), "2")

    @override_settings(IMPORT_MAX_MB=1)
    def test_a_file_that_is_too_large_is_refused(self):
        self.refused(SimpleUploadedFile("groot.csv", b"naam\n" * 2**18), "1 MB")

    @override_settings(IMPORT_MAX_MB=1)
    def test_no_more_of_an_upload_is_kept_than_shows_that_it_is_too_large(self):
        for size in [2 * 2**20, 5 * 2**20]:  # in memory, and on disk
            files = {
                "een": SimpleUploadedFile("een.csv", b"x" * size),
                "twee": SimpleUploadedFile("twee.csv", b"x" * size),
                "naam": "waarde",
            }
            request = RequestFactory().post("/", files)
            kept = {name: file.size for name, file in request.FILES.items()}
            assert 2**20 < sum(kept.values()) <= 2**20 + 2**16
            assert request.POST["naam"] == "waarde"
            request.close()

    def test_a_plan_writes_nothing_in_the_catalogue(self):
        before = self.revision()
        self.upload(NEW, {"korte_naam": "nachtvoetbal", "doel": "Anders."})
        assert self.revision() == before
        assert self.names() == ["Nachtvoetbal"]

    def test_the_plan_knows_who_what_and_when(self):
        batch = self.upload(NEW)
        assert (batch.by, batch.file_name) == ("redactie", "bestand.json")
        page = self.page(batch)
        self.assertContains(page, batch.file_hash)
        self.assertContains(page, "redactie")

    def test_the_ticks_are_what_the_plan_allows(self):
        batch = self.upload(
            NEW, create=["organisatie", "begrip"], valid_only="on", publish="on"
        )
        assert batch.create == ["begrip", "organisatie"]
        assert (batch.valid_only, batch.publish) == (True, True)

    def test_there_is_a_tick_for_each_kind_that_can_be_made(self):
        kinds = dict(self.client.get(UPLOAD).context["form"].fields["create"].choices)
        assert kinds.keys() == CREATABLE.keys()

    def test_without_ticks_nothing_is_allowed(self):
        batch = self.upload(NEW)
        assert batch.create == []
        assert (batch.valid_only, batch.publish) == (False, False)

    def test_publishing_is_not_for_who_may_not_change_entries(self):
        self.log_in_with("add_importbatch")
        self.assertNotContains(self.client.get(UPLOAD), 'name="publish"')
        batch = self.upload(NEW, publish="on")
        assert not batch.publish


class PlanTests(ImportTestCase):
    def rows(self, batch, **query):
        """Name and outcome of each row on the page."""
        rows = self.page(batch, **query).context["rows"]
        return [(row["name"], row["outcome"]) for row in rows]

    def all_kinds(self, **options):
        make_intervention("Boksclub")
        return self.upload(
            NEW,
            {"korte_naam": "nachtvoetbal", "doel": "Anders."},
            {"korte_naam": "boksclub"},
            WRONG,
            DOUBLE,
            **options,
        )

    def test_it_shows_each_entry_with_its_outcome_those_to_decide_on_first(self):
        batch = self.all_kinds()
        assert self.rows(batch) == [
            ("Nachtvoetbal", "te-beslissen"),
            ("Straatteam", "nieuw"),
            ("Nachtvoetbal", "gewijzigd"),
            ("Boksclub", "gelijk"),
            ("Dans", "geweigerd"),
        ]

    def test_each_outcome_has_a_count_and_a_list_of_its_own(self):
        batch = self.all_kinds()
        links = self.page(batch).context["links"]
        assert [(link["value"], link["number"]) for link in links] == [
            ("", 5),
            ("nieuw", 1),
            ("gewijzigd", 1),
            ("te-beslissen", 1),
            ("geweigerd", 1),
            ("gelijk", 1),
        ]
        for outcome, name in [
            ("nieuw", "Straatteam"),
            ("gewijzigd", "Nachtvoetbal"),
            ("te-beslissen", "Nachtvoetbal"),
            ("geweigerd", "Dans"),
            ("gelijk", "Boksclub"),
        ]:
            assert self.rows(batch, uitkomst=outcome) == [(name, outcome)]
            self.assertContains(self.page(batch), f'href="?uitkomst={outcome}"')

    def test_an_outcome_that_is_none_shows_nothing(self):
        batch = self.all_kinds()
        assert self.rows(batch, uitkomst="onzin") == []

    def test_a_change_is_shown_field_by_field_with_its_part_and_row(self):
        make_delivery(self.entry, cities=[make_city("Tilburg")], status=Status.UNKNOWN)
        batch = self.upload(
            {
                "korte_naam": "nachtvoetbal",
                "doel": "Anders.",
                "uitvoeringen": [{"gemeenten": ["Tilburg"], "status": "actief"}],
            }
        )
        page = self.page(batch)
        (row,) = page.context["rows"]
        own, delivery = row["groups"]
        assert own["title"] == ""
        assert shown(own) == [("doel", "Rust.", "Anders.")]
        assert delivery["title"] == "uitvoeringen – tilburg"
        assert shown(delivery) == [("status", "onbekend", "actief")]
        self.assertContains(page, "<del>onbekend</del>")
        self.assertContains(page, "<ins>actief</ins>")
        self.assertContains(page, f'href="{self.entry.get_absolute_url()}"')

    def test_a_new_row_of_an_entry_is_called_new(self):
        make_city("Tilburg")
        batch = self.upload(
            {
                "korte_naam": "nachtvoetbal",
                "uitvoeringen": [{"gemeenten": ["Tilburg"], "status": "actief"}],
            }
        )
        (row,) = self.page(batch).context["rows"]
        (delivery,) = row["groups"]
        assert (delivery["title"], delivery["is_new"]) == (
            "uitvoeringen – tilburg",
            True,
        )
        assert ("status", "", "actief") in shown(delivery)
        assert not row["is_folded"]

    def test_a_new_row_that_says_no_more_than_unknown_is_shown_too(self):
        batch = self.upload(
            {"korte_naam": "nachtvoetbal", "uitvoeringen": [{"bereik": "onbekend"}]}
        )
        (row,) = self.page(batch).context["rows"]
        (delivery,) = row["groups"]
        assert shown(delivery) == [("bereik", "", "onbekend")]

    def test_a_row_of_a_delivery_tells_which(self):
        batch = self.upload(
            {
                "korte_naam": "nachtvoetbal",
                "cijfers": [
                    {
                        "wat_is_geteld": "Deelnemers",
                        "waarde": 40,
                        "uitvoering": "Utrecht",
                    }
                ],
            }
        )
        (row,) = self.page(batch).context["rows"]
        assert row["groups"][0]["title"] == "cijfers – Deelnemers, Utrecht"

    def test_signs_that_no_database_keeps_are_a_problem_like_any_other(self):
        figure = {"wat_is_geteld": "Deelnemers", "waarde": 40}
        for sign in ["\x00", "\ud800"]:
            batch = self.upload(
                {
                    "korte_naam": "nachtvoetbal",
                    "cijfers": [{**figure, "uitvoering": f"Utrecht{sign}"}],
                }
            )
            assert self.rows(batch) == [("Nachtvoetbal", "geweigerd")]
            batch.delete()

    def test_sources_are_said_to_be_added(self):
        batch = self.upload(
            {
                "korte_naam": "nachtvoetbal",
                "bronnen": [{"titel": "Rapport", "uitgever": "Gemeente"}],
            }
        )
        (row,) = self.page(batch).context["rows"]
        added = row["groups"][-1]["changes"][-1]
        assert (added["field"], added["after"]) == ("bronnen", "rapport")
        assert added["adds"]

    def test_the_fields_of_a_new_entry_are_folded(self):
        page = self.page(self.upload(NEW))
        (row,) = page.context["rows"]
        assert row["is_folded"]
        assert ("naam", "", "Straatteam") in shown(row["groups"][0])
        self.assertContains(page, "<details>", count=2)  # and those that are absent

    def test_a_problem_tells_where_what_and_what_would_be_right(self):
        content = b"naam;soort\nDans;programa\n"
        self.client.post(UPLOAD, {"file": SimpleUploadedFile("lijst.csv", content)})
        page = self.page(ImportBatch.objects.get())
        problem = page.context["rows"][0]["problems"][0]
        assert problem["level"] == "fout"
        assert problem["value"] == "programa"
        assert "2" in problem["where"]
        assert "soort" in problem["where"]
        self.assertContains(page, problem["wrong"])
        self.assertContains(page, "import-problem--fout")

    def test_a_problem_of_the_file_itself_is_shown(self):
        content = b"naam;soortt\nDans;aanpak\n"
        self.client.post(UPLOAD, {"file": SimpleUploadedFile("lijst.csv", content)})
        page = self.page(ImportBatch.objects.get())
        assert "soortt" in page.context["problems"][0]["wrong"]
        self.assertContains(page, page.context["problems"][0]["wrong"])

    def test_errors_come_before_warnings_and_warnings_before_notes(self):
        batch = self.upload(
            {
                **DOUBLE,
                "soort": "programa",
                "uitvoeringen": [{"gemeenten": [self.city.code]}],
            }
        )
        (row,) = self.page(batch).context["rows"]
        levels = [problem["level"] for problem in row["problems"]]
        assert levels == ["fout", "waarschuwing", "gelezen"]

    def test_what_would_be_made_is_said(self):
        batch = self.upload(
            {
                **NEW,
                "organisaties": [{"organisatie": "Stichting Kans", "rol": "partner"}],
            },
            create=["organisatie"],
        )
        (row,) = self.page(batch).context["rows"]
        assert "Stichting Kans" in row["problems"][0]["wrong"]
        assert row["problems"][0]["level"] == "gelezen"
        self.carry_out(batch)
        assert Organisation.objects.get().name == "Stichting Kans"

    def test_entries_that_the_file_leaves_out_are_named(self):
        page = self.page(self.upload(NEW))
        self.assertContains(page, "<li>Nachtvoetbal</li>")

    def test_markup_in_a_file_stays_text(self):
        batch = self.upload({**NEW, "naam": "<b>Vet</b>", "korte_naam": "vet"})
        page = self.page(batch)
        self.assertNotContains(page, "<b>Vet</b>")
        self.carry_out(batch)
        self.assertNotContains(self.page(batch), "<b>Vet</b>")

    def many(self, first, last):
        records = [
            {
                **NEW,
                "naam": f"Nummer {number:03}",
                "uitvoeringen": [{"gemeenten": ["9000"]}],
            }
            for number in range(first, last)
        ]
        return self.upload(*records)

    def test_there_are_a_hundred_on_a_page(self):
        batch = self.many(0, 102)
        assert len(self.rows(batch)) == 100
        second = self.rows(batch, pagina=2)
        assert [name for name, _ in second] == ["Nummer 100", "Nummer 101"]
        filtered = self.page(batch, uitkomst="nieuw")
        self.assertContains(filtered, "?uitkomst=nieuw&amp;pagina=2")

    def test_the_number_of_queries_does_not_grow_with_the_file(self):
        for first, last in [(0, 3), (3, 60)]:
            batch = self.many(first, last)
            with self.assertNumQueries(8):
                self.page(batch)
            self.carry_out(batch, accept_all="yes")
            self.page(batch)  # the message
            with self.assertNumQueries(9):
                self.page(batch)

    def test_the_large_content_is_read_for_no_page(self):
        batch = self.upload(NEW)
        for page in [LIST, address(ImportBatch, "change", batch.pk)]:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(page)
            asked = [each["sql"] for each in queries if "importbatch" in each["sql"]]
            assert asked
            assert not [
                sql for sql in asked if '"catalogue_importbatch"."content"' in sql
            ]


class ProblemListTests(ImportTestCase):
    def test_it_is_a_table_of_every_problem(self):
        batch = self.upload(WRONG, DOUBLE)
        response = self.client.get(address(ImportBatch, "problems", batch.pk))
        text = response.getvalue().decode("utf-8-sig")
        lines = text.splitlines()
        assert len(lines) == 3
        assert lines[1].split(";")[1] == "Dans"
        assert "programa" in lines[1]
        assert lines[2].split(";")[1] == "Nachtvoetbal"
        self.assertContains(
            self.page(batch), address(ImportBatch, "problems", batch.pk)
        )

    def test_a_formula_in_it_is_no_formula(self):
        batch = self.upload({**WRONG, "soort": "=HYPERLINK(A1)"})
        response = self.client.get(address(ImportBatch, "problems", batch.pk))
        assert ";'=HYPERLINK(A1);" in response.getvalue().decode()

    def test_without_problems_there_is_no_link(self):
        batch = self.upload(NEW)
        problems = address(ImportBatch, "problems", batch.pk)
        self.assertNotContains(self.page(batch), problems)


class CarryOutTests(ImportTestCase):
    def test_new_entries_are_drafts(self):
        batch = self.upload(NEW, {"korte_naam": "nachtvoetbal", "doel": "Anders."})
        response = self.carry_out(batch)
        self.assertRedirects(response, address(ImportBatch, "change", batch.pk))
        new = Intervention.objects.get(name="Straatteam")
        assert new.publication == Publication.DRAFT
        self.entry.refresh_from_db()
        assert self.entry.aim == "Anders."
        batch.refresh_from_db()
        assert (batch.state, batch.by) == (ImportState.APPLIED, "redactie")
        (said,) = self.said(response)
        for entry in [new, self.entry]:
            link = address(Intervention, "change", entry.pk)
            assert f'<a href="{link}">{entry.name}</a>' in said
        page = self.page(batch)
        self.assertContains(page, f'href="{address(Intervention, "change", new.pk)}"')
        self.assertContains(page, f'href="{self.entry.get_absolute_url()}"')
        self.assertNotContains(page, new.get_absolute_url())  # it is not on the site

    def test_it_is_one_change_of_who_did_it(self):
        before = self.revision()
        self.carry_out(self.upload(NEW))
        last = Revision.objects.get()
        assert (last.number, last.by) == (before + 1, "redactie")

    def test_they_are_published_where_that_was_ticked(self):
        self.carry_out(self.upload(NEW, publish="on"))
        new = Intervention.objects.get(name="Straatteam")
        assert new.publication == Publication.PUBLISHED
        assert self.client.get(new.get_absolute_url()).status_code == 200

    def test_who_may_not_publish_makes_drafts_of_a_plan_that_would(self):
        batch = self.upload(NEW, publish="on")
        self.log_in_with("add_importbatch")
        self.carry_out(batch)
        new = Intervention.objects.get(name="Straatteam")
        assert new.publication == Publication.DRAFT
        batch.refresh_from_db()
        assert not batch.publish

    def test_who_may_not_change_entries_does_not_by_a_file(self):
        batch = self.upload({"korte_naam": "nachtvoetbal", "doel": "Anders."}, NEW)
        self.log_in_with("add_importbatch")
        self.assertNotContains(self.page(batch), "uitvoeren/")
        assert self.carry_out(batch).status_code == 403
        self.entry.refresh_from_db()
        assert self.entry.aim == "Rust."
        batch.refresh_from_db()
        assert batch.state == ImportState.PLANNED
        self.client.force_login(self.editor)
        self.carry_out(batch)
        self.client.force_login(User.objects.get(username="hulp"))
        self.assertNotContains(self.page(batch), "terugdraaien/")
        assert self.undo(batch).status_code == 403
        self.entry.refresh_from_db()
        assert self.entry.aim == "Anders."

    def test_a_plan_that_became_too_large_is_told_and_not_carried_out(self):
        batch = self.upload(NEW)
        with override_settings(IMPORT_MAX_MB=0):
            assert self.carry_out(batch).status_code == 409
        assert self.names() == ["Nachtvoetbal"]

    def test_a_plan_with_a_refusal_is_not_carried_out(self):
        batch = self.upload(NEW, WRONG)
        page = self.page(batch)
        assert page.context["is_stopped"]
        self.assertContains(page, 'type="submit" name="valid_only"')
        response = self.carry_out(batch)
        assert response.status_code == 409
        assert self.names() == ["Nachtvoetbal"]

    def test_of_such_a_plan_the_good_entries_can_be_taken(self):
        batch = self.upload(NEW, WRONG)
        self.carry_out(batch, valid_only="x")
        assert self.names() == ["Nachtvoetbal", "Straatteam"]
        page = self.page(batch)
        outcomes = [(row["name"], row["outcome"]) for row in page.context["rows"]]
        assert outcomes == [("Straatteam", "nieuw"), ("Dans", "geweigerd")]

    def test_a_plan_of_only_good_entries_is_carried_out_as_it_was_asked(self):
        batch = self.upload(NEW, WRONG, valid_only="on")
        assert not self.page(batch).context["is_stopped"]
        self.carry_out(batch)
        assert self.names() == ["Nachtvoetbal", "Straatteam"]

    def test_where_all_is_refused_there_is_no_button(self):
        page = self.page(self.upload(WRONG))
        self.assertNotContains(page, 'id="uitvoeren"')

    def test_a_warning_needs_a_tick(self):
        batch = self.upload(NEW, DOUBLE)
        page = self.page(batch)
        self.assertContains(page, 'name="accepted" value="2"')
        response = self.carry_out(batch)
        assert response.status_code == 409
        assert "Nachtvoetbal" in response.context["error"]
        assert not response.context["is_outdated"]
        assert self.names() == ["Nachtvoetbal"]

    def test_with_a_tick_it_is_carried_out(self):
        batch = self.upload(NEW, DOUBLE)
        self.carry_out(batch, accepted=["2"])
        assert self.names() == ["Nachtvoetbal", "Nachtvoetbal", "Straatteam"]

    def test_ticks_are_kept_where_one_is_missing(self):
        other = {**DOUBLE, "korte_naam": "nachtvoetbal-3"}
        batch = self.upload(NEW, DOUBLE, other)
        response = self.carry_out(batch, accepted=["3"])
        ticked = {row["number"]: row["is_accepted"] for row in response.context["rows"]}
        assert ticked == {1: False, 2: False, 3: True}

    def test_one_tick_accepts_all_warnings(self):
        other = {**DOUBLE, "korte_naam": "nachtvoetbal-3"}
        batch = self.upload(DOUBLE, other)
        self.assertContains(self.page(batch), 'name="accept_all"')
        self.carry_out(batch, accept_all="yes")
        assert self.names() == ["Nachtvoetbal"] * 3

    def test_of_the_good_only_what_was_ticked_is_taken(self):
        other = {**DOUBLE, "korte_naam": "nachtvoetbal-3"}
        batch = self.upload(NEW, DOUBLE, other)
        self.carry_out(batch, valid_only="x", accepted=["3"])
        slugs = Intervention.objects.order_by("slug").values_list("slug", flat=True)
        assert list(slugs) == ["nachtvoetbal", "nachtvoetbal-3", "straatteam"]
        rows = self.page(batch).context["rows"]
        outcomes = {row["number"]: row["outcome"] for row in rows}
        assert outcomes == {1: "nieuw", 2: "geweigerd", 3: "nieuw"}

    def test_nonsense_in_the_ticks_is_no_tick(self):
        batch = self.upload(DOUBLE)
        response = self.carry_out(batch, accepted=["x", "²", "99", "-1", ""])
        assert response.status_code == 409
        assert self.names() == ["Nachtvoetbal"]

    def test_a_refused_entry_cannot_be_ticked(self):
        batch = self.upload(WRONG)
        assert self.carry_out(batch, accepted=["1"]).status_code == 409
        assert self.names() == ["Nachtvoetbal"]

    def test_doing_it_twice_does_it_once(self):
        batch = self.upload(NEW)
        self.carry_out(batch)
        before = self.revision()
        response = self.carry_out(batch)
        self.assertRedirects(response, address(ImportBatch, "change", batch.pk))
        assert self.revision() == before
        assert self.names() == ["Nachtvoetbal", "Straatteam"]

    def test_where_there_is_nothing_to_do_there_is_no_button_and_no_change(self):
        batch = self.upload({"korte_naam": "nachtvoetbal"})
        self.assertNotContains(self.page(batch), 'id="uitvoeren"')
        before = self.revision()
        self.carry_out(batch)
        assert self.revision() == before
        batch.refresh_from_db()
        assert batch.state == ImportState.PLANNED

    def test_the_history_of_each_entry_tells_of_it(self):
        self.carry_out(
            self.upload(NEW, {"korte_naam": "nachtvoetbal", "doel": "Anders."})
        )
        logged = LogEntry.objects.order_by("action_flag")
        assert [
            (each.action_flag, each.object_repr, each.user.username) for each in logged
        ] == [
            (ADDITION, "Straatteam", "redactie"),
            (CHANGE, "Nachtvoetbal", "redactie"),
        ]
        assert "bestand.json" in logged[0].get_change_message()

    def test_what_is_not_carried_out_is_in_no_history(self):
        self.carry_out(self.upload(NEW, WRONG))
        assert not LogEntry.objects.exists()

    def test_the_history_costs_as_many_queries_for_many_entries(self):
        counts = []
        for first, last in [(0, 2), (2, 40)]:
            records = [
                {**NEW, "naam": f"Nummer {number:03}"} for number in range(first, last)
            ]
            batch = self.upload(*records)
            with CaptureQueriesContext(connection) as queries:
                self.carry_out(batch)
            logging = [each for each in queries if "django_admin_log" in each["sql"]]
            counts.append(len(logging))
        assert counts == [1, 1]


class OutdatedTests(ImportTestCase):
    def outdated(self):
        batch = self.upload(NEW, {"korte_naam": "nachtvoetbal", "doel": "Anders."})
        with_change = address(Intervention, "change", self.entry.pk)
        page = self.client.get(with_change)
        response = self.client.post(with_change, filled_in(page, aim="Van een ander."))
        assert response.status_code == 302
        return batch

    def test_a_plan_on_what_has_changed_since_is_not_carried_out(self):
        batch = self.outdated()
        response = self.carry_out(batch)
        assert response.status_code == 409
        assert "Nachtvoetbal" in response.context["error"]
        self.assertContains(
            response, address(ImportBatch, "plan_again", batch.pk), status_code=409
        )
        assert self.names() == ["Nachtvoetbal"]
        self.entry.refresh_from_db()
        assert self.entry.aim == "Van een ander."

    def test_a_new_plan_takes_its_place(self):
        old = self.outdated()
        response = self.client.post(address(ImportBatch, "plan_again", old.pk))
        batch = ImportBatch.objects.get()
        assert batch.pk != old.pk
        self.assertRedirects(response, address(ImportBatch, "change", batch.pk))
        rows = self.page(batch).context["rows"]
        changed = next(row for row in rows if row["outcome"] == "gewijzigd")
        assert shown(changed["groups"][0]) == [("doel", "Van een ander.", "Anders.")]
        self.carry_out(batch)
        assert self.names() == ["Nachtvoetbal", "Straatteam"]

    def test_a_new_plan_allows_what_the_old_one_did(self):
        old = self.upload(NEW, create=["begrip"], valid_only="on", publish="on")
        self.client.post(address(ImportBatch, "plan_again", old.pk))
        batch = ImportBatch.objects.get()
        assert (batch.create, batch.valid_only, batch.publish) == (
            ["begrip"],
            True,
            True,
        )
        assert batch.file_hash == old.file_hash

    def test_what_was_carried_out_is_not_planned_again(self):
        batch = self.upload(NEW)
        self.carry_out(batch)
        self.client.post(address(ImportBatch, "plan_again", batch.pk))
        assert ImportBatch.objects.get() == batch


class UndoTests(ImportTestCase):
    def carried_out(self):
        make_city("Tilburg")
        batch = self.upload(
            {**NEW, "uitvoeringen": [{"gemeenten": ["Tilburg"]}]},
            {
                "korte_naam": "nachtvoetbal",
                "doel": "Anders.",
                "bronnen": [{"titel": "Rapport", "uitgever": "Gemeente"}],
            },
            publish="on",
        )
        self.carry_out(batch)
        return batch

    def test_it_asks_first(self):
        batch = self.carried_out()
        ask = address(ImportBatch, "undo", batch.pk)
        self.assertContains(self.page(batch), f'href="{ask}"')
        assert self.client.get(ask).status_code == 200
        assert self.names() == ["Nachtvoetbal", "Straatteam"]

    def test_everything_is_as_it_was(self):
        batch = self.carried_out()
        new = Intervention.objects.get(name="Straatteam")
        response = self.undo(batch)
        self.assertRedirects(response, address(ImportBatch, "change", batch.pk))
        assert self.names() == ["Nachtvoetbal"]
        self.entry.refresh_from_db()
        assert self.entry.aim == "Rust."
        assert Delivery.objects.count() == 1
        assert not Source.objects.exists()
        assert self.client.get(new.get_absolute_url()).status_code == 404
        batch.refresh_from_db()
        assert batch.state == ImportState.UNDONE
        page = self.page(batch)
        self.assertContains(page, "Straatteam")
        self.assertNotContains(page, "terugdraaien/")

    def test_the_history_tells_of_it(self):
        batch = self.carried_out()
        LogEntry.objects.all().delete()
        self.undo(batch)
        logged = LogEntry.objects.order_by("action_flag")
        assert [(each.action_flag, each.object_repr) for each in logged] == [
            (CHANGE, "Nachtvoetbal"),
            (DELETION, "Straatteam"),
        ]

    def test_it_is_refused_where_somebody_changed_something_after(self):
        batch = self.carried_out()
        make_delivery(Intervention.objects.get(name="Straatteam"))
        LogEntry.objects.all().delete()
        response = self.undo(batch)
        (*_, said) = self.said(response)
        assert "Straatteam" in said
        assert self.names() == ["Nachtvoetbal", "Straatteam"]
        batch.refresh_from_db()
        assert batch.state == ImportState.APPLIED
        assert not LogEntry.objects.exists()

    def test_doing_it_twice_does_it_once(self):
        batch = self.carried_out()
        self.undo(batch)
        before = self.revision()
        self.undo(batch)
        assert self.revision() == before

    def test_a_plan_has_nothing_to_undo(self):
        batch = self.upload(NEW)
        self.undo(batch)
        batch.refresh_from_db()
        assert batch.state == ImportState.PLANNED


class ListTests(ImportTestCase):
    def test_it_names_the_files_and_what_became_of_them(self):
        first = self.upload(NEW)
        self.carry_out(first)
        self.upload(WRONG)
        page = self.client.get(LIST)
        rows = page.context["cl"].result_list
        assert [(row.state, row.summary) for row in rows] == [
            (ImportState.PLANNED, "0 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"),
            (ImportState.APPLIED, "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"),
        ]
        for row in rows:
            self.assertContains(page, row.summary)

    def test_its_number_of_queries_does_not_grow(self):
        for _ in range(2):
            for _ in range(3):
                batch = self.upload(NEW)
                ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.UNDONE)
            with self.assertNumQueries(5):
                self.client.get(LIST)

    def test_a_plan_can_be_thrown_away(self):
        batch = self.upload(NEW)
        page = address(ImportBatch, "delete", batch.pk)
        self.assertContains(self.page(batch), f'href="{page}"')
        self.client.post(page, {"post": "yes"})
        assert not ImportBatch.objects.exists()

    def test_what_was_carried_out_or_undone_stays(self):
        batch = self.upload(NEW)
        page = address(ImportBatch, "delete", batch.pk)
        for do in [self.carry_out, self.undo]:
            do(batch)
            self.assertNotContains(self.page(batch), page)
            assert self.client.post(page, {"post": "yes"}).status_code == 403
        assert ImportBatch.objects.exists()

    def test_nothing_is_changed_by_hand(self):
        batch = self.upload(NEW)
        page = address(ImportBatch, "change", batch.pk)
        assert self.client.post(page, {"state": "uitgevoerd"}).status_code == 405


def shown(group):
    return [(each["field"], each["before"], each["after"]) for each in group["changes"]]
