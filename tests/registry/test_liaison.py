"""Liaison officers: named for a term, trained, asked, reminded, handing over; contacts go out for a purpose (A16.2)."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.registry import actions
from shuniu.domain.registry.models import ContactExport, LiaisonQuery, LiaisonTerm
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Appointment
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.specification.indicators import indicators


@pytest.fixture
def today(city):
    return local_date(city.now)


def named(city, today, days: int = 300) -> Appointment:
    return actions.name_liaison(
        city.member, person=city.user("org.secretary"), valid_from=today, valid_to=today + timedelta(days=days),
        by=city.user("org.head"), at=city.now,
    )  # fmt: skip


def ended(city, today) -> Appointment:
    """The second member's liaison officer, whose term ended yesterday."""
    post = Appointment.objects.get(person=city.user("org.liaison"))
    post.valid_to = today - timedelta(days=1)
    post.save()
    colleague = User.objects.create(username="colleague.org", name="接手人", email="colleague@demo.invalid")
    Appointment.objects.create(
        person=colleague, organization=post.organization, role="head", valid_from=today - timedelta(days=9)
    )
    return post


def test_the_head_names_a_liaison_officer_for_a_term_and_only_the_head(city, today):
    post = named(city, today)
    assert (post.role, post.valid_to) == ("liaison_officer", today + timedelta(days=300))
    assert named(city, today).pk == post.pk
    for who in ("org.secretary", "hub.head", "office.head"):
        with pytest.raises(PermissionDenied):
            actions.name_liaison(city.member, person=city.user("org.secretary"), valid_from=today,
                                 valid_to=today + timedelta(days=9), by=city.user(who), at=city.now)  # fmt: skip


@pytest.mark.parametrize("days", [-1, 0, 1200])
def test_a_term_is_not_turned_round_and_not_endless(city, today, days):
    with pytest.raises(ValidationError):
        named(city, today, days)


def test_the_hub_notes_the_training_of_its_members_officers_only(city, today):
    post = named(city, today)
    told = {"hub": city.hub, "on": today, "training": "信息报送入门", "at": city.now}
    term = actions.note_training(post, by=city.user("hub.clerk"), **told)
    assert (term.trained_on, term.trained_by) == (today, city.hub)
    with pytest.raises(PermissionDenied):
        actions.note_training(post, by=city.user("hub02.head"), **told)
    Affiliation.objects.filter(hub=city.hub, organization=city.member).update(valid_to=today)
    with pytest.raises(ValidationError):
        actions.note_training(post, by=city.user("hub.clerk"), **told)
    assert LiaisonTerm.objects.count() == 1


def test_a_query_is_asked_of_the_officer_answered_in_three_working_days_and_counted(city, today):
    named(city, today)
    query = actions.ask_query(
        city.hub, organization=city.member, title="志愿者人数", text="", by=city.user("hub.officer"), at=city.now
    )
    assert query.due_on == add_working_days(today, 3, working_calendar())
    assert (
        actions.ask_query(
            city.hub, organization=city.member, title="志愿者人数", text="", by=city.user("hub.officer"), at=city.now
        )
        == query
    )
    assert [notice.user.username for notice in Notice.objects.filter(kind="query_asked")] == ["org.secretary"]
    assert Duty.objects.open().filter(verb="answer_query", body=city.member).count() == 1
    with pytest.raises(PermissionDenied):
        actions.answer_query(query, answer="120", by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError):
        actions.answer_query(query, answer=" ", by=city.user("org.secretary"), at=city.now)
    answered = actions.answer_query(query, answer="120 人", by=city.user("org.secretary"), at=city.now)
    again = actions.answer_query(query, answer="130 人", by=city.user("org.head"), at=city.now)
    assert (again.answer, again.answered_at) == ("120 人", answered.answered_at)
    assert not Duty.objects.open().filter(verb="answer_query").exists()
    with pytest.raises(ValidationError):
        actions.withdraw_query(query, by=city.user("hub.officer"), at=city.now)
    figure = indicators["MEC-21"].compute(
        hubs=[city.hub.pk], period=period_of("Q", today), at=answered.answered_at + timedelta(seconds=1)
    )
    assert (figure[city.hub.pk].numerator, figure[city.hub.pk].denominator) == (1, 1)


