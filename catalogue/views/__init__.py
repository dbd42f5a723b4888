from .about import about, accessibility, privacy
from .citation import citation
from .cities import city, city_list
from .confirm import confirm
from .corrections import correction
from .errors import bad_request, page_not_found, server_error
from .exports import export
from .feeds import entry_feed, feed
from .fields import (
    field_list,
    field_schema,
    template_csv,
    template_xlsx,
    template_yaml,
)
from .figures import figures
from .glossary import glossary
from .guide import guide
from .health import healthz, readyz
from .home import home
from .interventions import intervention, intervention_list
from .map import map_page
from .matrix import matrix, matrix_export
from .places import (
    approach_type,
    approach_type_list,
    organisation,
    organisation_list,
)
from .preview import preview
from .selection import selection, selection_export
from .versions import version, version_list

__all__ = [
    "about",
    "accessibility",
    "approach_type",
    "approach_type_list",
    "bad_request",
    "citation",
    "city",
    "city_list",
    "confirm",
    "correction",
    "entry_feed",
    "export",
    "feed",
    "field_list",
    "field_schema",
    "figures",
    "glossary",
    "guide",
    "healthz",
    "home",
    "intervention",
    "intervention_list",
    "map_page",
    "matrix",
    "matrix_export",
    "organisation",
    "organisation_list",
    "page_not_found",
    "preview",
    "privacy",
    "readyz",
    "selection",
    "selection_export",
    "server_error",
    "template_csv",
    "template_xlsx",
    "template_yaml",
    "version",
    "version_list",
]
