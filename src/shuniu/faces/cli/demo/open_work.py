"""What is still to do today, through the actions: each account of the demo finds work on its desk.

Actions write the present moment, so a city laid out for another day than today has no open work.
"""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.models import AgendaItem, MeetingReport, SecretaryMeeting, TopicCall
from shuniu.domain.network import actions as network
from shuniu.domain.oversight import actions as oversight
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.faces.cli.demo import appeals, asking, doubles, guidance, incubation, intake, service_desk
from shuniu.faces.cli.demo.engagements import open_engagements
from shuniu.faces.cli.demo.joining import open_applications
from shuniu.faces.cli.demo.meetings import Plan, fill_roll
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import EFFECTS, PLACES, REQUESTS, SUMMARIES
from shuniu.kernel.core.moments import CITY_TIME, add_working_days, db_now, local_date, period_of
from shuniu.kernel.norms.queries import applicable_units, units_of, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.actions import owe

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

TOPICS = (
    ("secretary01.org", "problem", "新就业群体夜间休息点不够", "骑手反映夜间没有可以充电、喝水的地方，想和几家单位合用场地。"),
    ("secretary02.org", "experience", "分享“工间十分钟”的组织办法", "我们在三个园区试了一年，愿意带两位职工来讲。"),
    ("secretary03.org", "theme", "联合办一次职工技能市集", "建议放在元旦前，每家出一个项目。"),
)  # fmt: skip


def fill(city: DemoCity) -> None:
    if city.today != local_date(db_now()):
        return
    _returned_report(city)
    _to_file(city, 0, days_ago=2, submit=True)
    _to_file(city, len(city.hubs) - 1, days_ago=3, submit=False)
    _announced(city)
    _call_for_topics(city)
    _claims(city)
    open_applications(city)
    open_engagements(city)
    _reports_to_review(city)
    _requests(city)
    _drafts(city)
    doubles.fill(city)
    guidance.open_today(city)
    asking.history(city)
    asking.fill(city)
    _intent(city)
    appeals.open_work(city)
    intake.open_work(city)
    service_desk.open_work(city)
    incubation.applications(city)
    meetings.owe_quarterly_meetings(by=city.system, at=city.now)


def _start(city: DemoCity, days: int) -> datetime:
    day = city.today + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1 if days > 0 else -1)
    return datetime.combine(day, time(14), tzinfo=CITY_TIME)


def _to_file(city: DemoCity, n: int, *, days_ago: int, submit: bool) -> None:
    """A meeting held some days ago, its minutes approved: the report is drafted and waits for its last look."""
    hub, starts = city.hubs[n], _start(city, -days_ago)
    officer, head = city.users[account(city, n, "officer")], city.users[account(city, n, "head")]
    gathering = Gathering.objects.create(
        host=hub, title=f"{starts.year} 年第{'〇一二三四'[(starts.month - 1) // 3 + 1]}季度秘书长例会", starts_at=starts,
        ends_at=starts + timedelta(hours=2), place=PLACES[n % len(PLACES)], door_token=secrets.token_urlsafe(18),
        door_code=f"{city.random.randrange(10**6):06d}", sign_in_opens_at=starts - timedelta(hours=2),
        sign_in_closes_at=starts + timedelta(hours=4), created_at=starts - timedelta(days=20),
    )  # fmt: skip
    meeting = SecretaryMeeting.objects.create(
        host=hub, gathering=gathering, form="seminar", state="ANNOUNCED", created_at=gathering.created_at
    )
    field = hub.field.name if hub.field else "社区"
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, kind=kind, title=title, position=position, entered_at=gathering.created_at)
        for position, (kind, title) in enumerate(
            (("information", "通报前三季度工作和决议落实"), ("problem", "研究夜间服务站点的场地和值守"), ("theme", f"商议年底{field}联合行动")), 1
        )
    )  # fmt: skip
    fill_roll(city, [Plan(n, hub, city.strength[hub.pk], gathering, "seminar", field)])
    meetings.close_sign_in(meeting, by=officer, at=city.now)
    minutes = meetings.save_minutes(
        meeting, chair=head.name, recorder=officer.name, version=0, by=officer, at=city.now,
        summary=SUMMARIES[n % len(SUMMARIES)].format(topic="夜间服务站点的场地和值守", n=6), effect=EFFECTS[0].format(n=5),
    )  # fmt: skip
    meetings.record_resolution(
        meeting, text="与两个街道商定夜间休息点，列出设备和值守清单", due_on=city.today + timedelta(days=36), owner_name=officer.name,
        by=officer, at=city.now,
    )  # fmt: skip
    meetings.submit_minutes(minutes, by=officer, at=city.now)
    if submit:
        meetings.approve_minutes(minutes, by=head, at=city.now)
        meetings.draft_report(meeting, by=officer, at=city.now)


