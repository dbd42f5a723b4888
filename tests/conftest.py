import pytest
from django.conf import settings
from django.utils import translation

from catalogue import indexing, suggestions
from catalogue.views.guide import read_lists
from catalogue.views.map import read_spots


@pytest.fixture(autouse=True)
def no_index() -> None:
    """Each test has a database of its own, and revision numbers that others had too."""
    indexing.held = None
    suggestions.known_words.cache_clear()
    read_lists.cache_clear()
    read_spots.cache_clear()


@pytest.fixture(autouse=True)
def in_dutch() -> None:
    """A page that was asked for in English leaves its thread in English."""
    translation.activate(settings.LANGUAGE_CODE)
