"""Who sees a tie, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.explaining import Explained, explained
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


def seen_ties(user: Any, at: datetime) -> Any:
    """Both ends see a tie; above the hub only what the organization has confirmed."""
    seen = Q(hub__in=hubs_of(user, at)) | Q(organization__in=bodies_of(user, at))
    seen |= Q(hub__in=overseen_by(user, at), confirmed_at__isnull=False)
    return Affiliation.objects.filter(seen)


explained.add("tie", Explained(
    _("联系（会员、联系单位）"), seen_ties, "pk",
    lambda tie, user, at: [(tie.hub, _("是这条联系的枢纽")), (tie.organization, _("是这条联系的组织"))],
    _("一条联系给两头的人员看；组织确认之后，枢纽的上级也看得到。"),
))  # fmt: skip
