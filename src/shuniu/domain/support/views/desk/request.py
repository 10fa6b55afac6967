"""One request at the desk: all acts on one page, each with its key, and on to the next one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions import desk
from shuniu.domain.support.actions.desk.second_thoughts import request_before
from shuniu.domain.support.models.desk import (
    AnswerTemplate,
    Consultation,
    RequestLink,
    RequestRating,
    ServiceCommittee,
    ServiceRequest,
)
from shuniu.domain.support.queries.desk.history import told
from shuniu.domain.support.queries.desk.requests import same_applicant, units_of
from shuniu.domain.support.views.common import may
from shuniu.domain.support.views.desk.queue import FILTERS, colleagues, shown
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import own_hub, paper_response
from shuniu.kernel.record.undo import offer_undo

ACTS = ("accept_request", "assign_request", "move_request", "ask_applicant", "answer_request", "write_note",
        "link_requests", "call_back", "save_answer_template")  # fmt: skip
LONGEST_QUEUE = 500


def _seen(request: HttpRequest, pk: int) -> ServiceRequest:
    rows = ServiceRequest.objects.visible_to(request.user, request.at).select_related(
        "hub", "guide", "unit__organization", "organization", "assigned_to", "answered_by", "reopens"
    )
    return get_object_or_404(rows.distinct(), pk=pk)


def _neighbours(request: HttpRequest, row: ServiceRequest) -> tuple[str, str]:
    """Addresses of the next and the former request of the queue the person came from."""
    ids = list(shown(request).values_list("pk", flat=True)[:LONGEST_QUEUE])
    place = ids.index(row.pk) if row.pk in ids else -1
    after = ids[place + 1 : place + 2] if place >= 0 else ids[:1]
    before = ids[place - 1 : place] if place > 0 else []
    return tuple(_address(request, found[0]) if found else "" for found in (after, before))  # type: ignore[return-value]


def _address(request: HttpRequest, pk: int) -> str:
    return f"{reverse('support:request', args=[pk])}{_query(request)}"


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for key in list(kept):
        if key not in FILTERS:
            del kept[key]
    return f"?{kept.urlencode()}" if kept else ""


@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    after, before = _neighbours(request, row)
    typed: Any = {}
    if request.method == "POST":
        try:
            goes_on = _act(request, row)
            return redirect(after if goes_on and after else _address(request, pk))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            typed = request.POST
            row = _seen(request, pk)
    hub = own_hub(request)
    allowed = may(request, *ACTS, row=row)
    links = RequestLink.objects.filter(first=row) | RequestLink.objects.filter(second=row)
    context = {
        "row": row, "today": local_date(request.at), "typed": typed, "after": after, "before": before, "hub": hub,
        "back": reverse("support:requests") + _query(request), "papers": row.papers.select_related("file"),
        "templates": AnswerTemplate.objects.filter(hub=row.hub, dropped_at__isnull=True),
        "units": units_of(row.hub, request.at).exclude(pk=row.unit_id), "people": colleagues(request, hub),
        "others": same_applicant(row)[:10] if hub is not None and hub.pk == row.hub_id else [],
        "links": [(link, link.second if link.first_id == row.pk else link.first)
                  for link in links.select_related("first", "second")],
        "to_call": RequestRating.objects.filter(request=row, wants_call=True, grade__lte=2).first(),
        "works": row.is_open and allowed["answer_request"], **allowed, **told(row, request.at), **_experts(row),
    }  # fmt: skip
    return render(request, "support/desk/request.html", context)


def _experts(row: ServiceRequest) -> dict[str, Any]:
    """The hub's committees, where the request can be put to experts, and what they were asked about it."""
    questions = Consultation.objects.filter(request=row).select_related("committee", "answered_by__person")
    asked = list(questions.order_by("asked_at", "pk"))
    open_to = ServiceCommittee.objects.filter(hub=row.hub).exclude(pk__in=[one.committee_id for one in asked])
    return {"questions": asked, "committees": open_to.order_by("name"),
            "experts_said": [one for one in asked if one.answered_at]}  # fmt: skip


