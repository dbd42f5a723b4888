from typing import Any

from django.core.management.base import BaseCommand

from catalogue.changes import catalogue_change


class Command(BaseCommand):
    help = "Renew search and counts after a change by raw SQL or in the shell."

    def handle(self, **options: Any) -> str:
        with catalogue_change("refresh", "") as change:
            change.touch_all()
        return f"Revision {change.number}."
