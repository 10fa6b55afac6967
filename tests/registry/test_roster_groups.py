"""Groups without a code, areas of one name, rows of every kind: what a roster's row may be taken for, and what not."""

from __future__ import annotations

import io

import openpyxl
import pytest

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, undo_roster
from shuniu.domain.registry.actions.undo import take_rows_back
from shuniu.domain.registry.card_facts import last_changes
from shuniu.domain.registry.planning import plan_rows, read_sheets
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import fact_text, save_facts
from shuniu.kernel.orgs.models import Area, FormerAreaName, Organization
from shuniu.kernel.people.models import User
from shuniu.methods.rosters import recognise
from tests.kernel.merging import body, tie
from tests.registry.rosters import code, workbook


def entered(city, n, *, kind, **facts):
    row = body(city, n, **facts)
    row.kind = kind
    row.save(update_fields=["kind"])
    return row


HEADINGS = ["单位名称", "类型", "所在区域", "法定代表人"]


def bring(city, lines, *, who="hub.officer", headings=HEADINGS):
    hub = Organization.objects.get(appointments__person=city.user(who))
    return bring_roster(
        hub, file_name="名录.xlsx", content=workbook(lines, headings=headings), by=city.user(who), at=city.now
    )


def done(city, lines, **more):
    roster = bring(city, lines, **more)
    by = roster.uploaded_by
    import_roster(roster, plan_version=1, by=by, at=city.now)
    return import_rows(roster.pk, by=by)


def choir(area, person="闻人一"):
    return ["阳光合唱团", "社区社会组织", area, person]


@pytest.fixture
def districts(city):
    return list(Area.objects.filter(level="district").order_by("code")[:2])


def test_a_group_of_the_same_name_with_another_hub_or_elsewhere_is_another_group(city, districts):
    here, there = districts
    done(city, [choir(here.name)])
    first = Organization.objects.get(name="阳光合唱团")
    other = done(city, [choir(there.name, "司徒二")], who="hub02.officer")
    same_place = done(city, [choir(here.name, "司徒三")], who="hub02.officer")
    first.refresh_from_db()
    assert (other.rows_new, same_place.rows_new) == (1, 1)
    assert (first.area, first.legal_representative, first.brought_by) == (here, "闻人一", city.hub), (
        "a stranger changes nothing"
    )
    again = bring(city, [choir(here.name), choir(there.name)])
    assert [(row.action, row.organization_id) for row in again.rows.order_by("number")] == [
        ("same", first.pk),
        ("create", None),
    ]


def test_what_is_not_said_contradicts_nothing_and_what_is_doubtful_is_told(city, districts):
    here, there = districts
    subdistrict = Area.objects.create(code=f"{here.code}901", name="新华街道", level="subdistrict", parent=here)
    done(city, [choir(here.name)])
    finer = bring(city, [choir("新华街道")]).rows.get()
    assert (finer.action, finer.changes) == ("update", {"area": [here.code, subdistrict.code]})
    assert bring(city, [choir("")]).rows.get().action == "same"
    done(city, [choir(here.name), choir(there.name)])
    row = bring(city, [choir("")]).rows.get()
    assert (row.action, [problem[1:3] for problem in row.problems]) == ("failing", [["name", "namesakes"]])


def test_an_area_of_a_name_that_two_bear_is_not_guessed(city, districts):
    here, there = districts
    for n, district in enumerate(districts):
        Area.objects.create(code=f"{district.code}90{n}", name="新华街道", level="subdistrict", parent=district)
    renamed = Area.objects.create(code=f"{here.code}905", name="新区街道", level="subdistrict", parent=here)
    FormerAreaName.objects.create(area=renamed, name="老城关镇", until=local_date(city.now))
    lines = [
        ["甲合唱团", "", "新华街道", ""],
        ["乙合唱团", "", f"{there.name}新华街道", ""],
        ["丙合唱团", "", "老城关镇", ""],
    ]
    rows = list(bring(city, lines).rows.order_by("number"))
    assert [row.area.code if row.area_id else "" for row in rows] == ["", f"{there.code}901", renamed.code]
    assert [[problem[2] for problem in row.problems] for row in rows] == [["several"], [], []]


