from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import answer_by_link, make_confirmation_link
from shuniu.domain.network.models import ConfirmationLink
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.orgs.actions import confirm_affiliation, decline_affiliation, end_affiliation
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.numbers import qr_svg


@signed_in
def ties(request: HttpRequest) -> HttpResponse:
    """Ties of the person's organizations: what hubs claim waits for a yes or no."""
    mine = bodies_of(request.user, request.at)
    rows = Affiliation.objects.valid(request.at).filter(organization__in=mine).select_related("hub", "organization")
    page = Paginator(rows.order_by("confirmed_at", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "network/ties.html", {"page": page})


@signed_in
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Q(hub__in=hubs_of(request.user, request.at)) | Q(hub__in=overseen_by(request.user, request.at))
    seen |= Q(organization__in=bodies_of(request.user, request.at))
    row = get_object_or_404(Affiliation.objects.filter(seen).select_related("hub", "organization"), pk=pk)
    if request.method == "POST":
        acts = {
            "confirm": lambda: confirm_affiliation(row, through="sign_in", by=request.user, at=request.at),
            "decline": lambda: decline_affiliation(row, by=request.user, at=request.at),
            "end": lambda: end_affiliation(row, on=local_date(request.at), by=request.user, at=request.at),
            "link": lambda: make_confirmation_link(row, by=request.user, at=request.at),
        }
        act = acts.get(request.POST.get("act", ""))
        try:
            if act is not None:
                act()
                messages.success(request, _("已办理。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("network:tie", pk=pk)
    link = ConfirmationLink.objects.filter(affiliation=row).first()
    may_link = allowed(request.user, "network.make_confirmation_link", row, at=request.at)
    address = f"{settings.PUBLIC_URL}/desk/network/confirm/{link.token}/" if link and may_link else ""
    context = {
        "tie": row, "address": address, "qr": qr_svg(address) if address else "", "may_link": may_link,
        "may_answer": allowed(request.user, "orgs.confirm_affiliation", row, at=request.at),
        "may_end": allowed(request.user, "orgs.end_affiliation", row, at=request.at),
    }  # fmt: skip
    return render(request, "network/tie.html", context)


@public
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the organization sees behind link or QR: who says what, yes or no; no account needed."""
    link = get_object_or_404(
        ConfirmationLink.objects.select_related("affiliation__hub", "affiliation__organization"), token=token
    )
    problem = ""
    if request.method == "POST":
        try:
            answer_by_link(link, yes=request.POST.get("answer") == "yes", opened_by=request.user, at=request.at)
            return redirect("network:confirm", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    return render(request, "network/confirm.html", {"tie": link.affiliation, "link": link, "problem": problem})
