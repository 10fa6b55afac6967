"""Brought together with reasons, agreed by both, delivered part by part, confirmed by who received it (A08, A10.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from shuniu.engines.exchange import actions
from shuniu.engines.exchange.models import Match, Offer, RelayMessage, Showing, Term
from shuniu.engines.exchange.queries.finding import needs_for, offers_for
from shuniu.kernel.orgs.models import Area
from shuniu.kernel.record.models import Duty, Notice
from shuniu.methods.matching import Index
from tests.exchange.conftest import GUEST


@pytest.mark.acceptance("A10.4")
def test_equal_fits_stand_in_the_published_order_with_the_reason(exchange):
    need = exchange.need()
    rows = [exchange.offer(body_name=f"第{n}公司") for n in range(3)]
    Offer.objects.filter(pk=rows[2].pk).update(posted_at=exchange.at - timedelta(days=9))
    found = offers_for(need, at=exchange.at)
    assert [one.row for one in found] == [rows[2], rows[0], rows[1]]
    assert len({one.match.fit for one in found}) == 1
    said = [(reason.code, reason.words) for reason in found[0].match.reasons]
    assert ("group", ("elders",)) in said
    assert any(code == "concept" and {"唱歌", "合唱"} <= set(words) for code, words in said)
    assert [one.row for one in needs_for(rows[0], at=exchange.at)] == [need]


def test_what_is_withdrawn_or_changed_is_found_at_once_as_it_stands(exchange):
    need, offer = exchange.need(), exchange.offer()
    assert [one.row for one in offers_for(need, at=exchange.at)] == [offer]
    actions.withdraw_posting(offer, by=exchange.officer, at=exchange.at)
    assert offers_for(need, at=exchange.at) == []


def test_what_stayed_as_it_was_is_not_read_into_the_index_a_second_time(exchange, monkeypatch):
    need, offer = exchange.need(), exchange.offer()
    assert [one.row for one in offers_for(need, at=exchange.at)] == [offer]
    added, add = [], Index.add
    monkeypatch.setattr(Index, "add", lambda self, posting: (added.append(posting.id), add(self, posting))[1])
    assert [one.row for one in offers_for(need, at=exchange.at)] == [offer]
    later = exchange.offer(body_name="后来的公司")
    assert [one.row for one in offers_for(need, at=exchange.at)] == [offer, later]
    assert added == [later.pk]


def test_an_offer_for_another_district_is_not_proposed_and_cannot_be_forced(exchange):
    here, there = Area.objects.filter(level="district")[:2]
    need, offer = exchange.need(area=here), exchange.offer(area=there)
    assert offers_for(need, at=exchange.at) == []
    with pytest.raises(ValidationError, match="对不上"):
        actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)


def test_the_hub_introduces_and_both_sides_say_yes(exchange):
    offer, need = exchange.offer(), exchange.need()
    match = actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    assert (match.state, match.fit > 60) == ("introduced", True)
    assert actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at) == match
    assert Duty.objects.open().get(verb="answer_match").body == exchange.member
    assert Notice.objects.filter(user=exchange.secretary, kind="match_introduced").exists()
    for stranger in (GUEST, exchange.city.user("hub02.head"), exchange.officer):
        with pytest.raises(PermissionDenied):
            actions.accept_match(match, by=stranger, at=exchange.at)
    match = actions.accept_match(match, by=exchange.secretary, at=exchange.at)
    assert (match.state, Duty.objects.open().filter(verb="answer_match").count()) == ("introduced", 0)
    match = actions.accept_match(match, by=GUEST, at=exchange.at, opened_with=offer.token)
    assert (match.state, match.accepted_at) == ("accepted", exchange.at)
    assert actions.accept_match(match, by=exchange.secretary, at=exchange.at).accepted_at == exchange.at


def test_who_asks_for_the_match_has_said_yes_with_it(exchange):
    match = actions.introduce(
        exchange.offer(), exchange.need(), hub=exchange.hub, by=exchange.secretary, at=exchange.at
    )
    assert (match.need_accepted_at, match.offer_accepted_at) == (exchange.at, None)


def test_who_asks_alone_asks_five_at_a_time_and_the_hub_goes_on(exchange):
    need = exchange.need()
    offers = [exchange.offer(body_name=f"第{n}家") for n in range(6)]
    for offer in offers[:5]:
        actions.introduce(offer, need, hub=exchange.hub, by=exchange.secretary, at=exchange.at)
    with pytest.raises(ValidationError, match="等答复"):
        actions.introduce(offers[5], need, hub=exchange.hub, by=exchange.secretary, at=exchange.at)
    assert actions.introduce(offers[5], need, hub=exchange.hub, by=exchange.officer, at=exchange.at).pk


def test_one_side_declines_with_a_reason(exchange):
    match = actions.introduce(exchange.offer(), exchange.need(), hub=exchange.hub, by=exchange.officer, at=exchange.at)
    with pytest.raises(ValidationError, match="原因"):
        actions.decline_match(match, reason="", by=exchange.secretary, at=exchange.at)
    match = actions.decline_match(match, reason="已经找到地方", by=exchange.secretary, at=exchange.at)
    assert actions.decline_match(match, reason="x", by=exchange.secretary, at=exchange.at).ended_why == "已经找到地方"
    with pytest.raises(ValidationError):
        actions.accept_match(match, by=exchange.secretary, at=exchange.at)


def test_withdrawn_or_own_offers_are_not_introduced(exchange):
    need, gone = exchange.need(), exchange.offer()
    actions.withdraw_posting(gone, by=exchange.officer, at=exchange.at)
    own = exchange.offer(body=exchange.member, by=exchange.secretary, source="organization")
    own = actions.open_posting(own, by=exchange.officer, at=exchange.at)
    for offer, words in ((gone, "撤回"), (own, "同一家")):
        with pytest.raises(ValidationError, match=words):
            actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)


def test_a_promise_is_no_delivery(exchange):
    match = exchange.agreed()
    with pytest.raises(ValidationError, match="答应不算交付"):
        actions.close_match(match, by=exchange.officer, at=exchange.at)
    part = exchange.delivered(match)
    with pytest.raises(ValidationError, match="没有受方确认"):
        actions.close_match(match, by=exchange.officer, at=exchange.at)
    part = actions.confirm_delivery(part, by=exchange.secretary, at=exchange.at)
    assert actions.confirm_delivery(part, by=exchange.secretary, at=exchange.at).confirmed_at == exchange.at
    exchange.delivered(match)
    with pytest.raises(ValidationError, match="还有交付"):
        actions.close_match(match, by=exchange.officer, at=exchange.at)


def test_delivered_in_parts_confirmed_and_thanked(exchange):
    match = exchange.agreed()
    for value in (100_000, 50_000):
        part = exchange.delivered(match, value_fen=value)
        assert Duty.objects.open().get(verb="confirm_delivery").body == exchange.member
        actions.confirm_delivery(part, by=exchange.secretary, at=exchange.at)
    match = actions.close_match(match, thanks="谢谢晨光印务，老人们很高兴", by=exchange.secretary, at=exchange.at)
    assert (match.state, match.thanked_at, Duty.objects.open().filter(verb="confirm_delivery").count()) == (
        "closed",
        exchange.at,
        0,
    )


def test_only_the_receiving_side_confirms_and_nobody_records_and_confirms(exchange):
    match = exchange.agreed()
    part = exchange.delivered(match)
    for wrong in (exchange.officer, GUEST, exchange.city.user("hub02.head")):
        with pytest.raises(PermissionDenied):
            actions.confirm_delivery(part, by=wrong, at=exchange.at)
    with pytest.raises(PermissionDenied):
        actions.confirm_delivery(part, by=GUEST, at=exchange.at, opened_with=match.offer.token)
    exchange.officer.appointments.create(organization=exchange.member, role="staff", valid_from=exchange.today)
    exchange.officer.appointments.create(organization=exchange.member, role="head", valid_from=exchange.today)
    with pytest.raises(ValidationError, match="受方不能"):
        exchange.delivered(match)


@pytest.mark.parametrize(("facts", "words"), [({"days_ago": -1}, "日期还没到"), ({"value_fen": -1}, "负数")])
def test_what_was_not_handed_over_is_not_recorded(exchange, facts, words):
    with pytest.raises(ValidationError, match=words):
        exchange.delivered(exchange.agreed(), **facts)


def test_a_dispute_says_what_differs_and_does_not_count(exchange):
    match = exchange.agreed()
    part = actions.dispute_delivery(
        exchange.delivered(match), reason="只来了一次", by=exchange.secretary, at=exchange.at
    )
    assert (part.dispute, part.confirmed_at) == ("只来了一次", None)
    assert actions.fail_match(match, reason="没有谈拢", by=exchange.officer, at=exchange.at).state == "failed"


def test_the_relay_hands_on_words_and_no_contacts_before_both_agreed(exchange):
    offer, need = exchange.offer(contact_phone="13800000000"), exchange.need()
    match = actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    say = {"by": exchange.secretary, "at": exchange.at}
    with pytest.raises(ValidationError, match="都答应以后"):
        actions.write_message(match, text="打 13812345678", key="a", **say)
    with pytest.raises(ValidationError, match="不转达"):
        actions.write_message(match, text="请提供会员名单", key="b", **say)
    row = actions.write_message(match, text="周六上午可以吗", key="c", **say)
    assert actions.write_message(match, text="周六上午可以吗", key="c", **say) == row
    answer = actions.write_message(match, text="可以", key="d", by=GUEST, at=exchange.at, opened_with=offer.token)
    assert (row.side, answer.side) == ("need", "offer")
    assert Notice.objects.filter(user=exchange.secretary, kind="relay_message").count() == 1
    for wrong in ("", need.token[:-1]):
        with pytest.raises(PermissionDenied):
            actions.write_message(match, text="?", key="e", by=GUEST, at=exchange.at, opened_with=wrong)
    assert RelayMessage.objects.count() == 2


def test_the_hub_and_both_sides_see_a_match_and_nobody_else(exchange):
    match = exchange.agreed()
    sees = {name: match in Match.objects.visible_to(exchange.city.user(name), exchange.at)
            for name in ("hub.officer", "org.secretary", "office.officer", "hub02.head")}  # fmt: skip
    assert sees == {"hub.officer": True, "org.secretary": True, "office.officer": True, "hub02.head": False}
    assert not Match.objects.visible_to(GUEST, exchange.at).exists()


def test_exposure_is_counted_once_for_each_time_shown(exchange):
    offers = [exchange.offer(body_name=f"第{n}家") for n in range(2)]
    for _turn in range(3):
        actions.count_shown(offers, by=GUEST, at=exchange.at)
    assert sorted(Showing.objects.values_list("times", flat=True)) == [3, 3]


def test_the_office_edits_the_words_and_nothing_is_overwritten(exchange):
    head = exchange.city.user("office.head")
    who = {"by": head, "at": exchange.at}
    Term.objects.all().delete()
    assert actions.take_default_terms(exchange.city.office, **who) > 50
    assert actions.take_default_terms(exchange.city.office, **who) == 0
    need = exchange.need(title="想学打莲湘", kind="training")
    offer = exchange.offer(title="民俗连厢课", kind="training", details="")
    before = offers_for(need, at=exchange.at)[0].match.fit
    term = actions.save_term(exchange.city.office, name="莲湘", words="连厢、霸王鞭", broader="", general=False, **who)
    assert offers_for(need, at=exchange.at)[0].match.fit > before + 20
    again = actions.save_term(
        exchange.city.office, name="莲湘", words="连厢", broader="", general=False, term=term, **who
    )
    term.refresh_from_db()
    assert (term.ended_at, again.ended_at) == (exchange.at, None)
    for wrong in ({"name": "莲湘", "broader": ""}, {"name": " ", "broader": ""}, {"name": "甲", "broader": "没有的"}):
        with pytest.raises(ValidationError):
            actions.save_term(exchange.city.office, words="", general=False, **wrong, **who)
    with pytest.raises(PermissionDenied):
        actions.save_term(
            exchange.city.office, name="乙", words="", broader="", general=False, by=exchange.officer, at=exchange.at
        )
    # Not a district, nor a hub that oversees another: the list is the city's.
    for name in ("district.head", "hub.head"):
        with pytest.raises(PermissionDenied):
            actions.end_term(again, by=exchange.city.user(name), at=exchange.at)
    assert actions.end_term(again, **who).ended_at == exchange.at
    assert offers_for(need, at=exchange.at)[0].match.fit == before
    assert offer.pk


def hub_need(exchange, **more):
    """A need that the hub's officer wrote down for who has no account."""
    return exchange.need(by=exchange.officer, body=None, body_name="梧桐里邻里互助队", **more)


