"""Whether the links in the catalogue work. Nothing here changes a text."""

from .recording import check_links

__all__ = ["check_links"]
