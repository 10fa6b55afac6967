"""Data requests: the office's to all hubs, half of it in, and one of the first hub to its members; last quarter's is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shuniu.domain.registry import actions
from shuniu.domain.registry.models import AnswerLink, DataRequest, RequestAnswer
from shuniu.faces.cli.demo.people import account, members
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.orgs.queries import hubs_below

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

HEADINGS = (
    "服务站点数（个）",
    "其中夜间开放（个）",
    "全年投入经费（万元）",
    "是否设值班电话",
    "服务对象以谁为主",
    "站点最早启用日期",
    "专职人员",
    "需要市里协调的事（选填）",
)
PURPOSE = "用于安排冬季服务和年底汇总，按本月底的情况填。拿不准的填个大概，写在最后一项里。"
GROUPS = ("职工和新就业群体", "青少年", "妇女儿童", "老年人", "残障人士", "社区居民")
WISHES = ("", "夜间站点缺值守人员", "", "两处站点的租约年底到期", "希望统一标识", "")


def fill(city: DemoCity) -> None:
    """Open today, through the actions: called from the open work."""
    officer = city.users["office.officer"]
    row = _made(city, city.office, "冬季服务站点情况", list(HEADINGS), officer, days=4)
    columns = {column.title: column for column in row.columns.all()}
    who = {"by": officer, "at": city.now}
    actions.change_column(columns["其中夜间开放"], not_above_id=columns["服务站点数"].pk, least=0, **who)
    actions.change_column(columns["服务对象以谁为主"], kind="choice", choices=list(GROUPS), **who)
    actions.change_column(columns["专职人员"], hint="登记册里的数已经填好，有变化请改", **who)
    actions.add_bodies(row, bodies=list(hubs_below([city.office.pk], city.now)), **who)
    actions.send_request(row, **who)
    for n, hub in enumerate(city.hubs):
        answer = RequestAnswer.objects.filter(request=row, body=hub).select_related("body").first()
        if answer is not None and n % 5 in (1, 2, 4):
            _answered(city, answer, n)
    actions.chase_request(row, answers=row.answers.order_by("-pk").values_list("pk", flat=True)[:3], **who)
    _members(city)


def _made(
    city: DemoCity, asker: Organization, title: str, headings: list[str], by: Any, *, days: int, purpose: str = PURPOSE
) -> DataRequest:
    due_on = add_working_days(city.today, days, working_calendar())
    row = actions.make_request(
        asker, title=title, due_on=due_on, many_rows=False, key=f"demo:{title}", by=by, at=city.now,
        purpose=purpose,
    )  # fmt: skip
    actions.add_columns(row, headings=headings, by=by, at=city.now)
    return row


def _answered(city: DemoCity, answer: RequestAnswer, n: int) -> None:
    """Opened and filed; every third stops at a draft, one is sent back."""
    officer, head = city.users[account(city, n, "officer")], city.users[account(city, n, "head")]
    opened = actions.open_answer(answer, by=officer, at=city.now)
    places = 4 + (n * 7) % 23
    texts = [str(places), str(places // 3), f"{12.5 + n * 3.4:.1f}", "是" if n % 4 else "否", GROUPS[n % len(GROUPS)],
             f"{2014 + n % 9}-0{1 + n % 8}-15", str(5 + n % 11), WISHES[n % len(WISHES)]]  # fmt: skip
    if n % 5 == 4 and n % 2:
        texts[3] = ""
    saved = actions.save_answer(opened, rows=[texts], version=opened.version, by=officer, at=city.now)
    if n % 5 == 4 and n % 2:
        return
    filed = actions.file_answer(saved, version=saved.version, by=head, at=city.now)
    if n == 6:
        actions.return_answer(
            filed, reason="经费请按万元填，现在看起来是元", by=city.users["office.officer"], at=city.now
        )


def _members(city: DemoCity) -> None:
    """The first hub asks its members; two asked organizations have people of the demo, so that a phone finds it."""
    hub, officer = city.hubs[0], city.users["hub.officer"]
    row = _made(
        city,
        hub,
        "联合行动报名和物资需求",
        ["可派志愿者（人）", "需要帐篷（顶）", "联系人", "是否自带车辆"],
        officer,
        days=6,
        purpose="下月中旬的联合行动要排班和调物资，请按能确定的填。",
    )
    bodies = [body.pk for body in members(hub, 42)]
    actions.add_bodies(row, bodies=bodies, by=officer, at=city.now)
    actions.send_request(row, by=officer, at=city.now)
    speakers = Appointment.objects.filter(organization__in=bodies, role="secretary_general").select_related("person")
    for n, post in enumerate(speakers.order_by("pk")[2:14]):
        answer = RequestAnswer.objects.get(request=row, body=post.organization_id)
        texts = [str(4 + n * 3 % 17), str(n % 3), post.person.name, "是" if n % 3 else "否"]
        saved = actions.save_answer(answer, rows=[texts], version=0, by=post.person, at=city.now)
        actions.file_answer(saved, version=saved.version, by=post.person, at=city.now)
    actions.make_answer_links(row, by=officer, at=city.now)
    link = AnswerLink.objects.filter(answer__request=row).exclude(answer__body=speakers[0].organization).last()
    if link is not None:
        actions.fill_by_link(link, rows=[["6", "2", "闻人敏", "是"]], version=0, said_by="闻人敏，秘书", file=True, opened_by=None,
                             at=city.now)  # fmt: skip


def history(city: DemoCity) -> None:
    """One closed request of the quarter before, so that the list has a past."""
    sent = city.now - timedelta(days=110)
    row = DataRequest.objects.create(
        asker=city.office, title="枢纽工作人员基本情况", purpose="半年一次，用于安排培训。", due_on=local_date(sent + timedelta(days=14)),
        state="CLOSED", key="demo:history", made_by=city.users["office.officer"], made_at=sent, sent_at=sent,
        sent_by=city.users["office.officer"], closed_at=sent + timedelta(days=20), conclusion="全部收齐。",
    )  # fmt: skip
    column = row.columns.create(position=1, title="专职工作人员数", key="专职工作人员", kind="number", unit="人")
    for n, hub in enumerate(
        Organization.objects.filter(pk__in=list(hubs_below([city.office.pk], city.now))).order_by("pk")
    ):
        filed: datetime = sent + timedelta(days=3 + n % 9)
        answer = row.answers.create(body=hub, state="FILED", first_filed_at=filed, filed_at=filed, opened_at=filed,
                                    saved_at=filed, filed_by=city.users["office.officer"])  # fmt: skip
        answer.rows.create(position=1).cells.create(column=column, text=str(6 + n % 14), number=6 + n % 14)
