"""Editors' forms: they overwrite nothing unseen, and ask to look at what points at persons."""

import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..guards import ROLES, Finding, findings_in
from ..models import Intervention, PersonWarning

# What a page sends back: how each row was when it was opened, and the warnings looked at.
OPENED = "geopend"
SEEN = "bekeken"
REVISION = "revision"
# Asked beside the fields of an entry, and kept in its history.
WHY = "why"


class LockingForm(forms.ModelForm):
    """A row that somebody else may have saved after its page was opened."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale():
            for name in self.changed_data:
                if name in self.initial:
                    self.add_error(name, self.other_text(name))
        return cleaned

    @property
    def row(self) -> str:
        return f"{self._meta.model._meta.model_name}-{self.instance.pk}"

    def state(self) -> str:
        """Differs when what is stored does, as far as this form shows it."""
        names = sorted(self.initial.keys() & self.fields.keys())
        text = json.dumps([plain(self.initial[name]) for name in names])
        return blake2b(text.encode(), digest_size=8).hexdigest()

    def is_stale(self) -> bool:
        if not self.instance.pk or self.instance._state.adding:
            return False
        return opened(self.data).get(self.row) != self.state()

    def other_text(self, name: str) -> SafeString:
        stored = shown(self.fields[name], self.initial[name])
        return format_html(
            '{}<span class="other-text">{}</span>',
            _("Somebody else saved this meanwhile. Below it stands what you wrote."),
            stored or _("(empty)"),
        )


class EditorForm(LockingForm):
    """A row of the catalogue. `owner` is the row that the page is about."""

    owner: Model | None = None

    def full_clean(self) -> None:
        """As Django's; a row inside a page that comes back as it went costs no query."""
        is_part = self.is_bound and self.owner and self.instance.pk
        if not is_part or self.has_changed():
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {name: self.initial.get(name) for name in self.fields}
        self.clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, finding in [*self.findings()]:
            self.ask_to_look(name, finding)
        return cleaned

    def findings(self) -> Iterator[tuple[str, Finding]]:
        is_of_entry = isinstance(self.owner or self.instance, Intervention)
        for name, value in self.cleaned_data.items():
            # Elsewhere nothing is kept of what was looked at.
            if isinstance(value, str) and (is_of_entry or name in self.changed_data):
                for finding in findings_in(value, role=name in ROLES):
                    yield name, finding

    def ask_to_look(self, name: str, finding: Finding) -> None:
        """Warn at the field, unless somebody has looked at just this."""
        if name not in self.fields or finding in ticked(self.data):
            return
        if finding not in looked_at(self.owner or self.instance):
            self.add_error(name, question(finding))


def question(finding: Finding) -> SafeString:
    return format_html(
        '{} <label class="look"><input type="checkbox" name="{}" value="{}:{}"> {}</label>',
        finding.message,
        SEEN,
        finding.kind,
        finding.found,
        _("I have looked at it; it may stay"),
    )


def ticked(data: Any) -> set[Finding]:
    """The warnings that were looked at on the page that sent `data`."""
    values = data.getlist(SEEN) if hasattr(data, "getlist") else []
    pairs = (value.partition(":") for value in values)
    return {Finding(kind, found) for kind, _colon, found in pairs}


def looked_at(row: Any) -> set[Finding]:
    """Those of an entry that were looked at before; read once for each page."""
    if not isinstance(row, Intervention) or not row.pk:
        return set()
    if not hasattr(row, "warnings_looked_at"):
        rows = PersonWarning.objects.filter(intervention=row, seen__isnull=False)
        row.warnings_looked_at = {  # type: ignore[attr-defined]
            Finding(kind, found) for kind, found in rows.values_list("kind", "found")
        }
    return row.warnings_looked_at  # type: ignore[attr-defined]


def opened(data: Any) -> dict[str, str]:
    try:
        found = json.loads(data.get(OPENED, ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def states(page_forms: Iterable[forms.ModelForm]) -> str:
    """How the rows of a page are stored now, for the page to send back."""
    rows = [form for form in page_forms if isinstance(form, LockingForm)]
    found: dict[str, Any] = {
        form.row: form.state() for form in rows if form.instance.pk
    }
    # What was added meanwhile changes no row that the page knows of.
    if rows:
        found[REVISION] = getattr(rows[0].instance, REVISION, None)
    return json.dumps(found)


def plain(value: Any) -> Any:
    """The same for the same stored value, however it was read."""
    if isinstance(value, (list, tuple)) or hasattr(value, "all"):
        rows = value.all() if hasattr(value, "all") else value
        return sorted(getattr(row, "pk", row) for row in rows)
    if isinstance(value, Model):
        return value.pk
    return value if value is None or isinstance(value, (int, str)) else str(value)


def shown(field: Any, value: Any) -> str:
    """A stored value in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if hasattr(field, "queryset"):
        return str(field.queryset.filter(pk=value).first() or "")
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return "" if value is None else str(localize(value))
