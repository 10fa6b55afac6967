"""The desk's clock: a million events replayed, all at once and one by one in another order, to the same due dates (A09);
and the lists of the desk and the exchange with thousands of rows, through Django's test client."""

from __future__ import annotations

import itertools
import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks import Measured, percentile, timed

EVENTS = int(os.environ.get("BENCH_DESK_EVENTS", "1000000"))
LIMIT = 10
ROWS = int(os.environ.get("BENCH_DESK_ROWS", "5000"))
TURNS = int(os.environ.get("BENCH_DESK_TURNS", "40"))
PAGES = {
    "申请队列": ("hub.officer", [f"/desk/support/requests/?page={n}" for n in (1, 2, 40, 100)]),
    "申请队列：超期的": ("hub.officer", ["/desk/support/requests/?which=late"]),
    "申请队列：搜索": ("hub.officer", [f"/desk/support/requests/?q={word}" for word in ("票据", "场地", "王桂兰")]),
    "资源台账": ("hub.officer", [f"/desk/support/pool/?page={n}" for n in (1, 2, 40)]),
    "需求台账：搜索": ("hub.officer", ["/desk/support/pool/needs/?q=教室", "/desk/support/pool/needs/?q=志愿者"]),
    "供需对接": ("hub.officer", [f"/desk/support/matches/?page={n}" for n in (1, 2, 40)]),
    "公开页：供给": ("", [f"/services/pool/offers/?page={n}" for n in (1, 2, 40)]),
    "公开页：按词找": (
        "",
        [f"/services/pool/?q={word}" for word in ("给老人找个唱歌的屋子", "周末的教室", "要志愿者")],
    ),
    "公开页：条件筛选": ("", ["/services/pool/?kind=place&group=elders&people=20", "/services/pool/needs/?yuan=5000"]),
    "公开页：网上展位": ("", ["/services/pool/booths/"]),
    "党政部门支持": ("hub.officer", ["/desk/support/opportunities/", "/desk/support/opportunities/?tab=proposals"]),
    "合作伙伴": ("hub.officer", ["/desk/support/partnerships/"]),
}
"""What is measured → (who, "" for anybody, addresses called in turn)."""


def histories(count: int, calendar: dict[date, bool]) -> list[list]:
    """Possible histories of requests until they hold `count` events: moves, questions, answers, closings, reopenings."""
    from shuniu.methods.workclock import Event, Kind, Mode, may_follow

    kinds = [kind for kind in Kind if kind != Kind.SUBMIT]
    after = {mode: [kind for kind in kinds if may_follow(mode, kind)] for mode in Mode}
    ahead = {Kind.ASK: Mode.ASKED, Kind.ANSWER: Mode.ANSWERED, Kind.CONSENT: Mode.CLOSED, Kind.WITHDRAW: Mode.CLOSED,
             Kind.LAPSE: Mode.LAPSED}  # fmt: skip
    chance, made, first = random.Random(9), 0, date(2019, 1, 1)
    rows = []
    while made < count:
        on, mode = first + timedelta(days=chance.randrange(2800)), Mode.RUNNING
        events = [Event(Kind.SUBMIT, on, "hall")]
        for _n in range(min(chance.randrange(3, 12), count - made - 1)):
            on += timedelta(days=chance.randrange(0, 6))
            kind = chance.choice(after[mode])
            events.append(Event(kind, on, chance.choice("abc") if kind in (Kind.MOVE, Kind.REOPEN) else None))
            mode = mode if kind == Kind.MOVE else ahead.get(kind, Mode.RUNNING)
        rows.append(events)
        made += len(events)
    return rows


def measure() -> Iterator[Measured]:
    from shuniu.methods.workclock import Clock, WorkingDays, replay

    calendar = {date(year, 10, 1) + timedelta(days=n): False for year in range(2019, 2028) for n in range(7)}
    working, rows = WorkingDays(calendar), histories(EVENTS, calendar)
    total = sum(len(events) for events in rows)
    with timed() as watch:
        due = [replay(events, limit=LIMIT, working=working).due_on for events in rows]
    clocks = [Clock(LIMIT, working) for _events in rows]
    arrivals = sorted((event.on, n, k) for n, events in enumerate(rows) for k, event in enumerate(events))
    for _on, n, k in arrivals:
        clocks[n].step(rows[n][k])
    same = sum(clock.due_on == day for clock, day in zip(clocks, due, strict=True))
    note = f"{total:,} 个事件，{len(rows):,} 件申请"
    yield Measured("服务台计时，重放全部事件", watch.seconds, "s", limit=30, note=note)
    yield Measured("逐个到达与一次重放，到期日相同的申请", same / len(rows), "", limit=1.0, at_least=True, note=note)
    yield from _lists()


