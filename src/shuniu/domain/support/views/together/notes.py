"""Practice notes: what others tried, found by words and field; sharing, changing, taking back, saying it was used (A10.5)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.together import save_note, share_note, state_use, withdraw_note
from shuniu.domain.support.forms.together import NoteForm, UseForm, note_initial
from shuniu.domain.support.models.together import Consortium, Partner, PracticeNote
from shuniu.domain.support.rules.together import ACTS
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Field, Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.pages import show_errors


def _bodies(request: HttpRequest) -> list[Organization]:
    return list(bodies_of(request.user, request.at, *ACTS).order_by("sort_key"))


def _shown(request: HttpRequest) -> Any:
    rows = PracticeNote.objects.visible_to(request.user, request.at).select_related("author", "field")
    text, field = request.GET.get("q", "").strip(), request.GET.get("field", "")
    for word in text.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(situation__icontains=word) | Q(did__icontains=word) | Q(worked__icontains=word)
            | Q(failed__icontains=word) | Q(author__name__icontains=word)
        )  # fmt: skip
    if field:
        rows = rows.filter(field__code=field)
    return rows.annotate(used=Count("uses")).order_by("-shared_at", "-pk")


@signed_in
def notes(request: HttpRequest) -> HttpResponse:
    context = {
        "page": Paginator(_shown(request), 20).get_page(request.GET.get("page")), "text": request.GET.get("q", ""),
        "field": request.GET.get("field", ""), "fields": Field.objects.order_by("code"), "may_share": bool(_bodies(request)),
    }  # fmt: skip
    return render(request, "support/together/notes.html", context)


def _seen(request: HttpRequest, pk: int) -> PracticeNote:
    rows = PracticeNote.objects.visible_to(request.user, request.at).select_related(
        "author", "field", "consortium", "shared_by"
    )
    return get_object_or_404(rows, pk=pk)


def _consortia(bodies: list[Organization]) -> Any:
    joined = Partner.objects.counted().filter(organization__in=bodies).values("consortium")
    return Consortium.objects.filter(pk__in=joined).order_by("-opened_at")


@signed_in
def note_share(request: HttpRequest) -> HttpResponse:
    bodies = _bodies(request)
    if not bodies:
        raise Http404
    form = NoteForm(request.POST or None, bodies=bodies, consortia=_consortia(bodies),
                    initial={"key": secrets.token_urlsafe(16)})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = share_note(data.pop("author"), **data, by=request.user, at=request.at)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("已分享，登录的人都看得到。"))
            return redirect("support:note", pk=made.pk)
    return render(request, "support/together/note_write.html", {"form": form, "row": None})


@signed_in
def note_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    if not allowed(request.user, "support.save_note", row, at=request.at):
        raise PermissionDenied
    form = NoteForm(
        request.POST or None, bodies=[row.author], consortia=_consortia([row.author]), initial=note_initial(row)
    )
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("author", "key")}
        try:
            save_note(row, **data | {"version": data["version"] or 0}, by=request.user, at=request.at)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("support:note", pk=pk)
    return render(request, "support/together/note_write.html", {"form": form, "row": row})


@signed_in
def note(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    others = [body for body in _bodies(request) if body.pk != row.author_id]
    form = UseForm(request.POST if request.POST.get("act") == "use" else None, bodies=others)
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return redirect("support:note", pk=pk)
        except ValidationError as error:
            show_errors(form, error) if form.is_bound else messages.error(request, " ".join(error.messages))
    context = {"row": row, "form": form, "may_use": bool(others) and row.withdrawn_at is None,
               "may_save": allowed(request.user, "support.save_note", row, at=request.at),
               "uses": row.uses.select_related("organization")[:100]}  # fmt: skip
    return render(request, "support/together/note.html", context)


def _act(request: HttpRequest, row: PracticeNote, form: UseForm) -> bool:
    if request.POST.get("act") == "withdraw":
        withdraw_note(row, by=request.user, at=request.at)
        messages.success(request, _("已收回。"))
    elif request.POST.get("act") == "use":
        if not form.is_valid():
            return False
        state_use(row, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, _("已记下，分享的单位会看到。"))
    return True
