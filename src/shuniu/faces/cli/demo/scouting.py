"""Needs on record, organizations noticed and cultivated for them over three years; one nomination waits (A05.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.growing import CandidateNote, Cultivation
from shuniu.engines.exchange.models import Need
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import VILLAGES, person
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

NEEDS = (
    ("elders", "people", "独居老人午餐没人送", "十二户，腿脚不便，工作日中午。"),
    ("minors", "people", "放学后到六点没人照看的孩子", "约三十名，家长下班晚。"),
    ("disabled", "training", "心智障碍青年想学一门手艺", "八名，家长愿意接送。"),
    ("workers", "place", "外卖骑手夏天没有歇脚的地方", "午后两个小时最需要。"),
    ("patients", "expertise", "照护者夜里没有人可以问", "以认知症老人的家属为主。"),
)
POTENTIAL = "骨干稳定，居民信得过；缺登记材料和账目，还没有固定场地。"
AGES = (20, 110, 230, 410, 520, 640)


def fill(city: DemoCity) -> None:
    for n, hub in enumerate(city.hubs):
        if n and (city.strength[hub.pk] < 0.35 or n % 3 == 2):
            continue
        known = members(hub, 34)[3:][-10:-4]
        needs = Need.objects.bulk_create(_need(city, n, hub, k) for k in range(len(NEEDS)))
        rows = [_cultivated(city, n, hub, body, needs[k % len(needs)], k) for k, body in enumerate(known)]
        Cultivation.objects.bulk_create(row for row in rows if row is not None)


def _need(city: DemoCity, n: int, hub: Organization, k: int) -> Need:
    group, kind, title, details = NEEDS[k]
    at = city.now - timedelta(days=760 - 10 * k)
    return Need(
        keeper=hub, body_name=f"{VILLAGES[(n + k) % len(VILLAGES)]}社区", asker="community", kind=kind, groups=[group], title=title,
        details=details, state="open", posted_by=city.system, posted_at=at, changed_at=at, screened_at=at, area=hub.area,
        token=f"demo-need-{n}-{k}", key=f"demo:scouting:{n}:{k}",
    )  # fmt: skip


def _cultivated(
    city: DemoCity, n: int, hub: Organization, body: Organization, need: Need, k: int
) -> Cultivation | None:
    """The newest is only nominated by the officer; the head has still to decide."""
    officer, head = city.users[account(city, n, "officer")], city.users[account(city, n, "head")]
    noticed = city.now - timedelta(days=AGES[k] + 40)
    note = CandidateNote.objects.create(
        hub=hub, organization=body, seen=("visit", "told", "event")[k % 3], potential=POTENTIAL, noted_by=officer, noted_at=noticed,
        key=f"demo:note:{n}:{k}",
    )  # fmt: skip
    nominated = noticed + timedelta(days=20)
    if k == 0 and n % 2:
        return None
    row = Cultivation(
        hub=hub, organization=body, note=note, noticed_at=noticed, need=need, need_recorded_at=need.posted_at, nominated_by=officer,
        reasons="三年没有断过服务，居民点名要它来。", nominated_at=nominated, state="NOMINATED" if k == 0 else "HANDED",
    )  # fmt: skip
    if k:
        row.decided_by, row.decided_at, row.decision = (
            head,
            nominated + timedelta(days=8),
            "同意培育，先把账目和登记补上。",
        )
        row.help, row.coach, row.coaching = "coaching", person(n * 3 + k), "每月两次上门，半年后看账目和登记进展。"
        row.handed_on = local_date(nominated + timedelta(days=15))
    return row