def test_a_query_whose_time_is_over_counts_against_one_that_is_open_does_not_count_yet(city, today):
    asked = {"organization": city.member, "text": "", "by": city.user("hub.officer"), "at": city.now}
    late = actions.ask_query(city.hub, title="逾期的", **asked)
    actions.ask_query(city.hub, title="还早的", **asked)
    LiaisonQuery.objects.filter(pk=late.pk).update(
        asked_at=city.now - timedelta(days=12), due_on=today - timedelta(days=8)
    )
    period = period_of("R12", today)
    [figure] = (
        indicators["MEC-21"].compute(hubs=[city.hub.pk], period=period, at=city.now + timedelta(seconds=1)).values()
    )
    assert (figure.numerator, figure.denominator, [item.subject_id for item in figure.items]) == (0, 1, [late.pk])


def test_a_query_is_judged_by_the_day_it_was_given_and_not_bettered_by_taking_it_back(city, today):
    asked = {"organization": city.member, "text": "", "by": city.user("hub.officer"), "at": city.now}
    dropped, late, in_time = (actions.ask_query(city.hub, title=title, **asked) for title in ("甲", "乙", "丙"))
    actions.withdraw_query(in_time, by=city.user("hub.officer"), at=city.now)
    rows = LiaisonQuery.objects.filter(pk__in=[dropped.pk, late.pk])
    rows.update(asked_at=city.now - timedelta(days=4), due_on=today - timedelta(days=3))
    actions.withdraw_query(dropped, by=city.user("hub.officer"), at=city.now)
    actions.answer_query(late, answer="好", by=city.user("org.secretary"), at=city.now)
    Setting.objects.create(
        owner=city.office, key="registry.answer_days", value=60, valid_from=today - timedelta(days=90), reason="放宽",
        fixed_at=city.now - timedelta(days=90),
    )  # fmt: skip
    at = city.now + timedelta(minutes=5)
    [figure] = indicators["MEC-21"].compute(hubs=[city.hub.pk], period=period_of("R12", today), at=at).values()
    assert sorted((item.subject_id, item.counted) for item in figure.items) == [(dropped.pk, False), (late.pk, False)]


def test_only_tied_organizations_are_asked_and_a_withdrawn_query_takes_no_answer(city):
    stranger = city.office
    with pytest.raises(ValidationError):
        actions.ask_query(city.hub, organization=stranger, title="x", text="", by=city.user("hub.officer"), at=city.now)
    query = actions.ask_query(
        city.hub, organization=city.member, title="x", text="", by=city.user("hub.officer"), at=city.now
    )
    actions.withdraw_query(query, by=city.user("hub.clerk"), at=city.now)
    with pytest.raises(ValidationError):
        actions.answer_query(query, answer="好", by=city.user("org.head"), at=city.now)


def test_news_go_to_the_hub_once_and_are_noted_by_it(city, today):
    sent = {"hub": city.hub, "title": "换届", "text": "选出新一届理事会", "happened_on": today, "at": city.now}
    row = actions.send_news(city.member, by=city.user("org.secretary"), **sent)
    assert actions.send_news(city.member, by=city.user("org.head"), **sent) == row
    with pytest.raises(PermissionDenied):
        actions.send_news(city.member, by=city.user("hub.officer"), **sent)
    with pytest.raises(PermissionDenied):
        actions.note_news(row, by=city.user("org.head"), at=city.now)
    noted = actions.note_news(row, by=city.user("hub.clerk"), at=city.now)
    assert actions.note_news(row, by=city.user("hub.officer"), at=city.now).noted_by == noted.noted_by


def test_a_term_that_ends_soon_is_owed_a_successor_until_one_is_named(city, today):
    named(city, today, 20)
    for _morning in range(2):
        actions.watch_terms(by=User.objects.system("schedule"), at=city.now)
    duty = Duty.objects.open().get(verb="renew_liaison")
    assert (duty.body, duty.due_on) == (city.member, today + timedelta(days=20))
    assert Notice.objects.filter(kind="liaison_term_ends").count() == 1
    named(city, today, 400)
    assert not Duty.objects.open().filter(verb="renew_liaison").exists()