def test_a_street_beside_its_district_is_found_there_and_an_unknown_one_leaves_the_district(city, districts):
    here, there = districts
    streets = [
        Area.objects.create(code=f"{one.code}90{n}", name="新华街道", level="subdistrict", parent=one)
        for n, one in enumerate(districts)
    ]
    lines = [
        ["甲合唱团", "新华街道", here.name], ["乙合唱团", "新华街道", there.name],
        ["丙合唱团", "没有的街道", here.name], ["丁合唱团", "没有的街道", ""], ["戊合唱团", "", there.name],
    ]  # fmt: skip
    rows = list(bring(city, lines, headings=["单位名称", "所属街道", "所属区"]).rows.order_by("number"))
    assert [row.area for row in rows] == [streets[0], streets[1], here, None, there]
    assert [[problem[1:3] for problem in row.problems] for row in rows] == [
        [], [], [["street", "unknown"]], [["area", "unknown"]], [],
    ]  # fmt: skip


def test_the_export_comes_back_without_a_difference_for_every_kind_and_area(city, client, districts):
    bodies = []
    for n, district in enumerate(districts):
        area = Area.objects.create(code=f"{district.code}90{n}", name="新华街道", level="subdistrict", parent=district)
        bodies.append(entered(city, 80 + n, name="回来合唱团", kind="grassroots", credit_code=None, area=area))
    for n, kind in enumerate(
        ("social_association", "social_service", "foundation", "mass_organization", "authority", "other")
    ):
        coded = code(60 + n, kind)
        bodies.append(entered(city, 60 + n, name=f"回来{n}号", kind=kind, credit_code=coded))
        bodies.append(entered(city, 70 + n, name=f"回来无码{n}号", kind=kind, credit_code=None))
    for row in bodies:
        tie(city.hub, row, city)
    client.force_login(city.user("hub.officer"))
    columns = {"q": "回来", "col": ["credit_code", "kind", "field", "area", "registered", "representative", "staff"]}
    content = b"".join(client.get("/desk/registry/export/", columns).streaming_content)
    sheet = read_sheets(content, "名录.xlsx")[0]
    rows = [*plan_rows(city.hub, sheet, recognise(sheet.headings, [cells for _n, cells in sheet.rows]), at=city.now)]
    told = [(row.name, row.action, row.changes, row.problems) for row in rows if row.action != "same"]
    assert (len(rows), told) == (len(bodies), [])
    table = openpyxl.load_workbook(io.BytesIO(content)).active
    names = [cell.value for cell in table[1]]
    assert names[-1] == "登记册编号"
    # A name changed in the exported list is a new name of that row, not a new row.
    line = next(cells for _n, cells in sheet.rows if cells[0] == "回来无码0号")
    line[0] = "回来改名0号"
    [renamed] = [
        row for row in plan_rows(city.hub, sheet, recognise(sheet.headings, []), at=city.now) if row.action != "same"
    ]
    assert (renamed.action, renamed.changes) == ("update", {"name": ["回来无码0号", "回来改名0号"]})


def test_each_fact_keeps_its_own_day_and_an_undone_import_leaves_none(city):
    row = body(
        city, 1, name="云州市晨光协会", credit_code=code(77, "social_association"), address="旧址", staff_count=3
    )
    Organization.objects.filter(pk=row.pk).update(facts_on="2024-05-01")
    row.refresh_from_db()
    row = save_facts(row, version=row.version, address="新址", by=User.objects.system("test"), at=city.now)
    assert (str(row.facts_on), row.newest_on()) == ("2024-05-01", local_date(city.now))
    headings = ["单位名称", "统一社会信用代码", "专职人员"]
    roster = done(city, [[row.name, row.credit_code, 9]], headings=headings)
    row.refresh_from_db()
    assert str(row.facts_on) == "2024-05-01", "a roster that changes one fact makes no other fact newer"

    def days() -> dict[str, str]:
        now = Organization.objects.get(pk=row.pk)
        values = {key: fact_text(getattr(now, key)) for key in ("address", "staff_count", "name")}
        return {
            key: change.source.partition(":")[0] for key, change in last_changes(now.fact_changes.all(), values).items()
        }

    assert days() == {"address": "hub", "staff_count": "roster"}
    undo_roster(roster, by=city.user("hub.officer"), at=city.now)
    take_rows_back(roster.pk, by=city.user("hub.officer"))
    assert days() == {"address": "hub"}, "the fact is again as old as it was"
