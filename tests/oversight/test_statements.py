"""A hub states and proves a unit; the body above sees what the head confirmed, and remarks (A03)."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuniu.domain.oversight import actions
from shuniu.domain.oversight.indicators import coordination_answered
from shuniu.domain.oversight.models import CoordinationRequest, Reminder, Statement
from shuniu.domain.oversight.queries import unit_lines
from shuniu.kernel.core.moments import local_date, period_of, start_of_day
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.norms.actions import fix_setting
from shuniu.kernel.norms.models import Holiday
from shuniu.kernel.record.actions import add_evidence, attach, withdraw_evidence
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture
def year(city):
    return local_date(city.now).year


def state(city, year, who="hub.officer", *, unit="A13", text="每季一次", version=0, degree="done"):
    return actions.save_statement(
        city.hub, unit_code=unit, year=year, text=text, degree=degree, version=version, by=city.user(who), at=city.now
    )


@pytest.fixture
def draft(city, year):
    Statement.objects.filter(hub=city.hub, year=year).delete()
    return state(city, year)


def test_the_body_above_sees_nothing_before_the_head_confirms_and_then_what_was_confirmed(city, year, draft):
    over, head = city.user("office.officer"), city.user("hub.head")
    assert not Statement.objects.visible_to(over, city.now).filter(pk=draft.pk).exists()
    actions.confirm_statement(draft, version=1, by=head, at=city.now)
    state(city, year, text="改写中", version=1)
    line = next(one for one in unit_lines(city.hub, year=year, user=over, at=city.now) if one.unit.code == "A13")
    assert (line.told.text, line.told.confirmed) == ("每季一次", True)
    own = next(one for one in unit_lines(city.hub, year=year, user=head, at=city.now) if one.unit.code == "A13")
    assert (own.told.text, own.told.confirmed) == ("改写中", False)


@pytest.mark.parametrize("who", ["office.officer", "org.secretary", "second.head"])
def test_nobody_else_writes_for_the_hub(city, year, who):
    with pytest.raises(PermissionDenied):
        state(city, year, who)


@pytest.mark.parametrize("who", ["hub.officer", "hub.clerk", "office.head"])
def test_only_the_head_confirms(city, draft, who):
    with pytest.raises(PermissionDenied):
        actions.confirm_statement(draft, version=1, by=city.user(who), at=city.now)


def test_stale_words_and_unknown_units_are_refused(city, year, draft):
    with pytest.raises(Stale):
        state(city, year, text="另一稿", version=0)
    with pytest.raises(ValidationError, match="没有这一条"):
        state(city, year, unit="A99")
    with pytest.raises(ValidationError):
        state(city, year, text="另一稿", version=1, degree="best")


def test_last_year_s_words_begin_this_year_as_drafts_once(city, year, draft):
    officer = city.user("hub.officer")
    made = actions.copy_last_year(city.hub, year=year, by=officer, at=city.now)
    assert made > 0
    assert set(Statement.objects.filter(hub=city.hub, year=year).values_list("state", flat=True)) == {"DRAFT"}
    assert actions.copy_last_year(city.hub, year=year, by=officer, at=city.now) == 0


def test_a_remark_is_answered_once_and_told_to_both(city, draft):
    head, over = city.user("hub.head"), city.user("office.officer")
    actions.confirm_statement(draft, version=1, by=head, at=city.now)
    remark = actions.remark_on_statement(draft, text="请补照片", by=over, at=city.now)
    assert actions.remark_on_statement(draft, text="请补照片", by=over, at=city.now) == remark
    with pytest.raises(PermissionDenied):
        actions.reply_to_remark(remark, reply="我替他答", by=over, at=city.now)
    actions.reply_to_remark(remark, reply="已补", by=head, at=city.now)
    with pytest.raises(ValidationError, match="已经答复过"):
        actions.reply_to_remark(remark, reply="再补", by=head, at=city.now)
    kinds = set(
        Notice.objects.filter(kind__in=["statement_remarked", "remark_answered"]).values_list("user__username", "kind")
    )
    assert {("hub.head", "statement_remarked"), ("office.officer", "remark_answered")} <= kinds


def test_a_request_is_one_however_often_sent_and_stands_at_both_ends(city):
    officer, over = city.user("hub.officer"), city.user("office.officer")
    rows = [
        actions.file_request(city.hub, subject="场地", detail="缺场地", key="k1", by=officer, at=city.now)
        for _n in "12"
    ]
    assert rows[0] == rows[1]
    duties = Duty.objects.open().filter(subject_type="oversight.coordinationrequest", subject_id=rows[0].pk)
    assert set(duties.values_list("body", "verb")) == {
        (city.office.pk, "answer_request"),
        (city.hub.pk, "await_answer"),
    }
    question = actions.ask_back(rows[0], text="多大的场地？", by=over, at=city.now)
    actions.reply_to_question(question, reply="三百人", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        actions.answer_request(rows[0], answer="自答", by=officer, at=city.now)
    actions.answer_request(rows[0], answer="已协调", by=over, at=city.now)
    assert not duties.all().exists()
    with pytest.raises(ValidationError):
        actions.withdraw_request(rows[0], by=officer, at=city.now)


def test_a_withdrawal_taken_back_at_once_leaves_the_request_waiting_by_its_day(city, client):
    officer = city.user("hub.officer")
    row = actions.file_request(city.hub, subject="场地", detail="缺场地", key="back", by=officer, at=city.now)
    actions.ask_back(row, text="多大的场地？", by=city.user("office.officer"), at=city.now)
    duties = Duty.objects.open().filter(subject_type="oversight.coordinationrequest", subject_id=row.pk)
    owed = set(duties.values_list("body", "verb", "due_on"))
    client.force_login(officer)
    page = client.post(f"/desk/oversight/requests/{row.pk}/", {"act": "withdraw"}, follow=True)
    assert not duties.all().exists()
    offer = re.search(r'name="offer" value="([^"]+)"', page.content.decode()).group(1)
    client.post("/desk/undo/", {"offer": offer, "next": "/desk/"})
    row.refresh_from_db()
    assert (row.state, row.withdrawn_at, set(duties.all().values_list("body", "verb", "due_on"))) == (
        "FILED",
        None,
        owed,
    )
    assert Notice.objects.filter(user=city.user("office.officer"), kind="request_restored").count() == 1
    with pytest.raises(PermissionDenied):
        actions.restore_request(row, by=city.user("office.officer"), at=city.now)


def test_a_hub_hears_of_a_matter_once_a_day(city):
    over = city.user("office.officer")
    first = actions.remind_hub(city.hub, matter="meeting", period_code="2026Q4", by=over, at=city.now)
    again = actions.remind_hub(city.hub, matter="meeting", period_code="2026Q4", by=over, at=city.now)
    assert (first[1], again[1], first[0]) == (True, False, again[0])
    later = city.now + timedelta(days=1)
    assert actions.remind_hub(city.hub, matter="meeting", period_code="2026Q4", by=over, at=later)[1]
    with pytest.raises(PermissionDenied):
        actions.remind_hub(city.hub, matter="meeting", period_code="2026Q4", by=city.user("second.head"), at=city.now)
    assert Reminder.objects.filter(hub=city.hub).count() == 2


@pytest.mark.parametrize("name", ["oversight:hub", "oversight:report", "oversight:report-docx"])
def test_pages_of_a_hub_are_for_itself_and_the_body_above(city, client, name):
    address = reverse(name, args=[city.hub.code])
    for who, status in (("hub.clerk", 200), ("office.officer", 200), ("org.secretary", 404), ("district.head", 404)):
        client.force_login(city.user(who))
        assert (who, client.get(address).status_code) == (who, status)


def test_a_request_is_seen_by_its_two_sides_only(city, client):
    row = CoordinationRequest.objects.filter(hub=city.hub).first()
    for who, status in (("hub.officer", 200), ("office.head", 200), ("second.head", 404), ("org.head", 404)):
        client.force_login(city.user(who))
        assert (who, client.get(reverse("oversight:request", args=[row.pk])).status_code) == (who, status)


def test_the_file_behind_a_draft_stays_with_the_hub_until_its_head_stands_for_it(city, year, draft, client):
    head = city.user("hub.head")
    upload = SimpleUploadedFile("台账.pdf", b"%PDF-1.4\n", content_type="application/pdf")
    file = attach(upload, owner=city.hub, subject=draft, by=head, at=city.now)
    proof = add_evidence(
        draft, owner=city.hub, form="file", title="台账", happened_on=local_date(city.now), attachment=file, by=head,
        at=city.now,
    )  # fmt: skip

    def seen(who: str) -> int:
        client.force_login(city.user(who))
        return client.get(reverse("desk:attachment", args=[file.pk])).status_code

    assert [seen(who) for who in ("hub.officer", "office.officer", "district.head")] == [200, 404, 404]
    actions.confirm_statement(draft, version=1, by=head, at=city.now)
    assert [seen(who) for who in ("office.officer", "district.head")] == [200, 404]
    withdraw_evidence(proof, by=head, at=city.now)
    assert [seen(who) for who in ("office.officer", "hub.head")] == [404, 200]


def prove(city, statement, *, title, on, at):
    return add_evidence(
        statement, owner=city.hub, form="link", title=title, happened_on=on, link="https://example.org/p",
        by=city.user("hub.officer"), at=at,
    )  # fmt: skip


@pytest.mark.acceptance("A03")
def test_a_proof_of_another_year_is_taken_but_never_unremarked(city, year, draft, client):
    client.force_login(city.user("hub.officer"))
    address = reverse("oversight:statement", args=[city.hub.code, "A13"]) + f"?year={year}"
    sent = {"act": "prove", "link": "https://example.org/a", "title": "旧台账", "happened_on": f"{year - 2}-05-01"}
    page = client.post(address, sent, follow=True).content.decode()
    assert f"这份佐证发生在 {year - 2}-05-01，不在 {year} 年" in page
    assert "不在本年度" in client.get(address).content.decode()
    assert "不在本年度" in client.get(reverse("oversight:report", args=[city.hub.code])).content.decode()


@pytest.mark.acceptance("A03")
def test_what_changes_after_the_head_confirmed_is_marked_until_the_head_stands_for_it_too(city, year, draft, client):
    head, today = city.user("hub.head"), local_date(city.now)
    first = prove(city, draft, title="第一份", on=today, at=city.now)
    actions.confirm_statement(draft, version=1, by=head, at=city.now + timedelta(minutes=1))
    withdraw_evidence(first, by=city.user("hub.officer"), at=city.now + timedelta(minutes=2))
    prove(city, draft, title="后来的", on=today, at=city.now + timedelta(minutes=3))
    client.force_login(city.user("office.officer"))
    address = reverse("oversight:statement", args=[city.hub.code, "A13"]) + f"?year={year}"
    page = client.get(address).content.decode()
    assert ["确认以后佐证有变动" in page, f"确认后 {today} 撤下" in page, "第一份" in page] == [True] * 3
    assert page.count("确认后") == 2
    again = actions.confirm_statement(draft, version=1, by=head, at=city.now + timedelta(minutes=4))
    assert again.confirmed_at == city.now + timedelta(minutes=4)
    page = client.get(address).content.decode()
    assert ["确认后" in page, "第一份" in page, "后来的" in page] == [False, False, True]
    same = actions.confirm_statement(draft, version=1, by=head, at=city.now + timedelta(minutes=9))
    assert same.confirmed_at == again.confirmed_at


def fifteenth_working_day(day, count=15):
    """Counted by hand, day by day, against the calendar as it is kept."""
    kept = dict(Holiday.objects.values_list("day", "is_working"))
    while count:
        day += timedelta(days=1)
        count -= kept.get(day, day.weekday() < 5)
    return day


@pytest.mark.acceptance("A03")
def test_a_request_is_in_time_on_its_fifteenth_working_day_and_late_at_both_ends_on_the_next(city):
    """The days of the setting are counted over a week-end, a holiday in the week and a worked Saturday."""
    today, officer = local_date(city.now), city.user("hub.officer")
    monday = today + timedelta(days=7 - today.weekday())
    for day, working in ((monday, False), (monday + timedelta(days=5), True), (monday + timedelta(days=8), False)):
        Holiday.objects.update_or_create(day=day, defaults={"is_working": working})
    row = actions.file_request(city.hub, subject="场地", detail="缺场地", key="fifteen", by=officer, at=city.now)
    assert row.due_on == fifteenth_working_day(local_date(row.filed_at))
    duties = Duty.objects.filter(subject_type="oversight.coordinationrequest", subject_id=row.pk)
    assert set(duties.values_list("body", "due_on")) == {(city.office.pk, row.due_on), (city.hub.pk, row.due_on)}
    quarter = period_of("Q", row.due_on)
    CoordinationRequest.objects.filter(hub=city.hub).exclude(pk=row.pk).delete()

    def counted(moment):
        figure = coordination_answered(hubs=[city.hub.pk], period=quarter, at=moment).get(city.hub.pk)
        return (figure.numerator, figure.denominator) if figure else None

    last_evening = start_of_day(row.due_on) + timedelta(hours=23)
    morning_after = start_of_day(row.due_on + timedelta(days=1)) + timedelta(hours=1)
    assert (counted(last_evening), counted(morning_after)) == (None, (0, 1))
    for who in ("office.officer", "hub.officer"):
        for moment, late in ((last_evening, False), (morning_after, True)):
            seen = Duty.objects.visible_to(city.user(who), moment).open()
            assert (who, seen.filter(pk__in=duties, due_on__lt=local_date(moment)).exists()) == (who, late)


def test_another_number_of_days_fixed_above_holds_for_the_next_request(city):
    fix_setting(city.office, key="oversight.coordination_working_days", value=Decimal(3), reason="急事",
                valid_from=local_date(city.now), by=city.user("office.head"), at=city.now)  # fmt: skip
    row = actions.file_request(
        city.hub, subject="场地", detail="缺场地", key="three", by=city.user("hub.officer"), at=city.now
    )
    assert row.due_on == fifteenth_working_day(local_date(row.filed_at), 3)
