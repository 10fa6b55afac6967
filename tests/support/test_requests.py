"""One request in one place: filed once, told once, moved without a new clock, never closed without the applicant (A09)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import RequestLink, RequestPaper, RequestStep, ServiceGuide, ServiceRequest
from shuniu.domain.support.queries.desk.clock import clock_of, clocks_of
from shuniu.domain.support.queries.desk.requests import queue
from shuniu.kernel.core.moments import add_working_days, local_date, working_days_between
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.answers import link_answers
from shuniu.kernel.record.models import Notice, QueryNumber
from tests.support.desk import ago, agreed, answered, file, owed, publish, unit

PDF = b"%PDF-1.4 paper"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_guide_is_published_in_versions_and_never_promises_longer_than_the_limit(city):
    first = publish(city, papers=[desk.Paper("申请表", "盖章", SimpleUploadedFile("样表.pdf", PDF))])
    kept = [desk.Paper(one.name, one.note, None, one.sample) for one in first.papers.all()]
    assert publish(city, slug=first.slug, papers=kept) == first
    second = publish(city, slug=first.slug, papers=kept, solve_days=8)
    assert (second.version, [one.sample for one in second.papers.all()]) == (
        2,
        [one.sample for one in first.papers.all()],
    )
    assert list(ServiceGuide.objects.published(city.now).filter(slug=first.slug)) == [second]
    with pytest.raises(ValidationError) as wrong:
        publish(city, accept_days=3, solve_days=11, title=" ")
    assert sorted(wrong.value.message_dict) == ["accept_days", "solve_days", "title"]
    with pytest.raises(PermissionDenied):
        desk.publish_guide(city.hub, facts={}, papers=[], by=city.user("hub.clerk"), at=city.now)
    with pytest.raises(PermissionDenied):
        desk.withdraw_guide(second, by=city.user("org.secretary"), at=city.now)


def test_a_charter_has_versions(city):
    officer = city.user("hub.officer")
    words = {"promises": "两个工作日受理，十个工作日办结。", "complaint": "办公室 010-00000000"}
    first = desk.publish_charter(city.hub, **words, by=officer, at=city.now)
    assert desk.publish_charter(city.hub, **words, by=officer, at=city.now) == first
    assert (
        desk.publish_charter(city.hub, **words | {"promises": "当天受理。"}, by=officer, at=city.now).number
        == first.number + 1
    )
    with pytest.raises(ValidationError):
        desk.publish_charter(city.hub, promises=" ", complaint="", by=officer, at=city.now)


def test_a_grassroots_leader_files_five_fields_without_account(city):
    row = file(city, publish(city))
    assert file(city, row.guide).pk == row.pk
    today, calendar = local_date(row.filed_at), working_calendar()
    assert (row.subject, row.accept_by, row.due_on, owed(row, city.hub)) == (
        "社区团队怎样领用公益事业捐赠票据", add_working_days(today, 2, calendar), add_working_days(today, 10, calendar),
        ["accept_request"],
    )  # fmt: skip
    number = QueryNumber.objects.get(subject_type="support.servicerequest", subject_id=row.pk).number
    assert number.startswith("FW-")
    with pytest.raises(ValidationError) as wrong:
        file(city, row.guide, key="empty", phone=" ", text="")
    assert sorted(wrong.value.message_dict) == ["phone", "text"]
    with pytest.raises(ValidationError, match="登录"):
        file(city, row.guide, key="claims", organization=city.member)


def test_an_organization_files_in_its_own_name_and_an_officer_for_somebody_at_the_counter(city):
    guide = publish(city, openness="members")
    with pytest.raises(ValidationError, match="面向会员"):
        file(city, guide)
    open_guide = publish(city, title="政策咨询")
    own = file(city, open_guide, key="own", by=city.user("org.secretary"), organization=city.member)
    assert (own.applicant, own.entered_by) == (city.member.name, None)
    at_counter = file(
        city, open_guide, key="counter", by=city.user("hub.clerk"), channel="counter", phone="13900000000"
    )
    assert (at_counter.organization, at_counter.entered_by) == (None, city.user("hub.clerk"))
    with pytest.raises(PermissionDenied):
        file(city, open_guide, key="other", by=city.user("district.head"), organization=city.member)


@pytest.mark.acceptance("A09")
def test_a_request_moved_between_three_units_keeps_its_clock_and_shows_every_share(city):
    officer = city.user("hub.officer")
    row = file(city, publish(city))
    desk.accept_request(row, by=officer, at=city.now)
    row = ago(row, 7)
    centre, committee = unit(city), unit(city, "专委会", "committee")
    desk.move_request(row, unit=centre, text="要看账", by=officer, at=city.now)
    ago(row, 7)
    row = desk.move_request(row, unit=committee, text="要专家意见", by=officer, at=city.now)
    filed, calendar = local_date(row.filed_at), working_calendar()
    assert row.due_on == add_working_days(filed, 10, calendar)
    steps = list(row.history.filter(kind__in=["submit", "move"]))
    hall = steps[0].unit
    first, second = (local_date(steps[n].happened_at) for n in (1, 2))
    shares = clock_of(row).seen(local_date(city.now)).shares
    assert shares == {
        hall.pk: working_days_between(filed, first, calendar), centre.pk: working_days_between(first, second, calendar)
    } | ({committee.pk: 0} if committee.pk in shares else {})  # fmt: skip
    assert sum(shares.values()) == working_days_between(filed, local_date(city.now), calendar)


def test_a_unit_of_another_organization_gets_the_duty_and_works_on_it_and_nobody_else(city):
    other = Organization.objects.filter(appointments__person__username="org.secretary").first()
    row = file(city, publish(city))
    support = unit(city, "支持中心", "support", other)
    with pytest.raises(ValidationError, match="为什么转"):
        desk.move_request(row, unit=support, text=" ", by=city.user("hub.officer"), at=city.now)
    row = desk.move_request(row, unit=support, text="请支持中心办", by=city.user("hub.officer"), at=city.now)
    assert (owed(row, other), owed(row, city.hub)) == (["solve_request"], [])
    assert list(ServiceRequest.objects.at_desk_of(city.user("org.secretary"), city.now)) == [row]
    row = desk.answer_request(row, text="已办好", version=row.version, by=city.user("org.secretary"), at=city.now)
    assert (row.state, row.answered_unit) == ("ANSWERED", support)
    with pytest.raises(ValidationError, match="申请人自己办"):
        desk.judge_answer(row, done=True, text="", opened_by=city.user("org.secretary"), at=city.now)


def test_everything_missing_is_told_once_and_the_clock_stands_until_the_reply(city):
    officer = city.user("hub.officer")
    row = ago(file(city, publish(city)), 3)
    with pytest.raises(ValidationError, match="一次写全"):
        desk.ask_applicant(row, missing=" ", by=officer, at=city.now)
    row = desk.ask_applicant(row, missing="收入明细、捐赠协议", by=officer, at=city.now)
    assert (row.state, row.due_on, owed(row)) == ("MISSING", None, [])
    ago(row, 9)
    row = desk.reply_request(
        row, text="补上了", papers={"收入明细": SimpleUploadedFile("a.pdf", PDF)}, opened_by=None, at=city.now
    )
    clock = clock_of(row)
    assert (row.state, owed(row, city.hub), len(clock.pauses)) == ("IN_HAND", ["solve_request"], 1)
    assert working_days_between(row.clock_from, row.due_on, working_calendar()) == 10 + clock.paused
    assert RequestPaper.objects.get(request=row).name == "收入明细"
    with pytest.raises(ValidationError, match="不能再追加"):
        desk.ask_applicant(row, missing="还要章程", by=officer, at=city.now)


def test_nothing_is_closed_without_an_answer_and_the_applicants_word_or_a_stated_lapse(city):
    row = file(city, publish(city))
    with pytest.raises(ValidationError, match="没有等您确认"):
        desk.judge_answer(row, done=True, text="", opened_by=None, at=city.now)
    with pytest.raises(ValidationError, match="写明答复"):
        desk.answer_request(row, text=" ", version=0, by=city.user("hub.officer"), at=city.now)
    row = answered(city, row)
    for account in ("hub.officer", "hub.head", "hub.clerk"):
        with pytest.raises(ValidationError, match="申请人自己办"):
            desk.judge_answer(row, done=True, text="", opened_by=city.user(account), at=city.now)
    with pytest.raises(ValidationError, match="还差什么"):
        desk.judge_answer(row, done=False, text="", opened_by=None, at=city.now)
    row = desk.judge_answer(row, done=False, text="票还没领到", opened_by=None, at=city.now)
    assert (row.state, owed(row, city.hub)) == ("IN_HAND", ["solve_request"])
    # What was no solution was no answer in time either: past its day the matter is late.
    assert row.answered_at is None
    assert row.is_late(city.now + timedelta(days=60))
    row = agreed(city, answered(city, row, "票已寄出"))
    assert (row.state, row.closing, owed(row)) == ("CLOSED", "consent", [])
    assert agreed(city, row).pk == row.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=row.pk).update(answer="")


def test_silence_closes_only_after_the_day_that_was_named(city):
    row = answered(city, file(city, publish(city)))
    system = type(row.hub.appointments.first().person).objects.system("schedule")
    assert desk.lapse_requests(by=system, at=city.now) == 0
    ServiceRequest.objects.filter(pk=row.pk).update(reply_by=local_date(city.now) - timedelta(days=1))
    assert (desk.lapse_requests(by=system, at=city.now), desk.lapse_requests(by=system, at=city.now)) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.closing, row.history.last().kind) == ("CLOSED", "lapse", "lapse")
    with pytest.raises(PermissionDenied):
        desk.lapse_requests(by=city.user("hub.head"), at=ServiceRequest.objects.filter(pk=row.pk).update(
            state="ANSWERED", closing="", closed_at=None) and city.now)  # fmt: skip


def test_who_was_asked_and_stayed_silent_gets_an_answer_with_the_closing(city):
    row = desk.ask_applicant(file(city, publish(city)), missing="收入明细", by=city.user("hub.officer"), at=city.now)
    ServiceRequest.objects.filter(pk=row.pk).update(reply_by=local_date(city.now) - timedelta(days=1))
    system = type(row.hub.appointments.first().person).objects.system("schedule")
    assert desk.lapse_requests(by=system, at=city.now) == 1
    row.refresh_from_db()
    assert (row.closing, row.answered_at, "没有收到您的回音" in row.answer) == ("lapse", None, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=row.pk).update(answer="")


def test_closing_under_a_new_number_to_reset_the_clock_is_found(city):
    guide = publish(city)
    first = ago(agreed(city, answered(city, ago(file(city, guide), 10))), 20)
    again = file(city, guide, key="again", phone=first.phone, applicant="梧桐里互助队（新）")
    assert (again.reopens, again.clock_from) == (first, first.clock_from)
    used = clock_of(first).used
    assert clock_of(again).left == 10 - used
    assert RequestLink.objects.get(second=again).kind == "same"
    with pytest.raises(ValidationError, match="不能拆开"):
        desk.unlink_requests(RequestLink.objects.get(second=again), by=city.user("hub.officer"), at=city.now)
    other = file(city, publish(city, title="场地"), key="other", phone=first.phone)
    assert other.reopens is None
    stranger = file(city, guide, key="stranger", phone="13700000000")
    assert stranger.reopens is None


@pytest.mark.parametrize(
    "written", ["+86 138 0000 0011", "１３８００００００１１", "0086-138-0000-0011", "138·0000·0011"]
)
def test_the_same_matter_filed_anew_while_the_first_is_open_keeps_the_first_clock(city, written):
    guide = publish(city)
    first = ago(file(city, guide), 10)
    again = file(city, guide, key="again", phone=written, applicant="梧桐里互助队（新）")
    assert (again.reopens, again.clock_from, again.due_on) == (first, first.clock_from, first.due_on)
    used = working_days_between(first.clock_from, local_date(city.now), working_calendar())
    assert clock_of(again).used == used
    # What becomes of the first from now on is its own; a third goes on with the same clock.
    agreed(city, answered(city, first))
    third = file(city, guide, key="third", phone=written)
    assert (third.reopens, third.due_on) == (again, first.due_on)


def test_filing_anew_in_spite_of_an_answer_or_a_question_lets_the_clock_go_on(city):
    guide, officer = publish(city), city.user("hub.officer")
    first = desk.ask_applicant(ago(file(city, guide), 9), missing="收入明细", by=officer, at=city.now)
    again = file(city, guide, key="again")
    clock = clock_of(again)
    assert (again.reopens, again.state, clock.mode, clock.left) == (first, "FILED", "running", 10 - clock.used)
    answered(city, again)
    assert clock_of(file(city, guide, key="third")).mode == "running"


def test_only_the_applicant_says_that_it_is_another_matter_and_never_after_a_closing(city):
    guide = publish(city)
    first = ago(file(city, guide), 10)
    again = file(city, guide, key="again")
    with pytest.raises(ValidationError, match="申请人自己办"):
        desk.separate_request(again, opened_by=city.user("hub.officer"), at=city.now)
    apart = desk.separate_request(again, opened_by=None, at=city.now)
    assert (apart.reopens, apart.clock_from) == (None, local_date(apart.filed_at))
    assert apart.due_on == add_working_days(apart.clock_from, 10, working_calendar())
    assert RequestLink.objects.get(second=again).kind == "related"
    assert desk.separate_request(again, opened_by=None, at=city.now).version == apart.version
    for row in (apart, first):
        agreed(city, answered(city, row))
    third = file(city, guide, key="third")
    with pytest.raises(ValidationError, match="不能分开"):
        desk.separate_request(third, opened_by=None, at=city.now)


def test_requests_are_assigned_together_and_what_is_mine_follows_a_substitute(city):
    guide, officer, clerk = publish(city), city.user("hub.officer"), city.user("hub.clerk")
    rows = [file(city, guide, key=f"k{n}", phone=f"1380000010{n}") for n in range(3)]
    assert desk.assign_requests(rows, person=clerk, by=officer, at=city.now) == 3
    assert desk.assign_requests(rows, person=clerk, by=officer, at=city.now) == 0
    assert Notice.objects.filter(user=clerk, kind="service_request_assigned").count() == 3
    mine = {"hub": city.hub, "which": "mine", "today": local_date(city.now)}
    assert queue(clerk, city.now, **mine).count() == 3
    with pytest.raises(ValidationError, match="那里的同事"):
        desk.assign_requests(rows, person=city.user("org.secretary"), by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        desk.assign_requests(rows, person=officer, by=clerk, at=city.now)
    post = clerk.appointments.get(organization=city.hub)
    today = local_date(city.now)
    post.substitutions.create(substitute=officer, reason="休假", valid_from=today, valid_to=today + timedelta(days=2))
    assert queue(officer, city.now, **mine).count() == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["accept", "move", "ask", "reply", "answer", "yes", "no", "wait", "withdraw"]), max_size=9)
)
def test_stored_due_dates_are_what_the_steps_replay_to(city, acts):
    """Whatever is done to a request, in whatever order: the stored dates are those of its steps."""
    with transaction.atomic():
        guide, officer = publish(city), city.user("hub.officer")
        places = [unit(city), unit(city, "专委会", "committee")]
        row = file(city, guide, key=f"any-{ServiceRequest.objects.count()}")
        for n, act in enumerate(acts):
            row.refresh_from_db()
            try:
                if act == "wait":
                    ago(row, 3)
                elif act == "move":
                    desk.move_request(row, unit=places[n % 2], text="转", by=officer, at=city.now)
                elif act == "ask":
                    desk.ask_applicant(row, missing="材料", by=officer, at=city.now)
                elif act == "reply":
                    desk.reply_request(row, text="补", papers={}, opened_by=None, at=city.now)
                elif act == "answer":
                    answered(city, row, f"答 {n}")
                elif act == "accept":
                    desk.accept_request(row, by=officer, at=city.now)
                elif act == "withdraw":
                    desk.withdraw_request(row, text="", opened_by=None, at=city.now)
                else:
                    desk.judge_answer(row, done=act == "yes", text="还差", opened_by=None, at=city.now)
            except ValidationError:
                pass
        row.refresh_from_db()
        if acts and acts[-1] == "wait":
            desk.write_note(row, text="x", by=officer, at=city.now)
        else:
            assert row.due_on == clocks_of([row])[row.pk].due_on
        assert list(row.history.values_list("position", flat=True)) == list(range(1, row.history.count() + 1))
        assert RequestStep.objects.filter(request=row, kind="ask").count() <= 1
        transaction.set_rollback(True)


def test_a_consent_through_a_printed_address_that_the_applicant_did_not_give_opens_the_request_again(city, client):
    """Closing without consent: the desk kept the receipt and said yes itself; the body above asks and finds out."""
    row = file(city, publish(city), by=city.user("hub.clerk"), channel="counter")
    due = row.due_on
    row = agreed(city, answered(city, row))
    client.force_login(city.user("office.officer"))
    page = client.get("/desk/links/?kind=support.consent").content.decode()
    assert (row.subject in page, "回执" in page) == (True, True)
    client.post("/desk/links/?kind=support.consent", {"answer": row.pk, "act": "wrong"})
    row.refresh_from_db()
    assert (row.state, row.closing, row.answered_at, row.due_on) == ("IN_HAND", "", None, due)
    assert owed(row, city.hub) == ["solve_request"]
    row.refresh_from_db()
    again = desk.answer_request(row, text="真办好了", version=row.version, by=city.user("hub.officer"), at=city.now)
    assert agreed(city, again).closing == "consent"


def test_a_consent_with_the_organizations_own_account_is_nobody_elses_to_ask_after(city):
    row = answered(city, file(city, publish(city), by=city.user("org.secretary"), organization=city.member))
    row = desk.judge_answer(row, done=True, text="", opened_by=city.user("org.secretary"), at=city.now)
    assert row.agreed_by == city.user("org.secretary")
    assert not link_answers["support.consent"].stands(type(row).objects.filter(pk=row.pk)).exists()


@pytest.mark.parametrize("phone", ["没有", "---", "110", "１２３"])
def test_who_writes_no_telephone_is_not_taken_for_everybody_else_who_writes_none(city, client, phone):
    guide = publish(city)
    with pytest.raises(ValidationError) as wrong:
        file(city, guide, phone=phone)
    assert list(wrong.value.message_dict) == ["phone"]
    facts = {
        "guide": guide.slug,
        "applicant": "晨跑队",
        "contact_name": "王",
        "phone": phone,
        "text": "借场地",
        "key": "p",
    }
    page = client.post(f"/services/hubs/{city.hub.code}/apply/", facts)
    assert "能打通的电话" in page.content.decode()
    assert "借场地" in page.content.decode()


def test_who_speaks_for_no_organization_is_offered_what_is_open_to_all(city, client):
    """Not told after five fields that the service is for members."""
    everybody, members = publish(city, title="人人可问"), publish(city, title="会员才有", openness="members")
    address = f"/services/hubs/{city.hub.code}/apply/"
    page = client.get(f"{address}?guide={members.slug}").content.decode()
    assert f'value="{everybody.slug}"' in page
    assert f'value="{members.slug}"' not in page
    assert "“会员才有”面向会员" in page
    assert "面向会员，由" not in client.get(f"{address}?guide={everybody.slug}").content.decode()
    client.force_login(city.user("org.secretary"))
    page = client.get(f"{address}?guide={members.slug}").content.decode()
    assert f'value="{members.slug}" selected' in page
    assert "面向会员，由" not in page
