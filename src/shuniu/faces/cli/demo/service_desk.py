"""A lively desk at every hub: charter, guides, two years of requests with their steps and ratings; today a morning's queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from openpyxl import Workbook

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import (
    AnswerTemplate,
    DeskUnit,
    GuidePaper,
    RequestRating,
    RequestStep,
    ServiceCharter,
    ServiceGuide,
    ServiceRequest,
)
from shuniu.faces.cli.demo import service_partners, service_ratings
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.service_words import (
    ANSWERS,
    ASKED,
    CHARTER,
    GROUPS,
    GUIDES,
    SAMPLES,
    TEMPLATES,
    TODAY,
    WORDS,
)
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import CITY_TIME, add_working_days, local_date, start_of_day
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions.duty import put_off
from shuniu.kernel.record.models import Attachment
from shuniu.methods.workclock import Event, Kind, WorkingDays, replay

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[ServiceRequest, list[RequestStep], RequestRating | None]


def fill(city: DemoCity) -> None:
    calendar = working_calendar()
    working = WorkingDays(calendar)
    start = local_date(city.start)
    charters, units, guides = [], [], []
    for n, hub in enumerate(city.hubs):
        head = city.users[account(city, n, "head")]
        charters.append(ServiceCharter(hub=hub, number=1, promises=CHARTER, complaint=f"{hub.name}办公室", published_at=city.start, published_by=head))  # fmt: skip
        units += [
            DeskUnit(hub=hub, kind=kind, name=name, opened_at=city.start)
            for kind, name in (("hall", "综合窗口"), ("center", "社会组织服务中心"), ("committee", "服务专委会"))
        ]
        guides += [
            ServiceGuide(
                hub=hub, slug=f"g{k}", version=1, title=title, category=category, audience=audience, steps=steps,
                openness="members" if k == 4 else "all", accept_days=2, solve_days=days, valid_from=start + timedelta(days=k * 60),
                published_at=city.start, published_by=head,
            )
            for k, (title, category, audience, steps, days, _papers) in enumerate(GUIDES)
        ]  # fmt: skip
    ServiceCharter.objects.bulk_create(charters)
    DeskUnit.objects.bulk_create(units)
    ServiceGuide.objects.bulk_create(guides)
    GuidePaper.objects.bulk_create(
        GuidePaper(guide=one, position=k, name=name, sample=_sample(city, one, name))
        for one in guides
        for k, name in enumerate(GUIDES[int(one.slug[1:])][5], start=1)
    )
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(hub=hub, name=name, text=text) for hub in city.hubs for name, text in TEMPLATES
    )
    platforms = service_partners.platforms(city)
    _keep(list(_history(city, units, platforms, guides, calendar, working)))
    service_ratings.fill(city)
    service_partners.fill(city, calendar)


def _sample(city: DemoCity, guide: ServiceGuide, name: str) -> Attachment:
    """A filled-in sheet to look at; one file for all hubs."""
    path = f"attachments/demo/sample-{list(SAMPLES).index(name)}.xlsx"
    if not default_storage.exists(path):
        book = Workbook()
        sheet: Any = book.active
        sheet.title = "样表"
        sheet.append([f"{name}（填好的样子，均为虚构）"])
        for line in SAMPLES[name]:
            sheet.append(list(line))
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 48
        content = BytesIO()
        book.save(content)
        default_storage.save(path, ContentFile(content.getvalue()))
    row = Attachment(
        owner=guide.hub, subject_type=guide._meta.label_lower, subject_id=guide.pk, name=f"{name}（样表）.xlsx", media_type=SHEET,
        size=default_storage.size(path), digest=f"{guide.pk:032d}{list(SAMPLES).index(name):032d}", added_by=guide.published_by,
        added_at=city.start,
    )  # fmt: skip
    row.file.name = path
    row.save()
    return row


def _keep(rows: list[Row]) -> None:
    ServiceRequest.objects.bulk_create([row for row, _steps, _rating in rows], batch_size=1000)
    RequestStep.objects.bulk_create([step for _row, steps, _rating in rows for step in steps], batch_size=2000)
    RequestRating.objects.bulk_create([rating for _row, _steps, rating in rows if rating is not None])


def _history(
    city: DemoCity, units: list[DeskUnit], platforms: dict[int, DeskUnit], guides: list[ServiceGuide], calendar: Any, working: Any
) -> Iterator[Row]:  # fmt: skip
    for n, hub in enumerate(city.hubs):
        bodies = members(hub, 12)
        own_units, own_guides = units[n * 3 : n * 3 + 3], guides[n * len(GUIDES) : (n + 1) * len(GUIDES)]
        own_units += [platforms[hub.pk]] if hub.pk in platforms else []
        count = 44 if n == 0 else 14 + n % 5
        for turn in range(count):
            age = 22 + (turn * 620) // count + (n * 7) % 11
            day = add_working_days(city.today - timedelta(days=age), 1, calendar)
            body = bodies[turn % len(bodies)] if bodies and turn % 5 else None
            yield _closed(
                city, n, turn, day, own_units, own_guides[turn * 3 % len(own_guides)], body, calendar, working
            )


def _at(day: date, hour: int = 10) -> datetime:
    return start_of_day(day).astimezone(CITY_TIME) + timedelta(hours=hour)


class Told:
    """One request being told: each step at its day, an hour after the one before."""

    def __init__(self, row: ServiceRequest, officer: Any) -> None:
        self.row, self.officer, self.steps = row, officer, list[RequestStep]()

    def step(
        self, kind: str, day: date, unit: DeskUnit | None = None, text: str = "", *, own: bool = False
    ) -> datetime:
        """`own`: the applicant's. Returns when."""
        moment = _at(day, 9 + min(len(self.steps), 8))
        self.steps.append(RequestStep(
            request=self.row, position=len(self.steps) + 1, kind=kind, happened_at=moment, unit=unit, text=text,
            by=None if own else self.officer,
        ))  # fmt: skip
        return moment

    def events(self) -> list[Event]:
        kinds = set(Kind)
        return [Event(one.kind, local_date(one.happened_at), one.unit_id) for one in self.steps if one.kind in kinds]