def _filed_anew(hub: Organization, city: DemoCity) -> MeetingReport | None:
    """The hub's newest report of the history, as if it had been filed yesterday and waited for an answer."""
    report = MeetingReport.objects.filter(meeting__host=hub).order_by("-meeting__gathering__starts_at").first()
    if report is not None:
        filed = city.now - timedelta(days=1)
        report.state, report.filed_at, report.reply, report.replied_at, report.version = "FILED", filed, "", None, 1
        report.save()
        report.filings.update(filed_at=filed)
    return report


def _returned_report(city: DemoCity) -> None:
    report = _filed_anew(city.hubs[0], city)
    if report is not None:
        meetings.return_report(
            report, reply="到会人数与签到不一致，请核对会后补录的几位，并补写第二项决议的承办单位。", version=report.version,
            by=city.users["office.officer"], at=city.now,
        )  # fmt: skip


def _announced(city: DemoCity) -> None:
    officer, starts = city.users["hub.officer"], _start(city, 9)
    meeting = meetings.plan_meeting(
        city.hubs[0], title="“夜间服务站点”专题沙龙", form="salon", starts_at=starts, ends_at=starts + timedelta(hours=2),
        place="职工之家报告厅", by=officer, at=city.now,
    )  # fmt: skip
    returned = meeting.agenda.count()  # what is not done yet of earlier resolutions stands first
    AgendaItem.objects.create(
        meeting=meeting, kind="experience", title="三个园区休息点的做法", position=returned + 1, speaker="柳知远",
        entered_at=city.now,
    )  # fmt: skip
    AgendaItem.objects.create(
        meeting=meeting, kind="problem", title="场地、值守和费用怎样分担", position=returned + 2, entered_at=city.now
    )
    asked = Organization.objects.filter(ties__hub=city.hubs[0], ties__confirmed_at__isnull=False).distinct()
    meetings.announce_meeting(meeting, organizations=asked.order_by("pk")[:40], by=officer, at=city.now)
    invited = Invitee.objects.filter(gathering=meeting.gathering).order_by("pk")
    coming = list(invited.values_list("pk", flat=True)[3:25])
    Invitee.objects.filter(pk__in=coming).update(answer="coming", answered_at=city.now)


def _call_for_topics(city: DemoCity) -> None:
    officer, starts = city.users["hub.officer"], _start(city, 45)
    quarter = (starts.month - 1) // 3 + 1
    meeting = meetings.plan_meeting(
        city.hubs[0], title=f"{starts.year} 年第{'〇一二三四'[quarter]}季度秘书长例会", form="joint", starts_at=starts,
        ends_at=starts + timedelta(hours=2), place="联合会三楼会议室", topics_until=local_date(starts) - timedelta(days=14),
        by=officer, at=city.now,
    )  # fmt: skip
    for name, kind, title, detail in (("org.secretary", "policy", "请讲讲职工互助保障的新办法", ""), *TOPICS):
        person = city.users.get(name)
        if person is None:
            continue
        body = Organization.objects.get(appointments__person=person)
        proposal = meetings.propose_topic(
            meeting, organization=body, kind=kind, title=title, detail=detail, by=person, at=city.now
        )
        if name == "org.secretary":
            meetings.answer_topic(proposal, taken=True, by=officer, at=city.now)
    _topic_by_link(city, meeting)


def _topic_by_link(city: DemoCity, meeting: SecretaryMeeting) -> None:
    """A member without an account proposes through its link: the office may ask after it."""
    known = Organization.objects.filter(ties__hub=meeting.host, ties__confirmed_at__isnull=False)
    body = known.filter(appointments__isnull=True).order_by("pk").first()
    if body is not None:
        call = TopicCall.objects.create(
            meeting=meeting, organization=body, token=secrets.token_urlsafe(18), sent_at=city.now
        )
        meetings.propose_topic(
            meeting, organization=body, token=call.token, kind="problem", title="小型组织合用一位兼职会计",
            detail="几家都请不起专职会计，想合起来请一位。", proposer_name="王桂兰，会长", at=city.now,
        )  # fmt: skip


