"""Value statements with their endorsements, appeals of two years and the issues they were merged into."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network import actions as network
from shuniu.domain.network.confidential import opened
from shuniu.domain.network.models import Appeal, AppealMessage, Appellant, Endorsement, Issue, ValueStatement
from shuniu.domain.network.numbers import digest_of, number_from
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import Calendar, add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

AGES = (660, 540, 430, 330, 240, 170, 130, 100, 75, 40, 20)
APPEALS = (
    ("夜间场地难找", "我们晚上七点以后没有地方开小组活动，社区活动室五点就关门，希望协调一处能开到九点的场地。",
     "已与街道商定，每周二、周四活动室开到二十一点，由轮值志愿者关门，本月起执行。"),
    ("年检材料要交三遍", "同一份财务报告，年检、评估和项目结项各要一份纸质件，希望能交一次、各处共用。",
     "已请主管部门研究。评估和结项两处同意以年检材料为准，纸质件只交一份；年检的办法还在商议。"),
    ("会费票据开不出来", "我们没有会费票据，企业会员走不了账，希望有人讲讲怎么申领。",
     "已约税务部门讲了一次申领办法，逐家核对材料，三家已经领到票据。"),
    ("项目款到账太晚", "去年的项目款十一月才到账，垫资压力很大，希望能分两次拨付。",
     "部门答复：明年起签约后先拨六成，中期评估后再拨四成。"),
    ("志愿者保险买不起", "上门服务的志愿者没有保险，一家一家买太贵，能不能统一买。",
     "已谈成团体意外险，每人每年三十六元，自愿参加，下月起办理。"),
)  # fmt: skip
ISSUES = (
    ("社区活动室晚间开放不足", "多家组织反映，社区活动室下班即关，晚间和周末没有场地。建议试行错时开放，由社会组织轮值。", "街道办事处"),
    ("同一材料多处重复报送", "年检、评估、结项要求的材料大部分相同。建议以年检材料为准，一次报送、各处共用。", "登记管理机关"),
    ("项目资金拨付偏晚", "项目资金多在四季度到账，小型组织垫资困难。建议签约后先拨一部分，中期评估后拨付余款。", "财政部门"),
)  # fmt: skip


def fill(city: DemoCity) -> None:
    _values(city)
    issues = _issues(city)
    calendar = working_calendar()
    with opened(hubs=[hub.pk for hub in city.hubs]):
        rows = [
            _appeal(city, n, hub, turn, age, issues, calendar)
            for n, hub in enumerate(city.hubs)
            for turn, age in enumerate(AGES)
        ]
        Appeal.objects.bulk_create([row for row, _who, _said in rows])
        Appellant.objects.bulk_create([who for _row, who, _said in rows])
        AppealMessage.objects.bulk_create([said for _row, _who, said in rows if said is not None])


def _values(city: DemoCity) -> None:
    at = city.now - timedelta(days=500)
    rows = [
        ValueStatement(
            hub=hub, number=1, title="公益为先、诚信自律、共商共享", published_at=at,
            published_by=city.users[account(city, n, "head")],
            text="我们认同：公益在先，不借公益之名谋私利；说到做到，账目公开；遇事商量，资源共用；"
            f"为{hub.field.name if hub.field else '社区'}里的普通人多办一件实事。",
        )
        for n, hub in enumerate(city.hubs)
    ]  # fmt: skip
    ValueStatement.objects.bulk_create(rows)
    Endorsement.objects.bulk_create(
        Endorsement(
            statement=row, organization=one, endorsed_at=at + timedelta(days=3 + k * 9), endorsed_by=row.published_by
        )
        for n, row in enumerate(rows)
        for k, one in enumerate(members(row.hub, 4 + n % 9))
    )


def _issues(city: DemoCity) -> dict[int, list[Issue]]:
    rows: dict[int, list[Issue]] = {}
    for n, hub in enumerate(city.hubs):
        day = city.today - timedelta(days=160 - n % 30)
        made = [
            Issue(
                hub=hub, title=title, text=text, department=department, key=f"demo:{n}:{k}", version=1,
                state=("ANSWERED", "PASSED_ON", "PUBLISHED")[(n + k) % 3], published_on=day,
                passed_on=day + timedelta(days=9) if (n + k) % 3 < 2 else None,
                answer="已列入明年的工作安排，上半年在两个街道先试，办法定了再推开。" if (n + k) % 3 == 0 else "",
                answered_on=day + timedelta(days=50) if (n + k) % 3 == 0 else None,
                written_by=city.users[account(city, n, "officer")],
            )
            for k, (title, text, department) in enumerate(ISSUES)
        ]  # fmt: skip
        rows[hub.pk] = made
    Issue.objects.bulk_create([one for made in rows.values() for one in made])
    return rows


def _appeal(
    city: DemoCity,
    n: int,
    hub: Organization,
    turn: int,
    age: int,
    issues: dict[int, list[Issue]],
    calendar: Calendar,
) -> tuple[Appeal, Appellant, AppealMessage | None]:
    raised = city.now - timedelta(days=age + n % 9, hours=turn)
    subject, text, conclusion = APPEALS[(n * 2 + turn) % len(APPEALS)]
    strength, key = city.strength[hub.pk], digest_of(f"demo:{n}:{turn}")
    due = add_working_days(local_date(raised), 5, calendar)
    late = city.random.random() > 0.25 + 0.8 * strength
    answered = raised + timedelta(days=13 if late else 1 + turn % 3)
    done = raised + timedelta(days=70 if city.random.random() > 0.2 + 0.8 * strength else 24 + turn)
    closed, judged = done < city.now, city.random.random() < 0.35 + 0.6 * strength
    group = turn % 4 == 1
    known = members(hub, 9)
    who = None if group or not known else known[turn % len(known)]
    anonymous = turn % 2 == 0
    row = Appeal(
        hub=hub, organization=None if anonymous else who, anonymous=anonymous, subject=subject, text=text, raised_at=raised,
        channel=("web", "phone", "web", "visit")[turn % 4], due_on=due, close_by=local_date(raised) + timedelta(days=60),
        number_digest=digest_of(number_from(f"demo:{n}:{turn}")), key_digest=key,
        first_answered_at=answered if answered < city.now else None,
        issue=issues[hub.pk][turn % 3] if turn % 3 != 2 and age > 90 else None,
        state="CLOSED" if closed else "IN_HAND" if answered < city.now else "RAISED",
    )  # fmt: skip
    if closed:
        row.conclusion, row.concluded_at, row.closed_at = conclusion, done, min(city.now, done + timedelta(days=6))
        row.concluded_by = city.users[account(city, n, "officer")]
        if judged:
            row.view, row.viewed_at = ("satisfied", "partly", "satisfied", "unsatisfied")[turn % 4], row.closed_at
    appellant = Appellant(
        appeal=row, hub=hub, organization=who, name=who.name if who else f"夕照里{person(n + turn)[0]}家楼组互助队",
        contact_name=person(n * 7 + turn), phone=f"1380000{n:02d}{turn:02d}",
    )  # fmt: skip
    return row, appellant, _said(city, n, row)


def _said(city: DemoCity, n: int, row: Appeal) -> AppealMessage | None:
    if row.first_answered_at is None:
        return None
    return AppealMessage(
        appeal=row, hub=row.hub, side="hub", text="收到了，我们先去现场看，再约有关单位商量，一周内告诉您进展。",
        written_at=row.first_answered_at, written_by=city.users[account(city, n, "officer")],
    )  # fmt: skip


def open_work(city: DemoCity) -> None:
    """The open appeals of the history stand as duties; two came in today."""
    member = Organization.objects.get(appointments__person=city.users["org.secretary"])
    for key, organization, name, anonymous, (subject, text, _reply) in (
        ("today:1", member, "", True, APPEALS[4]), ("today:2", None, "夕照里邻里合唱队", False, APPEALS[0]),
    ):  # fmt: skip
        network.raise_appeal(
            city.hubs[0], key=f"demo:{key}", subject=subject, text=text, name=name, contact_name="王桂兰", phone="13800000001",
            organization=organization, anonymous=anonymous, by=city.users["org.secretary"], at=city.now,
        )  # fmt: skip
