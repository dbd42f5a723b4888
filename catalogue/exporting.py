"""Entries as files: what everybody may have of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from .files.writing import FORMATS
from .record_loading import Loader


def public_records(keys: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What everybody may see today of the entries `keys`, in that order."""
    loader = Loader(public_on=timezone.localdate())
    return (entry.record for entry in loader.stored(keys))


def download(
    pieces: Iterable[bytes], format: str, *, name: str = "interventies"
) -> StreamingHttpResponse:
    """The file as a browser saves it, under its name and the day."""
    file = f"{name}-{timezone.localdate()}.{format}"
    return StreamingHttpResponse(
        pieces,
        content_type=FORMATS[format].content_type,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
