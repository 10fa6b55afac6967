"""What the actions on consortia share: the lock on the whole of one, whom to tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.models.together import Consortium
from shuniu.domain.support.rules.together import ACTS
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.record.actions import notify


def lock(consortium: Consortium) -> Consortium:
    """One at a time on a consortium: who joins, leaves or starts it sees the others as they are."""
    rows = Consortium.objects.select_for_update(of=("self",)).select_related("hub", "lead")
    return rows.get(pk=consortium.pk)


def must_be_open(consortium: Consortium) -> None:
    if not consortium.is_open:
        raise ValidationError(_("这个联合体已经结束，不能再改。如要接着做，请另建一个。"))


def url(consortium: Consortium) -> str:
    return reverse("support:consortium", args=[consortium.pk])


def tell(body: Organization, kind: str, consortium: Consortium, *, key: str, at: datetime, **facts: Any) -> None:
    for person in holders(body, *ACTS, at=at):
        notify(person, kind, key=key, at=at, url=url(consortium), mail=True, title=consortium.title, **facts)
