from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import (
    answer_by_link,
    answer_signed_in,
    choose_route,
    end_tie,
    make_confirmation_link,
    make_letters,
    propose_tie,
)
from shuniu.domain.network.archives import membership_archive
from shuniu.domain.network.explained import seen_ties
from shuniu.domain.network.forms_joining import TieForm
from shuniu.domain.network.models import (
    ConfirmationLink,
    MembershipApplication,
    MembershipInvitation,
    SignedLine,
    TieEnding,
)
from shuniu.domain.network.queries.joining import consent_of
from shuniu.domain.network.routes import routes_of
from shuniu.domain.network.views.common import file_response
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.orgs.actions import tie_before
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, designation_of, holds
from shuniu.kernel.orgs.rules import works_for_the_hub
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import asked_hub
from shuniu.kernel.record.undo import offer_undo

LETTERS_A_PAGE = 50


def address_of(link: ConfirmationLink) -> str:
    return f"{settings.PUBLIC_URL}/desk/network/confirm/{link.token}/"


@signed_in
def ties(request: HttpRequest) -> HttpResponse:
    """Ties of the person's organizations: what hubs claim waits for a yes or no."""
    mine = bodies_of(request.user, request.at)
    rows = Affiliation.objects.valid(request.at).filter(organization__in=mine).select_related("hub", "organization")
    page = Paginator(rows.order_by("confirmed_at", "pk"), 50).get_page(request.GET.get("page"))
    mine_open = MembershipApplication.objects.filter(organization__in=mine).select_related("hub", "organization")[:20]
    asked = MembershipInvitation.objects.filter(
        organization__in=mine, accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True,
        ends_on__gt=local_date(request.at),
    ).select_related("hub", "organization")[:10]  # fmt: skip
    return render(request, "network/ties.html", {"page": page, "applications": mine_open, "invitations": asked})


def visible_ties(request: HttpRequest) -> Any:
    return seen_ties(request.user, request.at).select_related("hub", "organization", "confirmed_by")


