"""A hub and its counterparts below: named and confirmed, tasks down, requests up, visits, and one question asked once (A06)."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuniu.domain.network import actions
from shuniu.domain.network.actions.tasks import AskedAlready
from shuniu.domain.network.indicators.guidance import (
    districts_covered,
    subdistricts_covered,
    tasks_closed,
    upward_answered,
)
from shuniu.domain.network.models import Counterpart, GuidanceVisit, LocalFigure, VerticalTask
from shuniu.domain.registry import actions as registry
from shuniu.domain.registry.models import RequestAnswer
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Area, Designation, Organization
from shuniu.kernel.record.models import Duty, Invitation, Notice


class Below:
    """The first hub's district and subdistrict counterparts, and shortcuts through the actions."""

    def __init__(self, city: Any) -> None:
        self.city, self.at, self.hub = city, city.now, city.hub
        rows = Counterpart.objects.select_related("body", "area", "hub").filter(hub=self.hub)
        self.district = rows.get(body__appointments__person__username="counterpart.officer")
        self.street = rows.get(body__appointments__person__username="subdistrict.officer")
        self.due = add_working_days(local_date(self.at), 6, working_calendar())

    def who(self, name: str = "hub.officer") -> dict[str, Any]:
        return {"by": self.city.user(name), "at": self.at}

    def send(
        self, *rows: Counterpart, title: str = "联合走访", by: str = "hub.officer", **more: Any
    ) -> list[VerticalTask]:
        facts = {"detail": "请配合。", "kind": "joint", "basis": "年度要点", "due_on": self.due, "key": title} | more
        return actions.send_tasks(self.hub, counterparts=[row.pk for row in rows], title=title, **facts, **self.who(by))


@pytest.fixture
def below(city) -> Below:
    return Below(city)


def free_area(below: Below) -> Area:
    taken = Counterpart.objects.filter(hub=below.hub).values("area")
    return Area.objects.exclude(pk__in=taken).exclude(level="city").first()


def test_a_counterpart_is_named_by_the_hub_and_confirmed_by_itself(below, city):
    area = free_area(below)
    facts = {"area": area, "contact": "陆远", "post": "站长", "body_name": "云州市试点街道工作站", "kind": "other"}
    for name in ("hub.clerk", "office.head", "counterpart.officer"):
        with pytest.raises(PermissionDenied):
            actions.name_counterpart(below.hub, **facts, **below.who(name))
    row = actions.name_counterpart(below.hub, **facts, **below.who())
    assert actions.name_counterpart(below.hub, **facts, **below.who()) == row
    invitation = Invitation.objects.get(organization=row.body)
    assert (invitation.role, invitation.name, row.state) == ("officer", "陆远", "waiting")
    with pytest.raises(ValidationError, match="已经有对应机构"):
        actions.name_counterpart(below.hub, **{**facts, "body_name": "云州市另一家工作站"}, **below.who())
    for name in ("hub.officer", "hub.head"):
        with pytest.raises(PermissionDenied):
            actions.confirm_counterpart(row, **below.who(name))
    with pytest.raises(ValidationError, match="至少一家已确认"):
        below.send(row)
    row.body.appointments.create(
        person=city.user("subdistrict.officer"), role="officer", valid_from=local_date(city.now)
    )
    done = actions.confirm_counterpart(row, **below.who("subdistrict.officer"))
    row.body.refresh_from_db()
    assert (done.state, row.body.claimed_at is not None) == ("confirmed", True)
    assert not Duty.objects.filter(verb="confirm_counterpart", settled_at=None, subject_id=row.pk).exists()


def test_a_body_may_say_no_and_either_side_may_end_it(below):
    area = free_area(below)
    row = actions.name_counterpart(below.hub, area=area, contact="甲", post="", body=below.street.body, **below.who())
    with pytest.raises(ValidationError, match="为什么不担任"):
        actions.decline_counterpart(row, reason="", **below.who("subdistrict.officer"))
    assert actions.decline_counterpart(row, reason="人手不够", **below.who("subdistrict.officer")).state == "declined"
    again = actions.name_counterpart(
        below.hub, area=area, contact="乙", post="", body=below.district.body, **below.who()
    )
    assert again.pk != row.pk
    below.send(below.street)
    with pytest.raises(ValidationError, match="没办结"):
        actions.end_counterpart(below.street, **below.who())
    assert actions.end_counterpart(below.district, **below.who("counterpart.officer")).state == "ended"


