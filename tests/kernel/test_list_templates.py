"""An office fills its own Word and Excel from the list it looks at; what is no template is told in one sentence."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from shuniu.domain.registry.actions import ask_for_cards
from shuniu.domain.registry.models import DataRequest
from shuniu.domain.registry.views import template_rows
from shuniu.faces.cli.demo import open_work
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.actions import drop_template, fill_template, keep_template
from shuniu.kernel.record.lists import list_sources
from shuniu.kernel.record.models import ListTemplate
from shuniu.kernel.trail.models import AuditEvent
from tests.access.addresses import open_work_city
from tests.methods.test_filling import document, workbook, zipped

ADDRESS = "/desk/templates/registry-list/"


def sheet(*rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def keep(city, content, who="hub.officer", name="花名册"):
    return keep_template(city.hub, name=name, file_name="花名册.xlsx", content=content, by=city.user(who), at=city.now)


def test_the_list_on_the_page_fills_the_offices_own_sheet(city, client):
    client.force_login(city.user("hub.officer"))
    content = sheet(["{{单位}}花名册（{{日期}}，共 {{总数}} 家）"], ["序号", "单位", "代码", "人数"],
                    ["{{序号}}", "{{名称}}", "{{统一社会信用代码}}", "{{专职人员}}"], ["填表人：{{填表人}}"])  # fmt: skip
    upload = SimpleUploadedFile("花名册.xlsx", content)
    page = client.post(f"{ADDRESS}?kind=foundation&scope=tied", {"file": upload, "name": "", "body": city.hub.code})
    assert page["Location"] == f"{ADDRESS}?kind=foundation&scope=tied"
    row = ListTemplate.objects.get()
    assert (row.name, row.kind, row.body) == ("花名册", "xlsx", city.hub)
    answer = client.post(f"{ADDRESS}{row.pk}/fill/?kind=foundation&scope=tied")
    filled = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    listed = [line["organization"] for line in client.get("/desk/registry/?kind=foundation&scope=tied").context["rows"]]
    cells = [[cell.value for cell in line] for line in filled.iter_rows()]
    assert cells[0][0].startswith(f"{city.hub.name}花名册（")
    assert f"共 {len(listed)} 家" in cells[0][0]
    assert [line[:3] for line in cells[2:-1]] == [
        [n, one.name, one.credit_code] for n, one in enumerate(listed, start=1)
    ]
    assert AuditEvent.objects.filter(verb="record.template_filled", subject_id=row.pk).count() == 1


@pytest.fixture
def busy_city(city):
    """With the demo's open work: every list has rows."""
    open_work.fill(open_work_city(city))
    return city


OTHERS = {
    "network.applications": ("?show=all", "/desk/network/applications/?show=all"), "network.engagements": ("", "/desk/network/engagements/"),
    "network.intents": ("", "/desk/network/intents/"), "network.intakes": ("", "/desk/network/intakes/"),
    "network.issues": ("", "/desk/network/issues/"), "network.guidance": ("", "/desk/network/guidance/"),
    "registry.liaisons": ("?which=all", "/desk/registry/liaisons/"),
    "registry.statistics": ("?scope=tied", "/desk/registry/statistics/?scope=tied"), "registry.list": ("?scope=tied", "/desk/registry/?scope=tied"),
}  # fmt: skip


def rows_filled(client, name: str, query: str, row: ListTemplate) -> list[list[str]]:
    answer = client.post(f"/desk/templates/{name.replace('.', '-')}/{row.pk}/fill/{query}")
    assert answer.status_code == 200
    filled = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in line] for line in filled.iter_rows()]


def every_field(city, fields, name: str) -> ListTemplate:
    return keep(city, sheet(list(fields), [f"{{{{{field}}}}}" for field in fields]), name=name)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_every_list_fills_a_template_with_all_its_fields(busy_city, client, name):
    city, source, (query, page) = busy_city, list_sources[name], OTHERS[name]
    client.force_login(city.user("hub.officer"))
    row = every_field(city, source.fields, name)
    assert f"/desk/templates/{name.replace('.', '-')}/" in client.get(page).content.decode()
    lines = rows_filled(client, name, query, row)
    assert lines[0] == list(source.fields)
    assert len(lines) > 1
    assert all(any(line) for line in lines[1:])
    assert not any("{{" in str(cell) for line in lines[1:] for cell in line)


def test_a_list_of_one_record_knows_which(busy_city, client):
    city = busy_city
    client.force_login(city.user("hub.officer"))
    meeting = city.begun()
    city.sign(meeting, 3)
    row = every_field(city, list_sources["meetings.roll"].fields, "签到")
    lines = rows_filled(client, "meetings.roll", f"?of={meeting.pk}", row)
    assert [line[0] for line in lines[1:]] == ["人0", "人1", "人2"]
    page = client.get(f"/desk/templates/meetings-roll/?of={meeting.pk}")
    assert f"/desk/meetings/{meeting.pk}/roll/" in page.content.decode()
    assert client.get("/desk/templates/meetings-roll/").status_code == 404
    assert client.get("/desk/templates/meetings-roll/?of=x").status_code == 404


