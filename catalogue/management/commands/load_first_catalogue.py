from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from catalogue.models import City, Intervention


class Command(BaseCommand):
    help = (
        "Load the fixtures into an empty database. Does nothing to one with rows in it."
    )

    def handle(self, **options: Any) -> str | None:
        if City.objects.exists() or Intervention.objects.exists():
            return None
        fixtures = sorted((settings.BASE_DIR / "fixtures").glob("*.json"))
        call_command("loaddata", *fixtures, verbosity=0)
        return f"Loaded {Intervention.objects.count()} interventions from fixtures/."
