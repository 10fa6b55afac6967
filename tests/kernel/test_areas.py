"""Areas and fields on a real installation: a whole table, one by one, renamed, moved and given up from a day on (A04, A06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from shuniu.domain.network.indicators.guidance import subdistricts_covered
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.actions import set_day
from shuniu.kernel.orgs.actions import change_area, end_area, enter_area, enter_field, rename_field
from shuniu.kernel.orgs.models import Area, Designation, Field, FormerAreaName, Organization
from shuniu.kernel.trail.models import AuditEvent

TABLE = """代码,名称,级别,上级,变更日期,曾用名,撤销日期,并入
{district},{renamed},区,,2021-06-01,,,
{district}91,晨光街道,街道,{renamed},2022-05-04,晨光镇,,
{district}92,新堤街道,,{district},,,,
{district}93,老堤街道,街道,{district},2010-01-01,,2023-07-01,新堤街道
"""


@pytest.fixture
def district(city) -> Area:
    return Area.objects.filter(level="district").order_by("code").first()


def table(district: Area, text: str = TABLE, **words: str) -> SimpleUploadedFile:
    said = {"district": district.code, "renamed": "青桥区", **words}
    return SimpleUploadedFile("区划.csv", text.format(**said).encode())


def send(client, file, act: str):
    return client.post(reverse("norms:areas-table"), {"file": file, act: "1"})


def test_the_office_takes_in_a_table_of_its_areas_after_seeing_what_each_line_does(city, client, district):
    before, former = Area.objects.count(), district.name
    client.force_login(city.user("office.officer"))
    shown = send(client, table(district), "look").content.decode()
    assert all(word in shown for word in ("改名", "新增", "补曾用名", "撤销")), "what each line would do"
    assert Area.objects.count() == before
    send(client, table(district), "load")
    district.refresh_from_db()
    rows = {area.name: area for area in Area.objects.filter(code__startswith=district.code)}
    assert (district.name, str(district.former_names.get().until), district.former_names.get().name) == (
        "青桥区", "2021-06-01", former,
    )  # fmt: skip
    assert district.name_on(local_date(city.now) - timedelta(days=365 * 8)) == former
    fresh = rows["晨光街道"]
    assert (fresh.level, fresh.parent, [(row.name, str(row.until)) for row in fresh.former_names.all()]) == (
        "subdistrict", district, [("晨光镇", "2022-05-04")],
    )  # fmt: skip
    assert (rows["新堤街道"].level, str(rows["老堤街道"].valid_to), rows["老堤街道"].became) == (
        "subdistrict", "2023-07-01", rows["新堤街道"],
    )  # fmt: skip
    assert "没有差别" in send(client, table(district), "look").content.decode(), "the same table again does nothing"
    page = client.get(reverse("norms:areas")).content.decode()
    assert all(word in page for word in ("2021-06-01 以前叫", "并入新堤街道"))
    today, at = local_date(city.now), city.now + timedelta(minutes=1)
    lines = subdistricts_covered(hubs=[city.hub.pk], period=period_of("Q", today), at=at)
    counted = {row[1] for row in fetch(lines.sql, lines.parameters)}
    assert ({fresh.pk, rows["新堤街道"].pk} <= counted, rows["老堤街道"].pk in counted) == (True, False)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{district}94,甲街道,街道,没有的区,,,,", "不在表里"),
        ("{district}94,甲街道,街道,{district},明天吧,,,", "认不出"),
        ("{district}94,,街道,{district},,,,", "请写区域的名称"),
        ("{district}94,甲街道,街道,{district},,乙镇,,", "请写变更日期"),
        ("{district}94,甲街道,街道,{district},2010-01-01,,2009-01-01,", "撤销"),
    ],
)
def test_one_wrong_line_and_nothing_is_taken_in(city, client, district, line, why):
    before = list(Area.objects.values_list("code", "name"))
    client.force_login(city.user("office.officer"))
    said = send(client, table(district, TABLE + line + "\n"), "load").content.decode()
    assert (why in said, list(Area.objects.values_list("code", "name"))) == (True, before)


def test_a_file_that_is_no_table_is_told_so_and_hubs_keep_no_areas(city, client, district):
    client.force_login(city.user("office.officer"))
    assert (
        "没有找到" in send(client, SimpleUploadedFile("a.csv", "名称,类型\n甲,乙\n".encode()), "look").content.decode()
    )
    assert "读不了" in send(client, SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken"), "look").content.decode()
    client.force_login(city.user("hub.officer"))
    assert client.get(reverse("norms:areas")).status_code == 200
    for name in ("area-new", "areas-table", "field-new"):
        assert client.get(reverse(f"norms:{name}")).status_code == 403
    with pytest.raises(PermissionDenied):
        change_area(district, name="甲区", on=local_date(city.now), by=city.user("hub.head"), at=city.now)


def test_one_by_one_an_area_is_entered_changed_and_given_up_and_what_lay_in_it_follows_from_that_day(
    city, client, district
):
    client.force_login(city.user("office.head"))
    today = local_date(city.now)
    for code, name in (("990199001", "东塘镇"), ("990199002", "西塘街道")):
        said = {"code": code, "name": name, "level": "subdistrict", "parent": district.pk, "valid_from": "2015-01-01"}
        client.post(reverse("norms:area-new"), said)
    assert "已经有了" in client.post(reverse("norms:area-new"), said).content.decode()
    east, west = Area.objects.get(code="990199001"), Area.objects.get(code="990199002")
    client.post(
        reverse("norms:area-change", args=[east.pk]), {"name": "东塘街道", "parent": district.pk, "on": "2020-03-01"}
    )
    assert [row.name for row in FormerAreaName.objects.filter(area=east)] == ["东塘镇"]
    bodies = list(Organization.objects.filter(kind="social_service", source="demo")[:2])
    Organization.objects.filter(pk__in=[row.pk for row in bodies]).update(area=east)
    page = reverse("norms:area-end", args=[east.pk])
    assert "请写明并入哪里" in client.post(page, {"on": str(today)}).content.decode()
    client.post(page, {"on": str(today), "into": west.pk})
    east.refresh_from_db()
    assert (east.valid_to, east.became) == (today, west)
    assert {row.area for row in Organization.objects.filter(pk__in=[row.pk for row in bodies])} == {west}
    then = Organization.objects.as_of(today - timedelta(days=1)).get(pk=bodies[0].pk)
    assert then.area_on == east.pk, "as of any day before, where it lay"
    change = bodies[0].fact_changes.get(source="area")
    assert (change.key, change.old, change.new) == ("area", east.code, west.code)
    assert client.get(page).status_code == 404
    with pytest.raises(ValidationError, match="不能再改"):
        change_area(east, name="东塘新区", on=today, by=city.user("office.head"), at=city.now)
    with pytest.raises(ValidationError, match="今天以前"):
        change_area(west, name="甲", on=today + timedelta(days=1), by=city.user("office.head"), at=city.now)
    with pytest.raises(ValidationError, match="同一级"):
        end_area(west, on=today, into=district, by=city.user("office.head"), at=city.now)
    with pytest.raises(ValidationError, match="上级不对"):
        enter_area(code="99019", name="甲", level="district", parent=west, by=city.user("office.head"), at=city.now)
    assert AuditEvent.objects.filter(verb="orgs.area_renamed", subject_id=east.pk).count() == 1


@pytest.mark.parametrize("who", ["district.head", "district.officer"])
def test_a_district_authority_keeps_nothing_that_holds_for_the_whole_city(city, client, district, who):
    user, today = city.user(who), local_date(city.now)
    acts = (
        lambda: change_area(district, name="甲区", on=today, by=user, at=city.now),
        lambda: enter_field(code="x", name="甲", by=user, at=city.now),
        lambda: set_day(day=today, is_working=False, name="甲", by=user, at=city.now),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    client.force_login(user)
    assert client.get("/desk/norms/areas/").status_code == 200
    assert client.get(f"/desk/norms/areas/{district.pk}/change/").status_code == 403


def test_the_authority_of_a_single_district_keeps_its_areas_itself(city, district):
    Designation.objects.exclude(designated_by__appointments__person__username="district.head").delete()
    change_area(district, name="甲区", on=local_date(city.now), by=city.user("district.head"), at=city.now)


def test_a_field_is_entered_and_renamed_and_keeps_what_belongs_to_it(city, client):
    client.force_login(city.user("office.head"))
    client.post(reverse("norms:field-new"), {"code": "river-care", "name": "护河"})
    row = Field.objects.get(code="river-care")
    client.post(reverse("norms:field-change", args=[row.pk]), {"name": "河湖保护"})
    row.refresh_from_db()
    assert row.name == "河湖保护"
    other = Field.objects.exclude(pk=row.pk).first()
    with pytest.raises(ValidationError, match="还没有用过"):
        rename_field(row, name=other.name, by=city.user("office.head"), at=city.now)


def test_the_command_takes_in_the_same_table(city, district, tmp_path, capsys):
    file = tmp_path / "区划.csv"
    file.write_text(TABLE.format(district=district.code, renamed="青桥区"))
    call_command("areas", "check", str(file))
    assert (Area.objects.filter(name="晨光街道").exists(), "renamed" in capsys.readouterr().out) == (False, True)
    with pytest.raises(SystemExit):
        call_command("areas", "import", str(file))
    call_command("areas", "import", str(file), "--as", "office.head")
    assert Area.objects.get(name="晨光街道").parent == district
