"""Who may do what: the groups of editors, made after each `migrate`."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

WRITER = "Redacteur"
CHIEF = "Eindredacteur"
MANAGER = "Beheerder"

# What a draft is made of; of public entries only who may publish changes them.
PARTS = [
    "appraisal",
    "delivery",
    "figure",
    "involvement",
    "recognition",
    "relation",
    "study",
]
SHARED = [
    "activeingredient",
    "approachtype",
    "city",
    "organisation",
    "phase",
    "preventionlevel",
    "setting",
    "source",
    "synonym",
    "targetgroup",
    "term",
    "theme",
]
WATCHED = ["correction", "edit", "linkcheck", "personwarning", "revision", "version"]

# Role, then model, then what it may do with it.
RIGHTS: dict[str, dict[str, str]] = {
    WRITER: {
        "intervention": "view add change",
        **dict.fromkeys(PARTS, "view add change delete"),
        **dict.fromkeys(SHARED, "view"),
        "organisation": "view add",
        "source": "view add",
        "oldslug": "view",
        **dict.fromkeys(WATCHED, "view"),
    },
    CHIEF: {
        "intervention": "view add change delete publish",
        **dict.fromkeys(PARTS, "view add change delete"),
        **dict.fromkeys(SHARED, "view add change delete"),
        "oldslug": "view add change delete",
        **dict.fromkeys(WATCHED, "view"),
        "correction": "view change",
        "importbatch": "view add delete",
    },
    MANAGER: {
        "user": "view add change delete",
        "group": "view",
        "accountevent": "view",
    },
}
PUBLISH = "catalogue.publish_intervention"


def make_roles(**_options: Any) -> None:
    """Give each role its rights, whatever they were before."""
    # In the order of INSTALLED_APPS ours comes before those of accounts.
    for label in ("auth", "catalogue"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    known = {
        each.codename: each
        for each in Permission.objects.filter(
            content_type__app_label__in=["auth", "catalogue"]
        )
    }
    for role, rights in RIGHTS.items():
        group = Group.objects.get_or_create(name=role)[0]
        group.permissions.set(
            known[f"{action}_{model}"]
            for model, actions in rights.items()
            for action in actions.split()
        )


def after_migrate(**options: Any) -> None:
    make_roles()
    # Where wrong log-ins and messages are counted, for all processes.
    call_command("createcachetable", verbosity=0)
