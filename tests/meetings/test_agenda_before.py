"""Agenda, topics and sign-in belong before the meeting and into it: what is written later says so and counts for nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.documents import minutes_document
from shuniu.domain.meetings.indicators import complete_meetings, meetings_with_proposals, quarters_with_meeting
from shuniu.domain.meetings.models import AgendaItem, Resolution, SecretaryMeeting, TopicProposal
from shuniu.engines.gatherings.models import RollEntry
from shuniu.kernel.core.moments import db_now, local_date, period_from_code, period_of
from shuniu.kernel.orgs.models import Affiliation, Appointment
from shuniu.kernel.record.actions import check_answer
from shuniu.kernel.record.models import AnswerCheck, Attachment, Duty, Notice
from tests.meetings.test_figures import SUMMER, counted, held_on


@pytest.fixture
def alone(city):
    """The first hub without its history of meetings and resolutions."""
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    Resolution.objects.filter(meeting__host=city.hub).delete()
    return city


def notes(city, meeting, compute=complete_meetings):
    figure = compute(hubs=[city.hub.pk], period=meeting.period, at=db_now())[city.hub.pk]
    return [(one.counted, one.note) for one in figure.items if one.subject_id == meeting.pk]


def agenda_of(meeting):
    return [
        {"id": row.pk, "kind": row.kind, "title": row.title, "speaker": row.speaker} for row in meeting.agenda.all()
    ]


def save(city, meeting, items, **more):
    meeting.refresh_from_db()
    facts = {"materials_note": meeting.materials_note, "version": meeting.version} | more
    return meetings.set_agenda(meeting, items=items, **facts, by=city.user("hub.clerk"), at=city.now)


@pytest.mark.acceptance("A14")
def test_an_agenda_written_after_the_meeting_opened_is_marked_and_makes_no_meeting_count(alone, client):
    meeting = alone.begun()
    meeting.agenda.all().delete()
    alone.sign(meeting, 3)
    meeting = meetings.close_sign_in(alone.end(meeting), by=alone.user("hub.officer"), at=alone.now)
    assert notes(alone, meeting) == [(False, "no_agenda")]
    save(alone, meeting, [{"kind": "policy", "title": "补写的议程"}])
    assert notes(alone, meeting) == [(False, "agenda_afterwards")]
    for who in ("hub.officer", "office.officer"):
        client.force_login(alone.user(who))
        assert "会后补列" in client.get(f"/desk/meetings/{meeting.pk}/").content.decode()


def test_once_the_meeting_opened_its_agenda_stands_and_what_is_added_says_so(alone):
    meeting = alone.begun()
    (stood,) = agenda_of(meeting)
    for items, words in (
        ([stood | {"title": "另一件事"}], "不能再改"),
        ([stood | {"kind": "theme"}], "不能再改"),
        ([], "不能再删除"),
    ):
        with pytest.raises(ValidationError, match=words):
            save(alone, meeting, items)
    with pytest.raises(ValidationError, match="材料说明"):
        save(alone, meeting, [stood], materials_note="会后才写的")
    save(alone, meeting, [stood | {"speaker": "赵示一"}, {"kind": "problem", "title": "会上增加的"}])
    assert [(row.title, row.is_late) for row in meeting.agenda.all()] == [("解读政策", False), ("会上增加的", True)]
    alone.sign(meeting, 2)
    meetings.close_sign_in(alone.end(meeting), by=alone.user("hub.officer"), at=alone.now)
    assert notes(alone, meeting) == [(False, "")]  # only the report is still to come
    minutes = meetings.save_minutes(
        meeting, chair="甲", recorder="", summary="乙", effect="", version=0, by=alone.user("hub.clerk"), at=alone.now
    )
    assert "2. 会上增加的（会后补列）" in [getattr(block, "text", "") for block in minutes_document(minutes).blocks]


def test_once_the_report_has_left_nothing_of_it_moves_until_it_is_returned(alone, client):
    report, officer = alone.drafted_report(on_roll=3), alone.user("hub.officer")
    report = meetings.file_report(report, version=0, by=alone.user("hub.head"), at=alone.now)
    meeting = SecretaryMeeting.objects.get(pk=report.meeting_id)
    more = [*agenda_of(meeting), {"kind": "problem", "title": "补一项"}]
    with pytest.raises(ValidationError, match="已经报送"):
        save(alone, meeting, more)
    with pytest.raises(ValidationError, match="已经报送"):
        meetings.record_resolution(meeting, text="补一条", due_on=local_date(alone.now), by=officer, at=alone.now)
    client.force_login(officer)
    assert "保存议程" not in client.get(f"/desk/meetings/{meeting.pk}/agenda/").content.decode()
    meetings.return_report(report, reply="请补", version=1, by=alone.user("office.officer"), at=alone.now)
    save(alone, meeting, more)
    assert [row.is_late for row in meeting.agenda.all()] == [False, True]


def test_the_page_of_the_agenda_keeps_what_stood_when_the_meeting_has_opened(alone, client):
    meeting = alone.begun()
    client.force_login(alone.user("hub.officer"))
    page = client.get(f"/desk/meetings/{meeting.pk}/agenda/").content.decode()
    assert ("会后补列" in page or "会议已经开始" in page, "发出征题" in page) == (True, False)
    form = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "version": meeting.version,
            "form-0-id": meeting.agenda.get().pk, "form-0-kind": "theme", "form-0-title": "改掉", "form-0-speaker": "",
            "form-1-id": "", "form-1-kind": "problem", "form-1-title": "会上增加的", "form-1-speaker": ""}  # fmt: skip
    assert client.post(f"/desk/meetings/{meeting.pk}/agenda/", form).status_code == 302
    rows = meeting.agenda.values_list("title", "kind")
    assert list(rows) == [("解读政策", "policy"), ("会上增加的", "problem")]


def topic_of(city, **more):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5), **more)
    return meetings.propose_topic(
        meeting, organization=city.member, kind="problem", title="场地", by=city.user("org.secretary"), at=city.now
    )


def begin(city, meeting):
    gathering = meeting.gathering
    type(gathering).objects.filter(pk=gathering.pk).update(
        starts_at=city.now - timedelta(minutes=30), ends_at=city.now + timedelta(hours=1),
        sign_in_opens_at=city.now - timedelta(hours=3), sign_in_closes_at=city.now + timedelta(hours=3),
    )  # fmt: skip
    SecretaryMeeting.objects.filter(pk=meeting.pk).update(created_at=city.now - timedelta(days=9))
    meeting.agenda.update(entered_at=city.now - timedelta(days=9))
    return SecretaryMeeting.objects.select_related("gathering", "host").get(pk=meeting.pk)


@pytest.mark.acceptance("A14.3")
def test_a_topic_answered_before_the_meeting_counts_and_one_taken_afterwards_does_not(alone):
    officer = alone.user("hub.officer")
    early, late = topic_of(alone, title="先答"), topic_of(alone, title="后答")
    meetings.answer_topic(early, taken=True, by=officer, at=alone.now)
    meetings_now = [begin(alone, row.meeting) for row in (early, late)]
    meetings.answer_topic(late, taken=True, by=officer, at=alone.now)
    with pytest.raises(ValidationError, match="不能再改"):
        meetings.answer_topic(early, taken=False, reason="不议了", by=officer, at=alone.now)
    for meeting in meetings_now:
        AgendaItem.objects.create(
            meeting=meeting, kind="policy", title="解读政策", position=9, entered_at=alone.now - timedelta(days=3)
        )
        RollEntry.objects.create(
            gathering=meeting.gathering, name="甲", attendance="present", way="qr", key="a", signed_at=alone.now,
            entered_at=alone.now,
        )  # fmt: skip
    found = [notes(alone, meeting, meetings_with_proposals) for meeting in meetings_now]
    assert found == [[(True, "")], [(False, "")]]
    with pytest.raises(ValidationError, match="已经截止"):
        meetings.propose_topic(
            meetings_now[0], organization=alone.member, kind="theme", title="会后提的", by=alone.user("org.secretary"),
            at=alone.now,
        )  # fmt: skip


def test_a_topic_still_waiting_gets_its_reason_also_after_the_report_left(alone):
    topic = topic_of(alone)
    begin(alone, topic.meeting)
    answered = meetings.answer_topic(
        topic, taken=False, reason="会上没有时间", by=alone.user("hub.officer"), at=alone.now
    )
    assert (answered.answer, answered.answered_late) == ("not_taken", True)
    assert not Duty.objects.filter(verb="answer_topic", subject_id=topic.pk, settled_at__isnull=True).exists()


@pytest.mark.parametrize(("sheet", "expected"), [(False, (False, "roll_afterwards", False)), (True, (True, "", True))])
def test_names_typed_afterwards_are_no_sign_in_unless_the_signed_sheet_is_kept(alone, sheet, expected):
    meeting = held_on(alone, date(2026, 7, 10))
    kept = Attachment.objects.create(
        owner=alone.hub, name="签到表.pdf", media_type="application/pdf", size=9, digest="3" * 64,
        file=ContentFile(b"%PDF-1.4\n", name="签到表.pdf"), added_by=alone.user("hub.officer"), added_at=alone.now,
    )  # fmt: skip
    meeting.gathering.roll.update(is_late_entry=True, way="paper", sheet=kept if sheet else None)
    figure = quarters_with_meeting(hubs=[alone.hub.pk], period=period_of("R12", SUMMER.last_day), at=SUMMER.ends_at)
    (line,) = figure[alone.hub.pk].items
    assert (line.counted, line.note, line.late_entry) == expected


@pytest.mark.acceptance("A14.1")
@pytest.mark.parametrize(
    ("lapsed", "expected"),
    [
        ("agenda", [(False, "no_agenda"), (True, "")]),
        ("roll", [(False, "no_roll"), (True, "")]),
        ("", [(True, ""), (False, "same_event")]),
    ],
)
def test_a_plan_that_lapsed_does_not_take_the_next_quarter_from_the_meeting_held(alone, lapsed, expected):
    before = held_on(alone, date(2026, 6, 30), state="PLANNED" if lapsed else "HELD")
    held_on(alone, date(2026, 7, 2))
    if lapsed == "agenda":
        before.agenda.all().delete()
    elif lapsed == "roll":
        before.gathering.roll.all().delete()
    year = period_of("R12", SUMMER.last_day)
    figure = quarters_with_meeting(hubs=[alone.hub.pk], period=year, at=SUMMER.ends_at)[alone.hub.pk]
    assert (figure.numerator, counted(figure)) == (1, expected)
    assert period_from_code("2026Q3") == SUMMER
    for code in ("9" * 40, "0000", "2026Q5", "2026H3", "2026-13", "2026Q", "２０２６", "1e5"):
        with pytest.raises(ValueError, match=r"\S"):
            period_from_code(code)


def test_a_resolution_returns_to_the_next_meeting_also_when_that_stood_on_the_plan_before(alone):
    officer = alone.user("hub.officer")
    second, third = alone.plan(days=40, title="二季度"), alone.plan(days=80, title="三季度")
    meeting = alone.begun()
    row = meetings.record_resolution(meeting, text="建清单", due_on=local_date(alone.now), by=officer, at=alone.now)

    def standing():
        return [list(one.agenda.values_list("follows_up", flat=True)) for one in (second, third)]

    assert standing() == [[row.pk], []]
    meetings.call_off_meeting(second, by=officer, at=alone.now)
    assert standing() == [[row.pk], [row.pk]]
    meetings.close_resolution(row, closed_on=local_date(alone.now), outcome="建好了", by=officer, at=alone.now)
    other = meetings.record_resolution(meeting, text="办培训", due_on=local_date(alone.now), by=officer, at=alone.now)
    assert standing() == [[row.pk], [row.pk, other.pk]]
    fourth = alone.plan(days=60, title="插进来的")
    assert list(fourth.agenda.values_list("follows_up", flat=True)) == [other.pk]
    meetings.reopen_resolution(row, by=officer, at=alone.now)
    assert list(fourth.agenda.values_list("follows_up", flat=True)) == [other.pk, row.pk]
    save(alone, fourth, agenda_of(fourth))


# A14.3: invented proposers


def call(city, meeting, body):
    meetings.call_for_topics(meeting, by=city.user("hub.officer"), at=city.now)
    return meeting.topic_calls.get(organization=body)


def by_link(city, body, **more):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    facts = {"kind": "problem", "title": "联合采购", "proposer_name": "王桂兰，会长"} | more
    token = call(city, meeting, body).token
    return meetings.propose_topic(meeting, organization=body, token=token, **facts, at=city.now)


def counts_as_proposed(city, topic):
    if topic.answer == "waiting":
        meetings.answer_topic(topic, taken=True, by=city.user("hub.officer"), at=city.now)
    meeting = begin(city, topic.meeting)
    if not meeting.gathering.roll.exists():
        city.sign(meeting, 1)
    return notes(city, meeting, meetings_with_proposals)[0][0]


def without_account(city):
    """A member whose people have left: nobody can sign in for it."""
    ties = Affiliation.objects.confirmed(city.now).filter(hub=city.hub).exclude(organization=city.member)
    body = ties.order_by("pk").first().organization
    Appointment.objects.filter(organization=body).update(valid_to=local_date(city.now))
    return body


def test_through_the_link_the_proposer_is_named(alone):
    with pytest.raises(ValidationError, match="姓名和职务"):
        by_link(alone, alone.member, proposer_name=" ")


@pytest.mark.parametrize("ours", [True, False])
def test_an_organization_with_accounts_is_told_and_its_link_counts_only_once_it_says_so(alone, ours):
    topic, secretary = by_link(alone, alone.member), alone.user("org.secretary")
    told = Notice.objects.get(user=secretary, kind="topic_by_link")
    assert (topic.waits_for_its_own, told.facts["said_by"]) == (True, "王桂兰，会长")
    assert not counts_as_proposed(alone, topic)
    for who in ("hub.head", "office.officer", "hub.officer"):
        with pytest.raises(PermissionDenied):
            meetings.confirm_topic(topic, ours=True, by=alone.user(who), at=alone.now)
    for _again in range(2):
        said = meetings.confirm_topic(topic, ours=ours, by=secretary, at=alone.now)
    assert counts_as_proposed(alone, TopicProposal.objects.get(pk=topic.pk)) is ours
    item = AgendaItem.objects.get(meeting=topic.meeting, title="联合采购")
    assert (item.proposer, said.confirmed_by) == ((alone.member, secretary) if ours else (None, None))
    assert Notice.objects.filter(user=alone.user("hub.officer"), kind="topic_denied").exists() is not ours
    with pytest.raises(ValidationError, match="说清楚"):
        meetings.confirm_topic(topic, ours=not ours, by=secretary, at=alone.now)


def test_one_without_accounts_counts_by_its_link_until_the_body_above_finds_that_it_never_said_so(alone, client):
    topic, over = by_link(alone, without_account(alone)), alone.user("office.officer")
    assert counts_as_proposed(alone, topic)
    for who in ("hub.head", "district.officer", "org.secretary"):
        with pytest.raises(PermissionDenied):
            check_answer("meetings.topic", topic, is_right=False, by=alone.user(who), at=alone.now)
    client.force_login(over)
    page = client.get(f"/desk/meetings/{topic.meeting_id}/").content.decode()
    assert ("联合采购" in page, "凭链接提出，没有登录" in page) == (True, True)
    assert "王桂兰，会长" in client.get("/desk/links/?kind=meetings.topic").content.decode()
    client.post("/desk/links/?kind=meetings.topic", {"answer": topic.pk, "act": "wrong"})
    topic.refresh_from_db()
    check = AnswerCheck.objects.of(topic)
    assert (check.is_right, check.checked_by, topic.denied_at is not None) == (False, over, True)
    assert not counts_as_proposed(alone, topic)
    with pytest.raises(ValidationError, match="已经核实"):
        check_answer("meetings.topic", topic, is_right=True, by=over, at=alone.now)


def test_what_the_secretary_proposes_signed_in_confirms_the_same_topic_of_the_link(alone, client):
    topic, secretary = by_link(alone, alone.member), alone.user("org.secretary")
    client.force_login(secretary)
    assert "是本单位提的" in client.get(f"/desk/meetings/{topic.meeting_id}/").content.decode()
    assert "王桂兰，会长凭链接" in client.get("/desk/").content.decode()
    again = meetings.propose_topic(
        topic.meeting, organization=alone.member, kind="problem", title="联合采购", by=secretary, at=alone.now
    )
    assert (again.pk, again.confirmed_by) == (topic.pk, secretary)
    with pytest.raises(ValidationError, match="不用核实"):
        check_answer("meetings.topic", topic, is_right=False, by=alone.user("office.officer"), at=alone.now)


def test_the_agenda_page_offers_only_the_other_answer_and_labels_its_fields_in_our_own_way(city, client):
    topic = topic_of(city)
    client.force_login(city.user("hub.officer"))
    address = f"/desk/meetings/{topic.meeting_id}/agenda/"

    def offered(answer):
        meetings.answer_topic(topic, taken=answer == "taken", reason="太多", by=city.user("hub.officer"), at=city.now)
        page = client.get(address).content.decode()
        assert ("内容类型:" in page, ">内容类型<" in page) == (False, True)
        return 'name="answer" value="taken"' in page, 'name="answer" value="not_taken"' in " ".join(page.split())

    assert (offered("taken"), offered("not_taken")) == ((False, True), (True, False))


def test_the_desk_of_an_organization_shows_answers_for_meetings_ahead_only(city, client):
    TopicProposal.objects.filter(organization=city.member).delete()
    topic = topic_of(city)
    meetings.answer_topic(topic, taken=True, by=city.user("hub.officer"), at=city.now)
    client.force_login(city.user("org.secretary"))
    assert "场地" in client.get("/desk/").content.decode()
    begin(city, topic.meeting)
    assert "场地" not in client.get("/desk/").content.decode()