def test_a_campaign_fills_its_own_list(busy_city, client):
    city = busy_city
    client.force_login(city.user("hub.officer"))
    until = local_date(city.now) + timedelta(days=30)
    campaign = ask_for_cards(
        city.hub, title="核对", whom="tied", ends_on=until, by=city.user("hub.officer"), at=city.now
    )
    row = every_field(city, list_sources["registry.campaign"].fields, "核对")
    lines = rows_filled(client, "registry.campaign", f"?of={campaign.pk}", row)
    assert len(lines) == 1 + campaign.asks.count()
    assert f"?of={campaign.pk}" in client.get(f"/desk/registry/cards/{campaign.pk}/").content.decode()


def test_an_asked_table_is_filled_with_its_own_columns(busy_city, client):
    city = busy_city
    asked = DataRequest.objects.filter(answers__state="FILED", state="OPEN").first()
    client.force_login(asked.made_by)
    columns = [column.title for column in asked.columns.all()]
    query = f"?of={asked.pk}"
    page = client.get(f"/desk/templates/registry-request_table/{query}").content.decode()
    assert all(title in page for title in columns)
    content = sheet(["{{名称}}", "{{填报人}}", *(f"{{{{{title}}}}}" for title in columns)])
    row = keep_template(asked.asker, name="汇总", file_name="汇总.xlsx", content=content, by=asked.made_by, at=city.now)
    lines = rows_filled(client, "registry.request_table", query, row)
    assert {line[0] for line in lines} == {answer.body.name for answer in asked.answers.filter(state="FILED")}
    client.force_login(city.user("org.secretary"))
    assert client.get(f"/desk/templates/registry-request_table/{query}").status_code == 404


def test_a_letter_is_filled_one_a_page(city, rf):
    row = keep(city, document(lambda made: made.add_paragraph("{{名称}}：请于月底前报送。")), name="通知")
    source = list_sources["registry.list"]
    request = rf.get("/", {"scope": "tied", "kind": "foundation"})
    request.user, request.at = city.user("hub.officer"), city.now
    rows = list(template_rows(request))
    content = fill_template(row, fields=source.fields, rows=rows, by=city.user("hub.officer"), at=city.now)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs if paragraph.text.strip()]
    assert texts == [f"{one['名称']}：请于月底前报送。" for one in rows]


def test_the_same_name_takes_the_place_the_same_file_is_kept_once_and_dropping_is_once(city):
    first = keep(city, workbook())
    assert keep(city, first.file.open("rb").read()) == first
    second = keep(city, sheet(["{{名称}}"]))
    first.refresh_from_db()
    assert (first.dropped_at is None, second.pk == first.pk) == (False, False)
    assert keep(city, (second.file.open("rb").read())) == second
    drop_template(second, by=city.user("hub.officer"), at=city.now)
    drop_template(second, by=city.user("hub.officer"), at=city.now)
    assert not ListTemplate.objects.visible_to(city.user("hub.officer"), city.now).exists()
    assert AuditEvent.objects.filter(verb="record.template_dropped", subject_id=second.pk).count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "不是 Word 或 Excel"), (b"PK\x03\x04broken", "不完整"), (sheet(["名称"]), "没有找到字段"),
        (zipped(**{"word__vbaProject.bin": b"x", "word__document.xml": b"<a/>"}), "带有宏"),
        (b"PK" + b"0" * 6_000_000, "太大"), (zipped(word__media=b"0" * 90_000_000), "太大"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_told_in_one_sentence_and_nothing_is_kept(city, client, content, said):
    client.force_login(city.user("hub.officer"))
    page = client.post(ADDRESS, {"file": SimpleUploadedFile("模板.xlsx", content), "name": "试"})
    errors = page.context["form"].errors["file"]
    assert len(errors) == 1
    assert said in errors[0]
    assert not ListTemplate.objects.exists()


def test_another_body_neither_sees_nor_fills_nor_drops_it(city, client):
    row = keep(city, workbook())
    other = city.user("hub02.officer")
    with pytest.raises(PermissionDenied):
        fill_template(row, fields=list_sources["registry.list"].fields, rows=[], by=other, at=city.now)
    with pytest.raises(PermissionDenied):
        drop_template(row, by=other, at=city.now)
    with pytest.raises(PermissionDenied):
        keep(city, workbook(), who="hub02.officer")
    client.force_login(other)
    assert client.post(f"{ADDRESS}{row.pk}/fill/").status_code == 404
    assert "花名册" not in client.get(ADDRESS).content.decode()
    assert client.get("/desk/templates/nothing/").status_code == 404


def test_a_changed_file_and_a_list_too_long_are_said(city):
    row = keep(city, workbook())
    officer, source = city.user("hub.officer"), list_sources["registry.list"]
    with pytest.raises(ValidationError, match="先筛选"):
        fill_template(row, fields=source.fields, rows=({"名称": ""} for _n in range(20_001)), by=officer, at=city.now)
    with open(row.file.path, "ab") as file:
        file.write(b"x")
    with pytest.raises(ValidationError, match="不一致"):
        fill_template(row, fields=source.fields, rows=[], by=officer, at=city.now)
