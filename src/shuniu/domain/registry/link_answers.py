"""What organizations answer to the register through a secret address: cards and asked tables (A16.1, A06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.answer import not_theirs
from shuniu.domain.registry.actions.cards import ask_anew
from shuniu.domain.registry.models import CardConfirmation, RequestAnswer
from shuniu.kernel.record.answers import LinkAnswer, LinkAnswers, link_answers


def _cards(hubs: Iterable[Any] | None) -> QuerySet[CardConfirmation]:
    rows = CardConfirmation.objects.select_related("ask__campaign__hub", "organization")
    return rows if hubs is None else rows.filter(ask__campaign__hub__in=hubs)


def _card(row: CardConfirmation) -> LinkAnswer:
    hub = row.ask.campaign.hub if row.ask else row.organization
    return LinkAnswer(
        row=row, hub=hub, organization=row.organization, title=_("确认资料无误"), said_by=row.said_by, at=row.at,
        url=reverse("registry:organization", args=[row.organization.code]),
    )  # fmt: skip


def _tables(hubs: Iterable[Any] | None) -> QuerySet[RequestAnswer]:
    rows = RequestAnswer.objects.select_related("request__asker", "request__sent_by", "body")
    return rows if hubs is None else rows.filter(request__asker__in=hubs)


def _table(row: RequestAnswer) -> LinkAnswer:
    return LinkAnswer(
        row=row, hub=row.request.asker, organization=row.body, title=row.request.title, said_by=row.said_by, at=row.filed_at,
        url=reverse("registry:answer", args=[row.pk]) if row.state == RequestAnswer.State.FILED else "",
        passed_by=row.request.sent_by,
    )  # fmt: skip


def _ask_anew(row: CardConfirmation, *, by: Any, at: datetime) -> None:
    ask_anew(row, by=by, at=at)


link_answers.add("registry.card", LinkAnswers(
    gettext_lazy("资料核对"), CardConfirmation, _cards,
    lambda rows: rows.filter(way=CardConfirmation.Way.LINK, withdrawn_at__isnull=True, ask__isnull=False), _card, _ask_anew,
    order="ask__token", subject=lambda row: row.organization,
))  # fmt: skip
link_answers.add("registry.table", LinkAnswers(
    gettext_lazy("填报"), RequestAnswer, _tables,
    lambda rows: rows.filter(state=RequestAnswer.State.FILED).exclude(said_by=""), _table, not_theirs, order="link__token",
))  # fmt: skip
