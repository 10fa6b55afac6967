"""Postings of the small city's hub, its member and people without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from shuniu.engines.exchange import actions
from shuniu.engines.exchange.models import Delivery, Match, Need, Offer
from shuniu.engines.exchange.queries.finding import forget
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization

GUEST = AnonymousUser()
TABLES = ("exchange_offer", "exchange_need", "support_departmentproposal", "support_partnership", "support_chosenform")


@pytest.fixture(autouse=True)
def empty(city):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    forget()
    yield
    forget()


class Exchange:
    """Shortcuts that go through the actions."""

    def __init__(self, city: Any) -> None:
        self.city, self.at, self.today = city, city.now, local_date(city.now)
        self.hub, self.member = city.hub, city.member
        self.officer, self.secretary = city.user("hub.officer"), city.user("org.secretary")
        self.other = Organization.objects.get(appointments__person__username="hub02.head")
        self.civil = Organization.objects.get(name="云州市民政局")
        self.serial = 0

    def key(self) -> str:
        self.serial += 1
        return f"key-{self.serial}"

    def offer(self, *, by: Any = None, keeper: Any = None, **more: Any) -> Offer:
        facts = {
            "source": "company", "body_name": "云州晨光印务有限公司", "kind": "place", "groups": ["elders"], "area": None,
            "title": "一楼多功能厅周末可借", "details": "带音响，银龄合唱免费", "key": self.key(),
        } | more  # fmt: skip
        return actions.post_offer(keeper or self.hub, **facts, by=by or self.officer, at=self.at)

    def need(self, *, by: Any = None, keeper: Any = None, **more: Any) -> Need:
        facts = {
            "asker": "organization", "body": self.member, "body_name": "", "kind": "place", "groups": ["elders"],
            "area": None, "title": "给老人找个唱歌的屋子", "details": "", "key": self.key(),
        } | more  # fmt: skip
        need = actions.post_need(keeper or self.hub, **facts, by=by or self.secretary, at=self.at)
        return need if need.state == "open" else actions.open_posting(need, by=self.officer, at=self.at)

    def agreed(self, **more: Any) -> Match:
        """A company without an account and the member agree."""
        offer, need = self.offer(**more), self.need()
        match = actions.introduce(offer, need, hub=self.hub, by=self.officer, at=self.at)
        actions.accept_match(match, by=self.secretary, at=self.at)
        return actions.accept_match(match, by=GUEST, at=self.at, opened_with=offer.token)

    def delivered(self, match: Match, *, value_fen: int = 200_000, days_ago: int = 0, **more: Any) -> Delivery:
        return actions.record_delivery(
            match, what="借用三次", delivered_on=self.today - timedelta(days=days_ago), value_fen=value_fen, is_cash=False,
            key=self.key(), by=self.officer, at=self.at, **more,
        )  # fmt: skip


@pytest.fixture
def exchange(city) -> Exchange:
    return Exchange(city)
