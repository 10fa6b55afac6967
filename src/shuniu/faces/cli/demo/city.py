from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.faces.cli.demo import (
    appeals,
    bodies,
    consortia,
    doubles,
    engagements,
    enterprise,
    expos,
    facilities,
    guidance,
    incubation,
    intake,
    intents,
    joining,
    landings,
    links,
    mechanisms,
    meetings,
    open_work,
    organizations,
    people,
    places,
    raising,
    requests,
    resources,
    scouting,
    service_desk,
    statements,
    ties,
    watch,
)
from shuniu.kernel.core.moments import CITY_TIME, Period, PeriodKind, db_now, local_date, period_of
from shuniu.kernel.orgs.models import Area, Designation, Field, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.specification.models import Edition

PASSWORD = "shuniu-demo"  # noqa: S105  printed at start-up; accounts exist only in the demo


class DemoCity:
    """36 hubs at three levels, `size` organizations, `quarters` of history up to `day`.

    `open_work=False` leaves out what is still to do today: the stories of the tests begin with empty desks.
    """

    system: User
    edition: Edition
    district_edition: Edition
    city_area: Area
    areas: list[Area]
    fields: list[Field]
    office: Organization
    district: Organization
    hubs: list[Organization]
    designations: list[Designation]
    users: dict[str, User]

    def __init__(
        self, *, size: int = 3000, seed: int = 1, day: date | None = None, hubs: int = 36, quarters: int = 8,
        open_work: bool = True,
    ) -> None:  # fmt: skip
        self.size, self.seed, self.hub_count, self.quarter_count = size, seed, hubs, quarters
        self.with_open_work = open_work
        self.random = random.Random(seed)  # noqa: S311  a demo wants the same city every time
        self.now = db_now() if day is None else datetime.combine(day, time(10), tzinfo=CITY_TIME)
        self.today = local_date(self.now)
        self.start = self.now - timedelta(days=900)
        self.password = make_password(PASSWORD)
        self.serial = 0
        self.strength: dict[int, float] = {}

    @transaction.atomic
    def fill(self) -> DemoCity:
        self.system = User.objects.system("demo")
        self.system.name = "演示数据"
        self.system.save(update_fields=["name"])
        for part in PARTS:
            part(self)
        if self.with_open_work:
            open_work.fill(self)
        running_snapshots(self)  # last: today's figures say what today's records say
        return self

    def quarters(self) -> list[Period]:
        """The quarters of the history and the running one, oldest first."""
        quarter, rows = period_of("Q", self.today), []
        for _n in range(self.quarter_count + 1):
            rows.append(quarter)
            quarter = quarter.previous()
        return rows[::-1]

    def running(self, quarter: Period) -> bool:
        return quarter == period_of("Q", self.today)


def _periods(city: DemoCity) -> list[Period]:
    """Quarters, half-years and years that lie in the history, in the order of their ends."""
    kinds: tuple[PeriodKind, ...] = ("Q", "H", "Y")
    periods = {period_of(kind, quarter.start) for quarter in city.quarters() for kind in kinds}
    return sorted(periods, key=lambda one: (one.end, one.start))


def ended_snapshots(city: DemoCity) -> None:
    """Each period that ended was closed at its end."""
    first = city.quarters()[0].start
    for period in _periods(city):
        if period.ends_at <= city.now and period.start >= first:
            compute_snapshot(period, by=city.system, at=period.ends_at, close=True)


def running_snapshots(city: DemoCity) -> None:
    for period in _periods(city):
        if period.ends_at > city.now:
            compute_snapshot(period, by=city.system, at=city.now)


PARTS: list[Callable[[DemoCity], None]] = [
    places.fill, doubles.former_areas, bodies.fill, organizations.fill, doubles.past, ties.fill, people.fill, guidance.fill, joining.fill,
    meetings.fill, links.fill, mechanisms.fill, statements.fill, requests.fill, intents.fill, engagements.fill,
    appeals.fill, intake.fill, service_desk.fill, facilities.fill, resources.fill, raising.fill, incubation.fill, enterprise.fill,
    scouting.fill, landings.fill, expos.fill, consortia.fill, watch.fill, doubles.compared, ended_snapshots,
]  # fmt: skip
