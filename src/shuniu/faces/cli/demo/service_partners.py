"""Who helps the desks: an expert committee at every hub, a platform organization, entrusted services with their reviews."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shuniu.domain.support.models.desk import (
    CapacityReview,
    CommitteeMember,
    Consultation,
    DeskUnit,
    EntrustedService,
    PlatformAgreement,
    PlatformService,
    ServiceCommittee,
    ServiceMilestone,
)
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.core.moments import add_working_days, local_date, start_of_day
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

AREAS = ("财税和审计", "法律和劳动关系", "项目设计和评估", "组织治理")
ASKED = (
    ("免税资格到期怎么续", "按附上的清单准备三份材料，到期前两个月递交；去年的专项审计可以直接用。"),
    ("兼职人员要不要签合同", "每周固定到岗的要签；临时帮忙的写服务协议，买意外险。"),
    ("项目预算里人工费的比例", "按直接服务的工时倒推，不要先定比例；附一张测算表。"),
    ("理事会会期没到能不能换人", "章程写明的程序走完就可以，决议和签到要留底。"),
)
SCOPES = (
    (
        "custodial",
        "没有专职会计，年检报告总要返工。",
        "代理记账、纳税申报和年检报告；不掌管印章和账户。",
        ("建好账册", "年检报告"),
    ),
    (
        "accompaniment",
        "骨干换了一批，项目管理跟不上。",
        "每月一次到场辅导，一起做两个项目的计划和复盘。",
        ("第一轮辅导", "项目复盘"),
    ),
)


def fill(city: DemoCity, calendar: Any) -> None:
    day = local_date(city.start)
    committees = ServiceCommittee.objects.bulk_create(
        ServiceCommittee(
            hub=hub, name="服务专委会", purpose="答复法律、财税、治理和项目问题，不收费", opened_at=city.start
        )
        for hub in city.hubs
    )
    experts = CommitteeMember.objects.bulk_create(
        CommitteeMember(
            committee=committee, person=city.users[account(city, (n + k * 3) % len(city.hubs), "head")], areas=AREAS[(n + k) % 4],
            valid_from=day + timedelta(days=k), valid_to=day + timedelta(days=900 + 400 * k), appointed_at=city.start,
            appointed_by=city.users[account(city, n, "head")],
        )
        for n, committee in enumerate(committees)
        for k in range(1, 5)
    )  # fmt: skip
    Consultation.objects.bulk_create(
        _question(city, n, turn, committee, experts[n * 4 : n * 4 + 4], bodies[turn % len(bodies)], calendar)
        for n, committee in enumerate(committees)
        if (bodies := members(committee.hub, 6))
        for turn in range(10 if n == 0 else 5)
    )
    _entrusted(city)


def _question(
    city: DemoCity, n: int, turn: int, committee: ServiceCommittee, experts: list[CommitteeMember], body: Organization, calendar: Any
) -> Consultation:  # fmt: skip
    subject, answer = ASKED[(turn + n) % len(ASKED)]
    asked = city.now - timedelta(days=20 + turn * 45 + n)
    due = add_working_days(local_date(asked), 5, calendar)
    slow = city.random.random() > 0.45 + 0.55 * city.strength[committee.hub_id]
    done = start_of_day(due) + timedelta(days=4 if slow else -2, hours=15)
    member = experts[(turn * turn + n) % len(experts)]
    return Consultation(
        hub=committee.hub, committee=committee, organization=body, subject=subject, text="请给个说法，附上现在的材料。",
        asked_at=asked, asked_by=city.users[account(city, n, "officer")], due_on=due, key=f"demo:{n}:{turn}", member=member,
        answer=answer, answered_at=max(done, asked + timedelta(hours=5)), answered_by=member,
    )  # fmt: skip


def platforms(city: DemoCity) -> dict[int, DeskUnit]:
    """Hub → the desk's unit of its platform organization, at the first hubs."""
    agreements = []
    for n, hub in enumerate(city.hubs[:6]):
        body = members(hub, 8)[-1]
        unit = DeskUnit.objects.create(
            hub=hub, kind="platform", name=body.name[:80], organization=body, opened_at=city.start
        )
        agreements.append(PlatformAgreement(
            hub=hub, organization=body, tasks="为同领域的小组织代办登记、票据和场地，按服务台的期限办。", area="全市本领域", unit=unit,
            valid_from=local_date(city.start), valid_to=city.today + timedelta(days=400), proposed_at=city.start, agreed_at=city.start,
            proposed_by=city.users[account(city, n, "head")], agreed_by=city.system,
        ))  # fmt: skip
    PlatformAgreement.objects.bulk_create(agreements)
    PlatformService.objects.bulk_create(
        PlatformService(
            agreement=row,
            title=title,
            hub_funded=funded,
            fee_fen=fee,
            entered_at=city.start,
            entered_by=city.system,
            settled_at=city.start,
            settled_by=row.proposed_by,
        )
        for row in agreements
        for title, funded, fee in (("登记备案代办", True, 0), ("票据整理", False, 0), ("年报代编", False, 20_000))
    )
    return {row.hub_id: row.unit for row in agreements if row.unit is not None}


