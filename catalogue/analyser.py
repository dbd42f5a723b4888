"""Text into words, and words into stems, the same for what is indexed and what is asked."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from .models.fields import without, without_accents

LONGEST_WORD = 60
# Ignored in a question, not in the index: everybody types "straatcoaches in Arnhem".
SMALL_WORDS = frozenset(
    [
        "aan",
        "als",
        "bij",
        "d",
        "dat",
        "de",
        "den",
        "die",
        "een",
        "en",
        "er",
        "het",
        "in",
        "is",
        "met",
        "na",
        "naar",
        "of",
        "om",
        "op",
        "s",
        "t",
        "te",
        "tot",
        "uit",
        "van",
        "voor",
    ]
)
LETTERS = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['’‘`´]")
DOUBLE_CONSONANT = re.compile(r"([^aeiou\W\d])\1")
SOFTENED = str.maketrans("vz", "fs")
IRREGULAR = {"kinderen": "kind"}
stemmer = snowballstemmer.stemmer("dutch_porter")
stemming = Lock()  # the stemmer keeps the word it works on


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case, without accents and apostrophes."""
    plain = APOSTROPHES.sub("", without_accents(without(is_invisible, text)))
    return [word[:LONGEST_WORD] for word in LETTERS.findall(plain)]


def is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem two forms of one word share: "gezin" for gezin and gezinnen.

    The Dutch Porter stemmer alone keeps gezin and gezinnen, actie and acties, or casus and
    casussen apart.
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    with stemming:
        found = stemmer.stemWord(without_s(word))
    folded = DOUBLE_CONSONANT.sub(r"\1", found).translate(SOFTENED)
    return without_s(folded) or word


def without_s(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def indexed(text: str) -> str:
    """The stems of `text`, and beside them the words: a half-typed word has no stem yet."""
    return " ".join(map(forms, words_of(text)))


@lru_cache(maxsize=50_000)
def forms(word: str) -> str:
    found = stem(word)
    return word if found == word else f"{found} {word}"


Phrase = tuple[str, ...]
Synonyms = dict[Phrase, list[Phrase]]


def phrase(text: str) -> Phrase:
    return tuple(stem(word) for word in telling_words(text))


def telling_words(text: str) -> list[str]:
    """Without the small words, unless there are no others."""
    words = words_of(text)
    return [word for word in words if word not in SMALL_WORDS] or words
