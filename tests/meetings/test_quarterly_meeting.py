"""A hub holds its quarterly meeting and reports it (A14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.indicators import complete_meetings, quarters_with_meeting
from shuniu.domain.meetings.models import Resolution, SecretaryMeeting, TopicProposal
from shuniu.engines.gatherings.actions import sign_in_at_door
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import Appointment
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.trail.models import AuditEvent


def test_the_scale_is_what_the_roll_says(city):
    report = city.drafted_report(on_roll=38)
    report = meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    assert (report.state, report.scale, report.late_entries) == ("FILED", 38, 0)


@pytest.mark.acceptance("A14.4")
def test_later_entries_are_shown_apart_and_need_a_reason_before_acceptance(city):
    report = city.drafted_report(on_roll=38, late=22)
    head, officer = city.user("hub.head"), city.user("office.officer")
    report = meetings.file_report(report, version=0, by=head, at=city.now)
    assert (report.scale, report.late_entries) == (60, 22)
    with pytest.raises(ValidationError, match="补录原因"):
        meetings.accept_report(report, version=1, by=officer, at=city.now)
    report = meetings.return_report(report, reply="请写补录原因", version=1, by=officer, at=city.now)
    report = meetings.save_report(
        report,
        topics=report.topics,
        resolutions="",
        effect="好",
        late_reason="纸质签到",
        version=2,
        by=head,
        at=city.now,
    )
    report = meetings.file_report(report, version=3, by=head, at=city.now)
    report = meetings.accept_report(report, version=4, by=officer, at=city.now)
    assert (report.state, report.times_returned) == ("ACCEPTED", 1)


@pytest.mark.parametrize("who", ["hub.officer", "hub.clerk", "office.head", "org.secretary"])
def test_only_the_head_files(city, who):
    report = city.drafted_report(on_roll=3)
    with pytest.raises(PermissionDenied):
        meetings.file_report(report, version=0, by=city.user(who), at=city.now)


def test_filing_twice_is_one_filing(city):
    report, head = city.drafted_report(on_roll=3), city.user("hub.head")
    first = meetings.file_report(report, version=0, by=head, at=city.now)
    second = meetings.file_report(report, version=0, by=head, at=city.now)
    assert (second.version, second.filed_at) == (first.version, first.filed_at)
    assert AuditEvent.objects.filter(verb="meetings.report_filed", subject_id=report.pk).count() == 1


def test_a_report_saved_by_another_since_is_stale(city):
    report = city.drafted_report(on_roll=3)
    meetings.save_report(
        report, topics="甲", resolutions="", effect="", version=0, by=city.user("hub.officer"), at=city.now
    )
    with pytest.raises(Stale):
        meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)


def test_filing_closes_the_hubs_duty_and_opens_the_bodys_above(city):
    report = city.drafted_report(on_roll=3)
    meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    at_hub = Duty.objects.get(verb="file_report", subject_id=report.meeting_id)
    above = Duty.objects.get(verb="accept_report", subject_id=report.pk)
    assert (at_hub.settled_at is not None, above.body, above.settled_at) == (True, city.office, None)


@pytest.mark.acceptance("A14.1")
def test_a_meeting_dated_back_shows_its_entry_and_leaves_the_quarter_unmet(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    quarter = period_of("Q", local_date(city.now)).previous()
    days = (quarter.last_day - local_date(city.now)).days
    meeting = city.plan(days=days)
    city.sign(meeting, 5)
    meetings.close_sign_in(meeting, by=city.user("hub.officer"), at=city.now)
    assert meeting.entered_afterwards
    figure = quarters_with_meeting(hubs=[city.hub.pk], period=quarter, at=db_now())[city.hub.pk]
    assert figure.numerator == 0


@pytest.mark.acceptance("A14.2")
def test_a_salon_with_agenda_and_sign_in_counts_like_any_form(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    meeting = city.begun()
    SecretaryMeeting.objects.filter(pk=meeting.pk).update(form="salon")
    city.sign(meeting, 5)
    meetings.close_sign_in(city.end(meeting), by=city.user("hub.officer"), at=city.now)
    quarter = period_of("Q", local_date(city.now))
    figure = quarters_with_meeting(hubs=[city.hub.pk], period=quarter, at=db_now())[city.hub.pk]
    assert [item.counted for item in figure.items] == [True]


@pytest.mark.acceptance("A14")
def test_a_meeting_without_sign_in_is_listed_but_not_counted(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    meeting = city.end(city.begun())
    meetings.close_sign_in(meeting, by=city.user("hub.officer"), at=city.now)
    quarter = period_of("Q", local_date(city.now))
    figure = complete_meetings(hubs=[city.hub.pk], period=quarter, at=db_now())[city.hub.pk]
    assert (figure.numerator, [item.subject_id for item in figure.items]) == (0, [meeting.pk])


@pytest.mark.acceptance("A14.3")
def test_each_proposer_sees_whether_its_topic_was_taken_and_why_not(city):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    secretaries = list(
        Appointment.objects.filter(role="secretary_general", organization__ties__hub=city.hub).select_related("person")[
            :5
        ]
    )
    assert len(secretaries) == 5
    topics = [
        meetings.propose_topic(
            meeting, organization=post.organization, kind="problem", title=f"议题{n}", by=post.person, at=city.now
        )
        for n, post in enumerate(secretaries)
    ]
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError):
        meetings.answer_topic(topics[4], taken=False, reason="", by=officer, at=city.now)
    for n, topic in enumerate(topics):
        meetings.answer_topic(topic, taken=n < 3, reason="" if n < 3 else "下次讨论", by=officer, at=city.now)
    answers = list(TopicProposal.objects.filter(meeting=meeting).order_by("pk").values_list("answer", "answer_reason"))
    assert answers == [("taken", "")] * 3 + [("not_taken", "下次讨论")] * 2
    told = Notice.objects.filter(kind__startswith="topic_", user__in=[post.person for post in secretaries])
    assert told.count() == 5
    assert list(meeting.agenda.filter(proposer__isnull=False).values_list("proposer", flat=True)) == [
        p.organization_id for p in secretaries[:3]
    ]


def test_open_resolutions_return_to_the_next_agenda_until_done(city):
    Resolution.objects.filter(meeting__host=city.hub).update(
        closed_on=local_date(city.now), closed_at=city.now, outcome="完成"
    )
    meeting = city.begun()
    officer = city.user("hub.officer")
    row = meetings.record_resolution(meeting, text="建清单", due_on=local_date(city.now), by=officer, at=city.now)
    following = city.plan(days=40, title="下一次例会")
    assert [item.follows_up for item in following.agenda.all()] == [row]
    meetings.close_resolution(row, closed_on=local_date(city.now), outcome="已建", by=officer, at=city.now)
    third = city.plan(days=80, title="再下一次例会")
    assert not third.agenda.exists()


def test_a_sign_in_sent_twice_over_a_weak_network_is_one(city):
    meeting = city.begun()
    for _again in range(3):
        sign_in_at_door(meeting.gathering, name="甲", way="qr", key="phone-1", at=city.now)
    sign_in_at_door(meeting.gathering, name="甲", way="code", key="phone-2", at=city.now)
    assert count_roll(meeting.gathering).present == 1


def test_nobody_signs_in_outside_the_hours(city):
    meeting = city.plan(days=9)
    with pytest.raises(ValidationError):
        sign_in_at_door(meeting.gathering, name="甲", way="qr", key="k", at=city.now)
