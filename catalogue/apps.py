from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from .roles import after_migrate

        # A migration comes too early: on a fresh database there are no permissions yet.
        post_migrate.connect(after_migrate, sender=self)
