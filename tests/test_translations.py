"""The Dutch interface: complete, compiled, and with every placeholder in its place.

The tests read the catalogues with the GNU tools that `install_packages.sh` installs.
"""

import ast
import re
import shutil
import subprocess
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
DUTCH = ROOT / "locale/nl/LC_MESSAGES/django.po"
NOT_SOURCE = [".*", "__pycache__", "locale", "test-results", "tests", "var"]
# %s, %d, %% and %(name)s
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")

# A text, or one form of a text with a plural: its key is then a pair with a number.
Messages = dict[str | tuple[str, int], str]


def gettext_tool(*command: str | Path) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def messages_of(compiled: Path) -> Messages:
    with compiled.open("rb") as file:
        messages: Messages = dict(GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    messages.pop("", None)  # the header
    return messages


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.fixture
def dutch(tmp_path: Path) -> Messages:
    gettext_tool("msgfmt", "--output-file", tmp_path / "nl.mo", DUTCH)
    return messages_of(tmp_path / "nl.mo")


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Messages:
    """What the code and the templates say, each text translated into itself."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    settings.LOCALE_PATHS = [copy / "locale"]
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["nl"], verbosity=0)
    new = copy / "locale/nl/LC_MESSAGES/django.po"
    gettext_tool("msgen", "--output-file", "en.po", new)
    # A new catalogue calls its header, which names the encoding, fuzzy.
    gettext_tool("msgfmt", "--use-fuzzy", "--output-file", "en.mo", "en.po")
    return messages_of(copy / "en.mo")


@pytest.mark.parametrize("lack", ["--untranslated", "--only-fuzzy"])
def test_no_text_lacks_its_translation(lack):
    assert gettext_tool("msgattrib", lack, "--no-obsolete", DUTCH) == ""


def test_no_plural_lacks_one_of_its_forms(dutch):
    assert "" not in dutch.values()


def test_every_text_of_the_site_is_in_the_catalogue(english, dutch):
    assert len(english) > 100
    assert set(english) == set(dutch)


def test_the_compiled_catalogue_is_up_to_date(dutch):
    assert messages_of(DUTCH.with_suffix(".mo")) == dutch


def test_the_formats_are_those_of_the_english_text(tmp_path):
    gettext_tool("msgfmt", "--check-format", "--output-file", tmp_path / "nl.mo", DUTCH)


def test_the_placeholders_are_those_of_the_english_text(english, dutch):
    different = {
        english[key]: dutch[key]
        for key in english.keys() & dutch.keys()
        if placeholders(english[key]) != placeholders(dutch[key])
    }
    assert different == {}


def test_every_text_stands_where_makemessages_finds_it():
    """It reads no text inside an f-string, so that would stay English."""
    calls = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("catalogue", "interventions_site")
        for path in (ROOT / folder).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in calls
    ]
    assert hidden == []
