"""Anybody raises an appeal and follows it by its number; the number travels in the body of a request, never in an address."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from shuniu.domain.network.actions import endorse, raise_appeal, record_view, withdraw_endorsement, write_more
from shuniu.domain.network.confidential import opened
from shuniu.domain.network.forms_appeal import RaiseForm
from shuniu.domain.network.models import Appeal, Endorsement, ValueStatement
from shuniu.domain.network.numbers import digest_of
from shuniu.domain.network.queries.appeal import appeal_by_number
from shuniu.domain.network.rules import APPEAL_ANSWER_DAYS
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.open_forms import admit, admit_look_up
from shuniu.kernel.record.pages import show_errors


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _bodies(request: HttpRequest) -> list[Organization]:
    if not request.user.is_authenticated:
        return []
    hubs = hubs_at(request.at).values("pk")
    return list(bodies_of(request.user, request.at, *SPEAKS).exclude(pk__in=hubs).order_by("sort_key"))


@public
@sensitive_post_parameters()
def appeal_raise(request: HttpRequest) -> HttpResponse:
    """One form; the answer to sending it is the receipt itself, so that the number is nowhere but there."""
    bodies, hubs = _bodies(request), hubs_at(request.at).order_by("sort_key")
    initial = {
        "key": secrets.token_urlsafe(24),
        "hub": request.GET.get("hub", ""),
        "body": bodies[0].code if bodies else "",
    }
    form = RaiseForm(request.POST or None, request.FILES or None, hubs=hubs, bodies=bodies, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        body = next((one for one in bodies if one.code == data.pop("body", "")), None)
        hub = hubs.get(code=data.pop("hub"))
        try:
            admit(request, "appeal", hub)
            appeal, number = raise_appeal(hub, **data, organization=body, by=request.user, at=request.at)
            return receipt(request, appeal, number)
        except ValidationError as error:
            show_errors(form, error)
    days = setting_for(hubs[0], APPEAL_ANSWER_DAYS.key, request.at) if hubs else 0
    return _unkept(render(request, "network/appeal_raise.html", {"form": form, "days": int(days or 0)}))


def receipt(request: HttpRequest, appeal: Appeal, number: str) -> HttpResponse:
    """Shown once: the number, what happens next and by when."""
    address = f"{settings.PUBLIC_URL}/appeals/follow/#{number}"
    context = {"appeal": appeal, "number": number, "qr": qr_svg(address, scale=3)}
    return _unkept(render(request, "network/appeal_receipt.html", context))


@public
@sensitive_post_parameters()
def appeal_follow(request: HttpRequest) -> HttpResponse:
    """How far an appeal has come, for who has its number; the same page takes more words and the view of the reply."""
    number = request.POST.get("number", "").strip().upper()
    context: dict[str, Any] = {"number": number, "problem": "", "today": local_date(request.at)}
    appeal = None
    try:
        if number:
            admit_look_up(request, "appeal")
            appeal = appeal_by_number(number)
        if number and appeal is None:
            context["problem"] = _("没有查到这个编号，请对照回执再输一遍。")
    except ValidationError as error:
        context |= {"problem": " ".join(error.messages), "typed": request.POST}
    if appeal is not None:
        with opened(digest=digest_of(number), appeals=[appeal.pk]):
            context |= _followed(request, appeal)
    return _unkept(render(request, "network/appeal_follow.html", context))


def _followed(request: HttpRequest, appeal: Appeal) -> dict[str, Any]:
    problem, done = "", ""
    try:
        done = act_of_appellant(request, appeal)
    except ValidationError as error:
        problem = " ".join(error.messages)
    appeal.refresh_from_db()
    return {
        "appeal": appeal, "messages_of": list(appeal.messages.all()), "views": Appeal.View.choices, "problem": problem,
        "done": done, "typed": request.POST if problem else {},
    }  # fmt: skip


def act_of_appellant(request: HttpRequest, appeal: Appeal) -> str:
    """What the appellant sends: more words, or the view of the reply; returns what to say about it."""
    act, who = request.POST.get("act", ""), {"opened_by": request.user, "at": request.at}
    if act == "more":
        write_more(appeal, text=request.POST.get("text", ""), **who)
        return _("补充的情况已送达枢纽。")
    if act == "view":
        record_view(appeal, view=request.POST.get("view", ""), text=request.POST.get("view_text", ""), **who)
        return _("评价已记下，谢谢您。")
    return ""


@public
def values(request: HttpRequest, code: str) -> HttpResponse:
    """A hub's value statement in its newest version, who endorses it, and the versions before."""
    hub = get_object_or_404(hubs_at(request.at), code=code)
    versions = list(ValueStatement.objects.filter(hub=hub))
    shown = next(
        (one for one in versions if str(one.number) == request.GET.get("version")), versions[0] if versions else None
    )
    bodies, problem = _bodies(request), ""
    if request.method == "POST" and shown is not None:
        body = next((one for one in bodies if one.code == request.POST.get("body")), None)
        try:
            if body is not None:
                _endorse(request, shown, body)
        except ValidationError as error:
            problem = " ".join(error.messages)
    standing = Endorsement.objects.filter(statement=shown, withdrawn_at__isnull=True).select_related("organization")
    rows = list(standing.order_by("organization__sort_key"))
    mine = {row.organization_id for row in rows}
    context = {
        "hub": hub, "versions": versions, "shown": shown, "rows": rows, "problem": problem,
        "newest": shown is not None and shown == versions[0],
        "sides": [{"body": one, "stands": one.pk in mine} for one in bodies],
    }  # fmt: skip
    return render(request, "network/values.html", context)


def _endorse(request: HttpRequest, statement: ValueStatement, body: Organization) -> None:
    if request.POST.get("act") == "withdraw":
        row = Endorsement.objects.filter(statement=statement, organization=body, withdrawn_at__isnull=True).first()
        if row is not None:
            withdraw_endorsement(row, by=request.user, at=request.at)
    else:
        endorse(statement, organization=body, by=request.user, at=request.at)
