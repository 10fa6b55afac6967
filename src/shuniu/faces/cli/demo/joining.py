"""How organizations came to the hubs: published conditions, applications of two years, refusals, objections, leaving."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from shuniu.domain.network import actions as network
from shuniu.domain.network.models import (
    JoiningConditions,
    MembershipApplication,
    MembershipObjection,
    TieEnding,
)
from shuniu.faces.cli.demo.people import account
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.people.models import User

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

WHO = (
    "一、在本市依法登记的社会团体、社会服务机构和基金会，或在街道备案的社区社会组织；\n二、业务与“{field}”有关，近一年开展过活动；\n"
    "三、自愿加入，愿意公开基本资料。"
)  # fmt: skip
RIGHTS = (
    "参加季度例会和培训；使用联合会的场地和设备；优先对接项目和资源；有选举权和被选举权。",
    "议题直接进例会；两名骨干每年免费参训；资料和活动在联合会的公开页展示；可以随时退出。",
    "政策解读第一时间送到；项目申报有人辅导；会员之间合用场地；可以查阅联合会的账目。",
)
DUTIES = "每年核对两次资料；收到例会通知三天内回复。"
PAPERS = "登记证书副本（社区社会组织用街道备案证明）\n章程首页和盖章页"
WISHES = (
    "想和同行一起把{subject}做得更稳，也愿意把场地拿出来合用。", "骨干只有三个人，想参加培训；可以分享{subject}的台账模板。",
    "希望知道政策怎么落到基层，能承担一个街道的{subject}。", "想对接志愿者，也能带新成立的团队走一遍流程。",
)  # fmt: skip
REASONS = (
    "对照条件第二条：业务范围是对外贸易咨询，近一年没有与本领域有关的活动。", "对照条件第一条：还没有登记，也没有在街道备案；备案后欢迎再申请。",
    "对照条件第二条：业务与本领域无关，建议向工商服务类枢纽申请。",
)  # fmt: skip
OBJECTIONS = (
    ("我们今年在两个社区办了十一场活动，材料里漏附了记录，现在补上。", "复核了补来的活动记录，符合条件第二条，改为接纳。", True),
    ("我们认为对外咨询也是服务。", "条件第二条要求业务与本领域有关，章程和年度报告都没有写，维持原决定。", False),
)  # fmt: skip

# A confirmed member agreed to be one: the consent is on file from the day it confirmed.
_CONSENTS = """
INSERT INTO orgs_consent (organization_id, purpose, given_at, ends_on)
SELECT t.organization_id, left('自愿加入“' || h.name || '”为会员', 120), t.confirmed_at,
       (t.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date + 3650
  FROM orgs_affiliation t JOIN orgs_organization h ON h.id = t.hub_id
 WHERE t.kind = 'membership' AND t.confirmed_at IS NOT NULL AND t.valid_to IS NULL
"""


def fill(city: DemoCity) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTS)
    published = _conditions(city)
    calendar, rows = working_calendar(), []
    for n, hub in enumerate(city.hubs):
        if hub.pk in published:
            rows += _admitted(city, n, hub, published[hub.pk], calendar)
            rows += _refused(city, n, hub, published[hub.pk], calendar)
        _left(city, n, hub)
    MembershipApplication.objects.bulk_create(rows)
    _objections(city)


def _conditions(city: DemoCity) -> dict[int, JoiningConditions]:
    """Every hub but the weakest few has published; every fourth takes a small fee."""
    rows = []
    for n, hub in enumerate(city.hubs):
        if n % 9 == 7:
            continue
        field = hub.field.name if hub.field else "社区"
        fee = 120_000 if n % 4 == 3 else 0
        rows.append(JoiningConditions(
            hub=hub, who_may_join=WHO.format(field=field), rights=RIGHTS[n % len(RIGHTS)], duties=DUTIES, papers=PAPERS if n >= 4 and n % 3 else "",
            fee_fen=fee, fee_basis="会员大会决议，用于培训和会刊，每年公布收支。" if fee else "",
            contact=f"联合会秘书处，工作日 9:00–17:00，0900-5550{n:03d}", published_at=city.start,
            published_by=city.users[account(city, n, "head")],
        ))  # fmt: skip
    return {row.hub_id: row for row in JoiningConditions.objects.bulk_create(rows)}


def _row(
    city: DemoCity,
    n: int,
    hub: Organization,
    conditions: JoiningConditions,
    organization: Organization,
    filed: datetime,
) -> MembershipApplication:
    field = hub.field.name if hub.field else "社区"
    return MembershipApplication(
        hub=hub, organization=organization, conditions=conditions, token=secrets.token_urlsafe(18), name=organization.name,
        kind=organization.kind, credit_code=organization.credit_code or "", area=organization.area,
        leader=organization.legal_representative or "负责人", contact_name="秘书长", contact=f"0900-5551{n:03d}",
        purpose=organization.purpose or f"开展{field}服务。", activities=organization.activities or "每月一次主题开放日",
        wish=WISHES[(n + organization.pk) % len(WISHES)].format(subject=field), consented_at=filed, fee_fen=conditions.fee_fen,
        started_at=filed - timedelta(days=1), saved_at=filed, filed_at=filed, complete_at=filed, version=3,
    )  # fmt: skip


def _admitted(city: DemoCity, n: int, hub: Organization, conditions: JoiningConditions, calendar: dict) -> list:
    """The younger half of the hub's members came by application; a weak hub lets them wait longer."""
    ties = Affiliation.objects.filter(
        hub=hub, kind="membership", route="membership", confirmed_at__gt=city.start + timedelta(days=60), valid_to=None
    ).select_related("organization__area")  # fmt: skip
    rows = []
    for turn, tie in enumerate(ties.order_by("pk")[:40]):
        assert tie.confirmed_at is not None
        days = 4 + (n * 3 + turn * 5) % 9 + int(14 * (1 - city.strength[hub.pk]))
        filed = tie.confirmed_at - timedelta(days=days * 7 / 5)
        row = _row(city, n, hub, conditions, tie.organization, filed)
        row.state, row.tie, row.decided_at = "ADMITTED", tie, tie.confirmed_at
        row.decided_by, row.due_on = (
            city.users[account(city, n, "head")],
            add_working_days(local_date(filed), 15, calendar),
        )
        rows.append(row)
    return rows


def _free(city: DemoCity, hub: Organization, count: int, *, skip: int = 0) -> list[Organization]:
    found = Organization.objects.filter(source="demo").exclude(ties__hub=hub).exclude(pk__in=[h.pk for h in city.hubs])
    return list(found.filter(kind="social_service").select_related("area").order_by("-pk")[skip : skip + count])


def _refused(city: DemoCity, n: int, hub: Organization, conditions: JoiningConditions, calendar: dict) -> list:
    rows = []
    for turn, organization in enumerate(_free(city, hub, 3, skip=n * 3)):
        filed = city.now - timedelta(days=70 + turn * 110 + n % 9)
        row = _row(city, n, hub, conditions, organization, filed)
        row.state, row.decided_at = "REFUSED", filed + timedelta(days=9 + turn)
        row.reason, row.decided_by = REASONS[(n + turn) % len(REASONS)], city.users[account(city, n, "head")]
        row.due_on = add_working_days(local_date(filed), 15, calendar)
        rows.append(row)
    return rows


def _objections(city: DemoCity) -> None:
    """Every fifth of the older refusals was objected to; the officer answered, not the head who decided."""
    rows = []
    old = MembershipApplication.objects.filter(state="REFUSED", decided_at__lt=city.now - timedelta(days=120))
    for turn, row in enumerate(old.select_related("hub", "decided_by").order_by("pk")[::5]):
        text, answer, _upheld = OBJECTIONS[1]
        filed = (row.decided_at or city.now) + timedelta(days=6)
        officer = row.decided_by.username.replace("head", "officer") if row.decided_by else "hub.officer"
        rows.append(MembershipObjection(
            application=row, decider=row.decided_by, text=text, filed_by="负责人", filed_at=filed,
            due_on=local_date(filed) + timedelta(days=21), upheld=False, answer=answer,
            answered_at=filed + timedelta(days=10 + turn % 4), answered_by=city.users[officer],
        ))  # fmt: skip
    MembershipObjection.objects.bulk_create(rows)


def _left(city: DemoCity, n: int, hub: Organization) -> None:
    """A few members left over the two years, each with a word why."""
    ties = []
    for turn, organization in enumerate(_free(city, hub, 3, skip=200 + n)):
        ended = city.today - timedelta(days=35 + turn * 130 + n % 30)
        ties.append(Affiliation(
            hub=hub, organization=organization, kind="membership", route="membership", source="demo", valid_to=ended,
            valid_from=local_date(city.start), claimed_at=city.start, confirmed_at=city.start + timedelta(days=2),
            confirmed_through="sign_in",
        ))  # fmt: skip
    made = Affiliation.objects.bulk_create(ties)
    TieEnding.objects.bulk_create(
        TieEnding(affiliation=tie, by_hub=False, reason=("迁到外市", "业务调整", "合并到另一家")[turn % 3], ended_by="秘书长", ended_at=city.now)
        for turn, tie in enumerate(made)
    )  # fmt: skip


def open_applications(city: DemoCity) -> None:
    """Today: applications at the first hubs, one overdue, one with an objection to answer, an invitation unanswered."""
    system = User.objects.system("membership-link")
    for n, hub in [(n, hub) for n, hub in enumerate(city.hubs[:4]) if n % 9 != 7]:
        for turn, organization in enumerate(_free(city, hub, 3 if n == 0 else 1, skip=60 + n * 4)):
            _filed_today(city, hub, organization, turn, system)
    hub, head = city.hubs[0], city.users["hub.head"]
    late = MembershipApplication.objects.filter(hub=hub, state="FILED").order_by("pk").first()
    if late is not None:
        MembershipApplication.objects.filter(pk=late.pk).update(
            due_on=city.today - timedelta(days=2),
            filed_at=city.now - timedelta(days=24),
            complete_at=city.now - timedelta(days=24),
        )
    refused = MembershipApplication.objects.filter(hub=hub, state="FILED").order_by("-pk").first()
    if refused is not None:
        network.refuse_application(refused, reason=REASONS[0], by=head, at=city.now)
        network.object_to_refusal(refused, text=OBJECTIONS[0][0], filed_by="秘书长", by=system, at=city.now)
    asked = Organization.objects.filter(appointments__person=city.users["org.liaison"]).first()
    other = city.hubs[4] if len(city.hubs) > 4 else None
    if asked is not None and other is not None:
        network.invite_to_join(
            other,
            organization=asked,
            message="今年一起办过两次培训，欢迎加入。",
            by=city.users[account(city, 4, "head")],
            at=city.now,
        )


def _filed_today(city: DemoCity, hub: Organization, organization: Organization, turn: int, system: User) -> None:
    field = hub.field.name if hub.field else "社区"
    row = network.start_application(hub, organization=organization, by=system, at=city.now)
    row = network.save_application(
        row, version=row.version, consent=True, by=system, at=city.now, area=organization.area or city.areas[0],
        leader=organization.legal_representative or "季云舒", contact_name="罗秋白，秘书长", contact=f"join{turn}@demo.invalid",
        purpose=organization.purpose or f"开展{field}服务。", activities=organization.activities or "每月一次主题开放日",
        wish=WISHES[turn % len(WISHES)].format(subject=field),
    )  # fmt: skip
    network.file_application(row, by=system, at=city.now)
