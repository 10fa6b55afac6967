"""Cooperation intents of two years: what hubs and members signed, what became of it; one waits for its second party."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network.models import CooperationIntent, IntentOutcome
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

AGES = (690, 610, 540, 470, 400, 260, 150, 60)
SUBJECTS = (
    ("共建{field}夜间服务点", "枢纽出场地和值守补贴，对方派两名工作人员轮值，三个月后一起看使用人次。", "project", "夜间服务点开门，每周三晚值守"),
    ("共用培训师资和教材", "枢纽开放教材和师资名单，对方每季度办一期小班，学员名额各半。", "match", "借出师资三人次，办小班两期"),
    ("联合开展困难家庭走访", "枢纽提供名单和交通，对方组织志愿者，每月走访不少于十户。", "project", "“邻里敲门”走访项目"),
    ("合办年度服务市集", "枢纽负责场地和宣传，对方邀二十家社区社会组织设摊，收支公开。", "match", "秋季市集如期举办"),
    ("开放活动室供社区社会组织使用", "枢纽每周开放两个半天，对方负责登记和保洁，一年后再议。", "match", "活动室每周开放两个半天"),
)  # fmt: skip


def fill(city: DemoCity) -> None:
    rows: list[CooperationIntent] = []
    for n, hub in enumerate(city.hubs):
        known = members(hub, 8)
        for turn, age in enumerate(AGES):
            if len(known) > turn:
                rows.append(_intent(city, n, hub, known[turn], turn, age))
    CooperationIntent.objects.bulk_create(rows)
    IntentOutcome.objects.bulk_create([one for row in rows if (one := _outcome(city, row)) is not None])


def _intent(city: DemoCity, n: int, hub: Organization, other: Organization, turn: int, age: int) -> CooperationIntent:
    day = city.today - timedelta(days=age + n % 20)
    at = city.now - timedelta(days=age + n % 20 - 3)
    subject, commitments, _kind, _result = SUBJECTS[(n + turn) % len(SUBJECTS)]
    waits = turn == len(AGES) - 1 and n % 3 == 1
    return CooperationIntent(
        hub=hub, first=hub, second=other, subject=subject.format(field=hub.field.name if hub.field else "社区"),
        commitments=commitments, signed_on=day, ends_on=months_after(day, 24),
        first_signatory=person(n * 3 + turn), second_signatory=person(n * 5 + turn + 7),
        recorded_by=city.users[account(city, n, "officer")], recorded_at=at, first_confirmed_at=at,
        first_confirmed_by=city.users[account(city, n, "head")],
        second_confirmed_at=None if waits else at + timedelta(days=2), key=f"demo:{n}:{turn}",
    )  # fmt: skip


def _outcome(city: DemoCity, row: CooperationIntent) -> IntentOutcome | None:
    """The stronger the hub, the more of its intents led to something within a year."""
    day = row.signed_on + timedelta(days=120)
    luck = city.random.random()
    if row.second_confirmed_at is None or day >= city.today or luck > 0.15 + 0.75 * city.strength[row.hub_id]:
        return None
    _subject, _commitments, kind, title = next(one for one in SUBJECTS if one[1] == row.commitments)
    at = city.now - (city.today - day) + timedelta(days=2)
    return IntentOutcome(
        intent=row, kind=kind, title=title, happened_on=day, stated_by=row.recorded_by, stated_for=row.hub, stated_at=at,
        confirmed_at=at + timedelta(days=1) if local_date(at) < city.today - timedelta(days=2) else None,
    )  # fmt: skip
