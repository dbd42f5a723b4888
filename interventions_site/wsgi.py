import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interventions_site.settings")

application = get_wsgi_application()

# The models are there now. The first visitor need not wait for the facet index; without
# a database the site starts all the same, and says so at /readyz.
from django.db import Error  # noqa: E402

from catalogue import indexing  # noqa: E402

with suppress(Error):
    indexing.current()

# All this stays as long as the process does: looking through it for garbage, again and again,
# takes a tenth of the time of a large file.
gc.collect()
gc.freeze()
