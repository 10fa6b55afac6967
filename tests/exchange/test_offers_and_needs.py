"""Anybody offers or asks; what may not be there is refused at the field; one grant is one offer (A08, A08.4, A10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.engines.exchange import actions
from shuniu.engines.exchange.models import Need, Offer
from shuniu.engines.exchange.screening import fault_of, has_contact
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.trail.models import AuditEvent
from tests.exchange.conftest import GUEST


def refused(call, **facts) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        call(**facts)
    return error.value.message_dict


def test_a_company_without_an_account_offers_and_the_hub_screens_it(exchange):
    offer = exchange.offer(by=GUEST)
    assert (offer.state, offer.posted_by) == ("waiting", None)
    assert Duty.objects.open().get(verb="screen_posting").body == exchange.hub
    assert not Offer.objects.visible_to(GUEST, exchange.at).exists()
    with pytest.raises(PermissionDenied):
        actions.open_posting(offer, by=exchange.city.user("hub02.head"), at=exchange.at)
    offer = actions.open_posting(offer, by=exchange.officer, at=exchange.at)
    assert actions.open_posting(offer, by=exchange.officer, at=exchange.at).state == "open"
    assert (
        Offer.objects.visible_to(GUEST, exchange.at).get(),
        Duty.objects.open().filter(verb="screen_posting").count(),
    ) == (offer, 0)


def test_the_same_form_sent_twice_is_one_offer(exchange):
    first = exchange.offer(by=GUEST, key="same")
    assert exchange.offer(by=GUEST, key="same") == first
    assert exchange.need(key="again") == exchange.need(key="again")


def test_in_the_name_of_an_organization_only_who_speaks_for_it(exchange):
    with pytest.raises(PermissionDenied):
        exchange.need(by=GUEST)
    with pytest.raises(PermissionDenied):
        exchange.offer(by=exchange.city.user("hub02.officer"), body=exchange.member)
    assert exchange.need().body == exchange.member


def test_a_refusal_needs_a_reason_and_tells_it(exchange):
    need = actions.post_need(exchange.hub, asker="organization", body=exchange.member, body_name="", kind="goods", groups=[],
                             area=None, title="要五十把椅子", details="", key="n", by=exchange.secretary, at=exchange.at)  # fmt: skip
    with pytest.raises(ValidationError, match="写明"):
        actions.refuse_posting(need, reason=" ", by=exchange.officer, at=exchange.at)
    need = actions.refuse_posting(need, reason="请写清用途", by=exchange.officer, at=exchange.at)
    assert Notice.objects.get(user=exchange.secretary, kind="posting_refused").facts["reason"] == "请写清用途"
    assert need.state == "refused"


def test_withdrawn_by_mistake_it_comes_back_through_the_screening(exchange):
    offer = exchange.offer(by=GUEST)
    for wrong in ("", "guess", exchange.offer().token):
        with pytest.raises(PermissionDenied):
            actions.withdraw_posting(offer, by=GUEST, at=exchange.at, opened_with=wrong)
    offer = actions.withdraw_posting(offer, by=GUEST, at=exchange.at, opened_with=offer.token)
    assert offer.state == "withdrawn"
    assert actions.reopen_posting(offer, by=GUEST, at=exchange.at, opened_with=offer.token).state == "waiting"


@pytest.mark.acceptance("A08.4")
def test_a_company_that_asks_for_contacts_is_refused(exchange):
    wrong = refused(exchange.offer, by=GUEST, conditions="受助机构须提供会员通讯录一份")
    assert "平台转达" in wrong["conditions"][0]
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("需要贵会提供全部会员名单", "contacts"), ("用通讯录换取五台电脑", "contacts"), ("导出成员手机号给我们", "contacts"),
        ("购买满一千元即可领取", "tied"), ("受助方必须开卡", "tied"), ("要求活动现场冠名并转发我司公众号", "publicity"),
        ("全场特价，扫码领券", "advertising"), ("", ""), ("周末可借，需提前三天预约", ""), ("请填写参加人数", ""),
        ("会员可免费参加，名额五十", ""), ("购买的新桌椅，送给社区", ""),
        ("请提供会员电话", "contacts"), ("要求提供服务对象的姓名和电话", "contacts"), ("需提交会员花名册", "contacts"),
        ("提供参会人员通讯簿", "contacts"), ("把会员资料交给我们", "contacts"), ("留下会员微信", "contacts"), ("提供會員通訊錄", "contacts"),
        ("Please provide your member list", "contacts"), ("招商银行三楼会议室免费借用", ""), ("防诈骗理财讲座", ""),
        ("需求方须提供志愿者名单以便投保", ""), ("参加者需先办理入场登记后方可使用", ""), ("需要志愿者帮忙转发活动海报", ""),
        ("提供学员资料袋一百个", ""), ("为居民提供电话咨询", ""), ("办理会员卡后方可使用", "tied"), ("理财产品说明会", "advertising"),
        ("孩子病重，请爱心人士捐款", "collecting"), ("善款请转账到以下卡号", "collecting"), ("水滴筹链接见图", "collecting"), ("掃碼捐款", "collecting"),
        ("我们正在公开募捐", "collecting"), ("教组织怎样申请公开募捐资格", ""), ("我们公开募捐备案不会写", ""), ("助浴项目缺经费两万元", ""),
        ("捐赠电脑二十台", ""), ("联合劝募上线名额，在指定平台进行", ""),
    ],
)  # fmt: skip
def test_the_screening_form_knows_what_may_not_be_there(text, fault):
    assert fault_of(text) == fault


@pytest.mark.acceptance("A10.4")
def test_neither_side_collects_from_the_public(exchange):
    """Public collection belongs on designated platforms alone, whoever posts it."""
    for make, more in ((exchange.offer, {"by": GUEST}), (exchange.need, {})):
        wrong = refused(make, details="请爱心人士捐款，打款到以下账户", **more)
        assert "公开募捐资格" in wrong["details"][0]


@pytest.mark.parametrize(
    "text", ["打我 13812345678", "010-12345678", "写信 a.b@c.example", "微信：abc_12345", "vx abcdef1", "電話 88881234"]
)
def test_contacts_do_not_stand_in_public(exchange, text):
    assert has_contact(text)
    assert "公开" in refused(exchange.offer, details=text)["details"][0]


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"title": " "}, "title"), ({"body_name": ""}, "body_name"), ({"value_fen": -1}, "value_fen"),
     ({"closes_on": -1}, "closes_on"), ({"opens_on": 9, "closes_on": 5}, "closes_on")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(exchange, facts, field):
    days = {name: exchange.today + timedelta(days=value) for name, value in facts.items() if name.endswith("_on")}
    assert list(refused(exchange.offer, **(facts | days))) == [field]


def grant(exchange, **more):
    return exchange.offer(
        kind="money",
        title="社区助老专项资金",
        department=exchange.civil,
        body_name="",
        source="fiscal",
        value_fen=10_000_000,
        **more,
    )


@pytest.mark.acceptance("A08")
def test_one_grant_entered_by_two_hubs_is_named_and_only_a_split_is_accepted(exchange):
    first, second = grant(exchange), exchange.city.user("hub02.head")
    with pytest.raises(ValidationError) as error:
        grant(exchange, keeper=exchange.other, by=second)
    assert exchange.hub.name in error.value.messages[0]
    assert (error.value.code, error.value.params) == ("duplicate", {"first": first.pk})
    share = {"hub": exchange.other, "by": second, "at": exchange.at}
    for wrong in (0, 10_000_000, 10_000_001):
        with pytest.raises(ValidationError):
            actions.propose_share(first, share_fen=wrong, **share)
    made = actions.propose_share(first, share_fen=4_000_000, **share)
    assert actions.propose_share(first, share_fen=4_000_000, **share) == made
    with pytest.raises(PermissionDenied):
        actions.agree_share(made, by=second, at=exchange.at)
    assert actions.agree_share(made, by=exchange.officer, at=exchange.at).agreed_at == exchange.at


@pytest.mark.parametrize("more", [{"title": "2027 年社区助老专项资金"}, {"title": "助老专项", "details": "同一笔"}])
def test_a_grant_in_slightly_other_words_is_found_too(exchange, more):
    grant(exchange)
    grant_again = {"kind": "money", "body_name": "云州市民政局", "source": "fiscal", "value_fen": 10_000_000} | more
    with pytest.raises(ValidationError) as error:
        exchange.offer(keeper=exchange.other, by=exchange.city.user("hub02.head"), **grant_again)
    assert error.value.code == "duplicate"


def test_another_grant_of_the_same_provider_is_no_duplicate(exchange):
    grant(exchange)
    other = exchange.offer(keeper=exchange.other, by=exchange.city.user("hub02.head"), kind="money", source="fiscal",
                           body_name="云州市民政局", title="残疾儿童康复补助", value_fen=3_000_000)  # fmt: skip
    assert other.pk


def test_a_room_offered_at_two_hubs_is_no_grant_counted_twice(exchange):
    facts = {"kind": "place", "source": "company", "body_name": "云州市暖居公司", "title": "会议室免费借用"}
    exchange.offer(**facts)
    assert exchange.offer(keeper=exchange.other, by=exchange.city.user("hub02.head"), **facts).pk


@pytest.mark.acceptance("A10")
def test_what_a_department_pays_cannot_be_called_social(exchange):
    offer = exchange.offer(department=exchange.city.office, source="society", kind="money", value_fen=5_000_000)
    assert offer.source == "fiscal"
    offer = actions.set_source(offer, source="society", by=exchange.officer, at=exchange.at)
    assert offer.source == "fiscal"
    assert AuditEvent.objects.filter(subject_id=offer.pk, verb="exchange.source_forced").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(source="society")
    plain = exchange.offer(title="一批书架")
    assert actions.set_source(plain, source="society", by=exchange.officer, at=exchange.at).source == "society"
    with pytest.raises(ValidationError, match="哪个党政部门"):
        actions.set_source(plain, source="fiscal", by=exchange.officer, at=exchange.at)
    paid = actions.set_source(plain, source="fiscal", department=exchange.civil, by=exchange.officer, at=exchange.at)
    assert (paid.source, paid.department) == ("fiscal", exchange.civil)


def test_fiscal_money_stands_in_the_ledger_only_with_its_department(exchange):
    assert (
        "哪个党政部门" in refused(exchange.offer, source="fiscal", kind="money", value_fen=5_000_000)["department"][0]
    )
    named = exchange.offer(source="society", body_name="云州市 民政局", kind="money", value_fen=5_000_000)
    assert (named.source, named.department) == ("fiscal", exchange.civil)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=named.pk).update(department=None)


def test_a_posting_changed_by_who_posted_it_is_screened_anew_and_by_the_hub_stays_public(exchange):
    need = exchange.need()
    changed = actions.change_posting(need, capacity=40, by=exchange.officer, at=exchange.at)
    assert (changed.capacity, changed.state) == (40, "open")
    later = exchange.at + timedelta(minutes=1)
    changed = actions.change_posting(need, title="给老人找个排练的屋子", by=exchange.secretary, at=later)
    assert (changed.state, Duty.objects.open().filter(verb="screen_posting", subject_id=need.pk).count()) == (
        "waiting",
        1,
    )
    assert actions.change_posting(need, title="给老人找个排练的屋子", by=exchange.secretary, at=later) == changed
    with pytest.raises(Stale):
        actions.change_posting(need, title="别的", version=0, by=exchange.secretary, at=later)
    with pytest.raises(PermissionDenied):
        actions.change_posting(need, title="别的", by=exchange.city.user("hub02.head"), at=later)
    offer = exchange.offer(by=GUEST)
    with pytest.raises(ValidationError, match="公开"):
        actions.change_posting(offer, details="请打 13800001111", by=GUEST, at=later, opened_with=offer.token)
    refused_one = actions.refuse_posting(offer, reason="看不懂", by=exchange.officer, at=exchange.at)
    again = actions.change_posting(refused_one, details="周末借", by=GUEST, at=later, opened_with=offer.token)
    assert (again.state, again.refusal, again.details) == ("waiting", "", "周末借")
    closed = actions.close_posting(exchange.offer(), by=exchange.officer, at=exchange.at)
    with pytest.raises(ValidationError, match="已结束"):
        actions.change_posting(closed, title="又有了", by=exchange.officer, at=later)


def test_an_authority_as_provider_is_its_own_source_record(exchange):
    authority = Organization.objects.get(appointments__person__username="office.head")
    offer = exchange.offer(body=authority, source="society", title="闲置会议桌")
    assert (offer.source, offer.department) == ("fiscal", authority)


def test_what_ended_yesterday_is_closed_at_night(exchange):
    offer = exchange.offer(closes_on=exchange.today + timedelta(days=3))
    need = exchange.need()
    system = type(exchange.officer).objects.system("schedule")
    assert actions.close_past(by=system, at=exchange.at, day=exchange.today + timedelta(days=4)) == 1
    offer.refresh_from_db()
    need.refresh_from_db()
    assert (offer.state, need.state, Need.objects.public().count()) == ("closed", "open", 1)
    with pytest.raises(PermissionDenied):
        actions.close_past(by=exchange.officer, at=exchange.at)


@pytest.mark.acceptance("A08")
@pytest.mark.parametrize(
    "more",
    [{"kind": "project"}, {"body_name": "云州晨光印务有限公司 ", "title": "社区助老专项"}, {"body_name": "云州 晨光印务有限公司"}],
)  # fmt: skip
def test_the_same_money_under_another_heading_or_another_spelling_of_the_giver_is_found(exchange, more):
    facts = {"kind": "money", "title": "社区助老专项资金", "value_fen": 10_000_000}
    exchange.offer(**facts)
    with pytest.raises(ValidationError) as error:
        exchange.offer(keeper=exchange.other, by=exchange.city.user("hub02.head"), **facts | more)
    assert error.value.code == "duplicate"


@pytest.mark.acceptance("A08")
def test_a_grant_entered_without_its_sum_is_found_when_the_sum_is_put_in(exchange):
    grant(exchange)
    second = exchange.city.user("hub02.head")
    later = exchange.offer(
        keeper=exchange.other, by=second, kind="money", source="fiscal", body_name="云州市民政局", title="一笔补贴"
    )
    facts = {"title": "社区助老专项资金", "value_fen": 10_000_000}
    with pytest.raises(ValidationError) as error:
        actions.change_posting(later, **facts, by=second, at=exchange.at)
    assert error.value.code == "duplicate"
    changed = actions.change_posting(later, details="另一笔", by=second, at=exchange.at)
    assert (changed.details, changed.value_fen) == ("另一笔", None)


def test_money_that_a_company_offers_is_money_and_the_hub_can_say_so_afterwards(exchange, client):
    client.post("/services/pool/offer/", {
        "kind": "money", "title": "助老小额资助", "source": "company", "body_name": "云州星桥商业有限公司", "contact_name": "岑女士",
        "contact_phone": "1", "keeper": exchange.hub.code, "value_fen": "5000", "clean_hands": "on", "key": "web",
    })  # fmt: skip
    assert Offer.objects.get(key="web").is_cash
    offer = exchange.offer(kind="money", title="另一笔资助")
    client.force_login(exchange.officer)
    address = f"/desk/support/pool/offers/{offer.pk}/change/"
    assert "is_cash" in client.get(address).content.decode()
    client.post(address, {"kind": "money", "title": "另一笔资助", "version": offer.version, "is_cash": "on"})
    offer.refresh_from_db()
    assert offer.is_cash
