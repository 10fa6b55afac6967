"""A table that a system saved as a web page, or as the XML of Excel 2003, under the name .xls is a roster like others."""

from __future__ import annotations

import pytest

from shuniu.methods.rosters import RosterError, check_rows, read_workbook, recognise
from shuniu.methods.rosters.reader import read_tables
from tests.methods.test_rosters_as_they_are import CODE, OTHER, TODAY

PAGE = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=%s"><title>名录</title>
<style>td{{mso-number-format:"\\@"}}</style><script>document.write("<table><tr><td>单位名称")</script></head><body>
<table border=1><tr><td colspan=5><b>云州市社会组织名录</b></td></tr>
<tr><th rowspan=2>序号<th rowspan=2>单位名称<th colspan=2>登记情况<th rowspan=2>所属街道</tr>
<tr><th>统一社会<br>信用代码</th><th>成立时间</th></tr>
<tr><td>1</td><td>云州市茶艺协会</td><td>{CODE}</td><td>2019年3月5日</td><td rowspan=2>望江街道</td></tr>
<tr><td>2<td>云州市花艺协会&nbsp;<td>{OTHER}<td><font color=red>2020.1.2</font>
<tr><td colspan=5>注：本表一式两份</td></tr></table></body></html>"""
EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"
BOOK = f"""<?xml version="1.0" encoding="%s"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{EXCEL}" xmlns:ss="{EXCEL}"><Worksheet ss:Name="名录"><Table>
<Row><Cell ss:MergeAcross="3"><Data ss:Type="String">云州市名录</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">单位名称</Data></Cell><Cell><Data ss:Type="String">信用代码</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">成立时间</Data></Cell><Cell><Data ss:Type="String">街道</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">云州市茶艺协会</Data><Comment><ss:Data>待核</ss:Data></Comment></Cell>
<Cell><Data ss:Type="String">{CODE}</Data></Cell><Cell ss:Index="4"><Data ss:Type="DateTime">2019-03-05T00:00:00.000</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">望江街道</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">云州市花艺协会</Data></Cell><Cell><Data ss:Type="String">{OTHER}</Data></Cell></Row>
</Table></Worksheet></Workbook>"""  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "gb2312"), ("gb18030", "gb2312"), ("utf-16", "unicode")]
)
def test_a_page_with_a_table_is_read_whatever_its_encoding(encoding, said):
    (sheet,) = read_workbook((PAGE % said).encode(encoding), "名录.xls")
    columns = recognise(sheet.headings, [cells for _number, cells in sheet.rows])
    assert columns == {"name": 1, "credit_code": 2, "registered_on": 3, "area": 4}
    rows = check_rows(sheet.rows, columns, today=TODAY, headings=sheet.headings)
    assert [row.problems for row in rows] == [[], []]
    assert [(row.values["credit_code"], row.values["registered_on"], row.values["area"]) for row in rows] == [
        (CODE, "2019-03-05", "望江街道"), (OTHER, "2020-01-02", "望江街道"),
    ]  # fmt: skip
    assert (sheet.above[0][0], sheet.aside[0][1][0]) == ("云州市社会组织名录", "注：本表一式两份")


def test_a_page_in_big5_says_so_itself():
    page = f"<meta charset=big5><table><tr><th>單位名稱<th>信用代碼<tr><td>雲州市茶藝協會<td>{CODE}</table>"
    (sheet,) = read_workbook(page.encode("big5hkscs"))
    assert (sheet.headings, sheet.rows[0][1][0]) == (["單位名稱", "信用代碼"], "雲州市茶藝協會")


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "UTF-8"), ("gb18030", "GB2312")])
def test_the_xml_of_excel_2003_keeps_its_places_and_leaves_comments_out(encoding, said):
    (sheet,) = read_workbook((BOOK % said).encode(encoding))
    assert (sheet.name, sheet.headings) == ("名录", ["单位名称", "信用代码", "", "成立时间", "街道"])
    assert sheet.rows == [
        (4, ["云州市茶艺协会", CODE, "", "2019-03-05", "望江街道"]), (5, ["云州市花艺协会", OTHER, "", "", "望江街道"]),
    ]  # fmt: skip


def test_a_table_within_a_cell_is_a_table_of_its_own():
    page = f"<table><tr><td>页头<td><table><tr><th>单位名称<th>信用代码<tr><td>云州市茶艺协会<td>{CODE}</table>页脚</table>"
    assert [cells for _name, rows in read_tables(page.encode()) for _number, cells in rows] == [
        ["页头", "页脚"], ["单位名称", "信用代码"], ["云州市茶艺协会", CODE],
    ]  # fmt: skip


TRAPS = {
    "not_a_spreadsheet": "<html><body><form>请先登录</form></body></html>",
    "no_heading": "<!DOCTYPE html><table><tr><td>用户名<td>密码</table>",
    "damaged": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook xmlns="{EXCEL}">&a;</Workbook>',
    "too_many_columns": "<table><tr>" + "<td>x" * 20_000,
    "too_many_rows": "<table>" + "<tr><td>x" * 200_001,
    "too_heavy": "<table>" + "<tr><td colspan=199>x<td>x" * 40_000,
}


@pytest.mark.parametrize("code", TRAPS)
def test_what_a_page_may_do_to_its_reader_ends_in_one_code(code):
    with pytest.raises(RosterError) as caught:
        read_workbook(TRAPS[code].encode(), "名录.xls")
    assert caught.value.code == code


def test_tables_within_tables_without_end_are_refused_at_once():
    with pytest.raises(RosterError) as caught:
        read_workbook(b"<html>" + b"<table><tr><td>" * 100_000)
    assert caught.value.code == "too_heavy"
