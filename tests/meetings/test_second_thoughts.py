"""What was done by mistake can be taken back while nothing stands on it; what was asked gets an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from icalendar import Calendar

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.calendar import calendar_file
from shuniu.domain.meetings.documents import minutes_document, report_document
from shuniu.domain.meetings.models import AgendaItem, Minutes, SecretaryMeeting, TopicCall
from shuniu.domain.meetings.views.common import steps
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail


def filed(city):
    report = city.drafted_report(on_roll=4)
    return meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)


@pytest.mark.acceptance("A14.4")
def test_the_body_above_asks_without_returning_and_the_hub_answers(city):
    report, over, officer = filed(city), city.user("office.officer"), city.user("hub.officer")
    rows = [meetings.ask_about_report(report, question="谁牵头？", by=over, at=city.now) for _again in range(2)]
    report.refresh_from_db()
    assert (rows[0].pk == rows[1].pk, report.state, report.times_returned) == (True, "FILED", 0)
    assert Duty.objects.get(verb="answer_report_question", subject_id=rows[0].pk).body == city.hub
    answered = meetings.answer_question(rows[0], answer="联合会牵头", by=officer, at=city.now)
    assert (answered.answer, Notice.objects.filter(user=over, kind="report_question_answered").count()) == (
        "联合会牵头",
        1,
    )
    assert meetings.answer_question(answered, answer="改口", by=officer, at=city.now).answer == "联合会牵头"


def test_nobody_else_asks_and_an_empty_or_late_question_is_refused(city):
    report, over = filed(city), city.user("office.officer")
    for who in ("hub.head", "district.head", "org.secretary"):
        with pytest.raises(PermissionDenied):
            meetings.ask_about_report(report, question="？", by=city.user(who), at=city.now)
    with pytest.raises(ValidationError):
        meetings.ask_about_report(report, question=" ", by=over, at=city.now)
    meetings.accept_report(report, version=1, by=over, at=city.now)
    with pytest.raises(ValidationError):
        meetings.ask_about_report(report, question="谁牵头？", by=over, at=city.now)


def test_the_end_of_sign_in_is_taken_back_until_the_minutes_are_begun(city):
    meeting, officer = city.begun(), city.user("hub.officer")
    meetings.close_sign_in(meeting, by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        meetings.reopen_sign_in(meeting, by=city.user("hub.clerk"), at=city.now)
    assert meetings.reopen_sign_in(meeting, by=officer, at=city.now).state == "PLANNED"
    assert not Duty.objects.filter(subject_id=meeting.pk, verb="file_report", settled_at__isnull=True).exists()
    meetings.close_sign_in(meeting, by=officer, at=city.now)
    meetings.save_minutes(meeting, chair="甲", recorder="", summary="乙", effect="", version=0, by=officer, at=city.now)
    with pytest.raises(ValidationError, match="补录"):
        meetings.reopen_sign_in(meeting, by=officer, at=city.now)


def test_a_meeting_that_took_place_cannot_be_called_off_one_called_off_is_restored_in_time(city):
    officer = city.user("hub.officer")
    meeting = city.begun()
    city.sign(meeting, 1)
    with pytest.raises(ValidationError, match="已经有人签到"):
        meetings.call_off_meeting(meeting, by=officer, at=city.now)
    later = city.plan(days=20, title="下次例会")
    meetings.call_off_meeting(later, by=officer, at=city.now)
    assert b"STATUS:CANCELLED" in calendar_file(SecretaryMeeting.objects.get(pk=later.pk).gathering)
    assert meetings.restore_meeting(later, by=officer, at=city.now).state == "PLANNED"


def test_minutes_are_withdrawn_by_the_officer_and_reopened_by_the_head_until_the_report_left(city):
    report = city.drafted_report(on_roll=2)
    minutes, head, officer = report.meeting.minutes, city.user("hub.head"), city.user("hub.officer")
    with pytest.raises(PermissionDenied):
        meetings.reopen_minutes(minutes, by=officer, at=city.now)
    assert meetings.reopen_minutes(minutes, by=head, at=city.now).state == "DRAFT"
    meetings.submit_minutes(minutes, by=officer, at=city.now)
    assert meetings.withdraw_minutes(minutes, by=officer, at=city.now).state == "DRAFT"
    meetings.approve_minutes(minutes, by=head, at=city.now)
    meetings.file_report(report, version=0, by=head, at=city.now)
    with pytest.raises(ValidationError, match="已经报送"):
        meetings.reopen_minutes(Minutes.objects.get(pk=minutes.pk), by=head, at=city.now)


def test_the_owner_of_a_resolution_owes_it_until_it_is_closed_and_again_when_reopened(city):
    meeting, officer = city.begun(), city.user("hub.officer")
    due = local_date(city.now) + timedelta(days=9)
    row = meetings.record_resolution(meeting, text="建清单", due_on=due, owner=city.member, by=officer, at=city.now)
    duty = Duty.objects.get(verb="carry_out_resolution", subject_id=row.pk)
    assert (duty.body, duty.due_on) == (city.member, due)
    assert SecretaryMeeting.objects.visible_to(city.user("org.secretary"), city.now).filter(pk=meeting.pk).exists()
    with pytest.raises(ValidationError):
        meetings.close_resolution(
            row, closed_on=local_date(city.now) - timedelta(days=2), outcome="好", by=officer, at=city.now
        )
    meetings.close_resolution(row, closed_on=local_date(city.now), outcome="好", by=officer, at=city.now)
    duty.refresh_from_db()
    assert duty.settled_at is not None
    meetings.reopen_resolution(row, by=officer, at=city.now)
    assert Duty.objects.filter(verb="carry_out_resolution", subject_id=row.pk, settled_at__isnull=True).count() == 1


def test_the_call_asks_every_tied_organization_once_with_notice_and_mail(city):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    asked = meetings.call_for_topics(meeting, by=officer, at=city.now)
    assert (asked, meetings.call_for_topics(meeting, by=officer, at=city.now)) == (
        meetings.tied_organizations(city.hub, city.now).count(), 0,
    )  # fmt: skip
    assert TopicCall.objects.filter(meeting=meeting).count() == asked
    assert Notice.objects.filter(user=secretary, kind="topics_called").count() == 1
    assert OutgoingMail.objects.filter(to=secretary.email, key__startswith=f"topics:{meeting.pk}").count() == 1
    for who in ("hub.clerk", "org.secretary", "office.officer"):
        with pytest.raises(PermissionDenied):
            meetings.call_for_topics(meeting, by=city.user(who), at=city.now)
    with pytest.raises(ValidationError):
        meetings.call_for_topics(city.plan(days=12, title="没有征题"), by=officer, at=city.now)


def test_papers_go_to_the_invited_and_to_nobody_else(city, client):
    meeting, officer = city.plan(days=10), city.user("hub.officer")
    AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=city.now)
    meetings.announce_meeting(meeting, organizations=[city.member], by=officer, at=city.now)
    upload = SimpleUploadedFile("材料.pdf", b"%PDF-1.4 " + b"0" * 80)
    row = meetings.add_material(meeting, upload=upload, by=city.user("hub.clerk"), at=city.now)
    assert Notice.objects.filter(user=city.user("org.secretary"), kind="materials_added").count() == 1
    address = f"/desk/meetings/{meeting.pk}/materials/{row.pk}/"
    answers = {}
    for who in ("org.secretary", "office.officer", "second.officer"):
        client.force_login(city.user(who))
        answers[who] = client.get(address).status_code
    assert answers == {"org.secretary": 200, "office.officer": 200, "second.officer": 404}


def test_the_invited_are_reminded_once(city):
    meeting, officer = city.plan(days=3), city.user("hub.officer")
    AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=city.now)
    meetings.announce_meeting(meeting, organizations=[city.member], by=officer, at=city.now)
    system = User.objects.system("schedule")
    sent = [meetings.remind_invited(by=system, at=city.now) for _again in range(2)]
    assert (sent[0] > 0, sent[1]) == (True, 0)


def test_the_calendar_file_is_read_back_by_a_calendar(city):
    meeting = city.plan(days=10)
    text = calendar_file(meeting.gathering)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        meeting.gathering.starts_at,
        meeting.gathering.ends_at,
    )
    assert (str(event["summary"]), str(event["location"]), str(event["status"])) == ("试开例会", "三楼", "CONFIRMED")
    lines = text.split(b"\r\n")
    assert (lines[0], lines[-2], max(len(line) for line in lines) <= 75) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", True)
    assert [str(alarm["action"]) for alarm in Calendar.from_ical(text).walk("VALARM")] == ["DISPLAY"]


def test_documents_name_who_was_present_and_who_was_entered_later_apart(city):
    report = city.drafted_report(on_roll=2, late=1)
    attendance = dict(minutes_document(report.meeting.minutes).attendance)
    assert attendance == {"出席": ["人0", "人1"], "补录": ["补0"]}
    paper = report_document(report)
    assert "出席3人（其中会后补录1人" in " ".join(getattr(block, "text", "") for block in paper.blocks)
    assert (paper.addressee, paper.printed_by) == (city.office.name, city.hub.name)


def test_the_call_for_topics_is_not_done_while_it_is_open(city):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=city.now)
    days = [steps(meeting, city.now + timedelta(days=n))[0]["state"] for n in (0, 5, 6)]
    assert days == ["now", "now", "done"]
