"""The editors' screens. Importing this registers every table with `site`."""

from . import (
    accounts,
    editorial,
    evidence,
    imports,
    interventions,
    parts,
    places,
    vocabulary,
)
from .site import site

__all__ = [
    "accounts",
    "editorial",
    "evidence",
    "imports",
    "interventions",
    "parts",
    "places",
    "site",
    "vocabulary",
]
