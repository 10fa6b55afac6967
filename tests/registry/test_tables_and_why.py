"""Statistics over any four dimensions with the list behind each line; and why somebody can see a record."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from shuniu.domain.registry.actions import ask_query, bring_roster
from shuniu.domain.registry.queries import register, standpoint
from shuniu.domain.registry.tabulation import DIMENSIONS, tabulate
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.explaining import explained, why
from shuniu.kernel.orgs.models import Appointment, Organization

TABLES = "/desk/registry/statistics/tables/"


def rows_of(city, who: str):
    here = standpoint(city.user(who), city.now, None)
    return register(here, filters={}, user=city.user(who), at=city.now)


@pytest.mark.parametrize(
    "chosen", [["kind"], ["field", "size"], ["kind", "field", "area", "year"], ["size", "people", "year", "kind"]]
)
def test_every_organization_is_in_exactly_one_line(city, chosen):
    rows = rows_of(city, "office.officer")
    lines = tabulate(rows, chosen)
    assert sum(line.n for line in lines) == rows.count()
    assert sum(line.staff for line in lines) == sum(row.staff_count or 0 for row in rows)
    assert len({line.words for line in lines}) == len(lines)
    assert [line.n for line in lines] == sorted((line.n for line in lines), reverse=True)


def test_a_line_leads_to_exactly_its_organizations(city, client):
    client.force_login(city.user("office.officer"))
    for chosen in (["kind", "size"], ["people", "year"], ["field", "area", "size", "year"]):
        for line in tabulate(rows_of(city, "office.officer"), chosen)[:4]:
            page = client.get(f"/desk/registry/?{line.query}")
            assert page.context["page"].paginator.count == line.n, (chosen, line)
            assert len(page.context["chips"]) == len(chosen)


def test_the_page_takes_four_at_most_shows_a_picture_and_goes_out_as_a_workbook(city, client):
    client.force_login(city.user("hub.officer"))
    page = client.get(TABLES + "?" + "&".join(f"d={key}" for key in DIMENSIONS))
    assert len(page.context["heads"]) == 4
    assert "一次最多 4 项" in page.content.decode()
    assert 'data-chart="largest"' in page.content.decode()
    content = b"".join(client.get(TABLES + "?d=kind&d=year&export=1").streaming_content)
    table = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert table[0] == ("类型", "成立年份", "家数", "专职人员", "会员（志愿者）数")
    assert sum(line[2] for line in table[1:]) == rows_of(city, "hub.officer").count()
    client.force_login(city.user("org.head"))
    assert client.get(TABLES).status_code == 404


def test_a_hubs_officer_sees_a_roster_through_the_post_and_nobody_above_does(city):
    roster = bring_roster(
        city.hub, file_name="名.csv", content="名称\n甲乙丙\n".encode(), by=city.user("hub.officer"), at=city.now
    )
    answer = why("roster", roster, city.user("hub.clerk"), city.now)
    assert answer.sees
    assert [city.user("hub.clerk").name in reason and city.hub.name in reason for reason in answer.reasons] == [True]
    assert why("roster", roster, city.user("office.head"), city.now) == type(answer)(False, answer.rule, [])


def test_oversight_and_ties_are_told_as_the_way_they_go(city):
    query = ask_query(city.hub, organization=city.member, title="问", text="", by=city.user("hub.officer"), at=city.now)
    [above] = why("query", query, city.user("office.officer"), city.now).reasons
    assert f"{city.hub.name}向{city.office.name}报送" in above
    [other_end] = why("query", query, city.user("org.head"), city.now).reasons
    assert city.member.name in other_end
    told = " ".join(why("organization", city.member, city.user("hub.officer"), city.now).reasons)
    assert city.hub.name in told


def test_the_verdict_is_what_the_record_itself_says(city):
    people = ("hub.officer", "office.head", "org.head", "hub02.head", "district.officer", "second.head")
    for kind, how in explained:
        for row in how.rows(city.user("hub.officer"), city.now)[:2]:
            for who in people:
                seen = how.rows(city.user(who), city.now).filter(pk=row.pk).exists()
                answer = why(kind, row, city.user(who), city.now)
                assert answer.sees == seen, (kind, who)
                assert seen or not answer.reasons, (kind, who)
                assert not seen or answer.reasons, (kind, who)


def test_a_post_that_ended_gives_no_view(city):
    roster = bring_roster(
        city.hub, file_name="名.csv", content="名称\n甲乙丙\n".encode(), by=city.user("hub.officer"), at=city.now
    )
    Appointment.objects.filter(person=city.user("hub.clerk")).update(
        valid_to=local_date(city.now), valid_from=local_date(city.now) - timedelta(days=9)
    )
    assert not why("roster", roster, city.user("hub.clerk"), city.now).sees


def test_who_may_ask_about_whom(city, client):
    address = f"/desk/why/?kind=organization&key={city.hub.code}&person=hub.officer"
    client.force_login(city.user("hub.head"))
    assert client.get(address).context["answer"].sees
    client.force_login(city.user("org.secretary"))
    assert client.get(address).context["answer"] is None
    assert client.get(f"/desk/why/?kind=organization&key={city.member.code}").context["answer"].sees
    unseen = Organization.objects.create(code="X1", name="只在一家名录里", name_key="x", sort_key="x", kind="grassroots",
                                         brought_by=city.office, created_at=city.now)  # fmt: skip
    page = client.get(f"/desk/why/?kind=organization&key={unseen.code}")
    assert (page.context["answer"], "看不到它" in page.context["problem"]) == (None, True)
    for wrong in ("kind=roster&key=abc", "kind=nothing&key=1", "kind=tie&key=99999999999999999999"):
        assert client.get(f"/desk/why/?{wrong}").status_code == 200


def bulk(client, act: str, rows, text: str = "", query: str = ""):
    told = {"act": act, "organization": [row.code for row in rows], "text": text, "query": query}
    return client.post("/desk/registry/bulk/", told, follow=act != "export")


def test_ticked_organizations_are_tagged_asked_exported_and_invited(city, client):
    client.force_login(city.user("hub.head"))
    rows = list(client.get("/desk/registry/?tie=confirmed").context["page"])[:3]
    assert "已给 3 家加上标签" in bulk(client, "tag", rows, "重点").content.decode()
    tagged = client.get("/desk/registry/?tag=重点")
    assert (tagged.context["page"].paginator.count, [chip["text"] for chip in tagged.context["chips"]]) == (3, ["重点"])
    content = b"".join(bulk(client, "export", rows).streaming_content)
    table = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert {line[0] for line in table[1:]} == {row.name for row in rows}
    asked = bulk(client, "ask", rows)
    assert asked.request["PATH_INFO"] == "/desk/registry/cards/new/"
    sent = client.post(
        f"/desk/registry/cards/new/?{asked.request['QUERY_STRING']}",
        {"title": "请三家核对", "whom": "chosen", "ends_on": local_date(city.now) + timedelta(days=9)},
    )
    assert sent.status_code == 302
    assert city.hub.card_campaigns.get().asks.count() == 3
    assert bulk(client, "invite", rows, "欢迎").status_code == 200


def test_nothing_ticked_or_nobodys_list_does_nothing(city, client):
    client.force_login(city.user("hub.officer"))
    assert "请先勾选组织" in bulk(client, "tag", [], "重点").content.decode()
    client.force_login(city.user("office.officer"))
    bulk(client, "tag", [city.member], "重点")
    client.force_login(city.user("org.head"))
    assert bulk(client, "tag", [city.member], "重点").status_code == 404
    assert not city.member.tags.exists()
