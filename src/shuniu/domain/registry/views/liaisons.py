"""Liaison officers: the hub's list, the organization's own, queries, news, contacts, and the hand-over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import (
    answer_query,
    ask_query,
    export_contacts,
    hand_over_liaison,
    name_liaison,
    note_news,
    note_training,
    send_news,
    withdraw_query,
)
from shuniu.domain.registry.forms_cards import ContactsForm, HandOverForm, NameForm, NewsForm, QueryForm, TrainingForm
from shuniu.domain.registry.models import ContactExport, LiaisonNews, LiaisonQuery
from shuniu.domain.registry.queries_cards import whom_to_ask
from shuniu.domain.registry.queries_liaison import ends_soon, liaisons_of, members
from shuniu.domain.registry.sheets import figures_workbook
from shuniu.domain.registry.views.common import download
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization, Role
from shuniu.kernel.orgs.queries import bodies_of, hubs_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.pages import asked_hub

PER_PAGE = 50


def _form(
    request: HttpRequest, form: Any, *, heading: str, line: str, verb: str, back: str, label: str
) -> HttpResponse:
    context = {"form": form, "heading": heading, "context_line": line, "verb": verb, "back": back, "back_label": label}
    return render(request, "ui/simple_form.html", context)


def _by_state(hub: Organization, request: HttpRequest) -> dict[str, QuerySet[Organization]]:
    rows = members(hub, request.at).order_by("sort_key", "pk")
    posts = Appointment.objects.valid(request.at).filter(role=Role.LIAISON_OFFICER, person__is_active=True)
    there = Exists(posts.filter(organization=OuterRef("pk"), valid_to__isnull=False))
    soon = ends_soon(request.at).values("organization")
    return {"all": rows, "none": rows.exclude(there), "ending": rows.filter(pk__in=soon)}


def liaisons_listed(request: HttpRequest) -> list[tuple[Organization, list[Appointment]]]:
    """All pages of the list: a member and its liaison officers in office."""
    kinds = _by_state(asked_hub(request), request)
    rows = list(kinds.get(request.GET.get("which", "all"), kinds["all"]))
    found = liaisons_of([row.pk for row in rows], request.at)
    return [(row, found.get(row.pk, [])) for row in rows]


@signed_in
def liaisons(request: HttpRequest) -> HttpResponse:
    """The hub's members with their liaison officers: who has none, whose term ends, who was trained."""
    hub = asked_hub(request)
    kinds = _by_state(hub, request)
    counts = {key: rows.count() for key, rows in kinds.items()}
    which = request.GET.get("which", "all")
    page = Paginator(kinds.get(which, kinds["all"]), PER_PAGE).get_page(request.GET.get("page"))
    found = liaisons_of([row.pk for row in page], request.at)
    context = {
        "hub": hub, "page": page, "which": which, "rows": [{"organization": row, "posts": found.get(row.pk, [])} for row in page],
        "tabs": [("all", _("全部会员"), counts["all"]), ("none", _("没有在任联络员（有任期）"), counts["none"]), ("ending", _("任期将满"), counts["ending"])],
        "have": counts["all"] - counts["none"], "n": counts["all"],
        "may_export": allowed(request.user, "registry.export_contacts", hub, at=request.at),
    }  # fmt: skip
    return render(request, "registry/liaisons.html", context)


@signed_in
def training(request: HttpRequest, pk: int) -> HttpResponse:
    hub = asked_hub(request)
    mine = whom_to_ask(hub, "tied", (), request.at).values("pk")
    posts = Appointment.objects.valid(request.at).filter(organization__in=mine, role=Role.LIAISON_OFFICER)
    post = get_object_or_404(posts.select_related("organization", "person"), pk=pk)
    form = TrainingForm(request.POST or None, initial={"on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            note_training(post, hub=hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已登记培训。"))
            return redirect("registry:liaisons")
        except ValidationError as error:
            form.add_error(None, error)
    return _form(request, form, heading=_("登记培训"), line=f"{post.person.name} · {post.organization.name}", verb=_("登记"),
                 back=reverse("registry:liaisons"), label=_("信息联络员"))  # fmt: skip


