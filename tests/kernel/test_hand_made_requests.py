"""What no browser of ours sends: numbers that are none, characters no column holds, a save over somebody's save."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.forms import ResolutionChangeForm, ResolutionForm
from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.engines.gatherings.actions import invite_organizations
from shuniu.kernel.core.fields import day_is_meant
from shuniu.kernel.core.reading import day_said, whole_number
from shuniu.kernel.orgs.models import Organization
from tests.city import City
from tests.structure.source import SOURCE


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("²", -1), ("-3", -1), ("1e5", -1), ("", -1), (None, -1), ("9" * 40, -1), ("2147483648", -1)]
)  # fmt: skip
def test_a_number_is_read_or_left(text, number):
    assert whole_number(text, -1) == number


@pytest.mark.parametrize("query", ["q=%00", "hub=%00", "page=²", "quarter=²Q²"])
def test_a_character_no_column_holds_is_answered_in_words(city: City, client, query):
    client.force_login(city.user("hub.officer"))
    for name in ("registry:list", "meetings:list"):
        assert client.get(f"{reverse(name)}?{query}").status_code in (200, 400)


@pytest.mark.parametrize(
    ("day", "said"),
    [("9999-12-31", "请核对年份"), ("0001-01-01", "请核对年份"), ("2062-03-01", "在两年以后，请核对年份")],
)
def test_a_year_that_is_a_slip_is_refused_and_takes_no_list_down(city: City, client, day, said):
    client.force_login(city.user("hub.officer"))
    before = SecretaryMeeting.objects.count()
    plan = {"title": "例会", "form": "joint", "day": day, "begins": "14:00", "ends": "16:00", "place": "一楼"}
    assert said in client.post(reverse("meetings:plan"), plan).content.decode()
    assert SecretaryMeeting.objects.count() == before
    for query in ("on=9999-12-31", "on=0001-01-01"):
        assert client.get(f"{reverse('registry:list')}?{query}").status_code == 200


def test_every_form_asks_whether_a_year_is_meant():
    assert all(day_is_meant in form.base_fields["due_on"].validators for form in (ResolutionForm, ResolutionChangeForm))
    for day in (date(1799, 12, 31), date(2200, 1, 1)):
        with pytest.raises(ValidationError, match="请核对年份"):
            day_is_meant(day)
    assert (day_said("2199-12-31"), day_said("9999-12-31"), day_said("0001-01-01")) == (date(2199, 12, 31), None, None)


def test_a_page_of_text_where_a_line_belongs_is_refused_and_nothing_is_saved(city: City, client):
    meeting = city.plan(days=4)
    invite_organizations(
        meeting.gathering, organizations=[city.member], names={}, by=city.user("hub.officer"), at=city.now
    )
    invitee = meeting.gathering.invitees.get()
    page = client.post(
        reverse("meetings:answer", args=[invitee.token]), {"answer": "declined", "reason": "忙" * 10_000}
    )
    assert (page.status_code, "没有保存" in page.content.decode()) == (400, True)


def test_a_phone_that_names_its_moment_wrongly_is_signed_in_now(city: City, client):
    gathering = city.begun().gathering
    for n, moment in enumerate(("2026-13-45T10:00:00", "2026-09-22T10:00:00", "昨天")):
        page = client.post(
            reverse("meetings:door", args=[gathering.door_token]),
            {"name": f"周{'一二三'[n]}", "organization": "²", "signed_at": moment, "key": f"k{n}"},
        )
        assert page.status_code == 200
    assert gathering.roll.count() == 3


def test_after_somebody_elses_save_the_newest_stands_beside_what_was_typed_and_saving_again_is_possible(
    city: City, client
):
    organization = Organization.objects.get(pk=city.member.pk)
    client.force_login(city.user("org.head"))
    address = reverse("registry:facts", args=[organization.code])
    drawn = client.get(address).context["form"].initial
    typed = {"name": drawn["name"], "address": "甲路 1 号", "version": drawn["version"]}
    first = client.post(address, {**typed, "address": "乙路 2 号"})
    stale = client.post(address, typed)
    words = stale.content.decode()
    assert (first.status_code, stale.status_code) == (302, 200)
    assert ("甲路 1 号" in words, "最新保存的内容：乙路 2 号" in words) == (True, True)
    again = {name: field.value() or "" for name, field in ((f.name, f) for f in stale.context["form"])}
    assert client.post(address, again).status_code == 302
    organization.refresh_from_db()
    assert organization.address == "甲路 1 号"


def test_the_reply_written_to_a_report_stays_when_it_cannot_be_sent(city: City, client):
    report = city.drafted_report(on_roll=3)
    meetings.file_report(report, version=0, by=city.user("hub.head"), at=city.now)
    client.force_login(city.user("office.officer"))
    address = reverse("meetings:report", args=[report.meeting_id])
    page = client.post(address, {"act": "return", "reply": "请补充承办单位的分工", "version": 0})
    report.refresh_from_db()
    assert (page.status_code, report.state) == (200, "FILED")
    assert "请补充承办单位的分工</textarea>" in page.content.decode()


def test_no_view_takes_a_superscript_for_a_number():
    """`"²".isdigit()` holds, `int("²")` fails: views ask `isdecimal` or `whole_number`."""
    views = [path for path in SOURCE.rglob("*.py") if "views" in path.as_posix().removeprefix(SOURCE.as_posix())]
    assert views
    assert [path.name for path in views if ".isdigit()" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("path", ["/desk/support/coverage/", "/desk/support/departments/"])
def test_a_row_that_is_no_number_is_not_found(city, client, path):
    client.force_login(city.user("hub.officer"))
    assert client.post(path, {"act": "close", "row": "²"}).status_code == 404
