"""Who owes a meeting, who explains why none was held, who hears of a change, and who sees what (A14, A14.1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.calendar import calendar_file
from shuniu.domain.meetings.indicators import quarters_with_meeting
from shuniu.domain.meetings.mechanisms import standings
from shuniu.domain.meetings.models import (
    AgendaItem,
    Mechanism,
    MeetingException,
    MeetingReport,
    Minutes,
    SecretaryMeeting,
    TopicCall,
)
from shuniu.domain.meetings.queries import quarter_states
from shuniu.engines.gatherings.actions import answer_invitation
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date, period_of
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.orgs.explaining import why
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Substitution
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import owe
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail
from tests.meetings.test_figures import held_on


@pytest.fixture
def alone(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    return city


@pytest.fixture
def system(city):
    return User.objects.system("schedule")


def coming_quarter(city):
    return period_of("Q", local_date(city.now)).next()


def last_quarter(city):
    return period_of("Q", local_date(city.now)).previous()


def morning(quarter, days):
    return datetime.combine(quarter.start + timedelta(days=days), time(6, 10), tzinfo=CITY_TIME)


def open_duties(city, quarter):
    return Duty.objects.filter(body=city.hub, verb=f"hold_meeting:{quarter.code}", settled_at__isnull=True)


@pytest.mark.acceptance("A14.1")
def test_from_week_eight_every_hub_without_a_meeting_owes_one_once(alone, system):
    quarter, hubs = coming_quarter(alone), Designation.objects.valid(morning(coming_quarter(alone), 49)).count()
    assert meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 48)) == 0
    assert [meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 49)) for _again in range(2)] == [hubs] * 2
    (duty,) = open_duties(alone, quarter)
    assert (duty.due_on, duty.roles) == (quarter.last_day, ["head", "officer"])
    with pytest.raises(PermissionDenied):
        meetings.owe_quarterly_meetings(by=alone.user("hub.head"), at=morning(quarter, 49))


def test_the_week_is_a_setting_of_the_body_above(alone, system):
    quarter = coming_quarter(alone)
    Setting.objects.create(
        key="meetings.warn_from_week", owner=alone.office, value=3, reason="早些提醒", valid_from=quarter.start,
        fixed_at=alone.now,
    )  # fmt: skip
    meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 13))
    assert not open_duties(alone, quarter).exists()
    meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 14))
    assert open_duties(alone, quarter).count() == 1


@pytest.mark.parametrize("fault", ["", "entered_afterwards", "no_agenda", "no_roll"])
def test_only_a_meeting_that_counts_settles_the_quarter(alone, system, fault):
    quarter = coming_quarter(alone)
    meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 49))
    meeting = held_on(
        alone, quarter.start + timedelta(days=50), planned_before=-1 if fault == "entered_afterwards" else 9
    )
    if fault == "no_agenda":
        meeting.agenda.all().delete()
    if fault == "no_roll":
        meeting.gathering.roll.all().delete()
    meetings.owe_quarterly_meetings(by=system, at=morning(quarter, 55))
    assert open_duties(alone, quarter).exists() is bool(fault)


@pytest.mark.parametrize("agenda", [True, False])
def test_the_end_of_sign_in_settles_the_running_quarter_by_the_same_rule(alone, agenda):
    meeting = alone.begun()
    alone.sign(meeting, 2)
    if not agenda:
        meeting.agenda.all().delete()
    quarter = meeting.period
    owe(
        alone.hub, f"hold_meeting:{quarter.code}", body=alone.hub, roles=["head"], due_on=quarter.last_day, url="/",
        at=alone.now,
    )  # fmt: skip
    meetings.close_sign_in(alone.end(meeting), by=alone.user("hub.officer"), at=alone.now)
    assert open_duties(alone, quarter).exists() is not agenda


# The exception


def explain(city, reason="换届", quarter=None, who="hub.head"):
    quarter = quarter or period_of("Q", local_date(city.now))
    return meetings.file_exception(city.hub, period_code=quarter.code, reason=reason, by=city.user(who), at=city.now)


def answered(city, row, accepted, reply=""):
    return meetings.answer_exception(row, accepted=accepted, reply=reply, by=city.user("office.officer"), at=city.now)


@pytest.mark.acceptance("A14.1")
def test_an_accepted_reason_takes_the_quarter_out_of_the_denominator_a_refused_one_does_not(alone):
    quarter = last_quarter(alone)

    def due():
        found = quarters_with_meeting(hubs=[alone.hub.pk], period=quarter, at=db_now())
        return found[alone.hub.pk].denominator if alone.hub.pk in found else 0

    row = explain(alone, quarter=quarter)
    assert Duty.objects.get(verb="answer_exception", subject_id=row.pk).body == alone.office
    counts = [due()]
    answered(alone, row, False, "请补情况")
    counts.append(due())
    again = explain(alone, "换届，附会议决定", quarter=quarter)
    answered(alone, again, True)
    assert [*counts, due()] == [1, 1, 0]
    told = Notice.objects.get(user=alone.user("hub.head"), key__startswith=f"exception:{again.pk}:ACCEPTED:")
    assert told.url == f"/desk/meetings/exceptions/{again.pk}/"


def test_after_a_refusal_the_head_explains_anew_and_both_stay_readable(alone, client):
    first = explain(alone)
    assert explain(alone).pk == first.pk
    with pytest.raises(ValidationError, match="还没有答复"):
        explain(alone, "另一个理由")
    with pytest.raises(ValidationError, match="写明理由"):
        answered(alone, first, False, " ")
    client.force_login(alone.user("office.officer"))
    page = client.post(f"/desk/meetings/exceptions/{first.pk}/", {"reply": "只写了意见"})
    first.refresh_from_db()
    assert (page.status_code, first.state, "只写了意见" in page.content.decode()) == (200, "FILED", True)
    client.post(f"/desk/meetings/exceptions/{first.pk}/", {"answer": "refuse", "reply": "理由不足"})
    with pytest.raises(ValidationError, match="没有认可"):
        explain(alone)
    client.force_login(alone.user("hub.head"))
    assert "重新说明" in client.get(f"/desk/meetings/exceptions/{first.pk}/").content.decode()
    code = period_of("Q", local_date(alone.now)).code
    done = client.post(
        f"/desk/meetings/exceptions/new/?hub={alone.hub.code}", {"period_code": code, "reason": "补充了"}
    )
    second = MeetingException.objects.get(host=alone.hub, reason="补充了")
    assert done.url == f"/desk/meetings/exceptions/{second.pk}/"
    assert "理由不足" in client.get(done.url).content.decode()
    owe(
        alone.hub, f"hold_meeting:{code}", body=alone.hub, roles=["head"], due_on=local_date(alone.now), url="/",
        at=alone.now,
    )  # fmt: skip
    answered(alone, second, True)
    assert not open_duties(alone, period_of("Q", local_date(alone.now))).exists()
    with pytest.raises(ValidationError, match="不用再说明"):
        explain(alone, "又一个")


def test_who_may_explain_and_answer_and_what_needs_no_explanation(alone):
    for who in ("hub.officer", "office.head", "org.secretary"):
        with pytest.raises(PermissionDenied):
            explain(alone, who=who)
    with pytest.raises(ValidationError, match="写明"):
        explain(alone, " ")
    with pytest.raises(ValidationError, match="还没有开始"):
        explain(alone, quarter=coming_quarter(alone))
    row = explain(alone)
    for who in ("hub.head", "district.officer"):
        with pytest.raises(PermissionDenied):
            meetings.answer_exception(row, accepted=True, reply="", by=alone.user(who), at=alone.now)
    held_on(alone, last_quarter(alone).start + timedelta(days=30))
    with pytest.raises(ValidationError, match="已经开过"):
        explain(alone, quarter=last_quarter(alone))


def test_whoever_works_for_two_hubs_does_it_for_the_one_chosen(alone, client):
    head = alone.user("hub.head")
    other = Designation.objects.valid(alone.now).exclude(organization=alone.hub).first().organization
    SecretaryMeeting.objects.filter(host=other).update(state="CALLED_OFF")
    Appointment.objects.create(
        organization=other, person=head, role="head", valid_from=local_date(alone.now) - timedelta(days=9)
    )
    client.force_login(head)
    code = period_of("Q", local_date(alone.now)).code
    for hub in (alone.hub, other):
        client.post(f"/desk/meetings/exceptions/new/?hub={hub.code}", {"period_code": code, "reason": "换届"})
        client.post(f"/desk/meetings/mechanisms/new/?hub={hub.code}", {
            "name": "新轮值走访", "owner_name": "赵示一", "kind": "other", "frequency": "Q", "unit_code": "A13",
            "valid_from": local_date(alone.now).isoformat(),
        })  # fmt: skip
        assert MeetingException.objects.filter(host=hub, period_code=code).count() == 1
        assert Mechanism.objects.filter(host=hub, name="新轮值走访").count() == 1
        listed = client.get(f"/desk/meetings/?hub={hub.code}").content.decode()
        assert f"/desk/meetings/new/?hub={hub.code}" in listed
    desk = client.get("/desk/").content.decode()
    assert [f"/desk/meetings/new/?hub={hub.code}" in desk for hub in (alone.hub, other)] == [True, True]


# What the cockpit says


def reported(meeting, state):
    at = meeting.gathering.ends_at + timedelta(days=1)
    return MeetingReport.objects.create(
        meeting=meeting, topics="1", state=state, scale=1, first_filed_at=at, filed_at=at, replied_at=at
    )


def state_of(city, quarter, at=None):
    return quarter_states([city.hub.pk], quarter, at=at or city.now)[city.hub.pk]


@pytest.mark.parametrize("fault", ["entered_afterwards", "no_agenda"])
def test_a_meeting_that_does_not_count_leaves_the_hub_among_those_that_have_not_met(alone, fault):
    quarter = last_quarter(alone)
    meeting = held_on(
        alone, quarter.start + timedelta(days=30), planned_before=-3 if fault == "entered_afterwards" else 9
    )
    if fault == "no_agenda":
        meeting.agenda.all().delete()
    reported(meeting, "ACCEPTED")
    assert state_of(alone, quarter).state == "uncounted"


def test_a_report_accepted_hides_no_other_that_never_came_and_nobody_is_late_before_the_last_day(alone):
    quarter = last_quarter(alone)
    first, second = (held_on(alone, quarter.start + timedelta(days=days)) for days in (20, 40))
    reported(first, "ACCEPTED")
    soon = second.gathering.ends_at + timedelta(hours=1)
    assert (state_of(alone, quarter, soon).state, state_of(alone, quarter, soon).late_since) == ("held", ())
    assert len(state_of(alone, quarter).late_since) == 1
    reported(second, "RETURNED")
    assert state_of(alone, quarter, soon + timedelta(days=1)).late_since == ()
    assert (state_of(alone, quarter).state, len(state_of(alone, quarter).late_since)) == ("returned", 1)


def test_a_plan_whose_day_has_passed_is_no_plan(alone):
    quarter = last_quarter(alone)
    meeting = held_on(alone, quarter.start + timedelta(days=30), state="ANNOUNCED")
    meeting.gathering.roll.all().delete()
    before = meeting.gathering.starts_at - timedelta(days=1)
    assert [state_of(alone, quarter, at).state for at in (before, alone.now)] == ["planned", "none"]


def test_the_reminder_to_meet_reaches_a_hub_whose_meeting_does_not_count_and_who_stands_in(alone, client):
    reported(held_on(alone, last_quarter(alone).start + timedelta(days=30), planned_before=-3), "ACCEPTED")
    head = Appointment.objects.get(organization=alone.hub, person=alone.user("hub.head"), role="head")
    stand_in(alone, head, alone.user("hub.clerk"))
    client.force_login(alone.user("office.officer"))
    page = client.get(f"/cockpit/remind/?matter=meeting&period={last_quarter(alone).code}").content.decode()
    row = page.split(alone.hub.name, 1)[1].split("</label>", 1)[0]
    assert alone.user("hub.clerk").name in row


def test_a_mechanism_was_not_missed_before_it_stood_on_the_list_and_its_meeting_runs_by_what_counts(alone):
    row = meetings.list_mechanism(
        alone.hub, name="补列的机制", owner_name="赵示一", frequency="M", by=alone.user("hub.officer"), at=alone.now,
        valid_from=local_date(alone.now) - timedelta(days=400),
    )  # fmt: skip
    (standing,) = standings([row], days=30, at=alone.now)
    assert ({turn.state for turn in standing.turns}, standing.due) == ({"running", "before"}, 0)
    quarter = last_quarter(alone)
    held_on(alone, quarter.start + timedelta(days=30), planned_before=-3)
    (standing,) = standings([Mechanism.objects.get(host=alone.hub, kind="meeting")], days=30, at=alone.now)
    assert next(turn.state for turn in standing.turns if turn.period == quarter) == "missed"


# A change of a called meeting; who stands in; who sees


def stand_in(city, appointment, person):
    today = local_date(city.now)
    return Substitution.objects.create(
        appointment=appointment, substitute=person, reason="出差", valid_from=today - timedelta(days=1),
        valid_to=today + timedelta(days=90),
    )  # fmt: skip


def called(city, **more):
    meeting = city.plan(days=10, **more)
    AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=city.now)
    return meetings.announce_meeting(meeting, organizations=[city.member], by=city.user("hub.officer"), at=city.now)


def changed(city, meeting, *, who="hub.officer", **more):
    meeting = SecretaryMeeting.objects.select_related("gathering").get(pk=meeting.pk)
    gathering = meeting.gathering
    facts = {
        "version": meeting.version, "title": gathering.title, "form": meeting.form, "starts_at": gathering.starts_at,
        "ends_at": gathering.ends_at, "place": gathering.place,
    } | more  # fmt: skip
    return meetings.change_meeting(meeting, **facts, by=city.user(who), at=city.now)


def test_the_invited_hear_of_another_time_or_place_and_their_calendar_takes_it_over(alone, system):
    meeting, secretary = called(alone), alone.user("org.secretary")
    invitee = meeting.gathering.invitees.get()
    answer_invitation(invitee, answer="coming", by=secretary, at=alone.now)
    changed(alone, meeting, form="salon")
    assert not Notice.objects.filter(user=secretary, kind="meeting_changed").exists()
    starts = meeting.gathering.starts_at + timedelta(days=1)
    moved = changed(alone, meeting, starts_at=starts, ends_at=starts + timedelta(hours=2), place="五楼")
    told = Notice.objects.get(user=secretary, kind="meeting_changed")
    assert (told.facts["place"], told.facts["time"]) == ("五楼", f"{starts.astimezone(CITY_TIME):%Y-%m-%d %H:%M}")
    assert OutgoingMail.objects.filter(to=secretary.email, key__startswith="meeting_changed").count() == 1
    (event,) = Calendar.from_ical(calendar_file(moved.gathering)).walk("VEVENT")
    assert (event["sequence"], event.decoded("dtstart")) == (1, starts)
    assert event.decoded("dtstamp") == moved.gathering.revised_at.replace(microsecond=0)
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.is_outdated) == ("coming", True)
    reminded = datetime.combine(local_date(starts) - timedelta(days=3), time(8), tzinfo=CITY_TIME)
    assert meetings.remind_invited(by=system, at=reminded) > 0
    assert Notice.objects.filter(user=secretary, kind="meeting_unanswered").count() == 1
    answer_invitation(invitee, answer="coming", by=secretary, at=alone.now)
    invitee.refresh_from_db()
    assert not invitee.is_outdated


def test_a_change_by_another_at_the_wrong_moment_or_impossible_is_refused(alone):
    meeting = called(alone)
    for who in ("hub.clerk", "org.secretary", "office.officer"):
        with pytest.raises(PermissionDenied):
            changed(alone, meeting, who=who, place="五楼")
    with pytest.raises(Stale):
        changed(alone, meeting, version=99)
    with pytest.raises(ValidationError, match="晚于开始"):
        changed(alone, meeting, ends_at=meeting.gathering.starts_at)
    with pytest.raises(ValidationError, match="已经过去"):
        changed(alone, meeting, starts_at=alone.now - timedelta(days=1))
    begun = alone.begun(title="已开的会")
    meetings.close_sign_in(begun, by=alone.user("hub.officer"), at=alone.now)
    with pytest.raises(ValidationError, match="不能再改"):
        changed(alone, begun, place="五楼")


def test_the_head_sends_the_minutes_back_with_a_remark(alone):
    meeting, officer, head = alone.begun(), alone.user("hub.officer"), alone.user("hub.head")
    meetings.close_sign_in(meeting, by=officer, at=alone.now)
    minutes = meetings.save_minutes(
        meeting, chair="甲", recorder="", summary="乙", effect="", version=0, by=officer, at=alone.now
    )
    with pytest.raises(ValidationError, match="草稿"):
        meetings.send_minutes_back(minutes, remark="改", by=head, at=alone.now)
    meetings.submit_minutes(minutes, by=officer, at=alone.now)
    with pytest.raises(PermissionDenied):
        meetings.send_minutes_back(minutes, remark="改", by=officer, at=alone.now)
    with pytest.raises(ValidationError, match="改哪里"):
        meetings.send_minutes_back(minutes, remark=" ", by=head, at=alone.now)
    meetings.send_minutes_back(minutes, remark="补写成效", by=head, at=alone.now)
    minutes = Minutes.objects.get(pk=minutes.pk)
    duties = Duty.objects.filter(
        verb__in=("approve_minutes", "write_minutes"), settled_at__isnull=True, subject_id__in=(minutes.pk, meeting.pk),
        body=alone.hub, subject_label=meeting.gathering.title,
    )  # fmt: skip
    assert (minutes.state, minutes.remark, [duty.verb for duty in duties]) == ("DRAFT", "补写成效", ["write_minutes"])


def test_whoever_stands_in_for_an_absent_secretary_is_told_of_everything(alone):
    post = Appointment.objects.get(organization=alone.member, person=alone.user("org.secretary"))
    other = User.objects.create(username="stand.in", name="代示一", email="stand.in@example.org")
    stand_in(alone, post, other)
    officer = alone.user("hub.officer")
    meeting = called(alone, topics_until=local_date(alone.now) + timedelta(days=5))
    meetings.call_for_topics(meeting, by=officer, at=alone.now)
    meetings.add_material(
        meeting, upload=SimpleUploadedFile("材料.pdf", b"%PDF-1.4 " + b"0" * 80), by=officer, at=alone.now
    )
    meetings.remind_invited(by=User.objects.system("schedule"), at=meeting.gathering.starts_at - timedelta(days=3))
    meetings.call_off_meeting(meeting, by=officer, at=alone.now)
    meetings.restore_meeting(meeting, by=officer, at=alone.now)
    kinds = Notice.objects.filter(user=other).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "meeting_announced", "topics_called", "materials_added", "meeting_unanswered", "meeting_called_off",
        "meeting_restored",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tie", "sees"), [("confirmed", True), ("ended", False), ("declined", False), ("claimed", False), ("asked", True)]
)
def test_the_call_is_for_members_and_the_asked_papers_and_resolutions_for_who_takes_part(alone, client, tie, sees):
    secretary, today = alone.user("org.secretary"), local_date(alone.now)
    meeting = alone.plan(days=10, topics_until=today + timedelta(days=5))
    paper = meetings.add_material(
        meeting, upload=SimpleUploadedFile("材料.pdf", b"%PDF-1.4 " + b"0" * 80), by=alone.user("hub.clerk"),
        at=alone.now,
    )  # fmt: skip
    facts = {
        "confirmed": {}, "ended": {"valid_to": today}, "declined": {"declined_at": alone.now, "confirmed_at": None},
        "claimed": {"confirmed_at": None}, "asked": {"confirmed_at": None},
    }  # fmt: skip
    Affiliation.objects.filter(organization=alone.member, hub=alone.hub).update(**facts[tie])
    if tie == "asked":
        TopicCall.objects.create(meeting=meeting, organization=alone.member, token="t", sent_at=alone.now)
    client.force_login(secretary)
    address = f"/desk/meetings/{meeting.pk}/"
    page = client.get(address)
    assert page.status_code == (200 if sees else 404)
    assert client.get(f"{address}materials/{paper.pk}/").status_code == 404
    answer = why("meeting", meeting, secretary, alone.now)
    assert (answer.sees, bool(answer.reasons)) == (sees, sees)
    if sees:
        words = page.content.decode()
        assert ("材料.pdf" in words, "受邀单位" in words, "会后记下的决议" in words) == (False, False, False)
        AgendaItem.objects.create(meeting=meeting, kind="policy", title="甲", position=1, entered_at=alone.now)
        meetings.announce_meeting(meeting, organizations=[alone.member], by=alone.user("hub.officer"), at=alone.now)
        assert client.get(f"{address}materials/{paper.pk}/").status_code == 200
        assert "会后记下的决议" in client.get(address).content.decode()
