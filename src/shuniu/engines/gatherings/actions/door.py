"""The six digits at the door: whoever types them finds the gathering; whoever guesses is stopped."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shuniu.engines.gatherings.models import DoorTry, Gathering
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.norms.queries import all_settings_for

permit("gatherings.clear_door_tries", nobody)
CLIENT, ALL, MINUTES = "gatherings.door_tries_client", "gatherings.door_tries_all", "gatherings.door_tries_minutes"
KEPT = timedelta(days=1)


def client_digest(address: str) -> str:
    """What stands for an address: enough to count by, nothing to look anybody up with."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), sha256).hexdigest()


def find_by_code(code: str, *, client: str, at: datetime) -> Gathering | None:
    """The gathering whose door is open and shows these six digits; None when there is none.

    A wrong code counts against every open door, by client and in all (settings of each host). A door that was tried
    too often is closed for codes until the counted minutes have passed, for the right code too: the answer tells
    nothing. Raises ValidationError, in one sentence, when a closed door may be the one that was meant.
    """
    code = "".join(code.split())
    with transaction.atomic():
        closed, still_open = _doors(client, at=at)
        found = next((row for row in still_open if row.door_code == code), None)
        if found is not None:
            return found
        # Locked in one order, so that a hundred guesses at once are counted one after the other.
        DoorTry.objects.bulk_create(DoorTry(gathering=row, client=client, tried_at=db_now()) for row in still_open)
    if closed:
        minutes = max(minutes for _row, minutes in closed)
        raise ValidationError(
            _("签到码试错太多，请过 %(n)s 分钟再试；现在可以扫会场的二维码，或请工作人员登记。") % {"n": minutes}
        )
    return None


def _doors(client: str, *, at: datetime) -> tuple[list[tuple[Gathering, int]], list[Gathering]]:
    """Doors open at the moment: those tried too often, with the minutes counted, and the others."""
    doors = list(
        Gathering.objects.select_for_update(of=("self",), no_key=True)
        .filter(sign_in_opens_at__lte=at, sign_in_closes_at__gte=at, called_off_at__isnull=True)
        .order_by("pk")
    )
    norms = all_settings_for({row.host_id for row in doors}, [CLIENT, ALL, MINUTES], at)
    closed, still_open = [], []
    for row in doors:
        minutes = int(norms[row.host_id, MINUTES] or 0)
        tries = DoorTry.objects.filter(gathering=row, tried_at__gt=db_now() - timedelta(minutes=minutes)).aggregate(
            all=Count("pk"), own=Count("pk", filter=Q(client=client))
        )
        if tries["own"] >= int(norms[row.host_id, CLIENT] or 0) or tries["all"] >= int(norms[row.host_id, ALL] or 0):
            closed.append((row, minutes))
        else:
            still_open.append(row)
    return closed, still_open


@transaction.atomic
def clear_door_tries(*, by: Any, at: datetime) -> int:
    """Every night: tries older than a day go. Returns how many."""
    authorise(by, "gatherings.clear_door_tries", None, at=at)
    return DoorTry.objects.filter(tried_at__lt=at - KEPT).delete()[0]