def _lists() -> Iterator[Measured]:
    """As fast as the register's lists, with thousands of rows of one hub."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks._city import bench_city

    with bench_city(organizations=ROWS) as city:
        _fill(city)
        for label, (who, addresses) in PAGES.items():
            client = Client(HTTP_HOST="localhost")
            if who:
                client.force_login(city.users[who])
            queries = set()
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as caught:
                    assert client.get(address).status_code == 200, address
                queries.add(len(caught))
            times = []
            for address in itertools.islice(itertools.cycle(addresses), TURNS):
                begun = time.perf_counter()
                client.get(address)
                times.append((time.perf_counter() - begun) * 1000)
            note = f"p50 {percentile(times, 0.5):.0f} ms，{'/'.join(map(str, sorted(queries)))} 次查询"
            yield Measured(f"{ROWS:,} 条，{label}，p95", percentile(times, 0.95), "ms", limit=150, note=note)


def _fill(city: Any) -> None:
    """So many requests, offers, needs, matches, opportunities and partnerships of the first hub; nothing twice."""
    from shuniu.domain.support.models.desk import ServiceRequest

    if ServiceRequest.objects.filter(key=f"bench-{ROWS - 1}").exists():
        return
    from django.db import connection

    from shuniu.engines.exchange.queries.finding import forget

    hub, officer = city.hubs[0], city.users["hub.officer"]
    _fill_requests(hub, officer)
    _fill_market(hub, officer)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    forget()


def _fill_requests(hub: Any, officer: Any) -> None:
    from shuniu.domain.support.models.desk import DeskUnit, RequestStep, ServiceGuide, ServiceRequest
    from shuniu.kernel.core.moments import db_now, local_date

    now, guides = db_now(), list(ServiceGuide.objects.filter(hub=hub, valid_to__isnull=True))
    hall = DeskUnit.objects.get(hub=hub, kind="hall", closed_at__isnull=True)
    words = ("怎样领用捐赠票据", "想借一间周末的教室", "理事会换届怎么备案", "要一份项目预算的样表")
    rows = []
    for n in range(ROWS):
        at = now - timedelta(hours=n % 2000)
        closed = n % 3 == 0
        rows.append(ServiceRequest(
            hub=hub, guide=guides[n % len(guides)], applicant=f"第{n}团队", contact_name="王桂兰" if n % 50 == 0 else f"联系人{n}",
            phone=f"139{n:08d}", phone_key=f"139{n:08d}", subject=words[n % 4], text=words[n % 4], filed_at=at,
            clock_from=local_date(at), accept_by=local_date(at) + timedelta(days=3), due_on=local_date(at) + timedelta(days=14),
            unit=hall, assigned_to=officer if n % 2 else None, state="CLOSED" if closed else "IN_HAND" if n % 3 == 1 else "FILED",
            accepted_at=at if n % 3 < 2 else None, answer="已办好" if closed else "", answered_at=at if closed else None,
            closing="consent" if closed else "", closed_at=at if closed else None, token=f"bench-{n}", key=f"bench-{n}",
        ))  # fmt: skip
    ServiceRequest.objects.bulk_create(rows, batch_size=1000)
    RequestStep.objects.bulk_create(
        [RequestStep(request=row, position=1, kind="submit", happened_at=row.filed_at, unit=hall) for row in rows],
        batch_size=2000,
    )


def _fill_market(hub: Any, officer: Any) -> None:
    from shuniu.domain.support.models.exchange import Opportunity, Partnership
    from shuniu.engines.exchange.models import Group, Match, Need, Offer, ResourceKind
    from shuniu.faces.cli.demo.resources_words import PAIRS
    from shuniu.kernel.core.moments import db_now, local_date
    from shuniu.kernel.orgs.models import Organization

    now = db_now()
    bodies = list(Organization.objects.filter(source="demo", kind="social_service")[:400])
    department = Organization.objects.filter(kind="authority").first()
    kinds, groups, sides = list(ResourceKind.values), list(Group.values), {}
    for model, name in ((Offer, "offer"), (Need, "need")):
        rows = []
        for n in range(ROWS):
            at, pair = now - timedelta(hours=n), PAIRS[n % len(PAIRS)]
            title = pair[2] if model is Offer else pair[4]
            body = bodies[(n + 7 * (model is Need)) % len(bodies)]
            more = {"source": "organization"} if model is Offer else {"asker": "organization"}
            rows.append(model(
                keeper=hub, body=body, body_name=body.name, kind=kinds[n % len(kinds)], groups=[groups[n % len(groups)]],
                title=f"{title} {n}", details=pair[3] if model is Offer else pair[5], capacity=n % 300 or None,
                value_fen=(n % 90) * 10_000 or None, state="open" if n % 5 else "closed", posted_at=at, changed_at=at,
                screened_at=at, token=f"bench-{name}-{n}", key=f"bench-{name}-{n}", **more,
            ))  # fmt: skip
        sides[name] = model.objects.bulk_create(rows, batch_size=1000)
    Match.objects.bulk_create(
        [Match(hub=hub, offer=offer, need=need, fit=n % 100, introduced_at=offer.posted_at)
         for n, (offer, need) in enumerate(zip(sides["offer"], sides["need"], strict=True))], batch_size=1000,
    )  # fmt: skip
    today = local_date(now)
    Opportunity.objects.bulk_create(
        [Opportunity(hub=hub, department=department, title=f"补贴申报 {n}", details="每家不超过五万元", obtained_on=today - timedelta(days=n % 700),
                     deadline=today + timedelta(days=60), recorded_by=officer, recorded_at=now, key=f"bench-won-{n}")
         for n in range(ROWS)], batch_size=1000,
    )  # fmt: skip
    Partnership.objects.bulk_create(
        [Partnership(hub=hub, partner=bodies[n % len(bodies)], title=f"共用师资 {n}", elements=["people"],
                     valid_from=today - timedelta(days=n % 700), valid_to=today + timedelta(days=365), ties="无",
                     submitted_by=officer, submitted_at=now, key=f"bench-partner-{n}")
         for n in range(ROWS)], batch_size=1000,
    )  # fmt: skip
