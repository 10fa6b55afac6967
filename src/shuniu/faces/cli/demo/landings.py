"""Projects in communities over two and a half years: some still run after a year, some stopped, one waits for its yes (A10.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network.models import Counterpart
from shuniu.domain.support.models.growing import Landing, LandingCount
from shuniu.engines.exchange.models import Need
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

PROJECTS = (
    ("minors", "people", "放学后没人照看的孩子", "四点半课堂", "每天放学后两小时，两名志愿者陪写作业。"),
    ("elders", "people", "独居老人午餐没人送", "邻里送餐队", "工作日中午送到家，顺便看看老人。"),
    ("disabled", "training", "心智障碍青年想学手艺", "巷口烘焙课", "每周两次，在社区厨房学做面包。"),
    ("residents", "expertise", "楼道堆物劝不动", "楼道议事会", "每月一次，居民自己定公约。"),
)
AGES = (9, 60, 150, 390, 420, 470, 700, 730)


def fill(city: DemoCity) -> None:
    counts: list[LandingCount] = []
    for n, hub in enumerate(city.hubs):
        hosts = list(Counterpart.objects.filter(hub=hub, area__level="subdistrict", confirmed_at__isnull=False).select_related("body").order_by("pk")[:4])  # fmt: skip
        known = members(hub, 12)[4:]
        if not hosts or not known:
            continue
        for k, age in enumerate(AGES):
            row = _landing(city, n, hub, hosts[k % len(hosts)].body, known[k % len(known)], k, age)
            counts += _counts(city, row, k, age)
    LandingCount.objects.bulk_create(counts)


def _landing(
    city: DemoCity, n: int, hub: Organization, host: Organization, body: Organization, k: int, age: int
) -> Landing:
    group, kind, title, project, plan = PROJECTS[k % len(PROJECTS)]
    officer, at = city.users[account(city, n, "officer")], city.now - timedelta(days=age)
    need = Need.objects.create(
        keeper=hub, body=host, body_name=host.name, asker="community", kind=kind, groups=[group], title=title, state="open", area=host.area,
        posted_by=city.system, posted_at=at - timedelta(days=20), changed_at=at - timedelta(days=20), token=f"demo-land-{n}-{k}",
        key=f"demo:landing:{n}:{k}",
    )  # fmt: skip
    started = k > 1
    first = city.today - timedelta(days=age - 10) if started else None
    over = age > 376
    luck = city.random.random() < 0.3 + 0.6 * city.strength[hub.pk]
    state = (
        "PROPOSED"
        if k == 0
        else "ACCEPTED"
        if k == 1
        else "RUNNING"
        if not over
        else "CONTINUED"
        if luck
        else "STOPPED"
    )
    return Landing.objects.create(
        hub=hub, need=need, community=host, organization=body, title=project, plan=plan, asks_for="活动室，每周三次", state=state,
        proposed_by=officer, proposed_at=at, answered_by=city.system if k else None, answered_at=at + timedelta(days=3) if k else None,
        host="服务站站长" if k else "", hosts_with="二楼活动室" if k else "", reason="场地收回，没有合适的地方" if state == "STOPPED" else "",
        first_service_on=first, first_stated_by=officer if started else None, first_confirmed_by=city.system if started else None,
        first_confirmed_at=at + timedelta(days=12) if started else None, key=f"demo:{n}:{k}",
        year_on=city.today - timedelta(days=max(age - 380, 1)) if over else None, year_said_by=city.system if over else None,
        year_said_at=city.now - timedelta(days=max(age - 380, 1)) if over else None,
        year_note=("每周三次，来的人越来越多。" if luck else "场地收回以后停了。") if over else "",
    )  # fmt: skip


def _counts(city: DemoCity, row: Landing, k: int, age: int) -> list[LandingCount]:
    """One entry a month since the first service."""
    if row.first_service_on is None:
        return []
    group = PROJECTS[k % len(PROJECTS)][0]
    months = min((age - 10) // 30 + 1, 13)
    return [
        LandingCount(landing=row, group=group, persons=20 + (k * 7 + month * 3) % 40, served_on=row.first_service_on + timedelta(days=30 * month),
                     entered_by=city.system, entered_at=city.now)
        for month in range(months)
        if row.first_service_on + timedelta(days=30 * month) <= city.today
    ]  # fmt: skip
