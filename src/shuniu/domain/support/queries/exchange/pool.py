"""What a hub keeps and what anybody searches: offers, needs, booths, exposure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from shuniu.domain.support.queries.exchange.reasons import sentences
from shuniu.engines.exchange.models import Delivery, Group, Match, Need, Offer, ResourceKind
from shuniu.engines.exchange.queries.finding import area_paths, search
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.reading import day_said
from shuniu.kernel.orgs.models import Area
from shuniu.methods.matching import EVERYWHERE, Posting

MOST_FOUND = 400
SIDES: dict[str, Any] = {"offers": Offer, "needs": Need}


def wanted(asked: dict[str, str]) -> dict[str, Any]:
    """What the address asks for, as far as it can be; the rest is left out."""
    area = Area.objects.filter(code=asked.get("area", "")[:12]).first() if asked.get("area") else None
    return {
        "text": asked.get("q", "").strip()[:80],
        "kind": asked.get("kind", "") if asked.get("kind", "") in ResourceKind.values else "",
        "group": asked.get("group", "") if asked.get("group", "") in Group.values else "",
        "area": area,
        "since": day_said(asked.get("since")), "until": day_said(asked.get("until")),
        "people": _number(asked.get("people", "")), "yuan": _number(asked.get("yuan", "")),
    }  # fmt: skip


def _number(text: str) -> int | None:
    plain = text.strip().replace(",", "").replace("，", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 10 else None


def _in_the_days(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    """Open on some day from `since` to `until`; who says no dates is always there."""
    if asked["since"] is not None:
        rows = rows.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=asked["since"]))
    if asked["until"] is not None:
        rows = rows.filter(Q(opens_on__isnull=True) | Q(opens_on__lte=asked["until"]))
    return rows


def _as_much(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    """An offer for at least so many people or so much money, a need of at most so many; who says no number stays."""
    which = "gte" if rows.model is Offer else "lte"
    for name, value in (("capacity", asked["people"]), ("value_fen", asked["yuan"] and asked["yuan"] * 100)):
        if value:
            rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__{which}": value}))
    return rows


def _narrow(rows: QuerySet[Any], asked: dict[str, Any], at: datetime) -> QuerySet[Any]:
    rows = rows.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=local_date(at)))
    rows = _as_much(_in_the_days(rows, asked), asked)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["group"]:
        rows = rows.filter(Q(groups__contains=[asked["group"]]) | Q(groups=[]))
    if asked["area"] is not None:
        above = [one for one in (asked["area"], asked["area"].parent) if one is not None]
        rows = rows.filter(Q(area__isnull=True) | Q(area__in=above) | Q(area__parent=asked["area"]))
    return rows


def found(side: str, asked: dict[str, Any], at: datetime) -> Any:
    """Rows in the published order: with words by fit, without them who waits longest first.

    With words a list of rows with `fit` and `why`; without them a query.
    """
    open_rows = _narrow(SIDES[side].objects.public(), asked, at).select_related("body", "keeper", "area")
    if not asked["text"]:
        return open_rows.order_by("posted_at", "pk")
    paths = area_paths()
    posting = Posting(
        0, asked["text"], frozenset(filter(None, [asked["kind"]])), frozenset(filter(None, [asked["group"]])),
        frozenset({paths.get(asked["area"].pk, EVERYWHERE)} if asked["area"] else ()), asked["since"], asked["until"],
        asked["people"], asked["yuan"] and asked["yuan"] * 100,
    )  # fmt: skip
    hits = search(side, posting, first=MOST_FOUND, at=at)
    kept = set(open_rows.filter(pk__in=[one.row.pk for one in hits]).values_list("pk", flat=True))
    rows = []
    for one in hits:
        if one.row.pk in kept:
            one.row.fit, one.row.why = one.match.fit, sentences(one.match.reasons)
            rows.append(one.row)
    return rows


def booths(asked: dict[str, Any], at: datetime) -> QuerySet[Any]:
    """Providers with what they offer: the same offers, shown as an exhibition, who waits longest first."""
    rows = _narrow(Offer.objects.public(), asked, at)
    name = Coalesce("body__name", F("body_name"))
    counted = rows.values(who_name=name, code=Coalesce("body__code", Value(""))).annotate(
        n=Count("pk"), since=Min("posted_at")
    )
    if asked["text"]:
        counted = counted.filter(Q(who_name__icontains=asked["text"]) | Q(title__icontains=asked["text"]))
    return counted.order_by("since", "who_name")


def booth_offers(names: list[str], at: datetime) -> dict[str, list[Offer]]:
    rows = _narrow(Offer.objects.public(), wanted({}), at).annotate(who_name=Coalesce("body__name", F("body_name")))
    kept: dict[str, list[Offer]] = {}
    for row in rows.filter(who_name__in=names).select_related("body", "area").order_by("posted_at", "pk"):
        kept.setdefault(row.who_name, []).append(row)
    return kept


def exposure(keeper_ids: list[int], at: datetime, *, days: int = 90) -> list[dict[str, Any]]:
    """Per provider: how often shown, introduced, agreed in the last days; most shown first."""
    since = at - timedelta(days=days)
    offers = Offer.objects.filter(keeper__in=keeper_ids)
    name = Coalesce("body__name", F("body_name"))
    shown = dict(
        offers.filter(showings__day__gte=local_date(since)).annotate(who_name=name).values_list("who_name")
        .annotate(n=Sum("showings__times"))
    )  # fmt: skip
    rows = offers.annotate(who_name=name).values("who_name").annotate(
        offers=Count("pk", distinct=True),
        introduced=Count("matches", filter=Q(matches__introduced_at__gte=since), distinct=True),
        accepted=Count("matches", filter=Q(matches__accepted_at__gte=since), distinct=True),
    )  # fmt: skip
    found_rows = [{**row, "shown": shown.get(row["who_name"], 0)} for row in rows]
    return sorted(found_rows, key=lambda row: (-row["shown"], -row["introduced"], row["who_name"]))


def seen_by_others(offer: Offer, at: datetime, *, days: int = 90) -> dict[str, int]:
    """How often one offer was shown, introduced and agreed in the last days: for whoever posted it."""
    since = at - timedelta(days=days)
    shown = offer.showings.filter(day__gte=local_date(since)).aggregate(n=Sum("times"))["n"] or 0
    found = offer.matches.aggregate(
        introduced=Count("pk", filter=Q(introduced_at__gte=since)),
        accepted=Count("pk", filter=Q(accepted_at__gte=since)),
    )
    return {"days": days, "shown": shown, **found}


def matches_shown(user: Any, at: datetime, *, state: str = "", text: str = "") -> QuerySet[Match]:
    rows = Match.objects.visible_to(user, at).select_related("offer__body", "need__body", "hub")
    if state in Match.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(offer__title__icontains=text) | Q(need__title__icontains=text))
    return rows.order_by("-introduced_at", "-pk")


def delivered(hub_ids: list[int], since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Confirmed value by source, cash and in kind apart."""
    rows = Delivery.objects.filter(
        match__offer__keeper__in=hub_ids, confirmed_at__isnull=False, delivered_on__gte=local_date(since),
        delivered_on__lte=local_date(until),
    )  # fmt: skip
    return list(
        rows.values(source=F("match__offer__source"))
        .annotate(cash=Coalesce(Sum("value_fen", filter=Q(is_cash=True)), 0),
                  kind=Coalesce(Sum("value_fen", filter=Q(is_cash=False)), 0), n=Count("pk"))
        .order_by("source")
    )  # fmt: skip
