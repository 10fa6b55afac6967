"""Working contact over a year and a half: with organizations not tied to the hub, and with some of its members."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network import actions as network
from shuniu.domain.network.models import Engagement
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

TYPES = tuple(Engagement.Type.values)
SUBJECTS = {
    "policy": ("讲解税收优惠和年检新规", "政策进社区：登记和备案怎么办"), "training": ("财务和票据培训", "志愿者带队培训"),
    "project": ("合办社区服务点，第一季度走访", "项目中期一起看台账"), "sharing": ("借用会议室和投影", "共用志愿者名单和车辆"),
    "event": ("周末市集设摊", "邻里节开放日"), "benefit": ("敬老院慰问", "河边捡拾和分类宣传"),
}  # fmt: skip


def fill(city: DemoCity) -> None:
    """The stronger a hub, the wider its contact and the more of it the other side confirmed."""
    rows: list[Engagement] = []
    for n, hub in enumerate(city.hubs):
        strength = city.strength[hub.pk]
        free = list(
            Organization.objects.filter(field=hub.field, source="demo").exclude(ties__hub=hub).order_by("pk")
            .exclude(pk__in=[one.pk for one in city.hubs])[: 3 + int(26 * strength * strength)]
        )  # fmt: skip
        for turn, organization in enumerate([*free, *members(hub, 3)]):
            for time in range(1 + (turn + n) % 3):
                rows.append(_row(city, n, hub, organization, turn * 3 + time))
    Engagement.objects.bulk_create(rows)


def _row(city: DemoCity, n: int, hub: Organization, organization: Organization, turn: int) -> Engagement:
    age = 40 + (turn * 53 + n * 29) % 480
    type_ = TYPES[(turn + n) % 6]
    at, day = city.now - timedelta(days=age - 1), city.today - timedelta(days=age)
    draw = (turn * 37 + n * 17) % 100
    confirmed = draw < 45 + 55 * city.strength[hub.pk]
    said_no = not confirmed and draw % 9 == 0
    return Engagement(
        hub=hub, organization=organization, type=type_, subject=SUBJECTS[type_][(turn + n) % 2], happened_on=day,
        entered_by=city.users[account(city, n, "officer")], entered_at=at, key=f"demo:{n}:{turn}",
        token=secrets.token_urlsafe(18), ends_on=day + timedelta(days=31), judged_on=day + timedelta(days=31),
        confirmed_at=at + timedelta(days=1 + turn % 9) if confirmed else None,
        confirmed_through="link" if confirmed else "", answered_by="秘书长" if confirmed or said_no else "",
        declined_at=at + timedelta(days=3) if said_no else None, reason="那天我们没有参加" if said_no else "",
    )  # fmt: skip


def open_engagements(city: DemoCity) -> None:
    """Today: two contacts that an organization of the demo has still to confirm, one that nobody has answered."""
    officer = city.users["hub.officer"]
    asked = ("org.secretary", "training", "班组长安全培训"), ("org.liaison", "event", "邻里节开放日")
    for turn, (name, type_, subject) in enumerate(asked):
        network.log_engagement(
            city.hubs[0], organization=Organization.objects.get(appointments__person=city.users[name]), type=type_,
            happened_on=city.today - timedelta(days=2 + turn), subject=subject, key=f"demo:today:{turn}", by=officer, at=city.now,
        )  # fmt: skip
    free = Organization.objects.filter(source="demo", kind="social_service").exclude(ties__hub=city.hubs[0])
    for turn, organization in enumerate(free.order_by("-pk")[:3]):
        network.log_engagement(
            city.hubs[0], organization=organization, type=TYPES[turn], happened_on=city.today - timedelta(days=turn),
            key=f"demo:free:{turn}", by=officer, at=city.now,
        )  # fmt: skip