def test_a_hub_without_vertical_guidance_guides_nobody(below, city, client):
    Designation.objects.filter(organization=below.hub).update(vertical_guidance=False)
    with pytest.raises(PermissionDenied):
        below.send(below.district)
    with pytest.raises(ValidationError, match="没有已确认的对应关系"):
        actions.ask_up(below.street, title="甲", detail="乙", key="k", **below.who("subdistrict.officer"))
    client.force_login(city.user("hub.officer"))
    assert client.get("/desk/network/guidance/").status_code == 404
    client.force_login(city.user("hub07.head"))
    assert client.get("/desk/network/guidance/").status_code == 404


def test_a_task_goes_down_is_reported_and_closed(below):
    with pytest.raises(PermissionDenied):
        below.send(below.district, by="office.head")
    with pytest.raises(ValidationError) as refused:
        below.send(below.district, basis=" ", due_on=local_date(below.at), kind="figures")
    assert set(refused.value.error_dict) == {"basis", "due_on", "figures"}
    made = below.send(below.district, below.street)
    assert below.send(below.district, below.street) == made
    task = next(one for one in made if one.counterpart_id == below.street.pk)
    with pytest.raises(PermissionDenied):
        actions.report_task(task, result="办了", values={}, version=0, **below.who("counterpart.officer"))
    reported = actions.report_task(task, result="办了", values={}, version=0, **below.who("subdistrict.officer"))
    back = actions.send_back_task(reported, reply="缺照片", **below.who())
    assert (back.state, Duty.objects.filter(verb="do_vertical_task", subject_id=task.pk, settled_at=None).count()) == (
        "OPEN",
        1,
    )
    actions.report_task(
        task, result="办了，照片补上", values={}, version=back.version, **below.who("subdistrict.officer")
    )
    with pytest.raises(PermissionDenied):
        actions.close_task(task, reply="", **below.who("subdistrict.officer"))
    closed = actions.close_task(task, reply="收到", **below.who())
    assert (closed.state, Notice.objects.filter(kind="task_closed", user__username="subdistrict.officer").count()) == (
        "CLOSED",
        1,
    )


def test_what_goes_beyond_guidance_is_declined_and_seen_above(below, client, city):
    [task] = below.send(below.street)
    actions.decline_task(task, reason="这是区里的职权，不在指导范围", **below.who("subdistrict.officer"))
    client.force_login(city.user("office.officer"))
    page = client.get(f"/desk/network/guidance/tasks/{task.pk}/").content.decode()
    assert "这是区里的职权" in page
    client.force_login(city.user("district.officer"))
    assert client.get(f"/desk/network/guidance/tasks/{task.pk}/").status_code == 404


def test_no_more_than_the_settings_tasks_lie_open_at_one_counterpart(below):
    for n in range(5):
        below.send(below.street, title=f"任务{n}")
    with pytest.raises(ValidationError, match="手上已有 5 件"):
        below.send(below.street, title="第六件")


def test_a_figure_the_street_entered_is_shown_and_not_asked_again(below):
    actions.enter_figure(
        below.street, title="夜间值守人员", unit="人", value="１２", **below.who("subdistrict.officer")
    )
    with pytest.raises(AskedAlready) as refused:
        below.send(below.street, kind="figures", figures=["夜间值守人员数（人）"])
    [(title, match)] = refused.value.found
    assert (title, match.known[0].text, match.known[0].body_id) == ("夜间值守人员数（人）", "12", below.street.body_id)
    made = below.send(below.district, below.street, kind="figures", figures=["夜间值守人员数（人）"], skip_known=True)
    assert [task.counterpart for task in made] == [below.district]
    with pytest.raises(ValidationError, match="没有要问的了"):
        below.send(below.street, title="只问有的", kind="figures", figures=["夜间值守人员"], skip_known=True)
    with pytest.raises(AskedAlready, match="相近"):
        below.send(below.street, title="相近的", kind="figures", figures=["社区夜间值守人员"])
    assert below.send(
        below.street, title="相近的", kind="figures", figures=["社区夜间值守人员"], differs="只算社区派的"
    )


