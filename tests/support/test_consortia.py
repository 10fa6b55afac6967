"""Several carry one project: who has neither task nor budget is no partner; practice notes go round (A10.5)."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.support.actions.together import (
    answer_partner,
    ask_partner,
    call_off_consortium,
    confirm_task,
    end_consortium,
    leave_consortium,
    open_consortium,
    save_consortium,
    save_share,
    share_note,
    start_consortium,
    state_task,
    state_use,
    withdraw_note,
    withdraw_partner,
)
from shuniu.domain.support.forms.together import LinesField
from shuniu.domain.support.indicators.together import projects_carried_together
from shuniu.domain.support.models.together import Consortium, Partner, PracticeNote
from shuniu.kernel.core.moments import local_date, period_from_code
from shuniu.kernel.core.registries import funded_projects
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Duty, Notice


def opened(city, *, key="k1", **more) -> Consortium:
    day = local_date(city.now)
    facts = {
        "title": "夜间照护试点",
        "aim": "三家轮值，夜里有人应门。",
        "task": "总协调。",
        "starts_on": day,
        "ends_on": day + timedelta(days=300),
    }
    return open_consortium(city.member, **{**facts, **more}, key=key, by=city.user("org.secretary"), at=city.now)


def second(city) -> Organization:
    return Organization.objects.get(appointments__person__username="org.liaison")


def joined(city, row, *, task="值夜班。", lines=()) -> Partner:
    one = ask_partner(row, second(city), task=task, lines=lines, by=city.user("org.secretary"), at=city.now)
    return answer_partner(one, joins=True, by=city.user("org.liaison"), at=city.now)


def test_the_lead_opens_it_once_and_its_hub_knows(city):
    row = opened(city)
    assert opened(city).pk == row.pk
    assert row.hub in Organization.objects.filter(ties_as_hub__organization=city.member)
    assert list(row.partners.values_list("organization", "state")) == [(city.member.pk, "JOINED")]
    assert Consortium.objects.visible_to(city.user("org.secretary"), city.now).filter(pk=row.pk).exists()
    assert not Consortium.objects.visible_to(city.user("office.head"), city.now).filter(pk=row.pk).exists(), "not begun"
    assert not Consortium.objects.visible_to(city.user("org.liaison"), city.now).filter(pk=row.pk).exists()
    with pytest.raises(PermissionDenied):
        open_consortium(city.member, title="x", aim="x", task="x", starts_on=row.starts_on, ends_on=row.ends_on, key="k2",
                        by=city.user("hub.officer"), at=city.now)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"title": " "}, "title"), ({"aim": ""}, "aim"), ({"task": ""}, "task"), ({"ends_on": "same"}, "ends_on")],
)
def test_what_is_missing_is_told_at_its_field(city, facts, field):
    facts = {name: local_date(city.now) if value == "same" else value for name, value in facts.items()}
    with pytest.raises(ValidationError) as caught:
        opened(city, **facts)
    assert list(caught.value.error_dict) == [field]
    assert not Consortium.objects.filter(lead=city.member, key="k1").exists()


def test_an_organization_no_hub_knows_is_told_so(city):
    Affiliation.objects.filter(organization=city.member).update(confirmed_at=None)
    with pytest.raises(ValidationError, match="还没有联系的枢纽"):
        opened(city)


def test_a_partner_with_neither_task_nor_line_does_not_count(city):
    row = opened(city)
    one = joined(city, row, task="")
    assert row.partners.counted().count() == 1
    with pytest.raises(ValidationError, match="现在是 1 家，至少要 2 家"):
        start_consortium(row, by=city.user("org.secretary"), at=city.now)
    lead = city.user("org.secretary")
    one = save_share(one, task="", lines=[("专业服务", 2_400_000)], version=one.version, by=lead, at=city.now)
    assert one.state == "ASKED", "it agreed to something else"
    answer_partner(one, joins=True, by=city.user("org.liaison"), at=city.now)
    assert row.partners.counted().count() == 2
    started = start_consortium(row, by=lead, at=city.now)
    assert start_consortium(row, by=lead, at=city.now).started_at == started.started_at
    assert Consortium.objects.visible_to(city.user("office.head"), city.now).filter(pk=row.pk).exists()


def test_joining_is_the_partners_own_word(city):
    row, lead = opened(city), city.user("org.secretary")
    one = ask_partner(row, second(city), task="值夜班。", by=lead, at=city.now)
    assert ask_partner(row, second(city), task="别的", by=lead, at=city.now).pk == one.pk
    duty = Duty.objects.get(body=second(city), verb="answer_consortium", subject_id=row.pk, settled_at=None)
    assert duty.unit_code == "A10.5"
    with pytest.raises(PermissionDenied):
        answer_partner(one, joins=True, by=lead, at=city.now)
    with pytest.raises(ValidationError) as caught:
        answer_partner(one, joins=False, by=city.user("org.liaison"), at=city.now)
    assert "reason" in caught.value.error_dict
    no = answer_partner(one, joins=False, reason="人手不够", by=city.user("org.liaison"), at=city.now)
    assert (no.state, no.reason) == ("DECLINED", "人手不够")
    duty.refresh_from_db()
    assert duty.settled_at
    assert Notice.objects.filter(user=lead, kind="consortium_answered").count() == 1
    again = ask_partner(row, second(city), task="只值周末。", by=lead, at=city.now)
    assert (again.pk, again.state, again.reason) == (one.pk, "ASKED", "")
    assert withdraw_partner(again, by=lead, at=city.now).state == "WITHDRAWN"
    assert not Consortium.objects.visible_to(city.user("org.liaison"), city.now).filter(pk=row.pk).exists()


def test_a_task_is_confirmed_by_another_body(city):
    row, lead, liaison = opened(city), city.user("org.secretary"), city.user("org.liaison")
    one = joined(city, row)
    day = local_date(city.now)
    with pytest.raises(ValidationError, match="启动以后"):
        state_task(one, done="值了。", done_on=day, by=liaison, at=city.now)
    start_consortium(row, by=lead, at=city.now)
    with pytest.raises(ValidationError, match="还没到"):
        state_task(one, done="值了。", done_on=day + timedelta(days=1), by=liaison, at=city.now)
    one = state_task(one, done="值夜班 40 次。", done_on=day, by=liaison, at=city.now)
    with pytest.raises(PermissionDenied):
        confirm_task(one, by=liaison, at=city.now)
    assert Duty.objects.filter(body=city.member, verb="confirm_consortium_task", settled_at=None).count() == 1
    one = confirm_task(one, by=lead, at=city.now)
    assert confirm_task(one, by=lead, at=city.now).confirmed_at == one.confirmed_at
    assert not Duty.objects.filter(verb="confirm_consortium_task", settled_at=None).exists()
    with pytest.raises(ValidationError, match="不能再改"):
        save_share(one, task="改", lines=[], version=one.version, by=lead, at=city.now)
    own = row.partners.get(organization=city.member)
    own = state_task(own, done="协调完成。", done_on=day, by=lead, at=city.now)
    with pytest.raises(PermissionDenied):
        confirm_task(own, by=lead, at=city.now)
    assert confirm_task(own, by=city.user("hub.officer"), at=city.now).confirmed_at


def test_two_editors_leaving_and_the_end(city):
    row, lead = opened(city), city.user("org.secretary")
    facts = {"aim": row.aim, "starts_on": row.starts_on, "ends_on": row.ends_on, "by": lead, "at": city.now}
    save_consortium(row, title="夜间照护", version=1, **facts)
    with pytest.raises(Stale):
        save_consortium(row, title="另一个名字", version=1, **facts)
    one = joined(city, row)
    with pytest.raises(ValidationError, match="牵头组织不能退出"):
        leave_consortium(row.partners.get(organization=city.member), reason="x", by=lead, at=city.now)
    assert leave_consortium(one, reason="搬迁", by=city.user("org.liaison"), at=city.now).state == "LEFT"
    with pytest.raises(ValidationError) as caught:
        call_off_consortium(row, closing=" ", by=lead, at=city.now)
    assert "closing" in caught.value.error_dict
    with pytest.raises(ValidationError, match="组建中"):
        end_consortium(row, closing="做完了", by=lead, at=city.now)
    done = call_off_consortium(row, closing="伙伴退出，人手不够。", by=lead, at=city.now)
    assert (done.state, call_off_consortium(row, closing="x", by=lead, at=city.now).closing) == (
        "CALLED_OFF",
        done.closing,
    )
    with pytest.raises(ValidationError, match="已经结束"):
        ask_partner(row, second(city), task="x", by=lead, at=city.now)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("场地 3000", [("场地", 300_000)]), ("场地：3,000.5元\n志愿者 保险\t1.2万", [("场地", 300_050), ("志愿者 保险", 1_200_000)]),
        ("", []), ("\n \n", []),
    ],
)  # fmt: skip
def test_a_budget_is_read_as_it_is_typed(text, lines):
    assert LinesField().clean(text) == lines


@pytest.mark.parametrize("text", ["场地", "场地 三千", "3000", "场地 0", "场地 -5", "场地 1.2.3", "场地 " + "9" * 20])
def test_a_line_without_an_amount_is_named(text):
    with pytest.raises(ValidationError):
        LinesField().clean(text)


def test_a_project_counts_as_carried_together_by_three_who_carry_something(city, monkeypatch):
    year = period_from_code(f"{local_date(city.now).year}")
    asked = {"hubs": [city.hub.pk], "period": year, "at": city.now + timedelta(minutes=1)}
    assert projects_carried_together(**asked) == {}, "nobody registers funded projects yet"
    row = opened(city)
    joined(city, row)
    sql = f"SELECT {city.hub.pk}, 7, {row.pk}, '{city.now.isoformat()}'::timestamptz"
    monkeypatch.setitem(funded_projects._parts, "tried", sql)
    found = projects_carried_together(**asked)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.parameters)
        [line] = cursor.fetchall()
        assert line[2] is False, "two are not three"
        third = (
            Organization.objects.exclude(pk__in=row.partners.values("organization")).filter(field__isnull=False).first()
        )
        Partner.objects.create(consortium=row, organization=third, task="", state="JOINED", asked_by=city.user("org.secretary"),
                               asked_at=city.now, answered_at=city.now)  # fmt: skip
        cursor.execute(found.sql, found.parameters)
        assert cursor.fetchall()[0][2] is False, "a shell partner"
        Partner.objects.filter(organization=third).update(task="记录")
        cursor.execute(found.sql, found.parameters)
        assert cursor.fetchall()[0][2] is True


def shared(city, **more) -> PracticeNote:
    facts = {"title": "先打电话", "situation": "上门被拒。", "did": "打三通电话。", "worked": "被拒少了。", "key": "n1"}
    return share_note(city.member, **{**facts, **more}, by=city.user("org.secretary"), at=city.now)


def test_a_note_goes_round_until_it_is_taken_back(city):
    note = shared(city)
    assert shared(city).pk == note.pk
    liaison = city.user("org.liaison")
    assert PracticeNote.objects.visible_to(liaison, city.now).filter(pk=note.pk).exists()
    use = state_use(note, second(city), remark="管用。", by=liaison, at=city.now)
    assert state_use(note, second(city), remark="很管用。", by=liaison, at=city.now).pk == use.pk
    assert Notice.objects.filter(user=city.user("org.secretary"), kind="practice_note_used").count() == 1
    with pytest.raises(PermissionDenied):
        state_use(note, city.member, remark="自己说好", by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError) as caught:
        shared(city, key="n2", consortium=_strangers(city))
    assert "consortium" in caught.value.error_dict
    withdraw_note(note, by=city.user("org.secretary"), at=city.now)
    assert not PracticeNote.objects.visible_to(liaison, city.now).filter(pk=note.pk).exists()
    with pytest.raises(ValidationError, match="已经收回"):
        state_use(note, second(city), remark="x", by=liaison, at=city.now)


def _strangers(city) -> Consortium:
    """A consortium to which the member does not belong."""
    row = opened(city, key="strangers")
    Partner.objects.filter(consortium=row).update(task="")
    return row


@pytest.mark.parametrize("address", ["/desk/support/consortia/", "/desk/support/notes/"])
def test_lists_cost_the_same_queries_for_one_row_and_for_many(city, client, address):
    client.force_login(city.user("org.secretary"))
    opened(city)
    shared(city)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(4):
        opened(city, key=f"more{n}")
        shared(city, key=f"more{n}")
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few)


def test_the_export_says_who_carries_what_and_who_counts(city, client):
    joined(city, opened(city), task="", lines=[])
    client.force_login(city.user("org.secretary"))
    response = client.get("/desk/support/consortia/export/?q=夜间照护")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[3], row[7]) for row in rows] == [(city.member.name, "是"), (second(city).name, "否")]