def test_who_left_hands_over_once_and_loses_the_account_after_the_days_of_the_limit(city, today):
    post, leaver = ended(city, today), city.user("org.liaison")
    colleague = User.objects.get(username="colleague.org")
    with pytest.raises(PermissionDenied):
        actions.hand_over_liaison(post, successor=colleague, note="x", by=colleague, at=city.now)
    with pytest.raises(ValidationError):
        actions.hand_over_liaison(post, successor=city.user("hub.head"), note="x", by=leaver, at=city.now)
    row = actions.hand_over_liaison(post, successor=colleague, note="群在手机里", by=leaver, at=city.now)
    assert actions.hand_over_liaison(post, successor=colleague, note="别的", by=leaver, at=city.now) == row
    system = User.objects.system("schedule")
    assert actions.close_left_accounts(by=system, at=city.now) == 0
    assert actions.close_left_accounts(by=system, at=city.now + timedelta(days=31)) == 1
    leaver.refresh_from_db()
    assert not leaver.is_active


def fix(city, key: str, value: int) -> None:
    Setting.objects.create(
        key=key, owner=city.office, value=value, reason="试", valid_from=local_date(city.now), fixed_at=city.now
    )


def test_a_body_above_fixes_other_days_for_its_hubs_members(city, today):
    named(city, today, 50)
    system = User.objects.system("schedule")

    def watched():
        return (
            actions.watch_terms(by=system, at=city.now)
            and Duty.objects.open().filter(verb="renew_liaison", body=city.member).exists()
        )

    assert not watched()
    fix(city, "registry.term_notice_days", 60)
    assert watched()
    ended(city, today)
    fix(city, "registry.leaver_days", 90)
    assert actions.close_left_accounts(by=system, at=city.now + timedelta(days=31)) == 0
    assert actions.close_left_accounts(by=system, at=city.now + timedelta(days=91)) == 1


def test_contacts_go_out_with_a_purpose_without_phone_numbers_and_stay_on_record(city, client, today):
    named(city, today)
    Affiliation.objects.filter(hub=city.hub, organization=city.member).update(kind="membership")
    User.objects.filter(username="org.secretary").update(phone="13900000000")
    client.force_login(city.user("hub.officer"))
    refused = client.post("/desk/registry/liaisons/contacts/", {"purpose": "发", "used_until": today})
    assert "请写明用途" in refused.content.decode()
    response = client.post(
        "/desk/registry/liaisons/contacts/", {"purpose": "寄发例会材料", "used_until": today + timedelta(days=7)}
    )
    content = b"".join(response.streaming_content)
    cells = [
        cell
        for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        for cell in line
        if cell
    ]
    assert any("寄发例会材料" in cell for cell in cells)
    assert city.user("org.secretary").email in cells
    assert not any("13900000000" in cell for cell in cells)
    export = ContactExport.objects.get()
    assert (export.purpose, export.by) == ("寄发例会材料", city.user("hub.officer"))
    client.force_login(city.user("hub.clerk"))
    assert (
        client.post("/desk/registry/liaisons/contacts/", {"purpose": "寄发例会材料", "used_until": today}).status_code
        == 403
    )


def test_members_with_a_liaison_count_only_with_a_term(city, today):
    def lines() -> dict[int, tuple]:
        found = indicators["MEC-20"].compute(
            hubs=[city.hub.pk], period=period_of("Q", today), at=city.now + timedelta(seconds=1)
        )
        return {row[1]: row for row in fetch(found.sql, found.parameters)}

    Affiliation.objects.filter(hub=city.hub, organization=city.member).update(kind="membership")
    assert lines()[city.member.pk][6] == "no_liaison"
    Appointment.objects.create(
        person=city.user("org.secretary"), organization=city.member, role="liaison_officer", valid_from=today
    )
    assert lines()[city.member.pk][6] == "liaison_without_term"
    named(city, today)
    assert lines()[city.member.pk][2:4] == (True, 1)


@pytest.mark.parametrize("address", ["liaisons/", "queries/", "news/", "cards/", "registrar/", "liaisons/contacts/"])
def test_pages_open_for_the_hub_and_not_for_a_stranger(city, client, address):
    client.force_login(city.user("hub.officer"))
    assert client.get(f"/desk/registry/{address}").status_code == 200
    stranger = User.objects.create(username="nobody.at.all", name="路人")
    client.force_login(stranger)
    assert client.get(f"/desk/registry/{address}").status_code == 404
