"""A body asks many others for a table by a date: sent once nothing is asked twice, filled in, chased, merged, closed."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.registry import actions
from shuniu.domain.registry.asking import asked_already, facts_of, progress
from shuniu.domain.registry.models import AnswerCell, AnswerLink, DataRequest, RequestAnswer
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import FactChange, Organization
from shuniu.kernel.orgs.queries import hubs_below
from shuniu.kernel.record.actions import check_answer
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail, QueryNumber
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.rosters.writer import write_table

HEADINGS = ["服务站点数（个）", "投入经费（万元）", "是否设值班电话", "专职人员"]
LIST = "/desk/registry/requests/"


class Ask:
    """Data requests of the office to its hubs, through the actions."""

    def __init__(self, city: Any) -> None:
        self.city, self.at = city, city.now
        self.officer = city.user("office.officer")
        self.hubs = list(Organization.objects.filter(pk__in=list(hubs_below([city.office.pk], self.at))).order_by("pk"))

    def who(self, name: str = "office.officer") -> dict[str, Any]:
        return {"by": self.city.user(name), "at": self.at}

    def draft(self, *, title: str = "服务站点情况", headings: list[str] | None = None, asker: Any = None, by: str = "office.officer",
              bodies: list[Organization] | None = None, **more: Any) -> DataRequest:  # fmt: skip
        due = add_working_days(local_date(self.at), 8, {})
        wanted = {"purpose": "年底汇总。", "due_on": due, "many_rows": False, "key": title} | more
        row = actions.make_request(asker or self.city.office, title=title, **wanted, **self.who(by))
        actions.add_columns(row, headings=headings or HEADINGS, **self.who(by))
        actions.add_bodies(row, bodies=[body.pk for body in (self.hubs if bodies is None else bodies)], **self.who(by))
        return row

    def sent(self, **more: Any) -> DataRequest:
        row = self.draft(**more)
        return actions.send_request(row, **self.who(more.get("by", "office.officer")))

    def answer(self, row: DataRequest, body: Organization | None = None) -> RequestAnswer:
        return RequestAnswer.objects.get(request=row, body=body or self.city.hub)

    def filed(self, row: DataRequest, texts: list[str], *, by: str = "hub.officer") -> RequestAnswer:
        answer = self.answer(row)
        saved = actions.save_answer(answer, rows=[texts], version=answer.version, **self.who(by))
        return actions.file_answer(saved, version=saved.version, **self.who(by))


@pytest.fixture
def ask(city) -> Ask:
    return Ask(city)


def test_headings_become_columns_with_kind_unit_and_fact(ask):
    row = ask.draft(headings=[*HEADINGS, "服务站点数", "成立日期", "说明（选填）"])
    assert [(c.title, c.kind, c.unit, c.fact) for c in row.columns.all()] == [
        ("服务站点数", "number", "个", ""), ("投入经费", "money", "万元", ""), ("是否设值班电话", "yes_no", "", ""),
        ("专职人员", "number", "", "staff_count"), ("成立日期", "date", "", "registered_on"), ("说明", "text", "", ""),
    ]  # fmt: skip
    assert [c.title for c in row.columns.filter(required=False)] == ["说明"]


def test_sending_reaches_everybody_at_once_with_the_same_number_of_queries(ask, city):
    small, large = ask.draft(bodies=ask.hubs[:1]), ask.draft(title="另一张表", headings=["活动场次"])
    counts = []
    for row in (small, large):
        with CaptureQueriesContext(connection) as queries:
            actions.send_request(row, **ask.who())
        counts.append(len(queries))
    assert counts[0] == counts[1]
    answers = large.answers.count()
    assert (answers, Duty.objects.filter(verb="answer_data_request", settled_at=None).count()) == (11, 12)
    assert Notice.objects.filter(kind="data_asked", user=city.user("hub.officer")).count() == 2
    assert OutgoingMail.objects.filter(to="hub.officer@demo.invalid", key__startswith="data-asked").count() == 2
    before = Notice.objects.count()
    actions.send_request(large, **ask.who())
    assert Notice.objects.count() == before


def test_only_the_askers_own_people_ask_and_only_whom_they_may(ask, city):
    row = ask.draft()
    for name in ("hub.officer", "org.head", "district.officer"):
        with pytest.raises(PermissionDenied):
            actions.send_request(row, **ask.who(name))
    with pytest.raises(PermissionDenied):
        actions.make_request(city.member, title="甲", purpose="乙", due_on=local_date(city.now), many_rows=False, key="m",
                             **ask.who("org.head"))  # fmt: skip
    district_hub = Organization.objects.get(appointments__person__username="hub11.head")
    assert actions.add_bodies(row, bodies=[district_hub.pk, city.office.pk], **ask.who()) == 0
    clerk = ask.draft(title="枢纽的表", asker=city.hub, by="hub.clerk", bodies=[city.member])
    assert clerk.answers.count() == 1
    with pytest.raises(PermissionDenied):
        actions.send_request(clerk, **ask.who("hub.clerk"))


def test_an_empty_or_hasty_request_is_told_everything_at_once(ask, city):
    row = actions.make_request(
        city.office, title="空表", purpose="无", due_on=local_date(city.now) + timedelta(days=1), many_rows=False, key="e", **ask.who()
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        actions.send_request(row, **ask.who())
    assert len(refused.value.messages) == 3
    assert DataRequest.objects.get(pk=row.pk).state == "DRAFT"


def test_draft_file_and_the_asker_reads_only_what_was_filed(ask, city, client):
    row = ask.sent()
    answer = ask.answer(row)
    client.force_login(city.user("hub.officer"))
    page = client.get(f"/desk/registry/asked/{answer.pk}/")
    answer.refresh_from_db()
    assert (page.status_code, answer.opened_by) == (200, city.user("hub.officer"))
    actions.save_answer(answer, rows=[["七", "12.5", "有", "9"]], version=answer.version, **ask.who("hub.clerk"))
    client.force_login(ask.officer)
    assert client.get(f"/desk/registry/asked/{answer.pk}/").status_code == 404
    answer.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.file_answer(answer, version=answer.version, **ask.who("hub.clerk"))
    with pytest.raises(ValidationError) as refused:
        actions.file_answer(answer, version=answer.version, **ask.who("hub.officer"))
    assert refused.value.messages == ["“服务站点数”填的“七”不是数字，请只写数字"]
    filed = ask.filed(row, ["7", "12.5", "有", "9"])
    cells = {c.column.title: c for c in AnswerCell.objects.filter(row__answer=filed)}
    assert (cells["服务站点数"].number, cells["投入经费"].fen, cells["是否设值班电话"].text) == (
        Decimal(7),
        12_500_000,
        "是",
    )
    assert not Duty.objects.filter(subject_id=filed.pk, verb="answer_data_request", settled_at=None).exists()
    assert client.get(f"/desk/registry/asked/{answer.pk}/").status_code == 200
    client.force_login(city.user("hub02.head"))
    assert client.get(f"/desk/registry/asked/{answer.pk}/").status_code == 404


def test_two_who_draft_at_once_lose_nothing_and_the_same_again_changes_nothing(ask):
    answer = ask.answer(ask.sent())
    first = actions.save_answer(answer, rows=[["1", "", "", ""]], version=0, **ask.who("hub.clerk"))
    again = actions.save_answer(answer, rows=[["1", "", "", ""]], version=0, **ask.who("hub.officer"))
    assert (first.version, again.version) == (1, 1)
    with pytest.raises(Stale):
        actions.save_answer(answer, rows=[["2", "", "", ""]], version=0, **ask.who("hub.officer"))
    with pytest.raises(ValidationError, match="最多填 1 行"):
        actions.save_answer(answer, rows=[["1"], ["2"]], version=1, **ask.who("hub.officer"))


def test_returned_with_a_reason_refiled_and_late_is_late_for_good(ask, city):
    row = ask.sent()
    DataRequest.objects.filter(pk=row.pk).update(due_on=local_date(city.now) - timedelta(days=1))
    filed = ask.filed(row, ["7", "12.5", "有", "9"])
    assert (filed.is_late, actions.file_answer(filed, version=0, **ask.who("hub.officer")).version) == (
        True,
        filed.version,
    )
    with pytest.raises(ValidationError):
        actions.return_answer(filed, reason=" ", **ask.who())
    with pytest.raises(PermissionDenied):
        actions.return_answer(filed, reason="改", **ask.who("hub.head"))
    returned = actions.return_answer(filed, reason="经费的单位是万元", **ask.who())
    assert Duty.objects.filter(subject_id=returned.pk, verb="answer_data_request", settled_at=None).count() == 1
    again = ask.filed(row, ["7", "1.25", "有", "9"])
    assert (again.is_late, again.first_filed_at, again.state) == (True, filed.first_filed_at, "FILED")
    taken = actions.take_back_answer(again, **ask.who("hub.officer"))
    assert (taken.state, taken.is_late) == ("ASKED", True)


def test_a_chase_reminds_each_body_once_a_day_and_never_who_has_filed(ask, city):
    row = ask.sent()
    ask.filed(row, ["7", "12.5", "有", "9"])
    everybody = list(row.answers.values_list("pk", flat=True))
    assert actions.chase_request(row, answers=everybody, **ask.who()) == 10
    assert actions.chase_request(row, answers=everybody, **ask.who()) == 0
    assert Notice.objects.filter(kind="data_chased", user=city.user("hub.officer")).count() == 0
    assert Notice.objects.filter(kind="data_chased", user=city.user("hub02.head")).count() == 1
    with pytest.raises(PermissionDenied):
        actions.chase_request(row, answers=everybody, **ask.who("hub.head"))


def test_the_same_question_is_refused_with_its_answers(ask, city, client):
    ask.filed(ask.sent(), ["7", "12.5", "有", "9"])
    repeat = ask.draft(title="再问一遍", headings=["本季度服务站点数量"], bodies=[city.hub])
    with pytest.raises(ValidationError, match="请去掉这一列"):
        actions.send_request(repeat, **ask.who())
    client.force_login(ask.officer)
    page = client.get(f"{LIST}{repeat.pk}/send/").content.decode()
    assert f"{city.hub.name}：7 个" in page
    partly = ask.draft(title="问更多家", headings=["服务站点数"])
    with pytest.raises(ValidationError, match="请引用已有答案"):
        actions.send_request(partly, **ask.who())
    actions.change_column(partly.columns.get(), reuses=True, **ask.who())
    actions.send_request(partly, **ask.who())
    [cell] = AnswerCell.objects.filter(row__answer__request=partly)
    assert (cell.row.answer.body, cell.text, "服务站点情况" in cell.origin) == (city.hub, "7", True)


def test_a_remark_may_stay_empty_and_is_no_question_that_was_asked_before(ask, city):
    first = ask.sent(headings=["活动场次", "备注", "填表人"])
    assert [c.title for c in first.columns.filter(required=False)] == ["备注"]
    ask.filed(first, ["7", "一切正常", "甲"])
    second = ask.draft(title="另一张表", headings=["站点数", "备注", "填表人"], bodies=[city.hub])
    assert actions.send_request(second, **ask.who()).state == "OPEN"


def test_a_near_question_needs_a_word_on_how_it_differs(ask, client):
    ask.filed(ask.sent(), ["7", "12.5", "有", "9"])
    near = ask.draft(title="相近的表", headings=["社区服务站点数"])
    client.force_login(ask.officer)
    page = client.get(f"{LIST}{near.pk}/send/").content.decode()
    assert ("相近，请写明区别" in page, 'value="send"' in page, "不再问" in page) == (True, False, False)
    with pytest.raises(ValidationError, match="请写明区别"):
        actions.send_request(near, **ask.who())
    actions.change_column(near.columns.get(), differs="只算设在社区里的", **ask.who())
    assert actions.send_request(near, **ask.who()).state == "OPEN"


def test_an_answer_given_to_another_body_is_known_but_not_read(ask, city, client):
    """The office asks one hub; another hub that asks the same hub's member sees nothing of what it may not see."""
    member = city.member
    first = ask.sent(title="甲问", asker=city.hub, by="hub.officer", bodies=[member], headings=["活动场次"])
    saved = actions.save_answer(ask.answer(first, member), rows=[["41"]], version=0, **ask.who("org.head"))
    actions.file_answer(saved, version=saved.version, **ask.who("org.head"))
    other = ask.draft(title="乙问", headings=["活动场次"], bodies=[member])
    client.force_login(ask.officer)
    assert "：41" in client.get(f"{LIST}{other.pk}/send/").content.decode(), "上级看得到下级问来的"
    DataRequest.objects.filter(pk=first.pk).update(
        asker=Organization.objects.get(appointments__person__username="hub11.head")
    )
    page = client.get(f"{LIST}{other.pk}/send/").content.decode()
    assert ("：41" in page, "1 家的答案报给了别的单位" in page) == (False, True)