@signed_in
def liaison(request: HttpRequest) -> HttpResponse:
    """An organization's own liaison officers, those of the past, hand-overs; the head names one."""
    mine = list(
        bodies_of(request.user, request.at).exclude(pk__in=hubs_of(request.user, request.at)).order_by("sort_key")
    )
    if not mine:
        raise Http404
    posts = Appointment.objects.filter(organization__in=mine, role=Role.LIAISON_OFFICER).select_related(
        "organization", "person", "liaison_term__trained_by", "liaison_term__hand_over__successor"
    )
    found: dict[int, list[Appointment]] = {}
    for post in posts.order_by("-valid_from", "-pk"):
        found.setdefault(post.organization_id, []).append(post)
    rows = [
        {
            "organization": row,
            "posts": found.get(row.pk, []),
            "may_name": allowed(request.user, "registry.name_liaison", row, at=request.at),
        }
        for row in mine
    ]
    return render(request, "registry/liaison.html", {"rows": rows, "today": local_date(request.at)})


@signed_in
def liaison_name(request: HttpRequest, code: str) -> HttpResponse:
    row = get_object_or_404(bodies_of(request.user, request.at), code=code)
    if not allowed(request.user, "registry.name_liaison", row, at=request.at):
        raise PermissionDenied
    people = User.objects.filter(
        pk__in=Appointment.objects.valid(request.at).filter(organization=row).values("person"), is_active=True
    )
    today = local_date(request.at)
    form = NameForm(
        request.POST or None, people=people, initial={"valid_from": today, "valid_to": months_after(today, 24)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            name_liaison(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已任命信息联络员。"))
            return redirect("registry:liaison")
        except ValidationError as error:
            form.add_error(None, error)
    return _form(request, form, heading=_("任命信息联络员"), line=row.name, verb=_("任命"), back=reverse("registry:liaison"),
                 label=_("信息联络员"))  # fmt: skip


@signed_in
def hand_over(request: HttpRequest) -> HttpResponse:
    """All that is left to a liaison officer whose term ended: say what is under way and to whom it goes."""
    ended = Appointment.objects.filter(
        person=request.user, role=Role.LIAISON_OFFICER, valid_to__lte=local_date(request.at)
    )
    post = (
        ended.select_related("organization", "liaison_term__hand_over__successor").order_by("-valid_to", "-pk").first()
    )
    if post is None:
        raise Http404
    holders = Appointment.objects.valid(request.at).filter(organization=post.organization).exclude(person=request.user)
    form = HandOverForm(
        request.POST or None, people=User.objects.filter(pk__in=holders.values("person"), is_active=True)
    )
    if request.method == "POST" and form.is_valid():
        try:
            hand_over_liaison(post, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("交接已登记，谢谢你这段时间的工作。"))
            return redirect("registry:hand-over")
        except ValidationError as error:
            form.add_error(None, error)
    term = getattr(post, "liaison_term", None)
    queries = LiaisonQuery.objects.filter(organization=post.organization, answered_at=None, withdrawn_at=None)
    context = {
        "post": post,
        "form": form,
        "done": term.hand_over if term else None,
        "open": list(queries.select_related("hub")[:50]),
    }
    return render(request, "registry/hand_over.html", context)


@signed_in
def queries(request: HttpRequest) -> HttpResponse:
    """Questions between hub and organization, the open ones first; both ends see the same list."""
    rows = LiaisonQuery.objects.visible_to(request.user, request.at).select_related("hub", "organization")
    hubs, mine = hubs_of(request.user, request.at).exists(), bodies_of(request.user, request.at).exists()
    if not mine:
        raise Http404
    which = "done" if request.GET.get("which") == "done" else "open"
    shown = (
        rows.filter(answered_at=None, withdrawn_at=None).order_by("due_on")
        if which == "open"
        else rows.exclude(answered_at=None)
    )
    context = {"page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")), "which": which, "hub": hubs,
               "today": local_date(request.at)}  # fmt: skip
    return render(request, "registry/queries.html", context)


@signed_in
def query_new(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    rows = whom_to_ask(hub, "tied", (), request.at).order_by("sort_key")
    form = QueryForm(
        request.POST or None,
        organizations=rows,
        initial={"organization": rows.filter(code=request.GET.get("to", "")).first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = ask_query(hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已问，请对方在 %(day)s 前答复。") % {"day": row.due_on.isoformat()})
            return redirect("registry:query", pk=row.pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _form(request, form, heading=_("询问一家组织"), line=_("先问信息联络员；没有联络员的，问负责人和秘书长"), verb=_("发出询问"),
                 back=reverse("registry:queries"), label=_("询问"))  # fmt: skip


@signed_in
def query(request: HttpRequest, pk: int) -> HttpResponse:
    rows = LiaisonQuery.objects.visible_to(request.user, request.at).select_related(
        "hub", "organization", "asked_by", "answered_by"
    )
    row, problem = get_object_or_404(rows, pk=pk), ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                withdraw_query(row, by=request.user, at=request.at)
            else:
                answer_query(row, answer=request.POST.get("answer", ""), by=request.user, at=request.at)
                messages.success(request, _("已答复。"))
            return redirect("registry:query", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    open_now = row.answered_at is None and row.withdrawn_at is None
    context = {
        "query": row, "problem": problem, "typed": request.POST.get("answer", ""), "today": local_date(request.at),
        "may_answer": open_now and allowed(request.user, "registry.answer_query", row, at=request.at),
        "may_withdraw": open_now and allowed(request.user, "registry.withdraw_query", row, at=request.at),
    }  # fmt: skip
    return render(request, "registry/query.html", context)


@signed_in
def news(request: HttpRequest) -> HttpResponse:
    """What organizations let their hubs know."""
    if not bodies_of(request.user, request.at).exists():
        raise Http404
    rows = LiaisonNews.objects.visible_to(request.user, request.at).select_related(
        "hub", "organization", "sent_by", "noted_by"
    )
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
               "mine": list(hubs_of(request.user, request.at).values_list("pk", flat=True)),
               "may_send": bodies_of(request.user, request.at, *SPEAKS).filter(ties__isnull=False).exists()}  # fmt: skip
    return render(request, "registry/news.html", context)


@signed_in
def news_new(request: HttpRequest) -> HttpResponse:
    mine = bodies_of(request.user, request.at, *SPEAKS).filter(ties__confirmed_at__isnull=False)
    body = mine.order_by("sort_key").first()
    if body is None:
        raise Http404
    ties = Affiliation.objects.confirmed(request.at).filter(organization=body)
    form = NewsForm(
        request.POST or None,
        hubs=Organization.objects.filter(pk__in=ties.values("hub")),
        initial={"happened_on": local_date(request.at)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            send_news(body, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已报给枢纽。"))
            return redirect("registry:news")
        except ValidationError as error:
            form.add_error(None, error)
    return _form(
        request,
        form,
        heading=_("报一条消息"),
        line=body.name,
        verb=_("报给枢纽"),
        back=reverse("registry:news"),
        label=_("消息"),
    )


@signed_in
@require_POST
def news_note(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LiaisonNews.objects.visible_to(request.user, request.at), pk=pk)
    note_news(row, by=request.user, at=request.at)
    return redirect("registry:news")


@signed_in
def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts go out for a purpose and a time; every export stays on this page."""
    hub = asked_hub(request)
    form = ContactsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            export, rows = export_contacts(hub, **form.cleaned_data, by=request.user, at=request.at)
            use = _("只用于：%(purpose)s；用到 %(day)s，过后请删除。") % {
                "purpose": export.purpose,
                "day": export.used_until.isoformat(),
            }
            lines = [[use], [_("组织"), _("信息联络员"), _("工作邮箱"), _("任期至")]]
            lines += [[row["organization"], row["person"], row["email"], row["until"]] for row in rows]
            return download(figures_workbook([(_("信息联络员"), lines)]), f"{hub.name}{_('信息联络员')}.xlsx")
        except ValidationError as error:
            form.add_error(None, error)
    exports = ContactExport.objects.filter(hub=hub).select_related("by")
    context = {"form": form, "hub": hub, "page": Paginator(exports, PER_PAGE).get_page(request.GET.get("page")),
               "may": allowed(request.user, "registry.export_contacts", hub, at=request.at)}  # fmt: skip
    return render(request, "registry/contacts.html", context)
