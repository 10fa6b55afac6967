"""One click in the preview: the right code for a slipped one, the code of an organization under its former name."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.registry.actions import bring_roster, correct_row, import_roster, import_rows, plan_roster
from shuniu.domain.registry.models import RosterImport
from shuniu.domain.registry.suggesting import suggestions
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from tests.kernel.merging import body, tie
from tests.methods.test_rosters_as_they_are import TRAPS
from tests.registry.rosters import code, line, slipped, workbook


def bring(city, lines, **more):
    return bring_roster(
        city.hub, file_name="名录.xlsx", content=workbook(lines, **more), by=city.user("hub.officer"), at=city.now
    )


def offered(city, roster):
    found = suggestions(roster.rows.all(), user=city.user("hub.officer"), at=city.now)
    return {row.number: [(one.value, one.label) for one in found.get(row.pk, [])] for row in roster.rows.all()}


def correct(city, roster, number, value, **more):
    values = {
        "field": "credit_code",
        "plan_version": roster.plan_version,
        "by": city.user("hub.officer"),
        "at": city.now,
    } | more
    return correct_row(roster, number=number, value=value, **values)


def counts(roster):
    return roster.rows_new, roster.rows_changed, roster.rows_same, roster.rows_failing


def test_a_code_with_one_wrong_character_is_put_right_and_the_preview_is_what_is_committed(city):
    roster = bring(city, [line(1), line(2, code=slipped(code(2)))])
    assert counts(roster) == (1, 0, 0, 1)
    assert code(2) in [value for value, _label in offered(city, roster)[4]]
    roster = correct(city, roster, 4, code(2))
    assert (counts(roster), roster.plan_version) == ((2, 0, 0, 0), 2)
    assert correct(city, roster, 4, code(2), plan_version=1) == roster, "the same click again"
    import_roster(roster, plan_version=2, by=city.user("hub.officer"), at=city.now)
    done = import_rows(roster.pk, by=city.user("hub.officer"))
    assert (done.rows_new, Organization.objects.filter(credit_code=code(2)).count()) == (2, 1)


def test_an_organization_under_its_former_name_is_offered_its_code_and_keeps_its_present_name(city):
    row = body(city, 1, name="云州市晨光协会", credit_code=code(77, "social_association"))
    tie(city.hub, row, city)
    save_facts(row, version=0, name="云州市晨光促进会", by=User.objects.system("test"), at=city.now)
    roster = bring(city, [line(1, name="云州市晨光协会", code="", kind="", on="", staff=9, member="否")])
    [(value, label)] = offered(city, roster)[3]
    assert (value, label) == (row.credit_code, "曾用名，现名“云州市晨光促进会”")
    roster = correct(city, roster, 3, value)
    planned = roster.rows.get()
    assert (planned.organization, planned.changes) == (row, {"staff_count": ["", "9"]})


def test_a_group_without_code_is_found_under_its_former_name_however_it_is_spelt(city):
    group = body(city, 1, name="阳光合唱团", brought_by=city.hub)
    save_facts(group, version=0, name="阳光艺术团", by=User.objects.system("test"), at=city.now)
    roster = bring(city, [line(1, name="阳光 “合唱团”", code="", kind="社区社会组织", on="", staff=9, member="否")])
    assert offered(city, roster)[3] == [("阳光艺术团", "曾用名，现名“阳光艺术团”")]
    roster = correct(city, roster, 3, "阳光艺术团", field="name")
    assert (roster.rows.get().organization, roster.rows.get().changes) == (group, {"staff_count": ["", "9"]})


def test_a_slip_in_the_division_offers_the_codes_of_the_register_first(city):
    right = code(79, "social_association")
    row = body(city, 1, name="云州市晨光协会", credit_code=right)
    wrong = right[:6] + ("9" if right[6] != "9" else "8") + right[7:]
    roster = bring(city, [line(1, name="云州市晨光协进会", code=wrong, kind="", on="")])
    values = offered(city, roster)[3]
    assert values[0] == (right, f"登记册里是“{row.name}”")
    assert all(value[:17] != wrong[:17] for value, _label in values), "the check character alone is no guess"
    letters = bring(city, [line(2, name="云州市晨光协进会", code=right.replace("0", "O"), kind="", on="")])
    assert offered(city, letters)[3][0] == (right, f"登记册里是“{row.name}”")


def test_a_code_that_became_a_number_is_offered_by_name(city):
    row = body(city, 1, name="云州市晨光协会", credit_code=code(78, "social_association"))
    roster = bring(city, [line(1, name=row.name, code="9.11E+17", kind="", on="")])
    assert offered(city, roster)[3] == [(row.credit_code, "登记册里同名组织的代码")]
    assert counts(correct(city, roster, 3, row.credit_code))[3] == 0


def test_several_codes_in_a_cell_are_offered_one_by_one(city):
    row = body(city, 1, name="云州市晨光协会", credit_code=code(78, "social_association"))
    both = f"{code(1)}；{row.credit_code}"
    roster = bring(city, [line(1, name="云州市晨光社", code=both, kind="", on="")])
    assert [value for value, _label in offered(city, roster)[3]] == [row.credit_code, code(1)]
    assert correct(city, roster, 3, row.credit_code).rows.get().organization == row


def test_a_name_that_says_the_body_has_ended_is_no_new_name(city):
    row = body(city, 1, name="云州市晨光协会", credit_code=code(78, "social_association"))
    roster = bring(city, [line(1, name=f"{row.name}(已注销)", code=row.credit_code, kind="", on="", member="")])
    planned = roster.rows.get()
    assert (planned.name, set(planned.changes), planned.ending) == (row.name, {"staff_count", "standing"}, "dissolved")
    assert [problem[1:3] for problem in planned.problems] == [["name", "marked"]]


def test_a_correction_stays_when_the_columns_are_changed_and_goes_with_another_sheet(city):
    roster = bring(city, [line(1, code=slipped(code(1)))])
    roster = correct(city, roster, 3, code(1))
    columns = {field: index for field, index in roster.columns.items() if field != "staff_count"}
    roster = plan_roster(roster, columns=columns, sheet=roster.sheet, by=city.user("hub.officer"), at=city.now)
    assert counts(roster) == (1, 0, 0, 0)


def test_a_correction_to_a_code_that_stands_in_another_row_is_told(city):
    roster = bring(city, [line(1), line(2, code=slipped(code(2)))])
    roster = correct(city, roster, 4, code(1))
    assert counts(roster) == (1, 0, 0, 1)
    assert roster.rows.get(number=4).problems[-1][2:] == ["twice", {"value": "3"}]


def test_who_may_correct_and_when(city):
    roster = bring(city, [line(1, code=slipped(code(1)))])
    with pytest.raises(PermissionDenied):
        correct(city, roster, 3, code(1), by=city.user("hub02.officer"))
    with pytest.raises(ValidationError, match="刚被改过"):
        correct(city, roster, 3, code(1), plan_version=9)
    with pytest.raises(ValidationError, match="没有这一行"):
        correct(city, roster, 99, code(1))
    with pytest.raises(ValidationError, match="没有这一行"):
        correct(city, roster, 3, "甲", field="purpose")
    roster = correct(city, roster, 3, code(1))
    import_roster(roster, plan_version=2, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="当前状态"):
        correct(city, roster, 3, code(3), plan_version=2)


def test_one_click_on_the_page(city, client):
    roster = bring(city, [line(1, code=slipped(code(1)))])
    client.force_login(city.user("hub.clerk"))
    page = client.get(f"/desk/registry/rosters/{roster.pk}/?which=failing")
    assert code(1) in page.content.decode()
    done = client.post(f"/desk/registry/rosters/{roster.pk}/correct/?which=failing",
                       {"number": 3, "credit_code": code(1), "plan_version": 1})  # fmt: skip
    assert done["Location"] == f"/desk/registry/rosters/{roster.pk}/?which=failing"
    roster.refresh_from_db()
    assert counts(roster) == (1, 0, 0, 0)


def test_one_click_gives_a_group_without_a_code_its_present_name(city, client):
    group = body(city, 1, name="阳光合唱团", brought_by=city.hub)
    save_facts(group, version=0, name="阳光艺术团", by=User.objects.system("test"), at=city.now)
    roster = bring(city, [line(1, name="阳光合唱团", code="", kind="社区社会组织", on="", staff=9, member="否")])
    client.force_login(city.user("hub.officer"))
    page = client.get(f"/desk/registry/rosters/{roster.pk}/").content.decode()
    [(field, value)] = re.findall(r'<button class="button small"\s+name="(\w+)"\s+value="([^"]+)"', page)
    client.post(f"/desk/registry/rosters/{roster.pk}/correct/", {"number": 3, field: value, "plan_version": 1})
    assert (roster.rows.get().organization, roster.rows.get().action) == (group, "update")


def test_the_preview_shows_what_was_read_of_a_new_organization_and_what_was_left_aside(city, client):
    rows = [
        ["一、社会服务机构（1 家）"],
        [1, "云州市新来1号服务中心", code(1), "2019年3月", 3],
        ["", "望江区小计", "", "", 30],
        ["", "填表人：张三", "", "审核人：李四", "日期：11月"],
    ]
    roster = bring(
        city,
        rows,
        headings=["序号", "单位名称", "统一社会信用代码", "成立时间", "开办资金"],
        title="名录（单位：万元）",
    )
    assert counts(roster) == (1, 0, 0, 0)
    assert roster.aside == [
        [3, "一、社会服务机构（1 家）"], [5, "望江区小计 30"], [6, "填表人：张三 审核人：李四 日期：11月"],
    ]  # fmt: skip
    client.force_login(city.user("hub.officer"))
    page = client.get(f"/desk/registry/rosters/{roster.pk}/?which=create").content.decode()
    for said in ("另有 3 行", "第 5 行：望江区小计 30", "2019-03-01", "开办（注册）资金：30,000.00 元"):
        assert said in page


def test_capital_in_ten_thousands_is_kept_in_fen_and_comes_back_from_the_export(city, client):
    officer = city.user("hub.officer")
    headings = ["单位名称", "统一社会信用代码", "开办资金（万元）"]
    roster = bring(
        city,
        [["云州市新来1号服务中心", code(1), "3.5"], ["云州市新来2号服务中心", code(2), "20,000元"]],
        headings=headings,
    )
    import_roster(roster, plan_version=1, by=officer, at=city.now)
    import_rows(roster.pk, by=officer)
    rows = Organization.objects.filter(credit_code__in=[code(1), code(2)]).order_by("credit_code")
    assert sorted(rows.values_list("capital_fen", flat=True)) == [2_000_000, 3_500_000]
    client.force_login(officer)
    export = client.get("/desk/registry/export/", {"q": "新来", "col": ["credit_code", "capital"]})
    content = b"".join(export.streaming_content)
    again = bring_roster(city.hub, file_name="导出.xlsx", content=content, by=officer, at=city.now)
    assert "capital" in again.columns
    assert (again.rows_new, again.rows_changed, again.rows_same, again.rows_failing) == (0, 0, 2, 0)


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_a_trap_gets_one_sentence_and_nothing_is_written(city, client, trap, settings, tmp_path):
    client.force_login(city.user("hub.officer"))
    settings.MEDIA_ROOT = tmp_path
    upload = io.BytesIO(TRAPS[trap][0])
    upload.name = "名录.xlsx"
    page = client.post("/desk/registry/rosters/new/", {"file": upload})
    errors = page.context["form"].errors["file"]
    assert len(errors) == 1
    assert errors[0].endswith("。")
    assert not RosterImport.objects.exists()
    assert list(tmp_path.rglob("*")) == []


def test_formulas_in_a_roster_go_in_and_out_as_words(city, client):
    officer = city.user("hub.officer")
    nasty = '=HYPERLINK("http://evil.invalid","云州市点我服务中心")'
    roster = bring(city, [line(1, name="云州市新来1号服务中心")])
    Organization.objects.filter(pk=city.member.pk).update(address=nasty, legal_representative="+8613800000000")
    client.force_login(officer)
    export = client.get("/desk/registry/export/", {"q": city.member.name, "col": ["address", "representative"]})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(export.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert nasty in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert roster.rows.count() == 1


def test_of_two_days_in_a_cell_a_person_chooses_one_or_leaves_the_day_out(city):
    two, words = line(1, on="2019.3.5--2023.3.4"), line(2, on="2019年3月5日换证")
    roster = bring(city, [two, words, line(3, on="去年春天")])
    assert counts(roster) == (0, 0, 0, 3)
    left_out = ("-", "日期先空着")
    assert offered(city, roster) == {
        3: [("2019-03-05", "只记这一天"), ("2023-03-04", "只记这一天"), left_out],
        4: [("2019-03-05", "只记这一天"), left_out],
        5: [left_out],
    }
    roster = correct(city, roster, 3, "2019-03-05", field="registered_on")
    roster = correct(city, roster, 5, "-", field="registered_on")
    assert (counts(roster), offered(city, roster)[3]) == ((2, 0, 0, 1), [])
    import_roster(roster, plan_version=roster.plan_version, by=city.user("hub.officer"), at=city.now)
    import_rows(roster.pk, by=city.user("hub.officer"))
    days = Organization.objects.filter(credit_code__in=[code(n) for n in (1, 2, 3)]).values_list(
        "registered_on", flat=True
    )
    assert sorted(map(str, days)) == ["2019-03-05", "None"]
