"""Counterparts of the guiding hubs in districts and subdistricts, tasks down and requests up over two years (A06)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.network import actions
from shuniu.domain.network.models import Counterpart, GuidanceVisit, LocalFigure, VerticalTask
from shuniu.faces.cli.demo.bodies import _make, _save
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import CITY, VILLAGES, person
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Appointment, Area, Organization
from shuniu.kernel.people.models import User

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

DOWN = (
    ("joint", "配合开展季度走访", "请把走访名单和时间报来，我们派人一起去。", "年度工作要点第六条"),
    ("guidance", "学习服务站点工作手册", "组织站点人员学一遍，把不好执行的地方告诉我们。", "服务站点工作手册（试行）"),
    ("figures", "报新增站点数", "只要这一个数，用于安排物资。", "年度物资计划"),
)
UP = (
    ("申请一批急救包", "三个站点的急救包到期，需要换 12 个。", "已列入本月配送，15 日前送到。"),
    ("请派讲师讲心理疏导", "新就业群体反映压力大，想请一次讲座。", "已联系心理服务联合会，本月 20 日上门。"),
    ("站点场地到期，请协调", "租约年底到期，街道没有别的场地。", "已与区里商定，明年续用一层。"),
)


def fill(city: DemoCity) -> None:
    dice = random.Random(city.seed)  # noqa: S311  the same city every time
    _subdistricts(city)
    guiding = [(n, row.organization) for n, row in enumerate(city.designations) if row.vertical_guidance]
    rows = [row for n, hub in guiding for row in _counterparts(city, n, hub)]
    rows = Counterpart.objects.bulk_create(rows)
    _people(city, rows)
    by_hub = {hub.pk: n for n, hub in guiding}
    tasks, visits = [], []
    for place, row in enumerate(rows):
        if row.confirmed_at is not None:
            tasks += _tasks(city, row, by_hub[row.hub_id], place, dice)
            visits += _visits(city, row, by_hub[row.hub_id], place)
    VerticalTask.objects.bulk_create(tasks, batch_size=2000)
    GuidanceVisit.objects.bulk_create(visits, batch_size=2000)


def _subdistricts(city: DemoCity) -> None:
    Area.objects.bulk_create(
        Area(code=f"{area.code}00{k + 1}000", name=f"{VILLAGES[(n * 2 + k) % len(VILLAGES)]}街道", level="subdistrict", parent=area)
        for n, area in enumerate(city.areas) for k in range(2)
    )  # fmt: skip


def _counterparts(city: DemoCity, n: int, hub: Organization) -> list[Counterpart]:
    """The stronger the hub, the more areas have one; the last of them waits for its confirmation."""
    field, strength = hub.field.name if hub.field else "社区", city.strength[hub.pk]
    areas = [*city.areas, *Area.objects.filter(level="subdistrict").select_related("parent").order_by("code")]
    share = 0.5 + 0.5 * strength
    chosen = [
        area
        for place, area in enumerate(areas)
        if (place * 7 + n) % 20 < round(20 * share) or place in (0, len(city.areas))
    ]
    bodies = _save([
        _make(city, f"{CITY}{area.name}{field}工作联合会" if area.level == "district" else
              f"{CITY}{area.parent.name if area.parent else ''}{area.name}{field}工作站",
              "mass_organization" if area.level == "district" else "authority", area=area, field=hub.field)
        for area in chosen
    ])  # fmt: skip
    officer = city.users[account(city, n, "officer")]
    return [
        Counterpart(
            hub=hub, area=area, body=body, contact=person(n * 31 + k * 7), post="副主席" if area.level == "district" else "站长",
            named_by=officer, named_at=city.start, confirmed_at=None if k and k == len(chosen) - 1 else city.start + timedelta(days=3),
        )
        for k, (area, body) in enumerate(zip(chosen, bodies, strict=True))
    ]  # fmt: skip


def _people(city: DemoCity, rows: list[Counterpart]) -> None:
    """Two counterparts of the first hub can be tried: a district's and a subdistrict's."""
    first = [row for row in rows if row.hub_id == city.hubs[0].pk and row.confirmed_at]
    picked = (("counterpart.officer", next(row for row in first if row.area.level == "district")),
              ("subdistrict.officer", next(row for row in first if row.area.level == "subdistrict")))  # fmt: skip
    for name, row in picked:
        user = User.objects.create(
            username=name, name=row.contact, email=f"{name}@demo.invalid", password=city.password
        )
        city.users[name] = user
        Appointment.objects.create(
            person=user, organization=row.body, role="officer", valid_from=local_date(city.start)
        )
        Counterpart.objects.filter(pk=row.pk).update(confirmed_by=user)
    last = city.now - timedelta(days=100)
    for title, unit, value in (("服务站点数", "个", 4), ("登记志愿者", "人", 126)):
        LocalFigure.objects.create(body=picked[1][1].body, key=title.removesuffix("数"), title=title, unit=unit, value=value,
                                   period_code=period_of("Q", local_date(last)).code, entered_at=last,
                                   entered_by=city.users["subdistrict.officer"])  # fmt: skip


def _tasks(city: DemoCity, row: Counterpart, n: int, place: int, dice: random.Random) -> list[VerticalTask]:
    officer, calendar, found = city.users[account(city, n, "officer")], working_calendar(), []
    good = 0.45 + 0.55 * city.strength[row.hub_id]
    for q, quarter in enumerate(city.quarters()):
        asked = city.start + timedelta(days=(quarter.start - local_date(city.start)).days + 8 + place % 20)
        for up in (False, True):
            if (q + place + up) % 2:
                continue
            due = add_working_days(local_date(asked), 10 if up else 15, calendar)
            late = dice.random() > good
            done = asked + timedelta(days=(due - local_date(asked)).days + (5 if late else -2 - place % 4))
            closed = done if up else done + timedelta(days=1)
            if asked < city.start or closed >= city.now:
                continue
            found.append(_task(row, officer, q * 3 + place, up=up, asked=asked, due=due, done=done, closed=closed))
    return found


def _task(row: Counterpart, officer: User, which: int, *, up: bool, asked, due, done, closed) -> VerticalTask:  # type: ignore[no-untyped-def]
    facts = {"hub_id": row.hub_id, "counterpart": row, "due_on": due, "state": "CLOSED", "asked_by": officer, "asked_at": asked,
             "closed_at": closed, "closed_by": officer, "key": f"demo:{asked:%Y%m%d}:{up}"}  # fmt: skip
    if up:
        title, detail, reply = UP[which % len(UP)]
        return VerticalTask(direction="up", kind="request", title=title, detail=detail, reply=reply, **facts)
    kind, title, detail, basis = DOWN[which % 2]
    return VerticalTask(direction="down", kind=kind, title=title, detail=detail, basis=basis, result="已按要求办理。",
                        reported_at=done, close_by=local_date(done) + timedelta(days=7), **facts)  # fmt: skip


def _visits(city: DemoCity, row: Counterpart, n: int, place: int) -> list[GuidanceVisit]:
    officer = city.users[account(city, n, "officer")]
    days = [40 + place * 3 % 50, 220 + place * 5 % 60] if city.strength[row.hub_id] > 0.5 else [300 + place % 40]
    return [
        GuidanceVisit(
            counterpart=row, visited_on=city.today - timedelta(days=back), visitors=officer.name, topic="服务站点建设",
            advice="看了两个站点，商定统一标识和值守排班，缺的物资列了清单。", recorded_by=officer, recorded_at=city.now - timedelta(days=back - 1),
            reply="值守排班的模板很好用。", confirmed_at=city.now - timedelta(days=back - 4),
        )
        for back in days
    ]  # fmt: skip


def open_today(city: DemoCity) -> None:
    """Open today, through the actions: a task with figures, one reported and to be closed, a request up, a visit."""
    hub, officer = city.hubs[0], city.users["hub.officer"]
    mine = Counterpart.objects.confirmed(city.today).filter(hub=hub).select_related("body", "area", "hub")
    district = mine.get(body__appointments__person=city.users["counterpart.officer"])
    street = mine.get(body__appointments__person=city.users["subdistrict.officer"])
    below = {"by": city.users["subdistrict.officer"], "at": city.now}
    actions.enter_figure(street, title="服务站点数", unit="个", value="5", **below)
    due, who = add_working_days(city.today, 6, working_calendar()), {"by": officer, "at": city.now}
    kind, title, detail, basis = DOWN[0]
    made = actions.send_tasks(hub, counterparts=[district.pk, street.pk], title="冬季联合走访", detail=detail, kind=kind, basis=basis,
                              due_on=due, key="demo:open:1", **who)  # fmt: skip
    kind, title, detail, basis = DOWN[2]
    others = list(mine.filter(area__level="district").values_list("pk", flat=True)[:4])
    actions.send_tasks(hub, counterparts=others, title=title, detail=detail, kind=kind, basis=basis, due_on=due,
                       figures=["本年新增站点数（个）"], key="demo:open:2", **who)  # fmt: skip
    actions.report_task(made[-1], result="名单 12 家，定在下周三上午。", values={}, version=0, **below)
    title, detail, _reply = UP[0]
    actions.ask_up(street, title=title, detail=detail, key="demo:up", **below)
    actions.record_visit(district, visited_on=city.today - timedelta(days=2), visitors=officer.name, topic="夜间站点值守",
                         advice="建议两个站点合排夜班，先试一个月。", **who)  # fmt: skip
