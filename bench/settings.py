"""The site's own settings, with the peers' addresses and templates beside them."""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(60))
os.environ.setdefault("PLAIN_HTTP", "on")

from interventions_site.settings import *

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
STATIC_ROOT = VAR_DIR / "bench" / "static"