def test_a_fact_of_the_register_entered_this_quarter_is_not_asked_but_prefilled(ask, city, client):
    FactChange.objects.create(organization=city.hub, key="staff_count", old="", new="33", source="self",
                              on=local_date(city.now), at=city.now)  # fmt: skip
    Organization.objects.filter(pk=city.hub.pk).update(staff_count=33)
    row = ask.draft(headings=["专职人员"], bodies=[city.hub])
    assert asked_already(row, list(row.columns.all()), at=city.now) == []
    actions.change_column(row.columns.get(), fact="", **ask.who())
    with pytest.raises(ValidationError, match="答案就在下面"):
        actions.send_request(row, **ask.who())
    actions.change_column(row.columns.get(), fact="staff_count", **ask.who())
    actions.send_request(row, **ask.who())
    client.force_login(city.user("hub.officer"))
    assert 'value="33"' in client.get(f"/desk/registry/asked/{ask.answer(row).pk}/").content.decode()


def test_the_organization_itself_brings_the_register_up_to_date(ask, city):
    row = ask.sent(headings=["专职人员"], bodies=[city.hub, city.member])
    answer = ask.answer(row, city.member)
    saved = actions.save_answer(answer, rows=[["17"]], version=0, **ask.who("org.head"))
    with pytest.raises(ValidationError):
        actions.offer_facts(saved, facts=["staff_count"], **ask.who("org.head"))
    filed = actions.file_answer(saved, version=1, **ask.who("org.head"))
    with pytest.raises(PermissionDenied):
        actions.offer_facts(filed, facts=["staff_count"], **ask.who())
    actions.offer_facts(filed, facts=["staff_count", "name"], **ask.who("org.head"))
    city.member.refresh_from_db()
    change = city.member.fact_changes.first()
    assert (city.member.staff_count, change.source, change.new, change.on) == (17, "self", "17", local_date(city.now))


