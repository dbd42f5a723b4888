"""Accounts, their roles, and what happened to them."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..accounts import has_second_step, record
from ..choices import AccountEventKind
from ..models import AccountEvent
from .forms import LockingForm
from .screens import Screen
from .site import site


def rights_of(user: User) -> str:
    """What decides what `user` may do, in words."""
    words = list(user.groups.order_by("name").values_list("name", flat=True))
    words += user.user_permissions.values_list("codename", flat=True)
    if user.is_superuser:
        words.append(gettext("superuser"))
    if not user.is_active:
        words.append(gettext("not active"))
    return ", ".join(words) or gettext("no role")


class ReadOnlyAdmin(Screen):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Group, site=site)
class RoleAdmin(ReadOnlyAdmin, GroupAdmin):
    """To look at: `catalogue.roles` says what a role may do."""


@admin.register(AccountEvent, site=site)
class AccountEventAdmin(ReadOnlyAdmin):
    list_display = ["moment", "username", "kind", "by", "details"]
    list_filter = ["kind", "moment"]
    search_fields = ["username", "by"]


class AccountForm(LockingForm, UserChangeForm):
    pass


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text: Any = _(
        "Without a password somebody can log in with OpenID Connect alone, or with a link to "
        "choose a new one. The present password is lost then."
    )


@admin.register(User, site=site)
class AccountAdmin(Screen, UserAdmin):
    form = AccountForm
    change_password_form = PasswordForm
    list_display = [
        "username",
        "first_name",
        "last_name",
        "email",
        "roles",
        "is_active",
    ]
    list_filter = ["groups", "is_active", "is_superuser"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Rights"), {"fields": ["is_active", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    superuser_fieldset: Any = (
        _("Rights outside the roles"),
        {"fields": ["is_superuser", "user_permissions"]},
    )
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Rights"), {"fields": ["groups"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]
    actions = ["send_password_link", "remove_second_step"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and request.user.is_superuser:
            fieldsets.insert(-1, self.superuser_fieldset)
        return fieldsets

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name == "groups":
            options |= {"widget": forms.CheckboxSelectMultiple(), "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **options)

    def may_touch(self, request: HttpRequest, user: User | None) -> bool:
        return user is None or not user.is_superuser or request.user.is_superuser

    def has_change_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and self.may_touch(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and self.may_touch(request, obj)

    # What is written down

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> User:
        form.rights_before = ""
        if change:
            form.rights_before = rights_of(User.objects.get(pk=form.instance.pk))
        return super().save_form(request, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        self.record_rights(request, form.instance, form.rights_before)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        before = rights_of(obj)
        super().delete_model(request, obj)
        self.record_rights(request, obj, before)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            self.delete_model(request, user)

    def record_rights(self, request: HttpRequest, user: User, before: str) -> None:
        after = rights_of(user) if user.pk else gettext("deleted")
        if after != before:
            before = before or gettext("new")
            details = f"{before} → {after}"
            by = request.user.get_username()
            record(AccountEventKind.RIGHTS, user, by=by, details=details)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            by = request.user.get_username()
            record(AccountEventKind.PASSWORD, User.objects.get(pk=id), by=by)
        return answer

    # What is done with several at once

    @admin.action(
        description=_("Send a link to choose a password"), permissions=["change"]
    )
    def send_password_link(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> None:
        sent = 0
        for user in queryset.filter(is_active=True).exclude(email=""):
            form = ResetPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
                sent += 1
        self.message_user(
            request,
            ngettext("Sent %(count)s link.", "Sent %(count)s links.", sent)
            % {"count": sent},
        )
        if sent < queryset.count():
            self.message_user(
                request,
                gettext("Who is not active or has no e-mail address got nothing."),
                messages.WARNING,
            )

    @admin.action(
        description=_("Remove the second step, for who lost the telephone"),
        permissions=["change"],
    )
    def remove_second_step(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> None:
        removed = 0
        for user in queryset:
            if self.may_touch(request, user) and has_second_step(user):
                Authenticator.objects.filter(user=user).delete()
                by = request.user.get_username()
                record(AccountEventKind.SECOND_STEP_OFF, user, by=by)
                removed += 1
        self.message_user(
            request,
            ngettext(
                "Removed %(count)s second step.",
                "Removed %(count)s second steps.",
                removed,
            )
            % {"count": removed},
        )
