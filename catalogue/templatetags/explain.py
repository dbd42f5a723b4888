"""What a word means, beside that word: opened by keyboard, mouse or touch, without a script."""

from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import indexing
from ..choices import RECOGNITION_LEVELS
from ..facets import Explanation
from .prose import prose

register = template.Library()

EXPLANATION = (
    '<details class="explain explain--word"><summary><span class="visually-hidden">%s</span>'
    '<span aria-hidden="true">?</span></summary>'
    '<div class="explain__text" lang="nl">%s</div></details>'
)
WORD = '<span lang="nl">%s</span>'


@register.simple_tag
def explain(slug: str) -> SafeString:
    """The meaning of `slug`; nothing when the editors have not written any.

    No statement: a process reads the index when it starts, and most views bring it up to date.
    """
    found = indexing.held and indexing.held.explanations.get(slug)
    return drawn(found, get_language()) if found else SafeString("")


@lru_cache(maxsize=500)
def drawn(found: Explanation, language: str) -> SafeString:
    question = escape(_("What does “%(word)s” mean?"))
    question %= {"word": WORD % escape(found.word)}
    return SafeString(EXPLANATION % (question, prose(found.meaning)))


@register.simple_tag
def recognition_levels() -> str:
    """From low to high."""
    return "; ".join(str(level.label) for level in RECOGNITION_LEVELS)
