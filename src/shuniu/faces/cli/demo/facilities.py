"""Rooms that hubs and members lend, fifteen months of use, and what is booked in the weeks to come (A08.2, A10.5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.engines.bookings.models import Booking, Closure, Facility, OpenHours
from shuniu.engines.bookings.slots import moment
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

ROOMS = (
    ("三楼会议室", "meeting", "组织联络部", 40, "投影、视频会议", "自带茶水；结束后恢复桌椅。"),
    ("职工讲堂", "training", "宣传培训部", 120, "投影、话筒、课桌椅", "用于培训和讲座，不用于营利活动。"),
    ("一楼展示厅", "exhibition", "综合办公室", 200, "展板 30 块", "布展撤展自理。"),
)
LENT = (("社区活动室", "activity", 30, "桌椅、音箱"), ("便携音响和投影", "equipment", 1, "含三脚架"))
PURPOSES = (
    "季度骨干碰头会",
    "志愿者岗前培训",
    "项目评议会",
    "居民议事会",
    "读书分享",
    "合唱排练",
    "财务实务小课",
    "督导小组",
)
WEEKS = 65
AFTERNOON = (time(13, 30), time(17, 30))


UNITS = (*(unit for _name, _kind, unit, *_rest in ROOMS), "财务部")


def fill(city: DemoCity) -> None:
    InternalDepartment.objects.bulk_create(
        InternalDepartment(hub=hub, name=name, opened_on=local_date(city.start), entered_by=city.users[account(city, n, "officer")])
        for n, hub in enumerate(city.hubs) for name in UNITS
    )  # fmt: skip
    rows = [row for n, hub in enumerate(city.hubs) for row in _rooms(city, n, hub)]
    Facility.objects.bulk_create(rows)
    hours = [
        OpenHours(facility=row, weekday=weekday, opens=AFTERNOON[0], closes=AFTERNOON[1], valid_from=local_date(row.listed_at))
        for row in rows for weekday in (_weekdays(city, row) if row.is_internal else (2, 5))
    ]  # fmt: skip
    OpenHours.objects.bulk_create([*hours, *_wide(rows[0])])
    Booking.objects.bulk_create([one for n, row in enumerate(rows) for one in _history(city, n, row)], batch_size=2000)
    Closure.objects.create(
        facility=rows[0], starts_at=moment(city.today + timedelta(days=10), time(8)), reason="更换投影机",
        ends_at=moment(city.today + timedelta(days=10), time(12)), entered_by=city.users["hub.officer"], entered_at=city.now,
    )  # fmt: skip


def _weekdays(city: DemoCity, row: Facility) -> tuple[int, ...]:
    """Two afternoons a week at the first hub, one elsewhere."""
    return (1, 3) if row.hub_id == city.hubs[0].pk else (1,)


def _wide(first: Facility) -> list[OpenHours]:
    """The first hub's meeting room is open every weekday, all day, from last week on."""
    day = local_date(first.listed_at)
    return [
        OpenHours(facility=first, weekday=weekday, opens=time(9), closes=time(12), valid_from=day)
        for weekday in range(5)
    ]


def _rooms(city: DemoCity, n: int, hub: Organization) -> list[Facility]:
    officer, address = city.users[account(city, n, "officer")], f"{hub.area.name if hub.area else ''}服务大楼"
    own = [
        Facility(
            hub=hub, owner=hub, unit_name=unit, name=name, kind=kind, place=f"{address} {floor + 1} 层", capacity=capacity,
            equipment=equipment, conditions=conditions, contact="值班电话 8800-0000", open_to="field", listed_at=city.start,
            listed_by=officer, feed_token=f"demo-feed-{n}-{floor}", key=f"demo:{n}:{floor}",
        )
        for floor, (name, kind, unit, capacity, equipment, conditions) in enumerate(ROOMS[: 3 if n == 0 else 2])
    ]  # fmt: skip
    lent = [
        Facility(
            hub=hub, owner=owner, name=f"{owner.name.removeprefix('云州市')[:12]}{name}", kind=kind, place=owner.address or address,
            capacity=capacity, equipment=equipment, open_to="everyone", fee_fen=2000 * (k % 2), listed_at=city.start,
            listed_by=city.system, feed_token=f"demo-lent-{n}-{k}", key=f"demo:lent:{n}:{k}",
        )
        for k, (owner, (name, kind, capacity, equipment)) in enumerate(zip(members(hub, 2), LENT, strict=False))
    ]  # fmt: skip
    return own + lent


def _history(city: DemoCity, n: int, row: Facility) -> list[Booking]:
    """One afternoon a week, the more of them the better the hub works; one in twelve stays empty."""
    known = [one for one in members(row.hub, 6) if one.pk != row.owner_id]
    if not known:
        return []
    first = city.today - timedelta(days=city.today.weekday() + 7 * WEEKS)
    days = [first + timedelta(days=7 * week + weekday) for week in range(WEEKS + 3) for weekday in (_weekdays(city, row) if row.is_internal else (5,))]  # fmt: skip
    found = []
    for k, day in enumerate(days):
        if city.random.random() > 0.25 + 0.6 * city.strength[row.hub_id]:
            continue
        starts = moment(day, AFTERNOON[0])
        found.append(_booking(city, row, known[(k + n) % len(known)], starts, k + n))
    return found


def _booking(city: DemoCity, row: Facility, body: Organization, starts: datetime, k: int) -> Booking:
    ends = starts + timedelta(hours=3 if k % 3 else 4)
    past = ends < city.now
    left_open = past and row.hub_id == city.hubs[0].pk and starts > city.now - timedelta(days=5)
    state = "BOOKED" if not past or left_open else "NO_SHOW" if k % 12 == 7 else "USED"
    return Booking(
        facility=row, organization=body, purpose=PURPOSES[k % len(PURPOSES)], people=min(row.capacity, 8 + k % 20),
        starts_at=starts, ends_at=ends, fee_fen=round(row.fee_fen * (ends - starts).total_seconds() / 3600), state=state,
        booked_by=city.system, booked_at=min(starts - timedelta(days=6), city.now - timedelta(days=1)),
        ended_at=None if state == "BOOKED" else ends + timedelta(hours=1), key=f"demo:{row.key}:{starts:%Y%m%d}",
    )  # fmt: skip
