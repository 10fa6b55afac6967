"""A fair next month with its exhibitors, and one of a year ago whose forty intents were followed (A10.1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.growing import Booth, Deal, DealCheck, Expo, FairMeeting, Visitor
from shuniu.engines.gatherings.models import Gathering
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import VILLAGES, person
from shuniu.kernel.core.moments import CITY_TIME, local_date, months_after
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

SHOWS = (
    "老人送餐和看望",
    "放学后两小时",
    "无障碍出行向导",
    "楼道议事会",
    "夜间照护热线",
    "社区烘焙课",
    "一页纸项目账",
    "河流守护队",
)
SUBJECTS = ("每周送餐三次", "租用活动室办小课", "联合招募志愿者", "采购手作伴手礼", "请去做一场培训")


def fill(city: DemoCity) -> None:
    for n in (0, 4):
        hub = city.hubs[n % len(city.hubs)]
        known = members(hub, 26)[1:]
        past = _expo(city, n, hub, -390, "去年的公益服务展", len(known))
        _deals(city, n, past, _booths(city, past, known, first=0.5))
        if n == 0:
            soon = _expo(city, n, hub, 32, "秋冬公益服务展", 20)
            # The first of its members can be tried as an exhibitor.
            _visitors(city, soon, _booths(city, soon, [*members(hub, 26)[:1], *known[:19]], first=0.3))


def _expo(city: DemoCity, n: int, hub: Organization, days: int, title: str, booths: int) -> Expo:
    starts = datetime.combine(city.today + timedelta(days=days), time(9), tzinfo=CITY_TIME)
    made = min(starts - timedelta(days=60), city.now - timedelta(days=30))
    gathering = Gathering.objects.create(
        host=hub, title=title, starts_at=starts, ends_at=starts + timedelta(hours=8), place="市文化广场", open_to="everyone",
        door_token=f"demo-expo-{n}-{days}", door_code=f"{700000 + n * 10 + (days > 0):06d}", sign_in_opens_at=starts - timedelta(hours=2),
        sign_in_closes_at=starts + timedelta(hours=10), created_at=made,
    )  # fmt: skip
    return Expo.objects.create(
        hub=hub, gathering=gathering, theme="社区看得见、买得到的服务；街道、企业和居民都可以来。", booths_offered=max(booths, 1),
        apply_until=local_date(made) + timedelta(days=20), opened_at=made, allocated_at=made + timedelta(days=21), key=f"demo:{n}:{days}",
    )  # fmt: skip


def _booths(city: DemoCity, expo: Expo, known: list[Organization], *, first: float) -> list[Booth]:
    return Booth.objects.bulk_create(
        Booth(expo=expo, organization=body, shows=SHOWS[k % len(SHOWS)], card="做了三年，服务两个街道，账目每季公开。", looks_for="新的社区和长期合作",
              first_time=k < len(known) * first, number=k + 1, state="GIVEN", applied_by=city.system, applied_at=expo.opened_at + timedelta(days=k % 18))
        for k, body in enumerate(known)
    )  # fmt: skip


def _visitors(city: DemoCity, expo: Expo, booths: list[Booth]) -> None:
    rows = Visitor.objects.bulk_create(
        Visitor(expo=expo, name=person(k * 13 + 1), body_name=f"{VILLAGES[k % len(VILLAGES)]}社区", interest="长期的老人和孩子服务", token=f"demo-visitor-{k}",
                registered_at=city.now - timedelta(days=k % 9), key=f"demo:{k}")
        for k in range(36)
    )  # fmt: skip
    start = expo.gathering.starts_at
    FairMeeting.objects.bulk_create(
        FairMeeting(booth=booths[k % len(booths)], visitor=row, starts_at=start + timedelta(minutes=20 * (k // len(booths))), state="AGREED" if k % 3 else "ASKED",
                    asked_at=city.now - timedelta(days=1))
        for k, row in enumerate(rows[:24]) if booths
    )  # fmt: skip


def _deals(city: DemoCity, n: int, expo: Expo, booths: list[Booth]) -> None:
    """Forty signed: the most delivered within six months, some failed, the rest open."""
    if not booths:
        return
    officer, signed = city.users[account(city, n % len(city.hubs), "officer")], local_date(expo.gathering.starts_at)
    states = ["DELIVERED" if k % 10 < 6 else "FAILED" if k % 10 < 8 else "OPEN" for k in range(40)]
    day = months_after(signed, 5)
    rows = Deal.objects.bulk_create(
        Deal(
            booth=booths[k % len(booths)], partner=f"{VILLAGES[k % len(VILLAGES)]}社区", subject=SUBJECTS[k % len(SUBJECTS)], value_fen=300_000 + 20_000 * k,
            signed_on=signed, state=state, ended_on=None if state == "OPEN" else day, note="" if state == "OPEN" else "按约做了",
            entered_by=city.system, entered_at=expo.gathering.ends_at, key=f"demo:{n}:{k}",
            confirmed_by=officer if state == "DELIVERED" and k % 7 else None,
            confirmed_at=expo.gathering.ends_at + timedelta(days=165) if state == "DELIVERED" and k % 7 else None,
        )
        for k, state in enumerate(states)
    )  # fmt: skip
    guest = Visitor.objects.create(expo=expo, name=person(n * 3 + 2), body_name=f"{VILLAGES[n % len(VILLAGES)]}社区", interest="老人午餐和看望",
                                   token=f"demo-guest-{n}", registered_at=expo.opened_at, checked_in_at=expo.gathering.starts_at, key=f"demo:guest:{n}")  # fmt: skip
    Deal.objects.create(
        booth=booths[0], visitor=guest, partner=guest.body_name, subject="试送一个月午餐", value_fen=480_000, signed_on=signed, state="DELIVERED",
        ended_on=day, note="送了二十二天", entered_at=expo.gathering.ends_at, confirmed_at=expo.gathering.ends_at + timedelta(days=170), key=f"demo:{n}:guest",
    )  # fmt: skip
    DealCheck.objects.bulk_create(
        DealCheck(deal=row, month=6, state=row.state, note=row.note or "还在谈", said_by=city.system, said_at=expo.gathering.ends_at + timedelta(days=160))
        for row in rows
    )  # fmt: skip