def test_many_rows_come_in_by_sheet_and_go_out_merged_sorted_and_summed(ask, city, client):
    row = ask.sent(many_rows=True, headings=["站点名称", "面积（平方米）"])
    answer = ask.answer(row)
    file = io.BytesIO()
    write_table(file, "填报表", ["面积", "站点名称*"], [["80.5", "东站"], ["120", "西站"], ["很大", "=1+1"]])
    file.name = "站点.xlsx"
    file.seek(0)
    client.force_login(city.user("hub.officer"))
    page = client.post(
        f"/desk/registry/asked/{answer.pk}/", {"act": "upload", "sheet": file, "version": 0}, follow=True
    )
    assert "读入 3 行" in page.content.decode()
    assert "“面积”填的“很大”不是数字" in page.content.decode()
    fields = {f"c{c.pk}-{n}": text for n, line in enumerate([("东站", "80.5"), ("西站", "120"), ("=1+1", "3")])
              for c, text in zip(row.columns.all(), line, strict=True)}  # fmt: skip
    client.post(f"/desk/registry/asked/{answer.pk}/", {"act": "file", "version": 1, "rows": 8, **fields})
    answer.refresh_from_db()
    assert answer.state == "FILED"
    area = row.columns.get(title="面积")
    client.force_login(ask.officer)
    table = client.get(f"{LIST}{row.pk}/table/?sort=-c{area.pk}").context["table"]
    assert [line["cells"][1][1].text for line in table.lines] == ["120", "80.5", "3"]
    assert table.sums == {area.pk: "203.5"}
    only = client.get(f"{LIST}{row.pk}/table/?col={area.pk}&has=120").context["table"]
    assert len(only.lines) == 1
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}{row.pk}/export/"))))
    assert [cell.value for cell in book["汇总表"]["C"]] == ["站点名称", "东站", "西站", "=1+1", None]
    assert book["汇总表"]["C4"].data_type == "s"
    assert (book["汇总表"]["D5"].value, book["未填报单位"].max_row) == (203.5, 11)