def test_what_a_data_request_learned_is_not_asked_by_a_task_and_the_other_way_round(below, city):
    [task] = below.send(below.street, kind="figures", figures=["本年新增站点数（个）"])
    figure = task.figures.get()
    with pytest.raises(ValidationError, match="请填一个数字"):
        actions.report_task(task, result="", values={figure.pk: "不少"}, version=0, **below.who("subdistrict.officer"))
    actions.report_task(task, result="", values={figure.pk: "3"}, version=0, **below.who("subdistrict.officer"))
    assert LocalFigure.objects.get(body=below.street.body, title="本年新增站点数").value == Decimal(3)
    request = registry.make_request(
        below.hub, title="站点", purpose="汇总", due_on=below.due, many_rows=False, key="r", **below.who()
    )
    registry.add_columns(request, headings=["本年新增站点数（个）", "活动场次"], **below.who())
    registry.add_bodies(request, bodies=[below.street.body_id], **below.who())
    with pytest.raises(ValidationError, match="答案就在下面"):
        registry.send_request(request, **below.who())
    registry.drop_column(request.columns.get(title="本年新增站点数"), **below.who())
    registry.send_request(request, **below.who())
    answer = RequestAnswer.objects.get(request=request)
    saved = registry.save_answer(answer, rows=[["9"]], version=0, **below.who("subdistrict.officer"))
    registry.file_answer(saved, version=saved.version, **below.who("subdistrict.officer"))
    with pytest.raises(AskedAlready):
        below.send(below.street, title="又问", kind="figures", figures=["活动场次"])


def test_the_city_never_writes_over_local_facts(below, city):
    actions.enter_figure(below.street, title="登记志愿者", unit="人", value="130", **below.who("subdistrict.officer"))
    for name in ("hub.officer", "hub.head", "office.head", "counterpart.officer"):
        with pytest.raises(PermissionDenied):
            actions.enter_figure(below.street, title="登记志愿者", unit="人", value="1", **below.who(name))
        with pytest.raises(PermissionDenied):
            save_facts(below.street.body, version=below.street.body.version, address="别处", **below.who(name))
    changed = actions.enter_figure(
        below.street, title="登记志愿者数", unit="人", value="131", **below.who("subdistrict.officer")
    )
    assert (changed.value, LocalFigure.objects.filter(body=below.street.body, title="登记志愿者").count()) == (131, 2)


def test_a_request_goes_up_and_is_answered_in_ten_working_days(below):
    with pytest.raises(PermissionDenied):
        actions.ask_up(below.street, title="急救包", detail="到期", key="u", **below.who())
    task = actions.ask_up(below.street, title="急救包", detail="到期", key="u", **below.who("subdistrict.officer"))
    assert (
        actions.ask_up(below.street, title="急救包", detail="到期", key="u", **below.who("subdistrict.officer")) == task
    )
    assert task.due_on == add_working_days(local_date(task.asked_at), 10, working_calendar())
    with pytest.raises(ValidationError, match="请填写答复"):
        actions.answer_upward(task, reply=" ", **below.who())
    answered = actions.answer_upward(task, reply="下周送到", **below.who())
    assert (answered.state, actions.answer_upward(task, reply="下周送到", **below.who()).closed_at) == (
        "CLOSED",
        answered.closed_at,
    )
    with pytest.raises(ValidationError, match="已经答复过"):
        actions.answer_upward(task, reply="改口", **below.who())


def test_a_visit_counts_once_the_counterpart_has_confirmed(below):
    day = local_date(below.at) - timedelta(days=1)
    facts = {"visitors": "两人", "topic": "夜班", "advice": "合排"}
    with pytest.raises(ValidationError, match="还没到"):
        actions.record_visit(below.street, visited_on=day + timedelta(days=9), **facts, **below.who())
    visit = actions.record_visit(below.street, visited_on=day, **facts, **below.who())
    assert actions.record_visit(below.street, visited_on=day, **facts, **below.who()) == visit
    with pytest.raises(PermissionDenied):
        actions.confirm_visit(visit, reply="好", **below.who())
    assert actions.confirm_visit(visit, reply="好", **below.who("subdistrict.officer")).confirmed_at is not None


