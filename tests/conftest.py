import pytest

from catalogue import indexing, suggestions


@pytest.fixture(autouse=True)
def no_index() -> None:
    """Each test has a database of its own, and revision numbers that others had too."""
    indexing.held = None
    suggestions.known_words.cache_clear()