def given(exchange, *, offer=None, need=None):
    offer, need = offer or exchange.offer(), need or hub_need(exchange)
    match = actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    for row in (need, offer):
        match = actions.accept_match(match, by=GUEST, at=exchange.at, opened_with=row.token)
    return match


def test_nobody_of_the_hub_confirms_for_whom_it_posted_and_a_signed_sheet_does(exchange, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    match, head = given(exchange), exchange.city.user("hub.head")
    part = exchange.delivered(match)
    for user in (head, GUEST):
        with pytest.raises(ValidationError, match="不能替受方确认"):
            actions.confirm_delivery(part, by=user, at=exchange.at, opened_with=match.need.token)
    sheet = {"upload": SimpleUploadedFile("sheet.pdf", b"%PDF-1.4 signed"), "at": exchange.at}
    with pytest.raises(ValidationError, match="另一位同事"):
        actions.confirm_by_receipt(part, received_by="王桂兰", by=exchange.officer, **sheet)
    with pytest.raises(ValidationError, match="签字的人"):
        actions.confirm_by_receipt(part, received_by=" ", by=head, **sheet)
    with pytest.raises(PermissionDenied):
        actions.confirm_by_receipt(part, received_by="王桂兰", by=exchange.city.user("hub02.head"), **sheet)
    part = actions.confirm_by_receipt(part, received_by="王桂兰", by=head, **sheet)
    assert (part.received_by, part.confirmed_at, part.receipt.owner) == ("王桂兰", exchange.at, exchange.hub)
    assert actions.confirm_by_receipt(part, received_by="别人", by=head, **sheet).received_by == "王桂兰"


def test_the_hub_holding_an_address_confirms_nothing_and_a_receiver_with_an_account_needs_no_sheet(exchange):
    need = actions.open_posting(exchange.need(by=GUEST, body=None, body_name="王桂兰", asker="public"), by=exchange.officer,
                                at=exchange.at)  # fmt: skip
    match = given(exchange, need=need)
    part = exchange.delivered(match)
    with pytest.raises(ValidationError, match="不能替受方确认"):
        actions.confirm_delivery(part, by=exchange.city.user("hub.head"), at=exchange.at, opened_with=need.token)
    assert actions.confirm_delivery(part, by=GUEST, at=exchange.at, opened_with=need.token).confirmed_at == exchange.at
    other = exchange.delivered(exchange.agreed(title="另一间"))
    with pytest.raises(ValidationError, match="自己确认"):
        actions.confirm_by_receipt(other, received_by="王桂兰", by=exchange.city.user("hub.head"), at=exchange.at,
                                   upload=SimpleUploadedFile("sheet.pdf", b"%PDF-1.4"))  # fmt: skip


def test_no_more_is_delivered_than_was_offered(exchange):
    match = exchange.agreed(value_fen=300_000)
    exchange.delivered(match, value_fen=200_000)
    with pytest.raises(ValidationError, match="超出了") as error:
        exchange.delivered(match, value_fen=100_001)
    assert list(error.value.message_dict) == ["value_fen"]
    assert exchange.delivered(match, value_fen=100_000).pk
    with pytest.raises(ValidationError, match="不是现金"):
        actions.record_delivery(match, what="红包", delivered_on=exchange.today, value_fen=0, is_cash=True, key="cash",
                                by=exchange.officer, at=exchange.at)  # fmt: skip


def test_nobody_agrees_to_what_was_taken_back_and_answers_again_when_it_is_public_again(exchange):
    offer = actions.open_posting(
        exchange.offer(body=exchange.member, by=exchange.secretary, source="organization"), by=exchange.officer, at=exchange.at
    )  # fmt: skip
    need = exchange.need(body=None, by=GUEST, body_name="邻里队", asker="public")
    match = actions.introduce(offer, need, hub=exchange.hub, by=GUEST, at=exchange.at, opened_with=need.token)
    waiting = Duty.objects.open().filter(verb="answer_match", body=exchange.member)
    assert waiting.count() == 1
    actions.withdraw_posting(need, by=GUEST, at=exchange.at, opened_with=need.token)
    assert not waiting.exists()
    with pytest.raises(ValidationError, match="撤回"):
        actions.accept_match(match, by=exchange.secretary, at=exchange.at)
    actions.reopen_posting(need, by=GUEST, at=exchange.at, opened_with=need.token)
    actions.open_posting(need, by=exchange.officer, at=exchange.at)
    assert waiting.count() == 1
    assert actions.accept_match(match, by=exchange.secretary, at=exchange.at).state == "accepted"


def test_what_has_ended_ends_its_introductions_and_tells_and_what_was_agreed_stays(exchange):
    need = exchange.need()
    agreed = actions.introduce(exchange.offer(), need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    actions.accept_match(agreed, by=exchange.secretary, at=exchange.at)
    agreed = actions.accept_match(agreed, by=GUEST, at=exchange.at, opened_with=agreed.offer.token)
    open_one = actions.introduce(
        exchange.offer(body_name="另一家"), need, hub=exchange.hub, by=exchange.officer, at=exchange.at
    )
    actions.close_posting(need, by=exchange.secretary, at=exchange.at)
    agreed.refresh_from_db()
    open_one.refresh_from_db()
    assert (agreed.state, open_one.state, bool(open_one.ended_why)) == ("accepted", "declined", True)
    assert not Duty.objects.open().filter(verb="answer_match").exists()
    assert Notice.objects.filter(kind="match_ended", user=exchange.secretary).exists()


def test_what_ends_at_night_ends_its_introductions_too(exchange):
    offer = exchange.offer(closes_on=exchange.today + timedelta(days=3))
    match = actions.introduce(offer, exchange.need(), hub=exchange.hub, by=exchange.officer, at=exchange.at)
    system = type(exchange.officer).objects.system("schedule")
    assert actions.close_past(by=system, at=exchange.at, day=exchange.today + timedelta(days=4)) == 1
    match.refresh_from_db()
    assert (match.state, Duty.objects.open().filter(verb="answer_match").count()) == ("declined", 0)


def test_what_was_withdrawn_takes_up_none_of_the_five(exchange):
    need = exchange.need()
    offers = [exchange.offer(body_name=f"第{n}家") for n in range(6)]
    for offer in offers[:5]:
        actions.introduce(offer, need, hub=exchange.hub, by=exchange.secretary, at=exchange.at)
    actions.withdraw_posting(offers[0], by=exchange.officer, at=exchange.at)
    assert actions.introduce(offers[5], need, hub=exchange.hub, by=exchange.secretary, at=exchange.at).pk