def test_the_database_itself_refuses_what_may_not_be(below, city):
    user = city.user("hub.officer")
    wrong = (
        lambda: Counterpart.objects.create(hub=below.hub, area=below.street.area, body=below.hub, contact="x", named_by=user, named_at=below.at),
        lambda: VerticalTask.objects.create(hub=below.hub, counterpart=below.street, direction="down", kind="joint", title="x", detail="y",
                                            due_on=below.due, key="z", asked_by=user, asked_at=below.at),
        lambda: GuidanceVisit.objects.create(counterpart=below.street, visited_on=below.due, visitors="x", topic="y", advice="z",
                                             recorded_by=user, recorded_at=below.at, confirmed_by=user),
    )  # fmt: skip
    for make in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def shares(compute: Any, below: Below, at: datetime) -> tuple[int, int]:
    lines = compute(hubs=[below.hub.pk], period=period_of("Q", local_date(at)), at=at)
    rows = fetch(lines.sql, lines.parameters)
    return sum(row[2] for row in rows), len(rows)


def test_opn_18_counts_districts_and_subdistricts_with_a_confirmed_counterpart(below):
    confirmed, districts = shares(districts_covered, below, below.at)
    assert (districts, confirmed) == (
        10,
        Counterpart.objects.confirmed(local_date(below.at)).filter(hub=below.hub, area__level="district").count(),
    )
    before = shares(subdistricts_covered, below, below.at)
    actions.end_counterpart(below.street, **below.who())
    after = shares(subdistricts_covered, below, below.at + timedelta(minutes=1))
    assert (before[1], after) == (20, (before[0] - 1, 20))


def test_opn_19_and_20_judge_what_was_due_and_leave_out_what_was_no_order(below, city):
    VerticalTask.objects.filter(hub=below.hub).delete()
    timely, late = below.send(below.district, below.street)
    declined = below.send(below.street, title="越权")[0]
    actions.decline_task(declined, reason="越权", **below.who("subdistrict.officer"))
    for task, days in ((timely, 0), (late, 3)):
        moment = below.at - timedelta(days=1)
        VerticalTask.objects.filter(pk=task.pk).update(
            state="CLOSED",
            due_on=local_date(moment) - timedelta(days=days),
            reported_at=moment,
            closed_at=moment,
            asked_at=below.at - timedelta(days=20),
        )
    period_at = below.at + timedelta(minutes=1)
    in_quarter = [
        t
        for t in VerticalTask.objects.filter(hub=below.hub, state="CLOSED")
        if t.due_on in period_of("Q", local_date(below.at))
    ]
    assert shares(tasks_closed, below, period_at) == (sum(t.pk == timely.pk for t in in_quarter), len(in_quarter))
    asked = actions.ask_up(below.street, title="甲", detail="乙", key="up", **below.who("subdistrict.officer"))
    assert shares(upward_answered, below, period_at) == (0, 0)
    VerticalTask.objects.filter(pk=asked.pk).update(due_on=local_date(below.at), asked_at=below.at - timedelta(days=15))
    actions.answer_upward(asked, reply="好", **below.who())
    assert shares(upward_answered, below, period_at + timedelta(minutes=5)) == (1, 1)


def test_a_task_taken_back_or_declined_after_its_day_is_late_like_any_other(below):
    VerticalTask.objects.filter(hub=below.hub).delete()
    kept, dropped, refused, in_time = (below.send(below.district, title=f"第{n}件")[0] for n in range(4))
    actions.withdraw_task(in_time, **below.who())
    yesterday = local_date(below.at) - timedelta(days=1)
    over = VerticalTask.objects.filter(pk__in=[kept.pk, dropped.pk, refused.pk])
    over.update(due_on=yesterday, asked_at=below.at - timedelta(days=9))
    actions.withdraw_task(dropped, **below.who())
    actions.decline_task(refused, reason="越权", **below.who("counterpart.officer"))
    at = below.at + timedelta(minutes=5)
    lines = tasks_closed(hubs=[below.hub.pk], period=period_of("Q", yesterday), at=at)
    assert sorted(row[1:3] for row in fetch(lines.sql, lines.parameters)) == [
        (kept.pk, False), (dropped.pk, False), (refused.pk, False),
    ]  # fmt: skip


