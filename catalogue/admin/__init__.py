"""The editors' screens. Importing this registers every table with `site`."""

from . import (
    accounts,
    corrections,
    editorial,
    evidence,
    imports,
    interventions,
    links,
    parts,
    places,
    vocabulary,
)
from .site import site

__all__ = [
    "accounts",
    "corrections",
    "editorial",
    "evidence",
    "imports",
    "interventions",
    "links",
    "parts",
    "places",
    "site",
    "vocabulary",
]
