from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.actions.match import lock_match
from shuniu.engines.exchange.actions.posting import person
from shuniu.engines.exchange.models import Match, RelayMessage
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.rules import MESSAGES, stands_on_the_needs_side, stands_on_the_offers_side
from shuniu.engines.exchange.screening import fault_of, has_contact
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date, start_of_day
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("relay_message", text=gettext_lazy("关于“%(title)s”有新留言。"))


def side_of(match: Match, user: Any, at: datetime) -> str:
    if stands_on_the_needs_side(user, match, at):
        return RelayMessage.Side.NEED.value
    return RelayMessage.Side.OFFER.value if stands_on_the_offers_side(user, match, at) else RelayMessage.Side.HUB.value


@transaction.atomic
def write_message(match: Match, *, text: str, key: str, by: Any, at: datetime, opened_with: str = "") -> RelayMessage:
    """Hand a message on. Contacts are not handed on before both sides have agreed, and lists never."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.write_message", match, at=at)
    existing = RelayMessage.objects.filter(key=key, match=match).first()
    if existing is not None:
        return existing
    if not text.strip():
        raise ValidationError({"text": _("请写要转达的话。")})
    if fault_of(text) == "contacts":
        raise ValidationError({"text": _("平台不转达索要名单或通讯录的话，请删去这一句。")})
    if match.accepted_at is None and has_contact(text):
        raise ValidationError({"text": _("双方都答应以后才能留电话或微信，请先删去联系方式。")})
    most = int(setting_for(match.hub, MESSAGES.key, at) or 0)
    if match.messages.filter(sent_at__gte=start_of_day(local_date(at))).count() >= most:
        raise ValidationError(_("今天转达的留言已经很多了，请明天再写，或请枢纽帮忙。"))
    side = side_of(match, by, at)
    row = RelayMessage.objects.create(
        match=match, side=side, text=text.strip()[:1000], sent_by=person(by), sent_at=at, key=key
    )
    for name, posting in ((RelayMessage.Side.OFFER, match.offer), (RelayMessage.Side.NEED, match.need)):
        if name != side and posting.body is not None:
            for one in holders(posting.body, *SPEAKS, at=at):
                notify(
                    one, "relay_message", key=f"relay:{row.pk}", at=at, url=address_of(match), title=match.need.title
                )
    trace(row, "exchange.message_written", by=by, at=at)
    return row
