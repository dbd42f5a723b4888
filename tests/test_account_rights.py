"""Who may see and change what, and who may decide that."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client

from catalogue.admin import site
from catalogue.choices import AccountEventKind
from catalogue.models import AccountEvent, Organisation
from catalogue.roles import CHIEF, MANAGER, RIGHTS, WRITER

from .admin_pages import address
from .builders import make_organisation, make_superuser
from .editors import PASSWORD, give_second_step, log_in, make_editor

pytestmark = pytest.mark.django_db

NEW = {
    "username": "nieuw",
    "usable_password": "true",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def manager(client):
    user = make_editor("beheer", MANAGER)
    client.force_login(user)
    return user


def group(role):
    return Group.objects.get(name=role)


def rights_events():
    found = AccountEvent.objects.filter(kind=AccountEventKind.RIGHTS)
    return list(found.order_by("pk").values_list("username", "by", "details"))


def change(client, user, **changes):
    """Send the form of `user` as it stands, with `changes`."""
    fields = ["username", "first_name", "last_name", "email"]
    form = {name: getattr(user, name) for name in fields}
    form |= {"is_active": True, "groups": [role.pk for role in user.groups.all()]}
    form |= changes
    sent = {name: value for name, value in form.items() if value is not False}
    page = client.get(address(User, "change", user.pk))
    if page.status_code == 200 and "opened" in page.context:
        sent["geopend"] = page.context["opened"]
    return client.post(address(User, "change", user.pk), sent)


# A role


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_opens_the_lists_it_names_and_no_other(client, role):
    client.force_login(make_editor("redactie", role))
    assert client.get("/beheer/").status_code == 200
    for model in site._registry:
        may_look = "view" in RIGHTS[role].get(model._meta.model_name, "")
        answer = client.get(address(model, "changelist"))
        assert answer.status_code == (200 if may_look else 403), model
        if "add" not in RIGHTS[role].get(model._meta.model_name, ""):
            assert client.get(address(model, "add")).status_code == 403, model


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_without_the_right_there_is_no_trace_of_the_object(client, page):
    organisation = make_organisation("Stichting Verborgen")
    client.force_login(make_editor("beheer", MANAGER))
    for answer in [
        client.get(address(Organisation, page, organisation.pk)),
        client.post(address(Organisation, page, organisation.pk), {"name": "x"}),
    ]:
        assert answer.status_code in ([403, 405] if page == "history" else [403])
        assert "verborgen" not in answer.content.decode().lower()
    organisation.refresh_from_db()
    assert organisation.name == "Stichting Verborgen"


def test_without_the_right_there_is_no_trace_of_an_account(client):
    hidden = make_editor("verborgen", CHIEF)
    client.force_login(make_editor("redactie", WRITER))
    for page in ["change", "delete", "history", "password_change"]:
        path = (
            f"/beheer/auth/user/{hidden.pk}/password/"
            if page == "password_change"
            else address(User, page, hidden.pk)
        )
        answer = client.get(path)
        assert answer.status_code == 403
        assert "verborgen" not in answer.content.decode()


def test_an_account_without_a_role_is_told_so_and_not_sent_in_circles(client):
    make_editor("redactie")
    assert log_in(client, "redactie").url == "/beheer/"
    answer = client.get("/beheer/")
    assert answer.status_code == 403
    assert "account/no_role.html" in [each.name for each in answer.templates]
    assert client.get("/beheer/inloggen/").url == "/beheer/"


def test_to_be_staff_opens_nothing_by_itself(client):
    client.force_login(User.objects.create_user("hulp", is_staff=True))
    assert client.get("/beheer/").status_code == 403


# What a Beheerder does


def test_a_role_is_enough_to_get_in(client, manager):
    answer = client.post(
        address(User, "add"),
        {**NEW, "email": "nieuw@example.org", "groups": [group(WRITER).pk]},
    )
    assert answer.status_code == 302
    user = User.objects.get(username="nieuw")
    assert user.email == "nieuw@example.org"
    assert not user.is_staff
    theirs = Client()
    assert log_in(theirs, "nieuw").status_code == 302
    assert theirs.get(address(Organisation, "changelist")).status_code == 200
    assert rights_events() == [("nieuw", "beheer", "nieuw → Redacteur")]


def test_another_role_is_written_down(client, manager):
    user = make_editor("redactie", WRITER)
    change(client, user, groups=[group(CHIEF).pk], first_name="Anne")
    user.refresh_from_db()
    assert user.first_name == "Anne"
    assert rights_events() == [("redactie", "beheer", "Redacteur → Eindredacteur")]


def test_another_name_is_no_change_of_rights(client, manager):
    user = make_editor("redactie", WRITER)
    assert change(client, user, first_name="Anne").status_code == 302
    assert rights_events() == []


def test_an_account_that_is_closed_gets_out_at_once(client, manager):
    user = make_editor("redactie", WRITER)
    theirs = Client()
    log_in(theirs, "redactie")
    assert theirs.get("/beheer/").status_code == 200
    change(client, user, is_active=False)
    assert theirs.get("/beheer/").status_code == 302
    [(_name, _by, details)] = rights_events()
    assert details.startswith("Redacteur → Redacteur, ")


def test_an_account_that_is_deleted_leaves_its_events(client, manager):
    user = make_editor("redactie", WRITER)
    log_in(Client(), "redactie")
    client.post(address(User, "delete", user.pk), {"post": "yes"})
    assert not User.objects.filter(username="redactie").exists()
    left = AccountEvent.objects.filter(username="redactie")
    assert {event.kind for event in left} == {"ingelogd", "rechten"}


def test_rights_outside_the_roles_are_not_a_beheerder_s_to_give(client, manager):
    everything = list(Permission.objects.values_list("pk", flat=True))
    for user in [make_editor("redactie", WRITER), manager]:
        page = client.get(address(User, "change", user.pk))
        assert not {"is_superuser", "is_staff", "user_permissions"} & set(
            page.context["adminform"].form.fields
        )
        change(
            client,
            user,
            is_superuser="on",
            is_staff="on",
            user_permissions=everything,
        )
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.is_staff
        assert not user.user_permissions.exists()


def test_a_superuser_gives_them_and_that_is_written_down(client):
    client.force_login(make_superuser("baas"))
    user = make_editor("redactie", WRITER)
    change(client, user, is_superuser="on")
    user.refresh_from_db()
    assert user.is_superuser
    [(name, by, details)] = rights_events()
    assert (name, by) == ("redactie", "baas")
    assert details.startswith("Redacteur → Redacteur, ")


def test_a_superuser_is_not_a_beheerder_s_to_change(client, manager):
    boss = make_superuser("baas")
    pages = {
        address(User, "change", boss.pk): {"username": "ander"},
        address(User, "delete", boss.pk): {"post": "yes"},
        f"/beheer/auth/user/{boss.pk}/password/": {
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    }
    for page, data in pages.items():
        assert client.post(page, data).status_code == 403, page
    several = {"_selected_action": [boss.pk], "post": "yes"}
    give_second_step(boss)
    for action in ["delete_selected", "remove_second_step"]:
        client.post(address(User, "changelist"), {**several, "action": action})
    boss.refresh_from_db()
    assert boss.username == "baas"
    assert boss.check_password("geheim")
    assert Authenticator.objects.filter(user=boss).count() == 2
    assert not AccountEvent.objects.exists()


def test_a_password_that_a_beheerder_sets_is_written_down(client, manager):
    user = make_editor("redactie", WRITER)
    new = "een-nieuwe-lange-zin"
    page = f"/beheer/auth/user/{user.pk}/password/"
    form = {"usable_password": "true", "password1": new, "password2": new}
    assert client.post(page, {**form, "password2": "anders"}).status_code == 200
    assert not AccountEvent.objects.exists()
    assert client.post(page, form).status_code == 302
    [event] = AccountEvent.objects.all()
    assert (event.kind, event.user, event.by) == ("wachtwoord", user, "beheer")
    assert log_in(Client(), "redactie", new).status_code == 302


def test_a_beheerder_mails_a_link_to_choose_a_password(client, manager):
    client.post(
        address(User, "add"),
        {
            "username": "nieuw",
            "usable_password": "false",
            "email": "nieuw@example.org",
            "groups": [group(WRITER).pk],
        },
    )
    chosen = User.objects.exclude(username="zonder")
    User.objects.filter(username="beheer").update(email="")
    answer = client.post(
        address(User, "changelist"),
        {
            "action": "send_password_link",
            "_selected_action": [user.pk for user in chosen],
        },
        follow=True,
    )
    assert [message.to for message in mail.outbox] == [["nieuw@example.org"]]
    assert len(list(answer.context["messages"])) == 3  # made, sent, and not sent
    [link] = [line for line in mail.outbox[0].body.splitlines() if "http" in line]
    theirs = Client()
    page = theirs.get(link, follow=True).request["PATH_INFO"]
    theirs.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    assert log_in(theirs, "nieuw").status_code == 302


def test_a_beheerder_helps_who_lost_the_telephone(client, manager):
    user = make_editor("redactie", WRITER)
    give_second_step(user)
    client.post(
        address(User, "changelist"),
        {"action": "remove_second_step", "_selected_action": [user.pk]},
    )
    assert log_in(Client(), "redactie").url == "/beheer/"
    [off, _logged_in] = AccountEvent.objects.order_by("pk")
    assert (off.kind, off.user, off.by) == ("tweede-stap-uit", user, "beheer")


# What nobody changes here


def test_a_role_itself_is_only_to_look_at(client):
    client.force_login(make_superuser())
    role = group(WRITER)
    assert client.get(address(Group, "change", role.pk)).status_code == 200
    before = role.permissions.count()
    for page in ["change", "delete"]:
        answer = client.post(
            address(Group, page, role.pk), {"name": "x", "post": "yes"}
        )
        assert answer.status_code == 403
    assert group(WRITER).permissions.count() == before


def test_events_are_only_to_look_at_newest_first(client):
    boss = make_superuser("baas")
    make_editor("redactie", WRITER)
    for password in ["fout", PASSWORD]:
        log_in(Client(), "redactie", password)
    client.force_login(boss)
    page = client.get(address(AccountEvent, "changelist"))
    events = list(page.context["cl"].result_list)
    assert [event.kind for event in events] == ["ingelogd", "geweigerd"]
    for name in ["change", "delete"]:
        answer = client.post(address(AccountEvent, name, events[0].pk), {"post": "yes"})
        assert answer.status_code == 403
    assert client.get(address(AccountEvent, "add")).status_code == 403
    assert AccountEvent.objects.count() == 2
