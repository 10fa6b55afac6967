"""The register's list, search, figures and exports: what each standpoint sees, and what it costs."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.registry.planning import plan_rows, read_sheets
from shuniu.domain.registry.queries import (
    Listing,
    Tally,
    growth,
    page_of,
    register,
    sorted_rows,
    standpoint,
    state_of_field,
)
from shuniu.domain.registry.tabulation import tabulate
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation, Area, FormerName, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.rosters import recognise

LIST = "/desk/registry/"


def enter(name: str, *, former: str = "", **facts) -> Organization:
    row = Organization.objects.create(
        code=f"L{Organization.objects.count():08d}", name=name, kind="social_service", created_at="2026-01-01T00:00Z",
        name_key=name_key(name), sort_key=sort_key(name), search=search_vector(name, former), **facts,
    )  # fmt: skip
    if former:
        FormerName.objects.create(organization=row, name=former, until="2026-01-01")
    return row


def names(response) -> list[str]:
    return [row["organization"].name for row in response.context["rows"]]


def seen(city, client, who: str, query: str = ""):
    client.force_login(city.user(who))
    return client.get(LIST + query)


def test_two_characters_find_in_the_stated_order(city, client):
    field = city.hub.designations.get().field
    for name, former in (
        ("春芽", ""),
        ("春芽社工站", ""),
        ("云州市春芽社工站", ""),
        ("云州市东区春芽社工站", ""),
        ("和风站", "春芽旧站"),
    ):
        enter(name, former=former, field=field)
    found = names(seen(city, client, "hub.officer", "?q=春芽"))
    wanted = ["春芽", "春芽社工站", "云州市春芽社工站", "云州市东区春芽社工站", "和风站"]
    assert [name for name in found if name in wanted] == wanted
    assert found[:2] == wanted[:2]


def test_a_code_or_its_beginning_finds_its_organization_first(city, client):
    member = city.member
    assert names(seen(city, client, "hub.officer", f"?q={member.credit_code}"))[0] == member.name


def test_filters_chips_columns_sort_and_paging_stand_together(city, client):
    area = city.member.area
    page = seen(city, client, "hub.officer", f"?tie=confirmed&area={area.code}&sort=-name&col=staff&col=credit_code")
    rows = page.context["rows"]
    assert {row["organization"].area for row in rows} == {area}
    assert {row["state"] for row in rows} == {"已确认"}
    keys = [row["organization"].sort_key for row in rows]
    assert keys == sorted(keys, reverse=True)
    assert [(chip["label"], chip["text"]) for chip in page.context["chips"]] == [
        ("联系状态", "已确认"),
        ("所在区域", area.name),
    ]
    assert "area=" not in page.context["chips"][1]["without"]
    assert [column.key for column in page.context["columns"]] == ["credit_code", "staff"]


def test_the_hub_sees_its_claims_by_name_the_body_above_only_as_a_figure(city, client):
    hub = city.hub
    few = Affiliation.objects.filter(hub=hub).values("pk")[:3]
    Affiliation.objects.filter(pk__in=few).update(confirmed_at=None, declined_at=None)
    claimed = set(Affiliation.objects.claimed(city.now).filter(hub=hub).values_list("organization__name", flat=True))
    assert set(names(seen(city, client, "hub.officer", "?tie=claimed"))) <= claimed
    above = seen(city, client, "office.officer", f"?hub={hub.code}")
    assert "待确认" not in {row["state"] for row in above.context["rows"]}
    assert "claimed" not in dict(next(f for f in above.context["filters"] if f["name"] == "tie")["choices"])
    client.force_login(city.user("office.officer"))
    figures = client.get(f"/desk/registry/statistics/?hub={hub.code}")
    assert figures.context["state"]["claimed"] == len(claimed)


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [("hub.officer", "", 200), ("office.officer", "", 200), ("org.head", "", 404), ("second.officer", "?hub={hub}", 404),
     ("district.officer", "?hub={hub}", 404), ("office.officer", "?hub={hub}", 200)],
)  # fmt: skip
def test_who_opens_the_list(city, client, who, query, status):
    assert seen(city, client, who, query.format(hub=city.hub.code)).status_code == status


def test_the_whole_field_is_seen_affiliated_or_not_and_the_rest_group_is_named(city):
    here = standpoint(city.user("hub.officer"), city.now, None)
    rows = register(here, filters={}, user=city.user("hub.officer"), at=city.now)
    field = Organization.objects.filter(field_id=here.field_id, merged_into=None).exclude(pk=city.hub.pk)
    assert set(field) <= set(rows)
    state = state_of_field(here, Tally(here, rows, city.now), user=city.user("hub.officer"), at=city.now)
    assert state["known"] == rows.count() == state["tied"] + state["untied"]
    assert state["rest"] == Organization.objects.filter(field=None).count()
    assert sum(gap["known"] for gap in state["gaps"]) == state["known"]


def test_a_cross_table_adds_up_both_ways(city):
    here = standpoint(city.user("office.officer"), city.now, None)
    rows = register(here, filters={}, user=city.user("office.officer"), at=city.now)
    table = Tally(here, rows, city.now).cross("area", "field")
    assert table["sum"] == rows.count() == sum(table["sums"]) == sum(line["sum"] for line in table["lines"])
    assert "未归领域" in table["heads"]


def test_the_export_has_the_columns_and_rows_of_the_page_and_comes_back_without_a_difference(city, client):
    columns = "".join(
        f"&col={key}" for key in ("credit_code", "kind", "field", "area", "registered", "representative", "staff")
    )
    client.force_login(city.user("hub.officer"))
    response = client.get(f"{LIST}export/?tie=confirmed{columns}")
    content = b"".join(response.streaming_content)
    table = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    event = AuditEvent.objects.filter(verb="registry.list_exported").latest("pk")
    assert (event.subject_id, event.facts["count"]) == (city.hub.pk, len(table) - 1)
    page = client.get(f"{LIST}?tie=confirmed{columns}")
    assert list(table[0]) == [
        "名称",
        "统一社会信用代码",
        "类型",
        "领域",
        "所在区域",
        "成立（登记）日期",
        "法定代表人",
        "专职人员",
        "联系状态",
        "登记册编号",
    ]
    assert [row[0] for row in table[1:51]] == names(page)
    sheet = read_sheets(content, "名录.xlsx")[0]
    rows = plan_rows(city.hub, sheet, recognise(sheet.headings, [cells for _n, cells in sheet.rows]), at=city.now)
    assert {row.action for row in rows} == {"same"}


def test_formulas_in_names_go_out_as_text(city, client):
    enter('=HYPERLINK("http://x","看")', field=city.hub.designations.get().field)
    client.force_login(city.user("hub.officer"))
    content = b"".join(client.get(f"{LIST}export/?q=看").streaming_content)
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","看")')


@pytest.mark.parametrize(
    "address", [LIST, "/desk/registry/organizations/{code}/", "/desk/network/ties/", "/desk/registry/rosters/"]
)
def test_pages_cost_the_same_queries_for_one_row_and_for_three(city, client, address):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address.format(code=city.member.code)).status_code == 200
        return len(queries)

    client.force_login(city.user("hub.officer"))
    client.get(address.format(code=city.member.code))
    ties = Affiliation.objects.filter(hub=city.hub)
    keep = list(ties.values_list("pk", flat=True)[:1])
    ties.exclude(pk__in=keep).update(valid_to=local_date(city.now) - timedelta(days=1), valid_from="2020-01-01")
    one = cost()
    ties.update(valid_to=None)
    assert cost() == one


def test_statistics_export_holds_every_table(city, client):
    client.force_login(city.user("office.officer"))
    content = b"".join(client.get("/desk/registry/statistics/export/?by=kind&across=field").streaming_content)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [
        "按类型",
        "按领域",
        "按区域",
        "类型×领域",
        "各区联系情况",
    ]


def test_a_page_holds_what_the_whole_sorted_list_holds_there(city):
    user = city.user("hub.officer")
    here = standpoint(user, city.now, None)
    for n in range(7):
        enter(f"云州市第{n}春芽站", field=city.hub.designations.get().field, staff_count=n % 3)
    for query in ({}, {"q": "春芽"}, {"sort": "-name"}, {"sort": "staff"}, {"sort": "area"}, {"tie": "confirmed"}):
        rows = register(here, filters=query, user=user, at=city.now)
        whole = list(sorted_rows(rows, query))
        pages = [row for first in range(0, len(whole) + 3, 3) for row in page_of(rows, query, first, 3)]
        assert pages == whole, query


@pytest.mark.parametrize("who", ["office.officer", "hub.officer"])
@pytest.mark.parametrize("text", ["春芽", "春芽站", "云州市", "第1", "心理", "·", "不存在的词", ""])
def test_every_page_of_a_list_or_search_is_the_sorted_lists_own_and_counted(city, who, text):
    user = city.user(who)
    here = standpoint(user, city.now, None)
    for n in range(7):
        enter(f"云州市第{n}春芽站", staff_count=n % 3, field=city.hub.designations.get().field)
    enter(
        "云州市春芽合唱团", brought_by=Organization.objects.get(appointments__person__username="hub02.head")
    )  # one hub's own, one merged: neither is on the list
    enter("云州市春芽旧站", merged_into=Organization.objects.get(name="云州市第1春芽站"))
    whole = list(sorted_rows(register(here, filters={"q": text}, user=user, at=city.now), {"q": text}))
    for number in (1, 2, 3, 99):
        listing = Listing(here, {"q": text, "page": str(number)}, 5, user=user, at=city.now)
        page = listing.get_page(str(number))
        assert listing.count == len(whole)
        assert listing.shown(page) == whole[(page.number - 1) * 5 : page.number * 5]


def test_growth_counts_an_organization_once_from_the_quarter_of_its_confirmation(city):
    here = standpoint(city.user("hub.officer"), city.now, None)
    lines = growth(here, city.now)
    assert len(lines) == 8
    assert lines[-1]["label"].startswith(str(local_date(city.now).year))
    now = Affiliation.objects.valid(city.now).filter(hub=city.hub, confirmed_at__isnull=False)
    assert lines[-1]["n"] == now.values("organization").distinct().count() > 0
    Affiliation.objects.filter(pk__in=now.values("pk")).update(confirmed_at=city.now - timedelta(days=400))
    assert sum(line["n"] for line in growth(here, city.now)[:3]) < lines[-1]["n"] * 3


def test_a_filter_is_kept_under_a_name_found_again_and_dropped(city, client):
    client.force_login(city.user("hub.officer"))
    asked = {
        "page": "registry.list",
        "query": "kind=foundation&tie=confirmed",
        "name": "已确认的基金会",
        "next": "/desk/registry/",
    }
    assert client.post("/desk/views/save/", asked).status_code == 302
    plain = client.get("/desk/registry/").content.decode()
    assert "/desk/registry/?kind=foundation&amp;tie=confirmed" in plain
    here = client.get("/desk/registry/?kind=foundation&tie=confirmed").content.decode()
    assert ("已确认的基金会" in here, "删除视图" in here, "保存为视图" in here) == (True, True, True)
    client.force_login(city.user("hub.clerk"))
    assert "已确认的基金会" not in client.get("/desk/registry/").content.decode()


def test_a_subdistricts_organizations_are_found_and_counted_in_their_district(city, client):
    field = city.hub.designations.get().field
    district = Area.objects.filter(level="district").order_by("code").first()
    street = Area.objects.create(code="990199000000", name="新桥街道", level="subdistrict", parent=district)
    here = standpoint(city.user("hub.officer"), city.now, None)

    def known() -> int:
        rows = register(here, filters={}, user=city.user("hub.officer"), at=city.now)
        return Tally(here, rows, city.now).by_area()[district.pk][0]

    before = known()
    enter("新桥长者食堂服务中心", field=field, area=street)
    assert known() == before + 1
    assert "新桥长者食堂服务中心" in names(seen(city, client, "hub.officer", f"?area={district.code}&q=新桥长者"))
    rows = register(here, filters={}, user=city.user("hub.officer"), at=city.now)
    assert street.code not in "".join(line.query for line in tabulate(rows, ["area"]))
