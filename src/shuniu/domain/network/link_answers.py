"""What organizations answer to the network through a secret address: ties, invitations, contacts (A05.1, A05.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.consent import untie
from shuniu.domain.network.actions.engagement import deny_engagement
from shuniu.domain.network.models import ConfirmationLink, Engagement, MembershipInvitation
from shuniu.kernel.record.answers import LinkAnswer, LinkAnswers, link_answers


def _of(model: Any, path: str, *more: str) -> Any:
    def of(hubs: Iterable[Any] | None) -> QuerySet[Any]:
        rows = model.objects.select_related(*more)
        return rows if hubs is None else rows.filter(**{f"{path}__in": hubs})

    return of


def _tie(link: ConfirmationLink) -> LinkAnswer:
    tie = link.affiliation
    return LinkAnswer(
        row=link, hub=tie.hub, organization=tie.organization, title=tie.get_kind_display(), said_by=link.answered_by,
        at=link.used_at, url=reverse("network:tie", args=[tie.pk]), opened_by=link.opened_by,
    )  # fmt: skip


def _invitation(row: MembershipInvitation) -> LinkAnswer:
    return LinkAnswer(
        row=row, hub=row.hub, organization=row.organization, title=_("接受入会邀请"), said_by=row.answered_by,
        at=row.accepted_at, url=reverse("network:tie", args=[row.tie_id]) if row.tie_id else "",
    )  # fmt: skip


def _engagement(row: Engagement) -> LinkAnswer:
    return LinkAnswer(
        row=row, hub=row.hub, organization=row.organization, title=f"{row.happened_on} {row.title}", said_by=row.answered_by,
        at=row.confirmed_at or row.declined_at, url=reverse("network:engagement", args=[row.pk]),
    )  # fmt: skip


def _untie_link(link: ConfirmationLink, *, by: Any, at: datetime) -> None:
    untie(link.affiliation, at=at)


def _untie_invitation(row: MembershipInvitation, *, by: Any, at: datetime) -> None:
    if row.tie is not None:
        untie(row.tie, at=at)


link_answers.add("network.tie", LinkAnswers(
    gettext_lazy("联系和会员"), ConfirmationLink,
    _of(ConfirmationLink, "affiliation__hub", "affiliation__hub", "affiliation__organization", "opened_by"),
    lambda rows: rows.filter(used_at__isnull=False, affiliation__confirmed_through="link", affiliation__confirmed_at__isnull=False),
    _tie, _untie_link, subject=lambda link: link.affiliation,
))  # fmt: skip
link_answers.add("network.invitation", LinkAnswers(
    gettext_lazy("入会邀请"), MembershipInvitation, _of(MembershipInvitation, "hub", "hub", "organization"),
    lambda rows: rows.filter(tie__confirmed_through="invitation", tie__confirmed_at__isnull=False, accepted_at__isnull=False),
    _invitation, _untie_invitation,
))  # fmt: skip
link_answers.add("network.engagement", LinkAnswers(
    gettext_lazy("工作联系"), Engagement, _of(Engagement, "hub", "hub", "organization"),
    lambda rows: rows.filter(confirmed_through="link", confirmed_at__isnull=False), _engagement, deny_engagement,
))  # fmt: skip