def _claims(city: DemoCity) -> None:
    """Two hubs say that the demo's organizations belong to them: the organizations have yet to confirm."""
    for name, hub in (("org.secretary", city.hubs[2]), ("org.liaison", city.hubs[2]), ("org.liaison", city.hubs[1])):
        Affiliation.objects.create(
            hub=hub, organization=Organization.objects.get(appointments__person=city.users[name]), kind="membership",
            route="imported", source="demo", valid_from=city.today - timedelta(days=12),
            claimed_at=city.now - timedelta(days=12),
        )  # fmt: skip


def _reports_to_review(city: DemoCity) -> None:
    """Reports that wait at the office and at the district authority, with their duty."""
    for level in ("city", "district"):
        for row in [one for one in city.designations if one.level == level][1:4]:
            _filed_anew(row.organization, city)
    waiting = MeetingReport.objects.filter(state="FILED").select_related("meeting__gathering", "meeting__host")
    above = {row.organization_id: row.reports_to for row in city.designations}
    calendar = working_calendar()
    for report in waiting:
        meeting = report.meeting
        owe(
            report, "accept_report", body=above[meeting.host_id], roles=["head", "officer"], at=city.now,
            due_on=add_working_days(local_date(report.filed_at or city.now), 10, calendar), unit_code="A14.4",
            element="mechanism", label=f"{meeting.host.name} · {meeting.gathering.title}",
            url=reverse("meetings:report", args=[meeting.pk]),
        )  # fmt: skip


def _requests(city: DemoCity) -> None:
    """The open ones of the history stand as duties at both ends, some overdue; two came in today."""
    for row in CoordinationRequest.objects.filter(state="FILED").select_related("hub", "addressed_to"):
        ends = (
            ("answer_request", row.addressed_to, f"{row.hub.name} · {row.subject}"),
            ("await_answer", row.hub, row.subject),
        )
        for verb, body, label in ends:
            owe(row, verb, body=body, roles=["head", "officer"], due_on=row.due_on, at=city.now, label=label,
                url=reverse("oversight:request", args=[row.pk]), unit_code="A03", element="general")  # fmt: skip
    for n, which in ((0, 3), (len(city.hubs) - 1, 6)):
        subject, detail = REQUESTS[which]
        oversight.file_request(
            city.hubs[n], subject=subject, detail=detail.format(field="职工服务", n=14), key=f"demo:today:{n}",
            by=city.users[account(city, n, "head")], at=city.now,
        )  # fmt: skip


def _intent(city: DemoCity) -> None:
    """The hub signed something with the demo's organization, which has yet to confirm."""
    network.record_intent(
        city.hubs[0], first=city.hubs[0], second=Organization.objects.get(appointments__person=city.users["org.secretary"]),
        subject="共建园区职工夜间充电休息点", commitments="枢纽出设备和值守补贴，对方出场地并负责每晚开门，三个月后一起看使用人次。",
        signed_on=city.today - timedelta(days=3), ends_on=city.today + timedelta(days=362), first_signatory="苏明远",
        second_signatory="王桂兰", key="demo:today", by=city.users["hub.officer"], at=city.now,
    )  # fmt: skip


def _drafts(city: DemoCity) -> None:
    """Statements the officer wrote and the head has yet to confirm; a weak hub says why it did not meet."""
    hub, designation = city.hubs[0], city.designations[0]
    written = set(hub.statements.filter(year=city.today.year).values_list("unit_code", flat=True))
    free = [
        one.unit for one in applicable_units(designation, units_of(city.edition.code))
        if one.applies and one.unit.code not in written
    ]  # fmt: skip
    for unit in free[:3]:
        oversight.save_statement(
            hub, unit_code=unit.code, year=city.today.year, degree="partly", version=0, by=city.users["hub.officer"], at=city.now,
            text=f"{unit.title}：上半年做了摸底，列出 6 项要补的事，下半年由经办人逐项办。",
        )  # fmt: skip
    weak = city.hubs[3] if len(city.hubs) > 4 else None
    if weak is not None:
        meetings.file_exception(
            weak, period_code=period_of("Q", city.today).code, reason="秘书处换届，新任负责人本月到岗，拟于下季度第一个月补开。",
            by=city.users[account(city, 3, "head")], at=city.now,
        )  # fmt: skip
