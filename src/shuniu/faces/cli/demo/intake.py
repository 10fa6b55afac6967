"""Applicants for supervision at the mass organizations that take in: conditions, two years of cases, three under way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network import actions as network
from shuniu.domain.network.models import CoordinationMatter, IntakeCheck, IntakeCondition, SupervisionApplication
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import CITY, person
from shuniu.kernel.core.moments import add_working_days, local_date, start_of_day
from shuniu.kernel.norms.queries import working_calendar

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

CONDITIONS = (
    ("业务范围属于本单位联系的领域", "本单位职责规定", ""),
    ("有不少于规定数量的发起人，发起人没有不良信用记录", "社会团体登记有关规定", "发起人名单和身份证明"),
    ("有规范的名称和章程草案", "社会组织名称管理和章程示范文本", "章程草案"),
    ("有固定住所", "登记管理有关规定", "场地使用证明"),
    ("有与业务活动相适应的专职人员", "登记管理有关规定", "拟任负责人简历"),
    ("有合法的资产和经费来源", "登记管理有关规定", "开办资金证明"),
)  # fmt: skip
NAMES = (
    "晨光助残服务中心",
    "巧手匠人促进会",
    "长者食堂联合会",
    "骑手驿站服务中心",
    "青禾社工服务中心",
    "乡音戏曲协会",
    "护苗法律服务中心",
    "绿萝心理服务中心",
)
AGES = (640, 520, 410, 320, 230, 150, 90)
NOT_MET = "场地使用证明还有两个月到期，没有续签的意向书。"
REMEDY = (
    "续签场地或另找固定住所后可以再次申请；不服本决定的，收到之日起十五个工作日内可向本单位的上级单位书面提出异议。"
)


def fill(city: DemoCity) -> None:
    calendar = working_calendar()
    for n, (hub, designation) in enumerate(zip(city.hubs, city.designations, strict=True)):
        if not (designation.mass_organization and designation.supervisory_status):
            continue
        conditions = IntakeCondition.objects.bulk_create(
            IntakeCondition(
                hub=hub, position=k, title=title, ground=ground, paper=paper, valid_from=local_date(city.start)
            )
            for k, (title, ground, paper) in enumerate(CONDITIONS, start=1)
        )
        rows = [_case(city, n, turn, age, calendar) for turn, age in enumerate(AGES)]
        SupervisionApplication.objects.bulk_create(rows)
        IntakeCheck.objects.bulk_create(
            IntakeCheck(
                application=row, condition=one, met=not (row.state == "REFUSED" and k == 3) if row.decided_at else None,
                note=NOT_MET if row.state == "REFUSED" and k == 3 else "",
            )
            for row in rows
            for k, one in enumerate(conditions)
        )  # fmt: skip
        CoordinationMatter.objects.bulk_create(_passed(city, row) for row in rows if row.state == "ADMITTED")


def _case(city: DemoCity, n: int, turn: int, age: int, calendar: dict) -> SupervisionApplication:
    hub = city.hubs[n]
    filed = city.now - timedelta(days=age + n * 3)
    complete = local_date(filed) + timedelta(days=4 + turn)
    due = add_working_days(complete, 20, calendar)
    late = city.random.random() > 0.4 + 0.65 * city.strength[hub.pk]
    decided = start_of_day(complete) + timedelta(days=38 if late else 17 + turn, hours=10)
    refused = (n + turn) % 4 == 3
    return SupervisionApplication(
        hub=hub, name=f"{CITY}{NAMES[(n * 3 + turn) % len(NAMES)]}", kind=("social_service", "social_association")[turn % 2],
        founders=f"{person(n + turn * 3)}、{person(n + turn * 3 + 1)}等五人", contact_name=person(n + turn * 3), phone="13800000002",
        plan="面向本区域居民开展公益服务，已试行一年，服务四百余人次，现有专职三人、志愿者四十人。", filed_at=filed,
        check_by=add_working_days(local_date(filed), 5, calendar), state="REFUSED" if refused else "ADMITTED", complete_on=complete,
        due_on=due, decided_at=decided, decided_by=city.users[account(city, n, "head")],
        grounds="对照公布的六项条件逐条审核，" + ("第四项“有固定住所”不符合。" if refused else "各项均符合。"),
        remedy=REMEDY if refused else "", token=f"demo-{n}-{turn}-{city.seed}", key=f"demo:{n}:{turn}",
        delay_told_at=start_of_day(due) + timedelta(days=1, hours=7) if late else None,
    )  # fmt: skip


def _passed(city: DemoCity, row: SupervisionApplication) -> CoordinationMatter:
    assert row.decided_at is not None
    day = local_date(row.decided_at) + timedelta(days=3)
    done = day + timedelta(days=40)
    known = done < city.today
    return CoordinationMatter(
        application=row, registrar=f"{CITY}民政局", reference=f"收 {day:%Y%m%d}", passed_on=min(day, city.today), passed_by=row.decided_by,
        outcome="registered" if known else "", outcome_on=done if known else None,
    )  # fmt: skip


def open_work(city: DemoCity) -> None:
    """At the first hub: one file to check, one under review, one past its last day."""
    hub, officer = city.hubs[0], city.users["hub.officer"]
    for turn, (name, days) in enumerate((("云杉家庭服务中心", 0), ("同心邻里调解中心", 12), ("暖冬康复服务中心", 45))):
        row = network.file_intake(
            hub, papers={}, key=f"demo:today:{turn}", at=city.now,
            facts={"name": f"{CITY}{name}", "kind": "social_service", "founders": f"{person(turn + 40)}等五人", "email": "",
                   "plan": "为困难家庭提供日间照料和康复训练，已有场地和专职四人。", "contact_name": person(turn + 40),
                   "phone": "13800000003"},
        )  # fmt: skip
        if days:
            filed = city.now - timedelta(days=days)
            SupervisionApplication.objects.filter(pk=row.pk).update(filed_at=filed)
            network.accept_file(row, by=officer, at=city.now)
    network.tell_delays(by=city.system, at=city.now)