def test_the_table_costs_the_same_whether_one_answered_or_all(ask, city, client):
    row = ask.sent()
    client.force_login(ask.officer)
    paths = [f"{LIST}{row.pk}/{page}" for page in ("", "table/", "chase/?stage=all", "send/")] + [
        LIST,
        "/desk/registry/asked/",
    ]
    ask.filed(row, ["7", "12.5", "有", "9"])
    counts = [queries_of(client, paths)]
    for answer in row.answers.exclude(state="FILED").select_related("body"):
        person = answer.body.appointments.filter(role="head").first().person
        saved = actions.save_answer(answer, rows=[["1", "2", "否", "3"]], version=0, by=person, at=city.now)
        actions.file_answer(saved, version=1, by=person, at=city.now)
    counts.append(queries_of(client, paths))
    assert counts[0] == counts[1]


def queries_of(client, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[path] = len(queries)
    return found


def test_template_hands_out_what_is_known_and_comes_back_whole(ask, city, client):
    Organization.objects.filter(pk=city.hub.pk).update(staff_count=33)
    row = ask.sent()
    answer = ask.answer(row)
    client.force_login(city.user("hub.officer"))
    content = b"".join(client.get(f"/desk/registry/asked/{answer.pk}/template/"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert [cell.value for cell in sheet[3]] == [
        "服务站点数（个）*",
        "投入经费（万元）*",
        "是否设值班电话*",
        "专职人员*",
    ]
    for place, value in (("A4", "5"), ("B4", "3"), ("C4", "否")):
        sheet[place] = value
    back = io.BytesIO()
    book.save(back)
    back.name = "填好.xlsx"
    back.seek(0)
    client.post(f"/desk/registry/asked/{answer.pk}/", {"act": "upload", "sheet": back, "version": 0})
    assert [c.text for c in AnswerCell.objects.filter(row__answer=answer).order_by("column__position")] == [
        "5",
        "3",
        "否",
        "33",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("空.xlsx", b"", "这个文件是空的"), ("图.png", b"\x89PNG....", "不是表格"), ("别的.csv", "甲,乙\n1,2\n".encode(), "没有找到这次要填的列名"),
     ("只有表头.csv", "服务站点数,投入经费\n".encode(), "列名下面没有数据")],
)  # fmt: skip
def test_a_sheet_that_cannot_be_used_is_one_clear_sentence(ask, city, client, name, content, said):
    answer = ask.answer(ask.sent())
    client.force_login(city.user("hub.officer"))
    file = io.BytesIO(content)
    file.name = name
    page = client.post(
        f"/desk/registry/asked/{answer.pk}/", {"act": "upload", "sheet": file, "version": 0}, follow=True
    )
    assert said in page.content.decode()
    assert not AnswerCell.objects.filter(row__answer=answer).exists()


def test_a_pasted_list_names_whom_it_knows_and_says_whom_it_does_not(ask, city, client):
    row = ask.draft(bodies=[])
    district_hub = Organization.objects.get(appointments__person__username="hub11.head")
    lines = [
        city.hub.name,
        ask.hubs[1].code,
        city.member.credit_code or city.member.name,
        district_hub.name,
        "云州市没有这一家",
    ]
    client.force_login(ask.officer)
    page = client.post(f"{LIST}{row.pk}/bodies/", {"act": "paste", "names": "\n".join(lines)}).content.decode()
    assert set(row.answers.values_list("body", flat=True)) == {city.hub.pk, ask.hubs[1].pk, city.member.pk}
    assert (
        "云州市没有这一家" in page,
        f"<li>{district_hub.name}</li>" in page.replace("\n", "").replace("  ", ""),
    ) == (True, True)
    client.post(f"{LIST}{row.pk}/bodies/", {"act": "filter", "query": "group=registry.hubs"})
    assert row.answers.count() == len(ask.hubs) + 1


def test_put_off_closed_reopened_and_withdrawn(ask, city):
    row = ask.sent()
    with pytest.raises(ValidationError, match="只能往后延"):
        actions.extend_request(row, due_on=row.due_on - timedelta(days=1), **ask.who())
    later = row.due_on + timedelta(days=7)
    actions.extend_request(row, due_on=later, **ask.who())
    assert set(Duty.objects.filter(verb="answer_data_request").values_list("due_on", flat=True)) == {later}
    actions.close_request(row, conclusion="基本收齐。", **ask.who())
    assert not Duty.objects.filter(verb__in=["answer_data_request", "close_data_request"], settled_at=None).exists()
    with pytest.raises(ValidationError, match="已经结束"):
        ask.filed(row, ["7", "12.5", "有", "9"])
    actions.reopen_request(row, **ask.who())
    assert Duty.objects.filter(verb="answer_data_request", settled_at=None).count() == 11
    actions.withdraw_request(row, **ask.who())
    assert not Duty.objects.filter(verb="answer_data_request", settled_at=None).exists()
    assert Notice.objects.filter(kind="data_withdrawn", user=city.user("hub.officer")).count() == 1


def test_the_official_summary_tells_figures_and_names_who_is_missing(ask, city, client):
    row = ask.sent()
    ask.filed(row, ["7", "12.5", "有", "9"])
    client.force_login(ask.officer)
    answer = client.get(f"{LIST}{row.pk}/summary.docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    from docx import Document as Word

    word = Word(io.BytesIO(answer.content))
    text = "\n".join(p.text for p in word.paragraphs) + "\n".join(
        c.text for t in word.tables for r in t.rows for c in r.cells
    )
    for said in ("应填报11家，已填报1家", "合计12.5", ask.hubs[1].name):
        assert said in text
    assert client.get(f"{LIST}{row.pk}/summary.txt").status_code == 404


def test_whoever_answers_sees_all_askers_in_one_list(ask, city, client):
    member = city.member
    ask.sent(title="办公室的表", bodies=[member])
    ask.sent(title="枢纽的表", asker=city.hub, by="hub.officer", bodies=[member], headings=["活动场次"])
    client.force_login(city.user("org.head"))
    page = client.get("/desk/registry/asked/").content.decode()
    assert ("办公室的表" in page, "枢纽的表" in page) == (True, True)
    assert progress(DataRequest.objects.get(title="枢纽的表"))["unopened"] == 1
    client.force_login(city.user("hub02.head"))
    assert "枢纽的表" not in client.get("/desk/registry/asked/").content.decode()


def test_the_same_again_copies_columns_and_bodies(ask):
    row = ask.draft()
    columns = {c.title: c for c in row.columns.all()}
    actions.change_column(columns["专职人员"], not_above_id=columns["服务站点数"].pk, **ask.who())
    due = row.due_on
    copy = actions.make_request(
        row.asker, title="再来", purpose="同上", due_on=due, many_rows=False, key="again", like=row, **ask.who()
    )
    assert copy.answers.count() == row.answers.count()
    assert [c.title for c in copy.columns.all()] == [c.title for c in row.columns.all()]
    assert copy.columns.get(title="专职人员").not_above == copy.columns.get(title="服务站点数")
    assert row.columns.count() == 4


def test_a_wrong_column_is_told_what_to_do(ask):
    row = ask.draft()
    column = row.columns.first()
    for facts, said in (({"kind": "choice", "choices": ["甲"]}, "至少要有两个选项"), ({"least": 5, "most": 1}, "要不小于"),
                        ({"title": "专职人员"}, "不要问两遍"), ({"fact": "address"}, "另一种类型")):  # fmt: skip
        with pytest.raises(ValidationError, match=said):
            actions.change_column(column, **facts, **ask.who())
    actions.send_request(row, **ask.who())
    with pytest.raises(ValidationError, match="列和对象不再改"):
        actions.drop_column(column, **ask.who())


def test_only_titles_that_can_mean_nothing_else_are_taken_from_the_register(ask):
    row = ask.draft(headings=["人数", "负责人", "名称", "活动情况", "单位名称", "法定代表人"])
    assert [c.fact for c in row.columns.all()] == ["", "", "", "", "name", "legal_representative"]
    stations = ask.draft(title="站点", many_rows=True, headings=["单位名称", "专职人员"])
    assert [c.fact for c in stations.columns.all()] == ["", ""]


def test_a_receipt_number_tells_the_state_and_the_search_finds_what_one_was_asked(ask, city, client):
    filed = ask.filed(ask.sent(), ["7", "12.5", "有", "9"])
    number = QueryNumber.objects.get(subject_type="registry.requestanswer", subject_id=filed.pk).number
    assert "已填报" in client.get(f"/query/?number={number}").content.decode()
    client.force_login(city.user("hub.officer"))
    assert f"/desk/registry/asked/{filed.pk}/" in client.get("/desk/search/?q=服务站点").content.decode()
    client.force_login(city.user("district.officer"))
    assert "服务站点情况" not in client.get("/desk/search/?q=服务站点").content.decode()


FILLED = ["7", "12.5", "有", "9"]


def link_of(ask, row) -> AnswerLink:
    actions.make_answer_links(row, **ask.who())
    return AnswerLink.objects.get(answer=ask.answer(row))


def fill(ask, link, texts=None, *, version=0, file=True, said_by="王桂兰，会长", opened_by=None):
    return actions.fill_by_link(
        link, rows=[texts or FILLED], version=version, said_by=said_by, file=file, opened_by=opened_by, at=ask.at
    )


def test_a_table_filed_by_link_is_asked_after_by_the_body_above_the_asker(ask, city, client):
    row = ask.sent(asker=city.hub, by="hub.officer", bodies=[city.member])
    actions.make_answer_links(row, **ask.who("hub.officer"))
    link = AnswerLink.objects.get(answer__request=row)
    answer = fill(ask, link)
    page = "/desk/links/?kind=registry.table"
    client.force_login(city.user("office.officer"))
    assert answer.body.name in client.get(page).content.decode()
    client.post(page, {"answer": answer.pk, "act": "wrong"})
    answer.refresh_from_db()
    assert (answer.state, Duty.objects.open().filter(verb="answer_data_request", subject_id=answer.pk).count()) == (
        "RETURNED", 1,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="上级单位核实过"):
        fill(ask, link, version=answer.version)


def test_where_nobody_stands_above_the_asker_another_of_its_own_people_asks_after_links(ask, city, client):
    row = ask.sent(bodies=[city.member])
    actions.make_answer_links(row, **ask.who())
    answer = fill(ask, AnswerLink.objects.get(answer__request=row))
    page = "/desk/links/?kind=registry.table"
    for who, buttons in (("office.officer", False), ("office.head", True)):
        client.force_login(city.user(who))
        shown = client.get(page).content.decode()
        assert (answer.body.name in shown, "问过，不属实" in shown) == (True, buttons)
    with pytest.raises(ValidationError, match="另一位"):
        check_answer("registry.table", answer, is_right=True, **ask.who())
    for who in ("district.head", "hub.head"):
        with pytest.raises(PermissionDenied):
            check_answer("registry.table", answer, is_right=True, **ask.who(who))
    client.post(page, {"answer": answer.pk, "act": "wrong"})
    answer.refresh_from_db()
    assert answer.state == "RETURNED"


def test_a_body_without_an_account_answers_by_link_and_who_it_was_is_kept(ask, city, client):
    row = ask.sent()
    count = row.answers.count()
    assert actions.make_answer_links(row, **ask.who()) == count
    assert actions.make_answer_links(row, **ask.who()) == 0
    link = link_of(ask, row)
    address = f"/desk/registry/asked/link/{link.token}/"
    page = client.get(address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    answer = ask.answer(row)
    assert answer.opened_at is not None
    cells = {f"c{column.pk}-0": text for column, text in zip(row.columns.all(), FILLED, strict=True)}
    sent = {"act": "file", "rows": "1", "version": "0", **cells}
    page = client.post(address, sent | {f"c{row.columns.first().pk}-0": "七"})
    assert "“服务站点数”填的“七”不是数字" in page.content.decode()
    assert "12.5" in page.content.decode()
    answer.refresh_from_db()
    page = client.post(address, sent | {"version": str(answer.version)})
    assert "请写下您的姓名和职务" in page.content.decode()
    answer.refresh_from_db()
    assert answer.state == "ASKED"
    page = client.post(address, sent | {"version": str(answer.version), "said_by": "王桂兰，会长"}, follow=True)
    answer.refresh_from_db()
    assert (answer.state, answer.said_by, answer.filer) == ("FILED", "王桂兰，会长", "王桂兰，会长")
    assert "王桂兰，会长" in page.content.decode()
    number = QueryNumber.objects.get(subject_type="registry.requestanswer", subject_id=answer.pk).number
    assert number in page.content.decode()
    event = AuditEvent.objects.get(verb="registry.answer_filed", subject_id=answer.pk)
    assert event.facts["said_by"] == "王桂兰，会长"
    assert Notice.objects.filter(kind="data_filed_by_link", user=city.user("hub.officer")).count() == 1
    again = fill(ask, link, version=answer.version, said_by="别人")
    assert again.said_by == "王桂兰，会长", "filing twice is one filing"
    assert not Duty.objects.open().filter(subject_type="registry.requestanswer", subject_id=answer.pk).exists()


def test_the_asker_cannot_answer_in_a_bodys_place(ask, city, client):
    row = ask.sent()
    link = link_of(ask, row)
    client.force_login(ask.officer)
    page = client.get(f"/desk/registry/asked/link/{link.token}/")
    assert "不能代为填报" in page.content.decode()
    assert ask.answer(row).opened_at is None
    with pytest.raises(ValidationError, match="不能代为填报"):
        fill(ask, link, opened_by=ask.officer)
    for name, status in (("hub.officer", 404), ("office.officer", 200)):
        client.force_login(city.user(name))
        assert client.get(f"/desk/registry/requests/{row.pk}/letters/").status_code == status
    with pytest.raises(PermissionDenied):
        actions.make_answer_links(row, **ask.who("hub.officer"))


def test_a_draft_of_somebody_signed_in_is_not_shown_to_whoever_has_the_link(ask, client):
    row = ask.sent()
    link, answer = link_of(ask, row), ask.answer(row)
    actions.save_answer(answer, rows=[["5", "", "", ""]], version=0, **ask.who("hub.clerk"))
    page = client.get(f"/desk/registry/asked/link/{link.token}/").content.decode()
    assert "已有人登录填写" in page
    assert 'name="rows"' not in page
    with pytest.raises(ValidationError, match="已有人登录填写"):
        fill(ask, AnswerLink.objects.get(pk=link.pk), version=1)


def test_a_draft_by_link_goes_on_signed_in_and_a_closed_request_takes_nothing(ask, city, client):
    row = ask.sent()
    link = link_of(ask, row)
    saved = fill(ask, link, ["5", "", "", ""], file=False, said_by="")
    assert (saved.state, saved.stage) == ("ASKED", "drafted")
    saved = actions.save_answer(saved, rows=[FILLED], version=saved.version, **ask.who("hub.clerk"))
    filed = actions.file_answer(saved, version=saved.version, **ask.who("hub.officer"))
    assert (filed.said_by, filed.filer) == ("", city.user("hub.officer").name)
    other = AnswerLink.objects.filter(answer__request=row).exclude(pk=link.pk).first()
    actions.withdraw_request(row, **ask.who())
    assert "已经结束" in client.get(f"/desk/registry/asked/link/{other.token}/").content.decode()
    with pytest.raises(ValidationError, match="已经结束"):
        fill(ask, other)
    assert client.get("/desk/registry/asked/link/guessed/").status_code == 404


def test_what_is_typed_after_a_return_or_a_withdrawal_is_not_shown_to_the_asker(ask, client):
    row = ask.sent()
    answer = ask.filed(row, FILLED)
    page = f"/desk/registry/asked/{answer.pk}/"
    client.force_login(ask.officer)
    assert client.get(page).status_code == 200
    back = actions.return_answer(answer, reason="经费请核对", **ask.who())
    assert client.get(page).status_code == 200, "what was sent back is what was filed"
    later = {"by": ask.city.user("hub.officer"), "at": ask.at + timedelta(minutes=5)}
    saved = actions.save_answer(back, rows=[["8", "", "", ""]], version=back.version, **later)
    assert client.get(page).status_code == 404, "nobody else sees a draft before it is filed"
    assert not saved.is_as_filed
    actions.save_answer(saved, rows=[FILLED], version=saved.version, **later)
    saved.refresh_from_db()
    filed = actions.file_answer(saved, version=saved.version, **later)
    assert client.get(page).status_code == 200
    actions.take_back_answer(filed, **later)
    assert client.get(page).status_code == 404


def test_a_body_without_an_account_sends_a_filled_in_sheet_by_its_link(ask, client):
    row = ask.sent(many_rows=True, headings=["站点名称", "活动场次"])
    link = link_of(ask, row)
    address = f"/desk/registry/asked/link/{link.token}/"
    form = client.get(address + "?template=1")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(form.streaming_content))).active
    assert [cell.value for cell in sheet[3]] == ["站点名称*", "活动场次*"]
    out = io.BytesIO()
    write_table(out, "表", ["活动场次", "站点名称"], [[n, f"第{n}站"] for n in range(1, 41)])
    upload = io.BytesIO(out.getvalue())
    upload.name = "站点.xlsx"
    page = client.post(address, {"act": "upload", "version": "0", "sheet": upload}, follow=True)
    assert "读入 40 行" in page.content.decode()
    answer = ask.answer(row)
    assert (answer.state, answer.rows.count(), answer.saved_at is not None) == ("ASKED", 40, True)
    upload = io.BytesIO(b"%PDF-1.4")
    upload.name = "表.pdf"
    page = client.post(address, {"act": "upload", "version": str(answer.version), "sheet": upload}, follow=True)
    assert "不是表格" in page.content.decode()


def test_kind_area_field_and_capital_are_taken_from_the_register(ask, city):
    headings = ["组织类型", "所在区域", "所属领域", "注册资金（万元）"]
    row = ask.draft(headings=headings, asker=city.hub, by="hub.officer", bodies=[city.member])
    assert [(c.fact, c.kind, c.unit) for c in row.columns.all()] == [
        ("kind", "text", ""), ("area", "text", ""), ("field", "text", ""), ("capital_fen", "money", "万元"),
    ]  # fmt: skip
    city.member.capital_fen = 3_550_000
    known = facts_of(city.member, row.columns.all())
    assert [known[c.pk]["text"] for c in row.columns.all()] == [
        city.member.get_kind_display(), city.member.area.name, city.member.field.name, "3.55",
    ]  # fmt: skip
