from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.orgs.queries import holds, overseeing_bodies
from shuniu.kernel.orgs.rules import SPEAKS

SCREEN_DAYS = limit(
    "exchange.screen_working_days", default=2, unit_label=_("个工作日"), title=_("审核供给和需求的期限"), clause="A10.4"
)
ANSWER_DAYS = limit(
    "exchange.answer_days", default=7, unit_label=_("天"), title=_("牵线以后双方答复的期限"), clause="A10.4"
)
CONFIRM_DAYS = limit("exchange.confirm_days", default=14, unit_label=_("天"), title=_("确认交付的期限"), clause="A08")
MESSAGES = limit(
    "exchange.messages_a_day", default=30, unit_label=_("条"), title=_("一次对接每天最多转达多少条留言"), clause="A10.4"
)
INTRODUCTIONS = limit(
    "exchange.open_introductions",
    default=5,
    unit_label=_("次"),
    title=_("一条供给或需求同时等答复的自行牵线"),
    clause="A10.4",
)
SLOW_MS = 1000
"""A search that takes longer than a second is slow: the text says so (SUP-33)."""
notices: Registry[Callable[[Any], str]] = Registry("postings that are kept elsewhere")
"""Storeys above say what of the postings is kept by a record of theirs: name → why(row) → where it is changed and taken back,
empty for all others."""
WORKS = ("head", "officer", "clerk")


def opens(row: Any, token: str) -> bool:
    """The row was opened by the address that whoever posted it without an account keeps."""
    shown = getattr(row, "opened_with", "")
    return bool(shown) and shown == token


@predicate
def anybody(user: Any, row: Any, at: datetime) -> bool:
    return True


@predicate
def posts_in_own_name(user: Any, row: Any, at: datetime) -> bool:
    """In the name of a body only who speaks or works for it; without a body anybody."""
    return row.body is None or holds(user, row.body, *SPEAKS, "officer", at=at)


@predicate
def works_for_the_keeper(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.keeper, *WORKS, at=at)


@predicate
def decides_for_the_keeper(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.keeper, "head", "officer", at=at)


@predicate
def posted_it(user: Any, row: Any, at: datetime) -> bool:
    return opens(row, row.token) or (row.body is not None and holds(user, row.body, *SPEAKS, "officer", at=at))


@predicate
def works_for_the_hub(user: Any, match: Any, at: datetime) -> bool:
    return holds(user, match.hub, *WORKS, at=at)


@predicate
def stands_on_the_offers_side(user: Any, match: Any, at: datetime) -> bool:
    return posted_it(user, match.offer, at) or opens(match, match.offer.token)


@predicate
def stands_on_the_needs_side(user: Any, match: Any, at: datetime) -> bool:
    return posted_it(user, match.need, at) or opens(match, match.need.token)


@predicate
def works_for_this_hub(user: Any, share: Any, at: datetime) -> bool:
    return holds(user, share.hub, "head", "officer", at=at)


@predicate
def keeps_the_offer(user: Any, share: Any, at: datetime) -> bool:
    return holds(user, share.offer.keeper, "head", "officer", at=at)


@predicate
def edits_the_words(user: Any, office: Any, at: datetime) -> bool:
    """Head or officer of the city's body, or of the district's where the city has none here: one list for all hubs."""
    standing = Designation.objects.valid(at)
    level = "city" if standing.filter(level="city").exists() else "district"
    tops = set(standing.filter(level=level).values_list("reports_to", flat=True))
    return any(one.pk in tops and one.pk == office.pk for one in overseeing_bodies(user, at))


permit("exchange.post_offer", posts_in_own_name | works_for_the_keeper)
permit("exchange.post_need", posts_in_own_name | works_for_the_keeper)
permit("exchange.screen_posting", decides_for_the_keeper)
permit("exchange.change_posting", posted_it | decides_for_the_keeper)
permit("exchange.withdraw_posting", posted_it | decides_for_the_keeper)
permit("exchange.set_source", decides_for_the_keeper)
permit("exchange.introduce", works_for_the_hub | stands_on_the_offers_side | stands_on_the_needs_side)
permit("exchange.accept_match", stands_on_the_offers_side | stands_on_the_needs_side)
permit("exchange.end_match", stands_on_the_offers_side | stands_on_the_needs_side | works_for_the_hub)
permit("exchange.write_message", stands_on_the_offers_side | stands_on_the_needs_side | works_for_the_hub)
permit("exchange.record_delivery", stands_on_the_offers_side | works_for_the_hub)
permit("exchange.confirm_delivery", stands_on_the_needs_side)
permit("exchange.confirm_by_receipt", works_for_the_hub)
permit("exchange.propose_share", works_for_this_hub)
permit("exchange.agree_share", keeps_the_offer)
permit("exchange.save_term", edits_the_words)
permit("exchange.count_shown", anybody)
permit("exchange.close_past", nobody)
permit("exchange.probe_search", nobody)