def test_a_hub_closes_within_its_own_days_after_a_report_in_time(below):
    VerticalTask.objects.filter(hub=below.hub).delete()
    soon, slow, waiting = (below.send(below.district, title=f"第{n}件")[0] for n in range(3))
    for task in (soon, slow, waiting):
        actions.report_task(task, result="已办", values={}, version=0, **below.who("counterpart.officer"))
    slow.refresh_from_db()
    assert slow.close_by == add_working_days(local_date(below.at), 5, working_calendar())
    today = local_date(below.at)
    mine = VerticalTask.objects.filter(hub=below.hub)
    mine.update(due_on=today, asked_at=below.at - timedelta(days=9), reported_at=below.at - timedelta(days=1))
    late = below.at + timedelta(days=40)
    mine.filter(pk=soon.pk).update(state="CLOSED", closed_at=below.at)
    mine.filter(pk=slow.pk).update(state="CLOSED", closed_at=late)

    def judged(at: datetime) -> list[tuple[int, bool]]:
        lines = tasks_closed(hubs=[below.hub.pk], period=period_of("Q", today), at=at)
        return sorted(row[1:3] for row in fetch(lines.sql, lines.parameters))

    assert judged(below.at + timedelta(days=1)) == [(soon.pk, True)], "the hub still has time for the others"
    assert judged(late + timedelta(days=1)) == [(soon.pk, True), (slow.pk, False), (waiting.pk, False)]


def test_a_request_that_came_up_can_only_be_answered(below, city, client):
    asked = actions.ask_up(below.street, title="急救包", detail="到期", key="up", **below.who("subdistrict.officer"))
    for act, name in (
        ("withdraw", "hub.officer"), ("close", "hub.officer"), ("send_back", "hub.officer"),
        ("report", "subdistrict.officer"), ("decline", "subdistrict.officer"),
    ):  # fmt: skip
        client.force_login(city.user(name))
        said = {"act": act, "result": "已办", "reason": "越权", "reply": "好"}
        page = client.post(reverse("network:task", args=[asked.pk]), said)
        asked.refresh_from_db()
        assert (act, page.status_code, asked.state) == (act, 200, "OPEN")
        assert "这是上报的请求" in page.content.decode()


def test_pages_cost_the_same_with_few_and_many(below, city, client):
    client.force_login(city.user("hub.officer"))
    paths = [
        "/desk/network/guidance/",
        f"/desk/network/guidance/{below.street.pk}/",
        "/desk/network/guidance/tasks/new/",
    ]
    first = queries_of(client, paths)
    for n in range(3):
        below.send(below.street, title=f"任务{n}")
        actions.enter_figure(
            below.street, title=f"第{n}种数据", unit="", value=str(n), **below.who("subdistrict.officer")
        )
    assert queries_of(client, paths) == first
    client.force_login(city.user("subdistrict.officer"))
    page = client.get("/desk/registry/asked/").content.decode()
    assert ("任务0" in page, "任务2" in page) == (True, True)


def queries_of(client: Any, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[path] = len(queries)
    return found


def test_counterparts_can_be_asked_as_a_group(below, city, client):
    request = registry.make_request(
        below.hub, title="站点", purpose="汇总", due_on=below.due, many_rows=False, key="g", **below.who()
    )
    client.force_login(city.user("hub.officer"))
    for group, level in (("network.districts", "district"), ("network.subdistricts", "subdistrict")):
        client.post(f"/desk/registry/requests/{request.pk}/bodies/", {"act": "filter", "query": f"group={group}"})
        wanted = set(
            Counterpart.objects.confirmed(local_date(below.at))
            .filter(hub=below.hub, area__level=level)
            .values_list("body", flat=True)
        )
        assert wanted <= set(request.answers.values_list("body", flat=True))
    assert Organization.objects.filter(data_answers__request=request).count() == request.answers.count()


def test_a_whole_level_is_asked_with_one_tick_and_the_list_goes_out_as_a_workbook(below, city, client):
    client.force_login(city.user("hub.officer"))
    districts = Counterpart.objects.confirmed(local_date(below.at)).filter(hub=below.hub, area__level="district")
    form = {"title": "联合走访", "kind": "joint", "detail": "请配合。", "basis": "年度要点", "due_on": below.due.isoformat(),
            "figures": "", "whole": ["district"], "key": "whole", "act": "send"}  # fmt: skip
    client.post("/desk/network/guidance/tasks/new/", form)
    assert VerticalTask.objects.filter(key="whole").count() == districts.count()
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/desk/network/guidance/export/"))))
    lines = list(book.active.iter_rows(min_row=2, values_only=True))
    assert (len(lines), sum(line[1] is None for line in lines)) == (30, 10)
    assert [line[7] for line in lines if line[2] == below.district.body.name] == [1]
    client.force_login(city.user("office.officer"))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(f"/desk/network/guidance/export/?hub={below.hub.code}")))
    )
    assert {line[3] for line in book.active.iter_rows(min_row=2, values_only=True)} == {None}
