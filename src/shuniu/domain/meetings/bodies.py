"""Which body a name typed by the host means: on a paper sheet, or as the owner of a resolution. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.naming import name_key


class BodiesNamed:
    """Bodies by name, register code or credit code; three queries for any number of names.

    Names are not unique: of several, the one invited to the meeting is meant, then the one tied to its host. Nobody
    else's private rows and no row that was merged away answers to a name.
    """

    def __init__(self, names: Iterable[str], *, meeting: SecretaryMeeting, user: Any, at: datetime) -> None:
        said = {name.strip() for name in names} - {""}
        codes = {one.upper() for one in said}
        seen = Organization.objects.visible_to(user, at).select_related("area")
        rows = list(
            seen.filter(
                Q(name_key__in={name_key(one) for one in said}) | Q(code__in=codes) | Q(credit_code__in=codes)
            ).order_by("code")
        )
        invited = set(meeting.gathering.invitees.values_list("organization_id", flat=True))
        ties = Affiliation.objects.valid(at).filter(hub=meeting.host_id, declined_at__isnull=True)
        tied = set(ties.filter(organization__in=rows).values_list("organization_id", flat=True)) if rows else set()
        self._known: dict[str, list[Organization]] = {}
        for row in sorted(rows, key=lambda one: (one.pk not in invited, one.pk not in tied)):
            near = (row.pk in invited, row.pk in tied)
            namesakes = self._known.setdefault(row.name_key, [])
            if not namesakes or (namesakes[0].pk in invited, namesakes[0].pk in tied) == near:
                namesakes.append(row)
            for code in filter(None, (row.code, row.credit_code)):
                self._known[code] = [row]

    def body(self, name: str) -> Organization | None:
        """The body meant; None for an empty name. Raises ValidationError when none or several may be meant."""
        if not name.strip():
            return None
        found = self._known.get(name.strip().upper()) or self._known.get(name_key(name)) or []
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("名录里没有这个单位，请核对名称，或留空。"))
        listed = _("、").join(f"{one.code}（{one.area}）" if one.area else one.code for one in found[:5])
        raise ValidationError(_("有几个单位都叫这个名称，请改填登记册编号：%(listed)s。") % {"listed": listed})
