import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command

from catalogue.roles import CHIEF, MANAGER, WRITER, make_roles

pytestmark = pytest.mark.django_db


def rights(role):
    permissions = Group.objects.get(name=role).permissions
    return set(permissions.values_list("codename", flat=True))


def test_migrating_makes_the_three_roles():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert "add_intervention" in rights(WRITER)
    assert "publish_intervention" not in rights(WRITER)
    assert {"publish_intervention", "add_importbatch"} <= rights(CHIEF)
    assert "change_user" in rights(MANAGER)
    assert not {each for each in rights(MANAGER) if each.endswith("_intervention")}


def test_a_right_that_was_given_to_a_role_by_hand_goes_again():
    from django.contrib.auth.models import Permission

    group = Group.objects.get(name=WRITER)
    group.permissions.add(Permission.objects.get(codename="publish_intervention"))
    make_roles()
    assert "publish_intervention" not in rights(WRITER)


def test_what_is_counted_is_kept_in_the_database():
    cache.set("test", 3)
    assert cache.incr("test") == 4
