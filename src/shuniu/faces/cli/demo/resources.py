"""Offers and needs of two years, brought together at every stage from introduced to delivered, confirmed and thanked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shuniu.engines.exchange.models import Delivery, Match, Need, Offer, RelayMessage, Showing
from shuniu.engines.exchange.queries.finding import as_posting, forget
from shuniu.faces.cli.demo.facilities import UNITS
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.resources_words import ASKERS, COMPANIES, MEDIA, PAIRS, PERSONS
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.methods.matching import Index

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

SOURCES = ("company", "company", "organization", "fiscal", "own", "company", "society", "organization")
AGES = (640, 520, 430, 330, 240, 150, 95, 60, 40, 25, 12, 5)
"""Days ago; the younger ones are still on their way."""


def fill(city: DemoCity) -> None:
    offers: list[Offer] = []
    needs: list[Need] = []
    turns = len(AGES) if city.size > 1000 else 6
    for n, hub in enumerate(city.hubs):
        known = members(hub, 10)
        for turn in range(turns if n == 0 else min(turns, 4)):
            age = AGES[(turn * 5 + n) % len(AGES)] if n else AGES[turn * len(AGES) // turns]
            offers.append(_offer(city, n, hub, known, turn, age))
            needs.append(_need(city, n, hub, known, turn, age))
    Offer.objects.bulk_create(offers)
    Need.objects.bulk_create(needs)
    matches = _matches(city, offers, needs)
    Match.objects.bulk_create(matches)
    Delivery.objects.bulk_create([one for match in matches for one in _deliveries(city, match)])
    RelayMessage.objects.bulk_create([one for match in matches for one in _talk(match)])
    Showing.objects.bulk_create(
        Showing(offer=offer, day=city.today - timedelta(days=back), times=1 + (offer.pk * (back + 3)) % 9)
        for offer in offers if offer.state == "open" for back in range(0, 12, 4)
    )  # fmt: skip
    forget()


def _provider(
    city: DemoCity, n: int, source: str, hub: Organization, known: list[Organization], turn: int
) -> dict[str, Any]:
    place = n * 3 + turn
    if source == "fiscal":
        return {"body": None, "department": city.office, "body_name": city.office.name}
    if source == "own":
        return {"body": hub, "body_name": hub.name, "unit_name": UNITS[place % 3]}
    if source in ("partner", "organization") and known:
        body = known[place % len(known)]
        return {"body": body, "body_name": body.name}
    names = {"media": MEDIA, "society": PERSONS}.get(source, COMPANIES)
    return {"body": None, "body_name": names[place % len(names)]}


def _shared(city: DemoCity, hub: Organization, n: int, turn: int, at: datetime, age: int) -> dict[str, Any]:
    kind, groups, *_words = PAIRS[(n * 5 + turn * 7) % len(PAIRS)]
    waits = age < 10 and n % 4 == 0
    return {
        "keeper": hub, "kind": kind, "groups": list(groups), "contact_name": "联系人", "contact_phone": "01000000000",
        "posted_at": at, "changed_at": at, "state": "waiting" if waits else "open" if age < 380 else "closed",
        "screened_at": None if waits else at + timedelta(days=1), "closed_at": None if age < 380 else at + timedelta(days=300),
        "area": city.areas[(n + turn) % len(city.areas)] if turn % 3 == 2 else None,
    }  # fmt: skip


def _offer(city: DemoCity, n: int, hub: Organization, known: list[Organization], turn: int, age: int) -> Offer:
    at = city.now - timedelta(days=age + n % 9 + 3)
    _kind, _groups, title, details, _need_title, _more = PAIRS[(n * 5 + turn * 7) % len(PAIRS)]
    source = "media" if _kind == "media" else SOURCES[(n + turn) % len(SOURCES)]
    return Offer(
        **_shared(city, hub, n, turn, at, age), **_provider(city, n, source, hub, known, turn), source=source, title=title,
        details=details, conditions="提前三天预约" if turn % 4 == 1 else "", is_cash=_kind == "money", open_to_all=turn % 5 != 3,
        value_fen=(20 + (n * 7 + turn * 13) % 60) * 100_000, token=f"demo-market-offer-{n}-{turn}", key=f"demo-market-offer-{n}-{turn}",
    )  # fmt: skip


def _need(city: DemoCity, n: int, hub: Organization, known: list[Organization], turn: int, age: int) -> Need:
    at = city.now - timedelta(days=age + n % 9)
    _kind, _groups, _title, _details, title, details = PAIRS[(n * 5 + turn * 7) % len(PAIRS)]
    body = known[(turn * 2) % len(known)] if known and turn % 4 != 3 else None
    return Need(
        **_shared(city, hub, n, turn, at, age), body=body, body_name=body.name if body else ASKERS[(n + turn) % len(ASKERS)],
        asker="organization" if body else "community" if (n + turn) % 4 != 3 else "public", title=title, details=details,
        token=f"demo-market-need-{n}-{turn}", key=f"demo-market-need-{n}-{turn}",
    )  # fmt: skip


def _matches(city: DemoCity, offers: list[Offer], needs: list[Need]) -> list[Match]:
    """Four of five needs found something; the stronger the hub, the sooner and the surer."""
    index, rows = Index(), []
    for n, (offer, need) in enumerate(zip(offers, needs, strict=True)):
        same = offer.body_id is not None and offer.body_id == need.body_id
        if same or "waiting" in (offer.state, need.state) or n % 5 == 4:
            continue
        judged = index.judge(as_posting(need, {}), as_posting(offer, {}))
        strength = city.strength[need.keeper_id]
        met = need.posted_at + timedelta(days=2 + round((1 - strength) * 24) + n % 5)
        if met > city.now:
            continue
        reasons = [[one.code, list(one.words), one.share, one.speaks_for] for one in judged.reasons]
        match = Match(hub=need.keeper, offer=offer, need=need, fit=judged.fit, reasons=reasons, introduced_at=met)
        _stage(city, match, n, met)
        rows.append(match)
    return rows


def _stage(city: DemoCity, match: Match, n: int, met: datetime) -> None:
    agreed = met + timedelta(days=1 + n % 4)
    if agreed > city.now or n % 11 == 7:
        return
    if n % 11 == 3:
        match.state, match.ended_at, match.ended_why = "declined", agreed, "时间对不上，已经另找到了"
        return
    match.state = "accepted"
    match.offer_accepted_at, match.need_accepted_at, match.accepted_at = met + timedelta(hours=5), agreed, agreed
    done = agreed + timedelta(days=35)
    if done < city.now:
        match.state, match.ended_at = ("failed", done) if n % 9 == 5 else ("closed", done)
        if match.state == "failed":
            match.ended_why = "供给方业务调整，没有办成"
        else:
            match.thanks, match.thanked_at = "帮了大忙，谢谢。", done


def _deliveries(city: DemoCity, match: Match) -> list[Delivery]:
    if match.accepted_at is None or match.state == "failed":
        return []
    n = int(match.need.key.rsplit("-", 2)[1])
    whole, rows = match.offer.value_fen or 0, []
    for part in range(2):
        at = match.accepted_at + timedelta(days=6 + part * 14)
        if at > city.now:
            break
        confirmed = at + timedelta(days=2)
        rows.append(Delivery(
            match=match, what=f"{match.offer.title} · 第{'一二'[part]}次", delivered_on=local_date(at), value_fen=whole // 2,
            is_cash=match.offer.is_cash, recorded_by=city.users[account(city, n, "officer")], recorded_at=at,
            confirmed_at=confirmed if confirmed < city.now else None, key=f"{match.need.key}-{part}",
        ))  # fmt: skip
    return rows


def _talk(match: Match) -> list[RelayMessage]:
    words = (("need", "周六上午可以吗？大约三十人。"), ("offer", "可以，请提前一天告诉我们人数。"))
    return [
        RelayMessage(match=match, side=side, text=text, sent_at=match.introduced_at + timedelta(hours=2 + turn),
                     key=f"{match.need.key}-say-{turn}")
        for turn, (side, text) in enumerate(words if match.accepted_at else words[:1])
    ]  # fmt: skip
