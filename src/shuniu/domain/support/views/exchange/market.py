"""What anybody opens: search offers, needs and booths, post either, follow what one posted by its own address (A10.4)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.forms.exchange.posting import NeedForm, OfferForm
from shuniu.domain.support.queries.exchange.pool import SIDES, booth_offers, booths, found, wanted
from shuniu.domain.support.queries.exchange.reasons import sentences
from shuniu.domain.support.views.common import first_hub, new_key, spoken_for
from shuniu.engines.exchange.actions import count_shown, post_need, post_offer
from shuniu.engines.exchange.models import Group, ResourceKind
from shuniu.engines.exchange.queries.finding import needs_for, offers_for
from shuniu.kernel.core.policy import public
from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.orgs.queries import hubs_at, is_community
from shuniu.kernel.record.open_forms import admit
from shuniu.kernel.record.pages import own_hub, show_errors

TABS = {"offers": _("供给"), "needs": _("需求"), "booths": _("网上展位")}


@public
def market(request: HttpRequest, side: str = "offers") -> HttpResponse:
    """Offers, needs, or offers as an exhibition; the order is published and the reason stands at each row."""
    if side not in TABS:
        raise Http404
    asked = wanted(request.GET.dict())
    if side == "booths":
        page = Paginator(booths(asked, request.at), 20).get_page(request.GET.get("page"))
        shown = booth_offers([row["who_name"] for row in page], request.at)
        for row in page:
            row["offers"] = shown.get(row["who_name"], [])
        offers = [one for row in page for one in row["offers"][:6]]
    else:
        page = Paginator(found(side, asked, request.at), 20).get_page(request.GET.get("page"))
        offers = list(page) if side == "offers" else []
    count_shown(offers, by=request.user, at=request.at)
    context = {
        "side": side, "tabs": TABS.items(), "page": page, "asked": asked, "kinds": ResourceKind.choices,
        "groups": Group.choices, "areas": Area.objects.standing().exclude(level="subdistrict"),
        "narrowed": any(asked.values()),
    }  # fmt: skip
    return render(request, "support/exchange/market.html", context)


@public
def posting(request: HttpRequest, side: str, pk: int) -> HttpResponse:
    """One open offer or need, and who on the other side would fit, with reasons."""
    if side not in SIDES:
        raise Http404
    rows = SIDES[side].objects.public().select_related("body", "keeper", "area")
    row = get_object_or_404(rows, pk=pk)
    if side == "offers":
        count_shown([row], by=request.user, at=request.at)
    fits = needs_for(row, first=5, at=request.at) if side == "offers" else offers_for(row, first=5, at=request.at)
    context = {
        "row": row, "side": side, "other": "needs" if side == "offers" else "offers",
        "fits": [(one.row, one.match.fit, sentences(one.match.reasons)) for one in fits],
    }  # fmt: skip
    return render(request, "support/exchange/posting_public.html", context)


@public
def offer_post(request: HttpRequest) -> HttpResponse:
    return _post(request, OfferForm, post_offer, "offer", _("我有资源"))


@public
def need_post(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request) if request.user.is_authenticated else None
    more = (
        {} if hub is None else {"communities": Organization.objects.visible_to(request.user, request.at).communities()}
    )
    return _post(request, NeedForm, post_need, "need", _("我有需求"), hub=hub, **more)


def _post(
    request: HttpRequest, form_class: Any, act: Any, name: str, heading: Any, *, hub: Organization | None = None, **more: Any
) -> HttpResponse:  # fmt: skip
    bodies = spoken_for(request, "officer")
    local = not bodies or is_community(bodies[0])
    initial = {
        "key": new_key(), "keeper": hub.code if hub else first_hub(request, bodies), "body": bodies[0].code if bodies else "",
        "title": request.GET.get("q", "")[:80], "contact_name": getattr(request.user, "name", ""),
        "source": "organization" if bodies else "company", "asker": "community" if local else "organization",
    }  # fmt: skip
    form = form_class(
        request.POST or None, hubs=hubs_at(request.at).order_by("sort_key"), bodies=bodies, initial=initial, **more
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            admit(request, name, facts["keeper"])
            row = act(facts.pop("keeper"), **facts, by=request.user, at=request.at)
            return redirect("services:pool-mine", token=row.token)
        except ValidationError as error:
            show_errors(form, error)
    return render(request, "support/exchange/post.html", {"form": form, "heading": heading, "name": name})
