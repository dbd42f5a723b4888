"""Importing by an editor: a file, its plan on the screen, carrying it out, undoing it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ..choices import ImportState
from ..files.reading import KINDS
from ..files.rows import Unreadable
from ..importing import (
    NotCarriedOut,
    Options,
    Outcome,
    carry_out_kept,
    keep_plan,
    undo,
)
from ..models import ImportBatch
from .import_forms import (
    CREATES,
    ImportForm,
    changes_public,
    require_change,
)
from .import_plans import plan_shown
from .import_texts import carried_out_text, entries_of, log, problem_lines, unread_text
from .screens import Screen
from .site import site
from .writing import may_publish

# Of these a list shows nothing, and they can be as large as the file.
LARGE = ["content", "problems", "said", "absent_names"]


@admin.register(ImportBatch, site=site)
class ImportBatchAdmin(Screen):
    """Files that came in. Only a plan is thrown away; what was carried out is kept to undo."""

    list_display = ["file_name", "state", "by", "created", "finished", "entries"]
    list_filter = ["state", "created"]
    search_fields = ["file_name", "by", "file_hash"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).defer(*LARGE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may import sees what comes of it."""
        may_add = self.has_add_permission(request)
        return may_add or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_plan = obj is None or obj.state == ImportState.PLANNED
        return is_plan and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the plan alone: its rows can be ten thousand."""
        counts = {self.opts.verbose_name_plural: len(objs)}
        return list(map(str, objs)), counts, set(), []

    @admin.display(description=gettext_lazy("entries"))
    def entries(self, batch: ImportBatch) -> str:
        return batch.summary

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "carry_out": ("uitvoeren/", self.carry_out_view),
            "plan_again": ("opnieuw/", self.plan_again_view),
            "undo": ("terugdraaien/", self.undo_view),
            "problems": ("problemen.csv", self.problems_view),
        }
        own = [
            path(
                f"<int:pk>/{address}",
                self.admin_site.admin_view(view),
                name=f"catalogue_importbatch_{name}",
            )
            for name, (address, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take a file and make the plan of it. The catalogue stays as it is."""
        self.require_add(request)
        form = ImportForm(may_publish=may_publish(request))
        if request.method == "POST":
            form = ImportForm(
                request.POST, request.FILES, may_publish=may_publish(request)
            )
            if form.is_valid():
                file = form.cleaned_data["file"]
                who = request.user.get_username()
                try:
                    batch = keep_plan(file.name, file.read(), form.options(), who)
                except Unreadable as error:
                    form.add_error("file", str(error))
                else:
                    return redirect_to(batch)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import interventions"),
            "opts": self.opts,
            "form": form,
            "endings": ", ".join(KINDS),
            "most": settings.IMPORT_MAX_MB,
        }
        return TemplateResponse(
            request, "admin/catalogue/importbatch/upload.html", context
        )

    @method_decorator(require_safe)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The plan, and what became of it."""
        found = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        if found is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.opts, object_id
            )
        return self.plan_page(request, found.pk)

    def plan_page(
        self,
        request: HttpRequest,
        pk: int,
        *,
        error: str = "",
        is_outdated: bool = False,
        accepted: frozenset[int] = frozenset(),
    ) -> TemplateResponse:
        batch = get_object_or_404(ImportBatch.objects.defer("content"), pk=pk)
        context = {
            **self.admin_site.each_context(request),
            **plan_shown(batch, request.GET, accepted),
            "title": _("Import of %s") % batch.file_name,
            "opts": self.opts,
            "may_import": self.has_add_permission(request)
            and (may_publish(request) or not changes_public(batch)),
            "may_delete": self.has_delete_permission(request, batch),
            "makes": [label for kind, label in CREATES.items() if kind in batch.create],
            "publishes": batch.publish and may_publish(request),
            "error": error,
            "is_outdated": is_outdated,
        }
        return TemplateResponse(
            request,
            "admin/catalogue/importbatch/plan.html",
            context,
            status=409 if error else 200,
        )

    @method_decorator(require_POST)
    def carry_out_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.require_add(request)
        batch = get_object_or_404(ImportBatch, pk=pk)
        if batch.state != ImportState.PLANNED:
            messages.warning(request, _("This plan has been carried out already."))
            return redirect_to(batch)
        batch.valid_only = batch.valid_only or "valid_only" in request.POST
        batch.publish = batch.publish and may_publish(request)
        undecided = dict(
            batch.rows.filter(undecided=True).values_list("number", "name")
        )
        accepted = frozenset(undecided)
        if "accept_all" not in request.POST:
            ticked = set(request.POST.getlist("accepted"))
            accepted = frozenset(each for each in undecided if str(each) in ticked)
        unread = [undecided[number] for number in undecided if number not in accepted]
        if unread and not batch.valid_only:
            return self.plan_page(
                request, pk, error=unread_text(unread), accepted=accepted
            )
        try:
            with transaction.atomic():
                carry_out_kept(batch, accepted, request.user.get_username())
                require_change(request, batch)
                self.log_written(request, batch)
        except NotCarriedOut as error:
            return self.plan_page(
                request,
                pk,
                error=str(error),
                is_outdated=error.plan is None,
                accepted=accepted,
            )
        if batch.state == ImportState.APPLIED:
            messages.success(request, carried_out_text(batch))
        else:
            messages.info(request, _("There was nothing to import."))
        return redirect_to(batch)

    def log_written(self, request: HttpRequest, batch: ImportBatch) -> None:
        """Tell in the history of each entry that it came from a file."""
        said = _("Imported from %s.") % batch.file_name
        for outcome, flag in [(Outcome.NEW, ADDITION), (Outcome.CHANGED, CHANGE)]:
            log(request, entries_of(batch, outcome), flag, said)

    @method_decorator(require_POST)
    def plan_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another plan of the same file, in the place of one that is outdated."""
        self.require_add(request)
        old = get_object_or_404(ImportBatch, pk=pk)
        if old.state != ImportState.PLANNED or old.content is None:
            messages.warning(request, _("This plan has been carried out already."))
            return redirect_to(old)
        options = Options(
            create=frozenset(old.create),
            publish=old.publish,
            valid_only=old.valid_only,
            complete=old.complete,
        )
        content, who = bytes(old.content), request.user.get_username()
        try:
            batch = keep_plan(old.file_name, content, options, who)
        except Unreadable as error:
            messages.error(request, str(error))
            return redirect_to(old)
        with transaction.atomic():
            plans = ImportBatch.objects.filter(state=ImportState.PLANNED)
            for each in plans.select_for_update().filter(pk=old.pk):
                each.delete()
        messages.success(request, _("This is a new plan. It replaces the old one."))
        return redirect_to(batch)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first, then put everything back."""
        self.require_add(request)
        batch = get_object_or_404(ImportBatch.objects.defer(*LARGE), pk=pk)
        if batch.state != ImportState.APPLIED:
            messages.warning(
                request, _("This import is not carried out, or is undone already.")
            )
            return redirect_to(batch)
        require_change(request, batch)
        if request.method == "POST":
            try:
                with transaction.atomic():
                    said = _("Import of %s undone.") % batch.file_name
                    log(request, entries_of(batch, Outcome.NEW), DELETION, said)
                    log(request, entries_of(batch, Outcome.CHANGED), CHANGE, said)
                    undo(batch, request.user.get_username())
            except NotCarriedOut as error:
                messages.error(request, str(error))
            else:
                messages.success(
                    request,
                    _("The import is undone. The entries are as they were before."),
                )
            return redirect_to(batch)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Undo the import of %s") % batch.file_name,
            "opts": self.opts,
            "batch": batch,
        }
        return TemplateResponse(
            request, "admin/catalogue/importbatch/undo.html", context
        )

    @method_decorator(require_safe)
    def problems_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Everything that is wrong, to send back to who made the file."""
        batch = get_object_or_404(ImportBatch.objects.defer("content"), pk=pk)
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return StreamingHttpResponse(
            problem_lines(batch),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="problemen-{pk}.csv"'
            },
        )

    def require_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied


def redirect_to(batch: ImportBatch) -> HttpResponseRedirect:
    address = reverse("admin:catalogue_importbatch_change", args=[batch.pk])
    return HttpResponseRedirect(address)
