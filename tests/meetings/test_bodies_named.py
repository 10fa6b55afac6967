"""A name typed by the host means one body: on a paper sheet and as the owner of a resolution (A14.3, A14.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.models import Resolution
from shuniu.engines.gatherings.actions import invite_organizations
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.record.models import Duty
from tests.kernel.merging import body, tie

NAME = "云州市晨光文化协会"
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08" + b"0" * 64


@pytest.fixture
def meeting(city):
    return city.begun()


@pytest.fixture
def namesakes(city) -> list[Organization]:
    """A stranger's, one tied to the hub, one tied and merged away, one that only another hub's roster knows."""
    areas = list(Area.objects.filter(level="district")[:2])
    rows = [body(city, 81 + n, name=NAME, area=areas[n % 2]) for n in range(4)]
    for row in rows[1:]:
        tie(city.hub, row, city)
    Organization.objects.filter(pk=rows[2].pk).update(merged_into=rows[1])
    other = Organization.objects.filter(designations__isnull=False).exclude(pk=city.hub.pk).first()
    Organization.objects.filter(pk=rows[3].pk).update(brought_by=other, credit_code=None, kind="community_group")
    return rows


def sheet(client, meeting, *lines: tuple[str, str], act: str = "enter", **more):
    data = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": 0, "act": act, **more}
    for n, (name, of) in enumerate(lines):
        data |= {f"form-{n}-name": name, f"form-{n}-body": of, f"form-{n}-post": "", f"form-{n}-attendance": "present"}
    return client.post(reverse("meetings:sheet", args=[meeting.pk]), data)


def test_of_several_bodies_of_one_name_the_tied_one_signs_and_never_a_merged_or_hidden_one(
    city, client, meeting, namesakes
):
    client.force_login(city.user("hub.officer"))
    # Brackets and spaces as a sheet writes them.
    assert sheet(client, meeting, ("王一", "云州市 晨光文化协会")).status_code == 302
    assert meeting.gathering.roll.get().organization == namesakes[1]


def test_two_that_may_both_be_meant_are_asked_for_by_number_and_the_invited_one_goes_first(
    city, client, meeting, namesakes
):
    tie(city.hub, namesakes[0], city)
    client.force_login(city.user("hub.officer"))
    said = sheet(client, meeting, ("王一", NAME)).content.decode()
    assert "有几个单位都叫这个名称" in said
    assert all(row.code in said for row in namesakes[:2])
    assert not any(row.code in said for row in namesakes[2:])
    assert not meeting.gathering.roll.exists()
    assert sheet(client, meeting, ("王一", namesakes[0].code.lower())).status_code == 302
    invite_organizations(
        meeting.gathering, organizations=[namesakes[1]], names={}, by=city.user("hub.officer"), at=city.now
    )
    assert sheet(client, meeting, ("王二", NAME)).status_code == 302
    assert {row.name: row.organization for row in meeting.gathering.roll.all()} == {
        "王一": namesakes[0], "王二": namesakes[1],
    }  # fmt: skip


def test_a_resolution_goes_to_the_tied_body_of_its_name_and_stays_with_it_when_only_the_day_is_corrected(
    city, client, meeting, namesakes
):
    client.force_login(city.user("hub.officer"))
    due = local_date(city.now) + timedelta(days=30)
    said = {"text": "编一份地图", "owner_body": NAME, "owner_name": "", "due_on": due.isoformat()}
    client.post(reverse("meetings:resolution-record", args=[meeting.pk]), said)
    row = Resolution.objects.get(meeting=meeting)
    assert row.owner == namesakes[1]
    tie(city.hub, namesakes[0], city)
    later = (due + timedelta(days=1)).isoformat()
    change = {"owner_body": NAME, "owner_name": "", "due_on": later, "version": row.version}
    client.post(reverse("meetings:resolution-change", args=[row.pk]), change)
    row.refresh_from_db()
    assert (row.owner, row.due_on.isoformat()) == (namesakes[1], later)
    refused = client.post(
        reverse("meetings:resolution-change", args=[row.pk]),
        {**change, "owner_body": "云州市晨光文化  协会", "version": row.version},
    ).content.decode()
    assert "有几个单位都叫这个名称" in refused


def test_the_picture_of_a_sheet_is_kept_while_its_lines_are_put_right(city, client, meeting):
    client.force_login(city.user("hub.officer"))
    photo = SimpleUploadedFile("签到表.png", PHOTO)
    page = sheet(client, meeting, ("王一", "没有这家单位"), photo=photo)
    kept = page.context["original"]
    assert "已收好“签到表.png”" in page.content.decode()
    assert sheet(client, meeting, ("王一", ""), original=kept.pk).status_code == 302
    assert meeting.gathering.roll.get().sheet == kept


def test_a_picture_that_is_none_enters_nothing(city, client, meeting):
    client.force_login(city.user("hub.officer"))
    said = sheet(client, meeting, ("王一", ""), photo=SimpleUploadedFile("签到表.exe", b"MZ\x00")).content.decode()
    assert ("请上传" in said, 'value="王一"' in said, meeting.gathering.roll.count()) == (True, True, 0)


def test_pasting_and_adding_lines_keeps_what_was_typed_and_a_line_too_long_is_said(city, client, meeting):
    client.force_login(city.user("hub.officer"))
    pasted = "序号\t姓名\t单位\n1\t王一\t甲社\t社长\n2\t\t乙社\n"
    page = sheet(client, meeting, ("赵零", ""), ("", "丙社"), act="paste", pasted=pasted)
    lines = [(form["name"].value() or "", form["body"].value() or "") for form, _problem in page.context["lines"]]
    assert lines[:4] == [("赵零", ""), ("", "丙社"), ("王一", "甲社"), ("", "乙社")]
    said = sheet(client, meeting, ("丁" * 80, "")).content.decode()
    assert ("姓名太长了" in said, meeting.gathering.roll.count()) == (True, 0)


def test_a_meeting_renamed_is_named_so_on_the_work_list(city):
    meeting, officer = city.plan(days=3), city.user("hub.officer")
    gathering = meeting.gathering
    meetings.change_meeting(
        meeting, version=meeting.version, title="改了名的例会", form=meeting.form, starts_at=gathering.starts_at,
        ends_at=gathering.ends_at, place=gathering.place, by=officer, at=city.now,
    )  # fmt: skip
    assert Duty.objects.open().get(verb="close_sign_in", subject_id=meeting.pk).subject_label == "改了名的例会"
