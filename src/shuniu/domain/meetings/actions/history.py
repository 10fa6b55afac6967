"""Past runs of mechanisms for an invented city: written in bulk with their own dates, which no other action allows."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shuniu.domain.meetings.mechanisms import due_periods
from shuniu.domain.meetings.models import Mechanism, MechanismRun
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization

permit("meetings.write_history", nobody)

_PLANS = (
    ("联系走访", "M", "A13", "走访联系单位，记录需求。"),
    ("信息员例会", "Q", "A16.1", "召开信息员例会，通报信息报送情况。"),
    ("服务满意度回访", "H", "A07", "回访接受服务的组织。"),
)


@transaction.atomic
def write_history(hubs: Iterable[Organization], *, strength: dict[int, float], owners: list[str], since: datetime,
                  seed: int, by: Any, at: datetime) -> int:  # fmt: skip
    """Three mechanisms beside the quarterly meeting for every hub; the weaker the hub, the more runs late or missing.

    `strength`: hub id → 0…1. Returns how many runs were written.
    """
    authorise(by, "meetings.write_history", None, at=at)
    dice = random.Random(seed)  # noqa: S311  the same city every time
    rows = []
    for n, hub in enumerate(hubs):
        facts = {
            "host": hub,
            "owner_name": owners[n % len(owners)],
            "valid_from": local_date(since),
            "created_at": since,
        }
        rows.append(Mechanism(kind=Mechanism.Kind.SECRETARY_MEETING, name="秘书长例会", frequency="Q",
                              unit_code="A14", **facts))  # fmt: skip
        rows += [
            Mechanism(name=name, frequency=frequency, unit_code=unit, **facts)
            for name, frequency, unit, _note in _PLANS[: 1 + n % 3]
        ]
    rows = Mechanism.objects.bulk_create(rows)
    notes = {name: note for name, _f, _u, note in _PLANS}
    runs = []
    for row in rows:
        if row.kind == Mechanism.Kind.SECRETARY_MEETING:
            continue
        for period in due_periods(row, first=row.valid_from, last=local_date(at)):
            if dice.random() > 0.55 + 0.45 * strength[row.host_id]:
                continue
            day = period.last_day - timedelta(days=dice.randrange(3, 20))
            delay = 44 if dice.random() > 0.7 + 0.3 * strength[row.host_id] else dice.randrange(0, 6)
            entered = since + timedelta(days=(day - local_date(since)).days + delay)
            if entered < at:
                runs.append(MechanismRun(mechanism=row, held_on=day, note=notes[row.name], entered_at=entered))
    return len(MechanismRun.objects.bulk_create(runs, batch_size=2000))
