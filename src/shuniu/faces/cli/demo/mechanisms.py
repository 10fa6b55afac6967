"""Three mechanisms beside the quarterly meeting for every hub; the weaker the hub, the more runs late or missing."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.domain.meetings.mechanisms import due_periods
from shuniu.domain.meetings.models import Mechanism, MechanismRun
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import local_date

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

_PLANS = (
    ("联系走访", "M", "A13", "走访联系单位，记录需求。"),
    ("信息员例会", "Q", "A16.1", "召开信息员例会，通报信息报送情况。"),
    ("服务满意度回访", "H", "A07", "回访接受服务的组织。"),
)


def fill(city: DemoCity) -> None:
    dice = random.Random(city.seed)  # noqa: S311  the same city every time
    rows = []
    for n, hub in enumerate(city.hubs):
        facts = {
            "host": hub,
            "owner_name": person(n * 5 + 2),
            "valid_from": local_date(city.start),
            "created_at": city.start,
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
        for period in due_periods(row, first=row.valid_from, last=city.today):
            if dice.random() > 0.55 + 0.45 * city.strength[row.host_id]:
                continue
            day = period.last_day - timedelta(days=dice.randrange(3, 20))
            delay = 44 if dice.random() > 0.7 + 0.3 * city.strength[row.host_id] else dice.randrange(0, 6)
            entered = city.start + timedelta(days=(day - local_date(city.start)).days + delay)
            if entered < city.now:
                runs.append(MechanismRun(mechanism=row, held_on=day, note=notes[row.name], entered_at=entered))
    MechanismRun.objects.bulk_create(runs, batch_size=2000)