def _filed(
    city: DemoCity, n: int, turn: int, day: date, guide: ServiceGuide, body: Organization | None, calendar: Any
) -> ServiceRequest:
    officer = city.users[account(city, n, "officer")]
    subject, text = ASKED[(turn * 5 + n) % len(ASKED)]
    return ServiceRequest(
        hub_id=guide.hub_id, guide=guide, organization=body, applicant=body.name if body else GROUPS[(turn + n) % len(GROUPS)],
        contact_name=person(turn + n * 3), phone=f"1380000{n:02}{turn:02}",
        phone_key=f"1380000{n:02}{turn:02}", channel="web" if turn % 4 else "counter",
        subject=subject, text=f"{subject}\n{text}", filed_at=_at(day, 9), clock_from=day, assigned_to=officer,
        accept_by=add_working_days(day, guide.accept_days, calendar), entered_by=None if turn % 4 else officer, address_printed=not turn % 4 and body is None,
        token=f"demo-{n}-{turn}-{city.seed}", key=f"demo:{n}:{turn}",
    )  # fmt: skip


def _closed(
    city: DemoCity, n: int, turn: int, day: date, units: list[DeskUnit], guide: ServiceGuide, body: Organization | None,
    calendar: Any, working: Any,
) -> Row:  # fmt: skip
    """One closed request: accepted, sent on now and then, asked now and then, answered, agreed to, rated."""
    slow = city.random.random() > 0.35 + 0.65 * city.strength[guide.hub_id]
    row = _filed(city, n, turn, day, guide, body, calendar)
    row.unit, told = units[0], Told(row, row.assigned_to)
    told.step("submit", day, units[0], own=True)
    when = add_working_days(day, 3 if slow and turn % 3 == 0 else 1, calendar)
    row.accepted_at = told.step("accept", when)
    if turn % 3 == 1:
        row.unit = units[1 + turn // 3 % (len(units) - 1)]
        if body is not None and row.unit.organization_id == body.pk:  # nobody serves itself
            row.unit = units[1]
        told.step("move", when, row.unit, "要看具体材料")
    if turn % 6 == 2:
        row.missing = "最近一年的活动记录"
        row.missing_told_at = told.step("ask", when, text=row.missing)
        when = add_working_days(when, 3, calendar)
        told.step("reply", when, text="已补上", own=True)
    when = add_working_days(when, (9 if slow else 3) + turn % 3, calendar)
    row.answer, row.answered_by, row.answered_unit = ANSWERS[(turn + n) % len(ANSWERS)], row.assigned_to, row.unit
    row.answered_at = told.step("answer", when, text=row.answer)
    row.sent_elsewhere = "区政务服务中心" if slow and turn % 4 == 2 else ""
    row.reply_by, lapsed = add_working_days(when, 10, calendar), turn % 7 == 6
    row.state, row.closing = "CLOSED", "lapse" if lapsed else "consent"
    row.closed_at = told.step(row.closing, add_working_days(when, 11 if lapsed else 2, calendar), own=True)
    row.due_on = replay(told.events(), limit=guide.solve_days, working=working).due_on
    rating = None
    if not lapsed and (turn % 5 < 3 or (n == 0 and turn in service_ratings.ALSO_RATED)):
        grade = 2 if slow and turn % 2 else 4 + turn % 2
        rating = service_ratings.rated(row, grade, WORDS[turn % len(WORDS)])
        if (n, turn) == service_ratings.YESTERDAY:
            rating.grade, rating.rated_at, rating.counts_from = 2, *[city.now - timedelta(days=1)] * 2
    return row, told.steps, rating


def open_work(city: DemoCity) -> None:
    """At the first hub a morning's queue: new ones, some in hand, one with the committee, one asked, one late, one again."""
    hub, officer = city.hubs[0], city.users["hub.officer"]
    guides = list(ServiceGuide.objects.filter(hub=hub).order_by("slug"))
    centre, committee = (DeskUnit.objects.get(hub=hub, kind=kind) for kind in ("center", "committee"))
    secretary = city.users["org.secretary"]
    body = Organization.objects.get(appointments__person=secretary)
    made: list[ServiceRequest] = []
    for turn, (subject, text) in enumerate(TODAY):
        facts = {"applicant": GROUPS[turn % len(GROUPS)], "contact_name": person(turn + 60), "phone": f"139000000{turn:02}",
                 "text": f"{subject}\n{text}"}  # fmt: skip
        own = turn == 4
        made.append(desk.file_request(
            guides[turn % 4], facts=facts, key=f"demo:today:{turn}", by=secretary if own else officer if turn % 4 == 1 else None,
            organization=body if own else None, channel="counter" if turn % 4 == 1 and not own else "web", at=city.now,
        ))  # fmt: skip
    who = {"by": officer, "at": city.now}
    for row in made[6:]:
        desk.accept_request(row, **who)
    desk.move_request(made[7], unit=centre, text="要实地看场地", **who)
    desk.move_request(made[8], unit=committee, text="要专家意见", **who)
    desk.ask_applicant(made[4], missing="最近一次会议记录\n负责人身份证明", **who)
    for row in made[9:11]:
        row.refresh_from_db()
        desk.answer_request(row, text=ANSWERS[0], version=row.version, **who)
    _earlier(made[5], 1)
    _earlier(made[11], 13)


def _earlier(row: ServiceRequest, days: int) -> None:
    """A request that came in some working days ago: its steps are moved back and its dates read from them again."""
    back = timedelta(days=days + 2 * (days // 5 + 1))
    calendar = working_calendar()
    steps = list(row.history.order_by("position"))
    for step in steps:
        step.happened_at -= back
    RequestStep.objects.bulk_update(steps, ["happened_at"])
    events = [Event(one.kind, local_date(one.happened_at), one.unit_id) for one in steps if one.kind in set(Kind)]
    clock = replay(events, limit=row.guide.solve_days, working=WorkingDays(calendar))
    accepted = next((one.happened_at for one in steps if one.kind == "accept"), None)
    ServiceRequest.objects.filter(pk=row.pk).update(
        filed_at=steps[0].happened_at, clock_from=clock.first_on, due_on=clock.due_on, accepted_at=accepted,
        accept_by=add_working_days(local_date(steps[0].happened_at), row.guide.accept_days, calendar),
    )  # fmt: skip
    late = {"accept_request": ServiceRequest.objects.get(pk=row.pk).accept_by, "solve_request": clock.due_on}
    for verb, day in late.items():
        put_off(ServiceRequest, [row.pk], verb, due_on=day)