def _paid(city: DemoCity, n: int, done: datetime | None, k: int) -> dict[str, Any]:
    """Two weeks after the client's word; what is younger waits."""
    day = local_date(done) + timedelta(days=16) if done else city.today
    if day >= city.today:
        return {}
    return {"paid_fen": 600_000 + 200_000 * k, "paid_on": day, "paid_by": city.users[account(city, n, "officer")]}


def _entrusted(city: DemoCity) -> None:
    rows, milestones, reviews = [], [], []
    for n, hub in enumerate(city.hubs):
        bodies = members(hub, 8)
        if len(bodies) < 4:
            continue
        for turn, (kind, need, scope, titles) in enumerate(SCOPES):
            open_ = n == 0 and turn == 1
            start = city.today - timedelta(days=70 if open_ else 300 - 60 * turn + n)
            row = EntrustedService(
                kind=kind, hub=hub, client=bodies[turn], provider=bodies[3], need=need, need_on=start - timedelta(days=20),
                scope=scope, valid_from=start, valid_to=start + timedelta(days=180), state="AGREED" if open_ else "DONE",
                proposed_at=start_of_day(start), proposed_by=city.users[account(city, n, "officer")], agreed_by=city.system,
                declared_at=start_of_day(start), declared_by=city.system, agreed_at=start_of_day(start), key=f"demo:{n}:{turn}",
                done_at=None if open_ else start_of_day(start + timedelta(days=150)),
            )  # fmt: skip
            rows.append(row)
            for k, title in enumerate(titles, start=1):
                due = start + timedelta(days=60 * k)
                done = None if open_ and k == 2 else start_of_day(due - timedelta(days=3))
                milestones.append(ServiceMilestone(
                    service=row, position=k, title=title, due_on=due, report="已按计划完成，材料已交客户。" if done else "",
                    reported_at=done, confirmed_at=done + timedelta(days=2) if done else None, confirmed_by=city.system if done else None,
                    **_paid(city, n, done, k),
                ))  # fmt: skip
            gain = 8 + int(24 * city.strength[hub.pk])
            for stage, score, when in (
                ("before", 42 + turn * 5, start),
                ("after", 42 + turn * 5 + gain, start + timedelta(days=155)),
            ):
                if stage == "before" or not open_:
                    reviews.append(CapacityReview(
                        service=row, stage=stage, score=score, grounds="按十项清单打分，现场看了台账。",
                        reviewed_at=start_of_day(when) + timedelta(hours=10), reviewer=city.users[account(city, n, "head")],
                    ))  # fmt: skip
    EntrustedService.objects.bulk_create(rows)
    ServiceMilestone.objects.bulk_create(milestones)
    CapacityReview.objects.bulk_create(reviews)
