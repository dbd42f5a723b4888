"""`manage.py import_programmes`: files in, a report out, and an exit status."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils.translation import gettext as _

from catalogue.models import ImportBatch, Intervention, Organisation, Revision

from .builders import make_intervention
from .importing import NEW


@pytest.mark.usefixtures("folder")
class ImportProgrammesTests(TestCase):
    @pytest.fixture
    def folder(self, tmp_path):
        self.folder = tmp_path

    def file(self, *records, name="nieuw.json"):
        path = self.folder / name
        path.write_text(json.dumps(records), encoding="utf-8")
        return path

    def run_it(self, *arguments):
        out = StringIO()
        try:
            call_command("import_programmes", *arguments, stdout=out)
        except CommandError as error:
            return out.getvalue().splitlines(), str(error)
        return out.getvalue().splitlines(), None

    def test_it_brings_in_a_file_and_ends_with_the_counts(self):
        lines, error = self.run_it(self.file(NEW))
        assert error is None
        assert lines[-1] == "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
        assert Intervention.objects.get().publication == "concept"
        assert ImportBatch.objects.get().by == "import_programmes"

    def test_a_dry_run_tells_and_writes_nothing(self):
        make_intervention("Nachtvoetbal", aim="Rust.")
        number = Revision.objects.get().number
        path = self.file(NEW, {"korte_naam": "nachtvoetbal", "doel": "Meer rust."})
        lines, error = self.run_it(path, "--dry-run")
        assert error is None
        assert "gewijzigd: Nachtvoetbal" in lines
        assert "  doel: Rust. → Meer rust." in lines
        assert lines[-1] == "1 nieuw, 1 gewijzigd, 0 gelijk, 0 geweigerd"
        assert Intervention.objects.count() == 1
        assert not ImportBatch.objects.exists()
        assert Revision.objects.get().number == number

    def test_a_file_may_have_any_name(self):
        path = self.folder / os.fsdecode(b"\xff.json")
        path.write_text(json.dumps([NEW]), encoding="utf-8")
        lines, error = self.run_it(path, "--create", "organisatie, begrip")
        assert error is None
        assert lines[0].startswith("\ufffd.json: ")

    def test_it_fails_when_anything_is_refused_and_says_what_and_where(self):
        lines, error = self.run_it(
            self.file(NEW, {**NEW, "naam": "Fout", "soort": "x"})
        )
        assert error == _("Nothing is imported: something is refused.")
        assert lines[-1] == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        assert any("soort" in line and "“x”" in line for line in lines)
        assert not Intervention.objects.exists()

    def test_it_takes_the_good_entries_when_told_so(self):
        bad = {**NEW, "naam": "Fout", "soort": "x"}
        lines, error = self.run_it(self.file(NEW, bad), "--valid-only")
        assert error is None
        assert lines[-1] == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        assert Intervention.objects.get().name == "Straatteam"

    def test_it_says_what_can_be_done_now(self):
        trial = _("This was a trial: nothing is written.")
        drafts = _("New entries are drafts: they are not on the site yet.")
        accept = _("Have you read the warnings? Then add --accept.")
        good_only = _("To take the good entries only, add --valid-only.")
        good = {**NEW, "korte_naam": "een"}
        warned = {
            **NEW,
            "naam": "Twee",
            "korte_naam": "twee",
            "aanmelden": "Bel 06-12345678.",
        }
        path = self.file(good, warned)
        lines, _error = self.run_it(path)
        assert lines[-3:-1] == [accept, good_only]
        lines, _error = self.run_it(path, "--accept", "--dry-run")
        assert lines[-2] == trial
        lines, _error = self.run_it(path, "--accept")
        assert lines[-2] == drafts
        lines, _error = self.run_it(path, "--accept")
        assert not {trial, drafts, accept, good_only}.intersection(lines)

    def test_a_file_that_is_wrong_itself_is_told_apart_from_refused_entries(self):
        path = self.folder / "kolom.csv"
        path.write_text(
            "naam,soort,in_een_zin,samenvatting,telefoon\nEen,aanpak,a,b,\n",
            encoding="utf-8",
        )
        lines, error = self.run_it(path)
        assert lines[-1] == "1 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"
        assert error == _(
            "Nothing is imported: something is wrong with the file itself."
        )
        assert not Intervention.objects.exists()

    def test_warnings_wait_for_a_decision(self):
        path = self.file({**NEW, "aanmelden": "Bel 06-12345678."})
        assert self.run_it(path)[1]
        assert not Intervention.objects.exists()
        assert self.run_it(path, "--accept")[1] is None
        assert Intervention.objects.exists()

    def test_it_publishes_and_makes_what_is_unknown_when_told_so(self):
        row = {"organisatie": "Stichting Nieuw", "rol": "regie"}
        path = self.file({**NEW, "organisaties": [row]})
        assert self.run_it(path, "--publish")[1]
        assert self.run_it(path, "--publish", "--create", "organisatie")[1] is None
        assert Intervention.objects.get().publication == "gepubliceerd"
        assert Organisation.objects.get().name == "Stichting Nieuw"

    def test_only_what_may_be_made_can_be_asked_for(self):
        _lines, error = self.run_it(self.file(NEW), "--create", "organisatie,gemeente")
        assert "gemeente" in error
        assert "organisatie, begrip" in error

    def test_several_files_are_one_import(self):
        good = self.file(NEW, name="een.json")
        bad = self.file({**NEW, "naam": "Twee", "soort": "x"}, name="twee.json")
        lines, error = self.run_it(good, bad)
        assert error
        assert lines[-1] == "1 nieuw, 0 gewijzigd, 0 gelijk, 1 geweigerd"
        assert not Intervention.objects.exists()
        more = self.file({**NEW, "naam": "Drie"}, name="drie.json")
        lines, error = self.run_it(good, more)
        assert error is None
        assert lines[-1] == "2 nieuw, 0 gewijzigd, 0 gelijk, 0 geweigerd"

    def test_a_file_that_is_not_there_or_not_to_be_read_is_named(self):
        for path in (self.folder / "weg.json", self.folder):
            _lines, error = self.run_it(path)
            assert str(path) in error
        broken = self.folder / "stuk.xlsx"
        broken.write_bytes(b"PK\x03\x04 en dan niets")
        _lines, error = self.run_it(broken)
        assert str(broken) in error
        assert not Intervention.objects.exists()