@signed_in
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(visible_ties(request), pk=pk)
    if request.method == "POST":
        acts = {
            "confirm": lambda: answer_signed_in(row, yes=True, by=request.user, at=request.at),
            "decline": lambda: answer_signed_in(row, yes=False, by=request.user, at=request.at),
            "end": lambda: end_tie(row, reason=request.POST.get("reason", ""), by=request.user, at=request.at),
            "route": lambda: choose_route(row, route=request.POST.get("route", ""), by=request.user, at=request.at),
            "link": lambda: make_confirmation_link(row, by=request.user, at=request.at),
            "anew": lambda: make_confirmation_link(row, by=request.user, at=request.at, anew=True),
        }
        name, before = request.POST.get("act", ""), tie_before(row)
        act = acts.get(name)
        try:
            if act is not None:
                act()
                if name in ("confirm", "decline"):
                    offer_undo(request, _("已答复。"), "network.answered_signed_in", row, before=before)
                else:
                    messages.success(request, _("已办理。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("network:tie", pk=pk)
    link = ConfirmationLink.objects.filter(affiliation=row).first()
    may_link = allowed(request.user, "network.make_confirmation_link", row, at=request.at)
    ended = link is not None and link.ends_on <= local_date(request.at)
    shown = link if link and may_link and not ended and not row.confirmed_at else None
    asked = link or MembershipInvitation.objects.filter(tie=row).first()
    context = {
        "tie": row, "link": link, "ended": ended, "address": address_of(shown) if shown else "",
        "qr": qr_svg(address_of(shown)) if shown else "", "may_link": may_link and not row.confirmed_at and not row.valid_to,
        "may_answer": allowed(request.user, "network.answer_signed_in", row, at=request.at),
        "may_end": allowed(request.user, "network.end_tie", row, at=request.at),
        "may_route": allowed(request.user, "network.choose_route", row, at=request.at),
        "routes": routes_of(designation_of(row.hub, request.at)),
        "ending": TieEnding.objects.filter(affiliation=row).first(),
        "line": SignedLine.objects.filter(affiliation=row).select_related("sheet").first(),
        "check": AnswerCheck.objects.of(asked) if asked else None, "consent": consent_of(row), "is_ours": holds(request.user, row.organization, at=request.at),
    }  # fmt: skip
    return render(request, "network/tie.html", context)


@signed_in
def tie_data(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is stored about the tie, for the organization itself, also after it left."""
    rows = Affiliation.objects.filter(organization__in=bodies_of(request.user, request.at))
    row = get_object_or_404(rows.select_related("hub", "organization"), pk=pk)
    name = f"{row.organization.name}-{row.hub.name}.zip"
    return file_response(membership_archive(row, at=request.at, by=request.user), name, "application/zip")


@signed_in
def tie_propose(request: HttpRequest) -> HttpResponse:
    """A new tie: the hub says with whom, of which kind and by which route; the organization confirms."""
    hub = asked_hub(request)
    seen = Organization.objects.visible_to(request.user, request.at).exclude(pk=hub.pk).select_related("area")
    chosen = seen.filter(code=request.POST.get("organization") or request.GET.get("organization", "")).first()
    form = TieForm(request.POST if request.method == "POST" else None)
    form.offer(designation_of(hub, request.at))
    if request.method == "POST" and chosen is not None and form.is_valid():
        try:
            made = propose_tie(hub, organization=chosen, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, _("已记下，请对方组织确认；确认前不计入任何数字。"))
            return redirect("network:tie", pk=made.pk)
        except ValidationError as error:
            form.add_error(None, error)
    text = request.GET.get("q", "").strip()
    found = list(seen.search(text).ranked(text)[:20]) if text else []
    context = {"hub": hub, "form": form, "found": found, "text": text, "chosen": chosen}
    return render(request, "network/tie_propose.html", context)


@public
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the organization sees behind link or QR: who says what, yes or no; no account needed."""
    link = get_object_or_404(
        ConfirmationLink.objects.select_related("affiliation__hub", "affiliation__organization"), token=token
    )
    row, problem = link.affiliation, ""
    if request.method == "POST":
        try:
            answer_by_link(
                link, yes=request.POST.get("answer") == "yes", opened_by=request.user, at=request.at,
                answered_by=request.POST.get("answered_by", ""), remark=request.POST.get("remark", ""),
            )  # fmt: skip
            return redirect("network:confirm", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    own = request.user.is_authenticated and works_for_the_hub(request.user, row, request.at)
    context = {
        "tie": row, "link": link, "problem": problem, "own": own, "ended": link.ends_on <= local_date(request.at),
        "name": request.POST.get("answered_by", link.answered_by),
    }  # fmt: skip
    return render(request, "network/confirm.html", context)


@signed_in
def letters(request: HttpRequest) -> HttpResponse:
    """Letters with QR to print, one page for each organization that has not yet answered; of one import or of all."""
    hub = asked_hub(request)
    roster = request.GET.get("roster", "")
    source = f"roster:{roster}" if roster.isdecimal() else ""
    if request.method == "POST":
        made = make_letters(hub, by=request.user, at=request.at, source=source)
        messages.success(request, _("已备好 %(n)s 份确认函。") % {"n": made})
        return redirect(request.get_full_path())
    claims = Affiliation.objects.claimed(request.at).filter(hub=hub)
    if source:
        claims = claims.filter(source=source)
    ready = ConfirmationLink.objects.filter(affiliation__in=claims, ends_on__gt=local_date(request.at))
    rows = ready.select_related("affiliation__organization").order_by("affiliation__organization__sort_key", "pk")
    page = Paginator(rows, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "hub": hub, "page": page, "missing": claims.count() - page.paginator.count, "all_claims": not source,
        "letters": [{"link": link, "address": address_of(link), "qr": qr_svg(address_of(link))} for link in page],
    }  # fmt: skip
    return render(request, "network/letters.html", context)
