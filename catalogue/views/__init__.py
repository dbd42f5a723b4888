from .confirm import confirm
from .corrections import correction
from .errors import bad_request, page_not_found, server_error
from .exports import export
from .fields import (
    field_list,
    field_schema,
    template_csv,
    template_xlsx,
    template_yaml,
)
from .health import healthz, readyz
from .home import home
from .interventions import intervention, intervention_list
from .places import (
    approach_type,
    approach_type_list,
    city,
    city_list,
    organisation,
    organisation_list,
)
from .preview import preview
from .versions import version, version_list

__all__ = [
    "approach_type",
    "approach_type_list",
    "bad_request",
    "city",
    "city_list",
    "confirm",
    "correction",
    "export",
    "field_list",
    "field_schema",
    "healthz",
    "home",
    "intervention",
    "intervention_list",
    "organisation",
    "organisation_list",
    "page_not_found",
    "preview",
    "readyz",
    "server_error",
    "template_csv",
    "template_xlsx",
    "template_yaml",
    "version",
    "version_list",
]
