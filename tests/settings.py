"""The site's settings, whatever the environment of the person who runs the tests.

Only DATABASE_URL is theirs to set, so that the same tests run on PostgreSQL.
"""

import os

for name in [
    *["ALLOWED_HOSTS", "BEHIND_PROXY", "CSRF_TRUSTED_ORIGINS", "DEBUG"],
    *["EMAIL_FROM", "EMAIL_URL", "SECOND_STEP"],
    *["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_URL"],
]:
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" * 4
os.environ["PLAIN_HTTP"] = "on"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from interventions_site.settings import *

# The manifest needs `collectstatic` first.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Slow hashing would be most of the time a log-in test takes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test looks at what a page was drawn with; test_page_cache.py turns the cache on.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
