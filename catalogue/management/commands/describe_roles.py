from typing import Any

from django.core.management.base import BaseCommand

from catalogue.admin.rights import rights_table


class Command(BaseCommand):
    help = "Prints who may do what at which address, as docs/editors.md has it."
    requires_system_checks = []

    def handle(self, **options: Any) -> str:
        return rights_table()
