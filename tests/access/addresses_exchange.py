"""An address for every page of the exchange, with offers, needs and a match of the first hub and its member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shuniu.domain.support.actions.exchange import (
    add_partnership_paper,
    propose_to_department,
    record_opportunity,
    submit_partnership,
)
from shuniu.engines.exchange.actions import introduce, open_posting, post_need, post_offer
from shuniu.engines.exchange.models import Delivery
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import attach
from tests.city import City

EXCHANGE = (
    "services:pool", "services:pool-offer-post", "services:pool-need-post", "support:pool", "support:pool-enter",
    "support:pool-words", "support:matches", "support:matches-export", "support:opportunities",
    "support:opportunities-export", "support:opportunity-record", "support:proposal-make", "support:partnerships",
    "support:partnerships-export", "support:partnership-submit", "support:chosen-forms", "support:departments", "support:coverage", "support:coverage-export", "support:coverage-record",
)  # fmt: skip


def exchange_addresses(city: City) -> dict[str, list[Any]]:
    officer, secretary, at = city.user("hub.officer"), city.user("org.secretary"), city.now
    shared = {"kind": "place", "groups": [], "area": None, "title": "周末可借的多功能厅", "details": ""}
    offer = post_offer(
        city.hub, source="company", body_name="晨光印务", key="offer-of-access", by=officer, at=at, **shared
    )
    need = post_need(city.hub, asker="organization", body=city.member, body_name="", key="need-of-access", by=secretary,
                     at=at, **shared)  # fmt: skip
    need = open_posting(need, by=officer, at=at)
    match = introduce(offer, need, hub=city.hub, by=officer, at=at)
    today, civil = local_date(at), Organization.objects.get(name="云州市民政局")
    asked = propose_to_department(city.hub, department=civil, subject="夜间服务点", asked="场地补贴", made_on=today,
                                  key="proposal-of-access", by=officer, at=at)  # fmt: skip
    won = record_opportunity(city.hub, department=civil, kind="money", title="夜间服务点补贴", details="每点五万元", value_fen=None,
                             obtained_on=today, deadline=today + timedelta(days=60), open_to_all=True,
                             key="opportunity-of-access", by=officer, at=at)  # fmt: skip
    partnership = submit_partnership(
        city.hub, partner=city.member, title="共用师资", elements=["people"], valid_from=today, valid_to=today + timedelta(days=300),
        ties="无", deliverables=[{"what": "师资十人次", "kind": "people"}], key="partnership-of-access", by=officer, at=at,
    )  # fmt: skip
    paper = add_partnership_paper(partnership, name="协议", upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4"), is_signed=True,
                                  by=officer, at=at)  # fmt: skip
    sheet = attach(SimpleUploadedFile("s.pdf", b"%PDF-1.4 s"), owner=city.hub, subject=match, by=officer, at=at)
    part = Delivery.objects.create(match=match, what="一次", delivered_on=today, value_fen=0, recorded_at=at, confirmed_at=at,
                                   receipt=sheet, received_by="王桂兰", key="part-of-access")  # fmt: skip
    return {
        "support:match-receipt": [match.pk, part.pk],
        "support:partnership-paper": [partnership.pk, paper.pk],
        "support:proposal": [asked.pk], "support:opportunity": [won.pk], "support:partnership": [partnership.pk],
        "services:pool-side": ["booths"], "services:pool-posting": ["offers", offer.pk], "services:pool-mine": [offer.token],
        "services:pool-mine-match": [offer.token, match.pk], "support:pool-side": ["needs"],
        "support:pool-export": ["offers"], "support:pool-offer": [offer.pk], "support:pool-need": [need.pk],
        "support:match": [match.pk], "support:opportunity-change": [won.pk], "support:opportunity-untold": [won.pk],
        "support:pool-offer-change": [offer.pk], "support:pool-need-change": [need.pk],
        "services:pool-mine-change": [offer.token],
    }  # fmt: skip