def _act(request: HttpRequest, row: ServiceRequest) -> bool:
    """Does what was asked; True when the person goes on to the next request."""
    post, who = request.POST, {"by": request.user, "at": request.at}
    act, done = post.get("act", ""), partial(_done, request, row, request_before(row))
    if act == "accept":
        done(desk.accept_request(row, **who), _("已受理。"))
    elif act == "take":
        desk.assign_requests([row], person=request.user, **who)
        done(None, _("已交给你办理。"))
    elif act == "assign":
        person = next((one for one in colleagues(request, own_hub(request)) if str(one.pk) == post.get("person")), None)
        desk.assign_requests([row], person=person, **who)
        done(None, _("已分派。"))
    elif act == "move":
        wanted = post.get("unit", "")
        unit = get_object_or_404(units_of(row.hub, request.at), pk=whole_number(wanted))
        done(desk.move_request(row, unit=unit, text=post.get("move_text", ""), **who), _("已转办，计时不变。"))
    elif act == "ask":
        done(desk.ask_applicant(row, missing=post.get("missing", ""), **who), _("已一次告知，等申请人补齐。"))
    elif act in ("answer", "answer_next"):
        version = post.get("version", "")
        made = desk.answer_request(
            row, text=post.get("answer", ""), sent_elsewhere=post.get("sent_elsewhere", ""),
            version=int(version) if version.isdecimal() else -1, **who,
        )  # fmt: skip
        done(made, _("“%(subject)s”已答复，等申请人确认。") % {"subject": row.subject})
        return act == "answer_next"
    else:
        _act_beside(request, row, act)
    return False


def _done(
    request: HttpRequest, row: ServiceRequest, before: dict[str, Any], made: ServiceRequest | None, text: str
) -> None:
    """Say so; what has changed can be taken back for some seconds."""
    now = made or ServiceRequest.objects.get(pk=row.pk)
    if now.version == before["version"] + 1:
        offer_undo(request, text, "support.request_handled", now, before=before)
    else:
        messages.success(request, text)


def _act_beside(request: HttpRequest, row: ServiceRequest, act: str) -> None:
    post, who = request.POST, {"by": request.user, "at": request.at}
    if act == "note":
        desk.write_note(row, text=post.get("note", ""), **who)
        messages.success(request, _("已送给申请人。"))
    elif act == "receive":
        papers = {upload.name or _("材料"): upload for upload in request.FILES.getlist("paper")}
        desk.receive_papers(row, text=post.get("brought", ""), papers=papers, **who)
        messages.success(request, _("已收下，申请人的页面上看得到。"))
    elif act in ("link", "unlink"):
        wanted = post.get("other", "")
        number = whole_number(wanted)
        if act == "link":
            other = get_object_or_404(same_applicant(row), pk=number)
            link = desk.link_requests(row, other, kind=post.get("kind") or "related", **who)
            offer_undo(request, _("已关联。"), "support.requests_linked", link)
        else:
            links = RequestLink.objects.filter(first=row) | RequestLink.objects.filter(second=row)
            link = get_object_or_404(links, pk=number)
            said = {"first": link.first_id, "second": link.second_id, "kind": link.kind}
            desk.unlink_requests(link, **who)
            offer_undo(request, _("已取消关联。"), "support.requests_unlinked", **said)
    elif act == "consult":
        committee = get_object_or_404(ServiceCommittee, hub=row.hub, pk=whole_number(post.get("committee")))
        desk.consult_for_request(row, committee=committee, text=post.get("question", ""), **who)
        messages.success(request, _("已请专委会答复，计时不变。"))
    elif act == "call":
        desk.call_back(row, note=post.get("call_note", ""), **who)
        messages.success(request, _("回访已记下。"))


@signed_in
def request_paper(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    row = _seen(request, pk)
    return paper_response(get_object_or_404(row.papers.select_related("file"), pk=paper).file)
