"""The pages: found in the published order, as many queries for three rows as for one, exports, what is not public."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shuniu.engines.exchange import actions
from shuniu.engines.exchange.models import Offer, Showing
from tests.exchange.conftest import GUEST
from tests.exchange.test_departments_and_partners import room, signed, won


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "address", ["/services/pool/", "/services/pool/?q=唱歌的屋子", "/services/pool/booths/", "/services/pool/needs/"]
)
def test_three_rows_need_as_many_queries_as_one(exchange, client, address):
    exchange.offer(body_name="甲")
    exchange.need()
    one = queries(client, address)
    for name in ("乙", "丙"):
        exchange.offer(body_name=name)
        exchange.need(title=f"给{name}找唱歌的屋子")
    assert queries(client, address) == one


def _one_more(exchange) -> dict[str, object]:
    """Address of a list of the desk → what puts one more row into it."""
    head = exchange.city.user("hub.head")

    def matched():
        offer, need = exchange.offer(body_name=exchange.key()), exchange.need(title=f"找屋子 {exchange.key()}")
        actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)

    return {
        "pool/": lambda: exchange.offer(body_name=exchange.key()),
        "pool/needs/": lambda: exchange.need(title=f"找屋子 {exchange.key()}"),
        "pool/exposure/": lambda: exchange.offer(body_name=exchange.key()),
        "matches/": matched,
        "opportunities/": lambda: won(exchange, title=f"补贴 {exchange.key()}"),
        "opportunities/?tab=proposals": lambda: room.propose_to_department(
            exchange.hub, department=exchange.civil, subject=exchange.key(), asked="补贴", made_on=exchange.today,
            key=exchange.key(), by=exchange.officer, at=exchange.at),
        "partnerships/": lambda: signed(exchange, title=f"师资 {exchange.key()}"),
        "forms/": lambda: [room.choose_form(exchange.hub, form=form, reason="合适", by=head, at=exchange.at)
                           for form in ("online", "expo", "landing")[: exchange.serial % 3 + 1]],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["pool/", "pool/needs/", "pool/exposure/", "matches/", "opportunities/",
                                  "opportunities/?tab=proposals", "partnerships/", "forms/"])  # fmt: skip
def test_lists_of_the_desk_cost_the_same_for_three_rows_as_for_one(exchange, client, path):
    client.force_login(exchange.officer)
    more = _one_more(exchange)[path]
    more()
    one = queries(client, f"/desk/support/{path}")
    more()
    more()
    assert queries(client, f"/desk/support/{path}") == one
    assert one < 60


def test_anybody_finds_by_other_words_and_sees_why(exchange, client):
    exchange.offer()
    page = client.get("/services/pool/offers/", {"q": "老人唱歌的屋子"}).content.decode()
    assert "一楼多功能厅周末可借" in page
    assert "是一回事" in page
    assert client.get("/services/pool/offers/", {"kind": "money"}).content.decode().count("一楼多功能厅") == 0


def test_what_waits_is_not_public_and_strange_questions_are_answered(exchange, client):
    offer = exchange.offer()
    Offer.objects.filter(pk=offer.pk).update(state="waiting")
    assert client.get(f"/services/pool/offers/{offer.pk}/").status_code == 404
    assert client.get("/services/pool/mine/guess/").status_code == 404
    assert client.get("/services/pool/other/").status_code == 404
    for query in ("?page=99", "?kind=x&group=y&area=z", "?q=%00"):
        assert client.get(f"/services/pool/{query}").status_code in (200, 400)


def test_being_shown_is_counted(exchange, client):
    exchange.offer()
    for _turn in range(2):
        client.get("/services/pool/")
    assert Showing.objects.get().times == 2


def test_the_ledger_exports_what_it_shows_without_contacts(exchange, client):
    exchange.offer(contact_phone="13800001111", contact_name="岑女士")
    client.force_login(exchange.officer)
    page = client.get("/desk/support/pool/").content.decode()
    assert "一楼多功能厅周末可借" in page
    sheet = load_workbook(BytesIO(b"".join(client.get("/desk/support/pool/offers/export/").streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "一楼多功能厅周末可借" in cells
    assert not [cell for cell in cells if "1380000" in cell or "岑" in cell]


def test_the_second_hub_is_shown_the_first_entry(exchange, client):
    exchange.offer(
        kind="money",
        title="社区助老专项资金",
        department=exchange.civil,
        body_name="",
        source="fiscal",
        value_fen=10_000_000,
    )
    client.force_login(exchange.city.user("hub02.head"))
    page = client.post("/desk/support/pool/enter/", {
        "source": "fiscal", "department": "云州市民政局", "kind": "money", "title": "社区助老专项资金", "value_fen": "100000", "key": "again",
        "keeper": exchange.other.code, "details": "", "contact_name": "", "contact_phone": "",
    }).content.decode()  # fmt: skip
    assert "只登记一次" in page
    assert "可以提出分计" in page


def test_the_search_is_narrowed_by_days_people_and_money(exchange, client):
    today = exchange.today
    exchange.offer(
        title="小间周末可借", capacity=10, value_fen=50_000, opens_on=today, closes_on=today + timedelta(days=9)
    )
    exchange.offer(title="大厅下月可借", capacity=200, value_fen=900_000, opens_on=today + timedelta(days=30))
    exchange.offer(title="什么都没写")

    def found(side="offers", **asked):
        page = client.get(f"/services/pool/{side}/", asked).content.decode()
        return [word for word in ("小间", "大厅", "什么都没写") if word in page]

    assert found() == ["小间", "大厅", "什么都没写"]
    assert found(until=today.isoformat()) == ["小间", "什么都没写"]
    assert found(since=(today + timedelta(days=20)).isoformat()) == ["大厅", "什么都没写"]
    assert found(people="50") == ["大厅", "什么都没写"]
    assert found(yuan="1,000") == ["大厅", "什么都没写"]
    assert found(q="可借", people="50") == ["大厅"]
    assert found(people="很多", yuan="-3", since="2026-13-45") == ["小间", "大厅", "什么都没写"]
    exchange.need(title="小间给十个人", capacity=10)
    exchange.need(title="大厅给三百人", capacity=300)
    assert found("needs", people="50") == ["小间"]


def test_who_posted_an_offer_sees_how_often_it_was_seen(exchange, client):
    offer = exchange.offer(by=GUEST)
    offer = actions.open_posting(offer, by=exchange.officer, at=exchange.at)
    for _turn in range(3):
        client.get(f"/services/pool/offers/{offer.pk}/")
    assert "被看到 3 次" in client.get(f"/services/pool/mine/{offer.token}/").content.decode()
    client.force_login(exchange.officer)
    assert "被看到 3 次" in client.get(f"/desk/support/pool/offers/{offer.pk}/").content.decode()
    client.force_login(exchange.city.user("hub02.head"))
    assert "被看到" not in client.get(f"/desk/support/pool/offers/{offer.pk}/").content.decode()


def test_a_posting_is_changed_on_its_page_and_on_its_own_address(exchange, client):
    offer = actions.open_posting(exchange.offer(by=GUEST), by=exchange.officer, at=exchange.at)
    address = f"/services/pool/mine/{offer.token}/change/"

    def as_drawn(path):
        form = client.get(path).context["form"]
        return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}

    typed = as_drawn(address) | {"title": "一楼小厅周末可借"}
    assert client.post(address, typed | {"title": ""}).status_code == 200
    assert client.post(address, typed).status_code == 302
    offer.refresh_from_db()
    assert (offer.title, offer.state) == ("一楼小厅周末可借", "waiting")
    assert "刚被别人保存过" in client.post(address, typed | {"title": "又改"}).content.decode()
    client.force_login(exchange.officer)
    desk = f"/desk/support/pool/offers/{offer.pk}/change/"
    assert client.post(desk, as_drawn(desk) | {"capacity": "30"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.capacity, offer.state) == (30, "waiting")
    client.force_login(exchange.city.user("hub02.head"))
    assert client.get(desk).status_code == 404
