from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from ..exporting import download, public_records
from ..files.workbook_writing import DoesNotFit
from ..files.writing import FORMATS, write
from ..filters import InterventionFilterSet
from .address import Address
from .caching import labelled_page
from .found import Found
from .listing import chosen_sort
from .strict import refusals, refused


@require_safe
@labelled_page
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The entries that the list page has for the same question, complete, as a file."""
    if format not in FORMATS:
        raise Http404
    address = Address(request)
    filterset = InterventionFilterSet(address.query)
    if problems := refusals(request.GET, filterset):
        return refused(problems)
    found = Found(filterset)
    keys = found.keys(chosen_sort(address, found.words), 0, len(found.entries))
    pieces: Iterable[bytes] = ()
    if request.method == "GET":  # HEAD asks for the headers alone
        try:
            pieces = write(format, public_records(keys))
        except DoesNotFit as error:
            return refused([str(error)])
    return download(pieces, format)
