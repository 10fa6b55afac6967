"""An office fills its own Word and Excel from the list it looks at; what is no template is told in one sentence."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from shuniu.domain.network.confidential import opened
from shuniu.domain.network.models import Appeal
from shuniu.domain.registry.actions import ask_for_cards, bring_roster
from shuniu.domain.registry.models import ContactExport, DataRequest
from shuniu.domain.registry.views import template_rows
from shuniu.faces.cli.demo import open_work
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.actions import drop_template, fill_template, keep_template
from shuniu.kernel.record.lists import list_sources
from shuniu.kernel.record.models import ListTemplate
from shuniu.kernel.trail.models import AuditEvent
from tests.access.addresses import open_work_city
from tests.methods.test_filling import document, workbook, zipped
from tests.registry.rosters import line as roster_line
from tests.registry.rosters import workbook as roster_book

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
    "registry.duplicates": ("", "/desk/registry/duplicates/"), "desk.duties": ("?which=body", "/desk/duties/?which=body"),
    "network.routes": ("", "/desk/network/routes/"), "support.requests": ("", "/desk/support/requests/"),
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
    city, (query, page) = busy_city, OTHERS[name]
    client.force_login(city.user("hub.officer"))
    address = f"/desk/templates/{name.replace('.', '-')}/"
    fields = client.get(f"{address}{query}").context["fields"][1:]
    row = every_field(city, fields, name)
    assert address in client.get(page).content.decode()
    lines = rows_filled(client, name, query, row)
    assert lines[0] == fields
    assert len(lines) > 1
    assert all(any(line) for line in lines[1:])
    assert not any("{{" in str(cell) for line in lines[1:] for cell in line)


def test_every_page_with_an_export_fills_a_template(busy_city, client):
    """The sheet that goes out and the template that is filled say the same."""
    city = busy_city
    client.force_login(city.user("hub.officer"))
    for name in sorted(one for one, _source in list_sources if one.startswith("support.")):
        short = name.removeprefix("support.")
        page = (
            f"pool/{short}"
            if short in ("offers", "needs")
            else {"deals": "expos/deals", "stays": "incubation/stays"}.get(short, short)
        )
        response = client.get(f"/desk/support/{page}/export/")
        assert response.status_code == 200, page
        sent = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
        out = [[cell.value for cell in line] for line in sent.iter_rows()]
        address = f"/desk/templates/{name.replace('.', '-')}/"
        fields = client.get(address).context["fields"][1:]
        assert fields == out[0], name
        assert address in client.get(f"/desk/support/{page}/").content.decode(), name
        filled = rows_filled(client, name, "", every_field(city, fields, short))
        lines = [[str(cell or "") for cell in line] for line in filled if any(line)]
        assert lines == [[str(cell or "") for cell in line] for line in out], name


def test_appeals_go_into_a_template_for_a_purpose_on_record_and_nobody_unnamed_is_named(busy_city, client):
    city = busy_city
    client.force_login(city.user("hub.officer"))
    address = "/desk/templates/network-appeals/"
    row = every_field(city, list_sources["network.appeals"].fields, "诉求清单")
    assert address in client.get("/desk/network/appeals/?which=all").content.decode()
    assert 'name="purpose"' in client.get(f"{address}?which=all").content.decode()
    assert client.post(f"{address}{row.pk}/fill/?which=all").status_code == 302, "nothing without a purpose"
    assert not AuditEvent.objects.filter(verb="network.appeals_exported").exists()
    answer = client.post(f"{address}{row.pk}/fill/?which=all", {"purpose": "meeting"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    sheet_filled = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    lines = [[cell.value for cell in line] for line in sheet_filled.iter_rows()][1:]
    with opened(hubs=[city.hub.pk]):
        appeals = list(Appeal.objects.filter(hub=city.hub).select_related("appellant"))
    assert len(lines) == len(appeals) > 0
    unnamed = {one.appellant.name for one in appeals if one.anonymous}
    assert unnamed
    assert not any(name in str(cell) for name in unnamed for line in lines for cell in line)
    assert AuditEvent.objects.filter(verb="network.appeals_exported", facts__purpose="meeting").count() == 1
    client.force_login(city.user("hub.clerk"))
    assert client.post(f"{address}{row.pk}/fill/?which=all", {"purpose": "meeting"}).status_code == 403


def test_contacts_go_into_a_template_for_a_purpose_and_up_to_a_day(busy_city, client):
    city = busy_city
    client.force_login(city.user("hub.officer"))
    row = every_field(city, list_sources["registry.contacts"].fields, "联络表")
    address = f"/desk/templates/registry-contacts/{row.pk}/fill/"
    assert client.post(address, {"purpose": "寄发材料"}).status_code == 302
    assert not ContactExport.objects.exists()
    until = local_date(city.now) + timedelta(days=3)
    assert client.post(address, {"purpose": "寄发季度材料", "used_until": until.isoformat()}).status_code == 200
    assert ContactExport.objects.get().used_until == until


def test_a_rosters_rows_go_into_a_template_with_the_files_own_headings(city, client):
    client.force_login(city.user("hub.officer"))
    content = roster_book([roster_line(1), roster_line(2, code="5299")])
    roster = bring_roster(city.hub, file_name="名录.xlsx", content=content, by=city.user("hub.officer"), at=city.now)
    row = keep(city, sheet(["{{行号}}", "{{单位名称}}", "{{专职人数}}", "{{处理}}", "{{原因}}"]), name="核对单")
    lines = rows_filled(client, "registry.roster", f"?of={roster.pk}", row)
    assert [line[1:4] for line in lines] == [
        ["云州市新来1号服务中心", "5", "新增"],
        ["云州市新来2号服务中心", "5", "需核对"],
    ]
    assert "不是 18 位" in lines[1][4]
    assert f"?of={roster.pk}" in client.get(f"/desk/registry/rosters/{roster.pk}/").content.decode()
    assert client.post(f"/desk/templates/registry-roster/{row.pk}/fill/").status_code == 404


def test_the_cockpits_lists_fill_a_template(city, client):
    head = city.user("office.head")
    client.force_login(head)
    page = client.get("/desk/templates/cockpit-hubs/")
    fields = page.context["fields"][1:]
    assert fields[0] == "枢纽"
    body = page.context["bodies"][0]
    row = keep_template(
        body, name="报表", file_name="报表.xlsx", content=sheet(["{{枢纽}}", "{{例会}}"]), by=head, at=city.now
    )
    lines = rows_filled(client, "cockpit.hubs", "", row)
    assert city.hub.name in [line[0] for line in lines]
    assert "/desk/templates/cockpit-hubs/" in client.get("/cockpit/").content.decode()


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
