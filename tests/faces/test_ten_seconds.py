"""What is answered, decided, confirmed or ended with one button can be taken back for ten seconds, and then nobody was told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.models import AgendaItem, Mechanism, MeetingException, MeetingReport, Minutes, Resolution
from shuniu.domain.oversight import actions as oversight
from shuniu.domain.oversight.models import Statement
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import claim_affiliation
from shuniu.kernel.orgs.models import Affiliation, Appointment, Consent, Designation, Organization, Substitution
from shuniu.kernel.record.actions import send_mail
from shuniu.kernel.record.models import Duty, Evidence, Notice, OutgoingMail
from shuniu.kernel.trail.models import AuditEvent
from tests.kernel.test_undo import offer_in, take_back


@pytest.fixture
def act(city, client):
    """Do something on a page as somebody; the page afterwards."""

    def post(who, address, **data):
        client.force_login(city.user(who))
        return client.post(address, data, follow=True)

    return post


@pytest.fixture
def undone(client):
    def back(page):
        return take_back(client, page).content.decode()

    return back


def open_duties(verb, row):
    return Duty.objects.open().filter(verb=verb, subject_id=row.pk, subject_type=row._meta.label_lower)


def proposed(city):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    return meetings.propose_topic(
        meeting, organization=city.member, kind="problem", title="场地", by=city.user("org.secretary"), at=city.now
    )


@pytest.mark.parametrize("answer", ["taken", "not_taken"])
def test_an_answer_to_a_topic(city, act, undone, answer):
    topic, secretary = proposed(city), city.user("org.secretary")
    owed = open_duties("answer_topic", topic).get()
    address = reverse("meetings:topic-answer", args=[topic.pk])
    page = act("hub.officer", address, answer=answer, reason="下次再议")
    assert Notice.objects.filter(user=secretary, kind=f"topic_{answer}").count() == 1
    assert "已撤销" in undone(page)
    topic.refresh_from_db()
    assert (topic.answer, topic.answer_reason, topic.item, topic.answered_at) == ("waiting", "", None, None)
    assert (AgendaItem.objects.filter(title="场地").exists(), open_duties("answer_topic", topic).get()) == (False, owed)
    assert not Notice.objects.filter(user=secretary, kind=f"topic_{answer}").exists()
    assert not OutgoingMail.objects.filter(key__startswith=f"topic:{topic.pk}:").exists()
    act("hub.officer", address, answer=answer, reason="下次再议")
    assert Notice.objects.filter(user=secretary, kind=f"topic_{answer}").count() == 1


def test_a_changed_answer_goes_back_to_the_item_as_it_was_written(city, act, undone):
    topic = proposed(city)
    meetings.answer_topic(topic, taken=True, by=city.user("hub.officer"), at=city.now)
    AgendaItem.objects.filter(title="场地").update(speaker="王桂兰", position=7)
    page = act("hub.officer", reverse("meetings:topic-answer", args=[topic.pk]), answer="not_taken", reason="太多")
    undone(page)
    topic.refresh_from_db()
    assert (topic.answer, topic.item.speaker, topic.item.position, topic.item.proposer) == (
        "taken", "王桂兰", 7, city.member,
    )  # fmt: skip


def test_who_read_of_an_answer_already_hears_that_it_was_taken_back(city, act, undone):
    topic, secretary = proposed(city), city.user("org.secretary")
    page = act("hub.officer", reverse("meetings:topic-answer", args=[topic.pk]), answer="taken")
    Notice.objects.filter(user=secretary, kind="topic_taken").update(read_at=city.now)
    undone(page)
    assert Notice.objects.filter(user=secretary, kind="topic_answer_taken_back").count() == 1


def test_an_answer_on_whose_agenda_somebody_wrote_stays(city, act, undone):
    topic = proposed(city)
    page = act("hub.officer", reverse("meetings:topic-answer", args=[topic.pk]), answer="taken")
    AgendaItem.objects.filter(title="场地").update(speaker="王桂兰")
    assert "已经有人接着改过" in undone(page)
    topic.refresh_from_db()
    assert topic.answer == "taken"


@pytest.mark.parametrize("answer", ["ours", "no"])
def test_the_word_of_an_organization_on_what_came_by_link(city, act, undone, answer):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    meetings.call_for_topics(meeting, by=city.user("hub.officer"), at=city.now)
    topic = meetings.propose_topic(
        meeting, organization=city.member, kind="problem", title="采购", proposer_name="王桂兰", at=city.now,
        token=meeting.topic_calls.get(organization=city.member).token,
    )  # fmt: skip
    undone(act("org.secretary", reverse("meetings:topic-confirm", args=[topic.pk]), answer=answer))
    topic.refresh_from_db()
    assert (topic.waits_for_its_own, open_duties("answer_topic", topic).count()) == (True, 1)
    assert not Notice.objects.filter(kind="topic_denied").exists()


def test_minutes_sent_back_lie_with_the_head_again_unless_the_officer_wrote_on(city, act, undone):
    minutes = city.drafted_report(on_roll=2).meeting.minutes
    address = reverse("meetings:minutes", args=[minutes.meeting_id])
    Minutes.objects.filter(pk=minutes.pk).update(state="SUBMITTED", remark="先前的话")
    undone(act("hub.head", address, act="send_back", remark="补充成效"))
    minutes.refresh_from_db()
    assert (minutes.state, minutes.remark, open_duties("approve_minutes", minutes).count()) == (
        "SUBMITTED", "先前的话", 1,
    )  # fmt: skip
    page = act("hub.head", address, act="send_back", remark="补充成效")
    Minutes.objects.filter(pk=minutes.pk).update(version=9)
    assert "经办人已经接着改了纪要" in undone(page)


def test_a_resolution_closed_by_its_owner_is_open_again_with_what_was_written_before(city, act, undone):
    meeting = city.drafted_report(on_roll=2).meeting
    row = meetings.record_resolution(
        meeting, text="联合采购", due_on=local_date(city.now) + timedelta(days=9), owner=city.member,
        by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    Resolution.objects.filter(pk=row.pk).update(outcome="正在比价")
    owed = open_duties("carry_out_resolution", row).get()
    meeting.gathering.invitees.get_or_create(organization=city.member, defaults={"token": "t"})
    address, today = reverse("meetings:resolution-close", args=[row.pk]), local_date(city.now).isoformat()
    page = act("org.secretary", address, closed_on=today, outcome="买好了")
    assert "已撤销" in undone(page)
    row.refresh_from_db()
    assert (row.closed_on, row.outcome, open_duties("carry_out_resolution", row).get()) == (None, "正在比价", owed)
    assert not Notice.objects.filter(kind="resolution_done").exists()
    meetings.close_resolution(
        row, closed_on=local_date(city.now), outcome="买好了", by=city.user("hub.officer"), at=city.now
    )
    undone(act("hub.officer", reverse("meetings:resolution-reopen", args=[row.pk])))
    row.refresh_from_db()
    assert (row.closed_on, row.outcome) == (local_date(city.now), "买好了")


@pytest.mark.parametrize("decision", ["accept", "return"])
def test_a_decision_on_a_report(city, act, undone, decision):
    report = city.drafted_report(on_roll=3)
    meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    owed = open_duties("accept_report", report).get()
    address = reverse("meetings:report", args=[report.meeting_id])
    page = act("office.officer", address, act=decision, version=1, reply="补充决议")
    kind = "report_accepted" if decision == "accept" else "report_returned"
    assert Notice.objects.filter(kind=kind).exists()
    assert "已撤销" in undone(page)
    report.refresh_from_db()
    assert (report.state, report.times_returned, report.reply, report.replied_at) == ("FILED", 0, "", None)
    assert (open_duties("accept_report", report).get(), open_duties("file_report", report.meeting).count()) == (owed, 0)
    assert not Notice.objects.filter(kind=kind).exists()


def test_a_returned_report_that_the_hub_writes_on_stays_returned(city, act, undone):
    report = city.drafted_report(on_roll=3)
    meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    page = act(
        "office.officer", reverse("meetings:report", args=[report.meeting_id]), act="return", version=1, reply="补"
    )
    MeetingReport.objects.filter(pk=report.pk).update(version=3)
    assert "枢纽已经接着改了报告" in undone(page)


def test_an_answer_to_why_no_meeting_was_held(city, act, undone):
    row = MeetingException.objects.create(host=city.hub, period_code="2020Q1", reason="换届", filed_at=city.now)
    address = reverse("meetings:exception", args=[row.pk])
    undone(act("office.officer", address, answer="refuse", reply="请写清楚"))
    row.refresh_from_db()
    assert (row.state, row.reply, row.replied_at, Notice.objects.filter(kind="exception_answered").count()) == (
        "FILED", "", None, 0,
    )  # fmt: skip


def test_a_run_that_a_clerk_entered_by_mistake(city, act, undone):
    row = Mechanism.objects.filter(host=city.hub, kind="other", valid_to__isnull=True)[0]
    row.runs.filter(held_on=local_date(city.now)).delete()
    address = reverse("meetings:mechanism", args=[row.pk])
    page = act("hub.clerk", address, held_on=local_date(city.now).isoformat(), note="走访")
    assert "已撤销" in undone(page)
    assert row.runs.filter(note="走访", withdrawn_at=None).count() == 0


# the self-assessment


@pytest.fixture
def draft(city):
    year = local_date(city.now).year
    Statement.objects.filter(hub=city.hub, year=year).delete()
    return oversight.save_statement(
        city.hub, unit_code="A13", year=year, text="每季一次", degree="done", version=0, by=city.user("hub.officer"),
        at=city.now,
    )  # fmt: skip


def page_of(row):
    return reverse("oversight:statement", args=[row.hub.code, row.unit_code]) + f"?year={row.year}"


def test_a_confirmation_and_the_body_above_sees_what_it_saw(city, act, undone, draft):
    undone(act("hub.head", page_of(draft), act="confirm", version=1))
    draft.refresh_from_db()
    assert (draft.state, draft.confirmed_text, draft.confirmed_at, draft.confirmed_by) == ("DRAFT", "", None, None)
    first = oversight.confirm_statement(draft, version=1, by=city.user("hub.head"), at=city.now)
    oversight.save_statement(
        city.hub, unit_code="A13", year=draft.year, text="改写", degree="partly", version=1, by=city.user("hub.officer"),
        at=city.now,
    )  # fmt: skip
    undone(act("hub.head", page_of(draft), act="confirm", version=2))
    draft.refresh_from_db()
    assert (draft.text, draft.confirmed_text, draft.confirmed_degree, draft.confirmed_at, draft.state) == (
        "改写", "每季一次", "done", first.confirmed_at, "DRAFT",
    )  # fmt: skip


def test_a_confirmation_beside_which_the_body_above_wrote_stays(city, act, undone, draft):
    page = act("hub.head", page_of(draft), act="confirm", version=1)
    draft.refresh_from_db()
    oversight.remark_on_statement(draft, text="请补佐证", by=city.user("office.officer"), at=draft.confirmed_at)
    assert "已经写了批注" in undone(page)
    draft.refresh_from_db()
    assert draft.state == "CONFIRMED"


def test_many_confirmed_at_once_and_none_chosen(city, act, undone, draft):
    address = reverse("oversight:hub", args=[city.hub.code]) + f"?year={draft.year}&which=unconfirmed"
    undone(act("hub.head", address, act="confirm", statement=f"{draft.pk}:1"))
    draft.refresh_from_db()
    assert draft.state == "DRAFT"
    page = act("hub.head", address, act="confirm")
    assert ("请先勾选" in page.content.decode(), offer_in(page)) == (True, "")


def test_evidence_added_once_more_is_no_new_evidence(city, act, undone, draft):
    today = local_date(city.now).isoformat()
    data = {"act": "prove", "title": "简报", "happened_on": today, "link": "https://demo.invalid/a"}
    page = act("hub.officer", page_of(draft), **data)
    again = act("hub.officer", page_of(draft), **data)
    assert ("已经在这里" in again.content.decode(), offer_in(again)) == (True, "")
    undone(page)
    assert not Evidence.objects.of(draft).filter(withdrawn_at=None).exists()


# posts, designations and ties


def test_the_end_of_a_post(city, act, undone):
    post = Appointment.objects.get(organization=city.hub, person=city.user("hub.officer"), role="officer")
    address = reverse("desk:end-appointment", args=[post.pk])
    page = act("hub.head", address, on=local_date(city.now).isoformat())
    post.refresh_from_db()
    assert post.valid_to == local_date(city.now)
    undone(page)
    post.refresh_from_db()
    assert post.valid_to is None
    assert AuditEvent.objects.filter(verb="orgs.appointment_restored", subject_id=post.pk).count() == 1


def test_whoever_ends_the_own_post_is_offered_nothing(city, act):
    own = Appointment.objects.get(organization=city.hub, person=city.user("hub.head"), role="head")
    page = act("hub.head", reverse("desk:end-appointment", args=[own.pk]), on=local_date(city.now).isoformat())
    assert offer_in(page) == ""


def test_an_appointment_given_to_the_wrong_person_was_never_held(city, act, undone):
    data = {"person": "org.secretary", "role": "clerk", "valid_from": local_date(city.now).isoformat()}
    address = reverse("desk:appoint", args=[city.hub.code])
    page = act("hub.head", address, **data)
    assert offer_in(act("hub.head", address, **data)) == ""
    undone(page)
    wrong = Appointment.objects.get(organization=city.hub, person=city.user("org.secretary"), role="clerk")
    assert (wrong.valid_to, Appointment.objects.valid(city.now).filter(pk=wrong.pk).exists()) == (
        wrong.valid_from,
        False,
    )


def test_a_substitute_named_or_ended_by_mistake(city, act, client, undone):
    post = Appointment.objects.get(organization=city.hub, person=city.user("hub.head"), role="head")
    today = local_date(city.now)
    data = {"substitute": city.user("hub.officer").pk, "reason": "休假", "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=9)).isoformat()}  # fmt: skip
    page = act("hub.head", reverse("desk:substitute", args=[post.pk]), **data)
    for _twice in range(2):
        assert "已撤销" in undone(page)
    assert not Substitution.objects.filter(appointment=post, reason="休假").exists()
    act("hub.head", reverse("desk:substitute", args=[post.pk]), **data)
    row = Substitution.objects.get(appointment=post, reason="休假")
    undone(act("hub.head", reverse("desk:end-substitution", args=[row.pk])))
    row.refresh_from_db()
    assert row.valid_to == today + timedelta(days=9)


def test_the_end_of_a_designation(city, act, undone):
    row = Designation.objects.valid(city.now).filter(designated_by=city.office, valid_to=None)
    row = row.exclude(organization__in=Designation.objects.valid(city.now).values("reports_to")).exclude(
        organization=city.hub
    )[0]
    page = act("office.head", reverse("norms:designation-end", args=[row.pk]), on=local_date(city.now).isoformat())
    row.refresh_from_db()
    assert row.valid_to is not None
    undone(page)
    row.refresh_from_db()
    assert row.valid_to is None


@pytest.mark.parametrize("answer", ["confirm", "decline"])
def test_an_organizations_answer_to_a_claim(city, act, undone, answer):
    Affiliation.objects.filter(hub=city.hub, organization=city.member).delete()
    Organization.objects.filter(pk=city.member.pk).update(brought_by=city.hub)
    tie = claim_affiliation(
        city.hub, organization=city.member, kind="membership", route="imported", source="roster:7",
        valid_from=local_date(city.now), by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    undone(act("org.secretary", reverse("network:tie", args=[tie.pk]), act=answer))
    tie.refresh_from_db()
    assert (tie.state, tie.confirmed_by, tie.confirmed_through) == ("claimed", None, "")
    assert (
        not Consent.objects.in_force(city.now)
        .filter(organization=city.member, purpose__contains=city.hub.code)
        .exists()
    )
    assert Organization.objects.get(pk=city.member.pk).brought_by == city.hub


def test_a_mail_that_has_left_was_heard_and_one_that_waits_was_not(city):
    from shuniu.kernel.record.actions import notify, unsay

    one, two = city.user("org.secretary"), city.user("org.head")
    for user in (one, two):
        user.email = user.email or f"{user.username}@demo.invalid"
        notify(user, "topic_taken", key="k", at=city.now, mail=True, topic="甲")
    OutgoingMail.objects.filter(key=f"k:{one.pk}").update(sent_at=city.now)
    send_mail(to="a@demo.invalid", subject="别的", body="别的", key="other", at=city.now)
    assert (unsay("k"), unsay("k")) == ([one], [one])
    assert set(OutgoingMail.objects.filter(key__in=[f"k:{one.pk}", f"k:{two.pk}", "other"]).values_list("key", flat=True)) == {
        f"k:{one.pk}", "other",
    }  # fmt: skip


def test_a_mechanism_stopped_and_a_meeting_restored_by_mistake(city, act, undone):
    row = Mechanism.objects.filter(host=city.hub, kind="other", valid_to__isnull=True)[0]
    assert "已撤销" in undone(act("hub.officer", reverse("meetings:mechanism-end", args=[row.pk]), reason="并入例会"))
    row.refresh_from_db()
    assert (row.valid_to, row.end_reason) == (None, "")
    meeting = city.plan(days=20)
    meetings.call_off_meeting(meeting, by=city.user("hub.officer"), at=city.now)
    undone(act("hub.officer", reverse("meetings:restore", args=[meeting.pk])))
    meeting.refresh_from_db()
    assert meeting.state == "CALLED_OFF"


def test_an_organization_said_to_have_ended_is_known_again_and_nobody_heard_of_it(city, act, undone):
    address = reverse("registry:organization-end", args=[city.member.code])
    today = local_date(city.now).isoformat()
    page = act("hub.officer", address, ending="dissolved", on=today, version=city.member.version)
    city.member.refresh_from_db()
    assert (city.member.ending, Notice.objects.filter(kind="said_to_have_ended").exists()) == ("dissolved", True)
    assert "已撤销" in undone(page)
    city.member.refresh_from_db()
    assert (city.member.ending, Notice.objects.filter(kind="said_to_have_ended").exists()) == ("", False)
