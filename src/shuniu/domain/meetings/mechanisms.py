"""When a mechanism is due, how its runs stand to it, and how far it drifts (A13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.held import held
from shuniu.domain.meetings.models import Mechanism, MechanismRun
from shuniu.kernel.core.moments import Period, local_date, period_of

Run = tuple[date, date]
"""The day it happened and the day it was entered."""

STATES = {
    "ok": _("按期"),
    "late": _("补录"),
    "missed": _("未运行"),
    "running": _("进行中"),
    "before": _("列入清单前"),
}


def current_period(mechanism: Mechanism, at: datetime | date) -> Period:
    day = local_date(at) if isinstance(at, datetime) else at
    return period_of(mechanism.frequency, day)  # type: ignore[arg-type]


def due_periods(mechanism: Mechanism, *, first: date, last: date) -> list[Period]:
    """Whole periods of the mechanism's life that end between two days, both included."""
    periods = []
    period = period_of(mechanism.frequency, max(first, mechanism.valid_from))  # type: ignore[arg-type]
    while period.last_day <= last:
        ended = mechanism.valid_to is not None and mechanism.valid_to <= period.last_day
        if period.start >= mechanism.valid_from and period.last_day >= first and not ended:
            periods.append(period)
        period = period.next()
    return periods


def listed_since(mechanism: Mechanism, period: Period) -> bool:
    """Whether the mechanism stood on the list before the period ended: for what ended earlier nobody could enter a run."""
    return local_date(mechanism.created_at) < period.end


def runs_between(
    mechanisms: Iterable[Mechanism], *, first: date, last: date, at: datetime
) -> dict[int, list[Run]]:  # fmt: skip
    """Mechanism id → its runs, for many mechanisms in a few queries; the runs of the meetings are those that count (MEC-3)."""
    rows = list(mechanisms)
    found: dict[int, list[Run]] = defaultdict(list)
    entered = MechanismRun.objects.filter(
        mechanism__in=[row.pk for row in rows], withdrawn_at__isnull=True, held_on__range=(first, last)
    )
    for pk, day, moment in entered.values_list("mechanism_id", "held_on", "entered_at"):
        found[pk].append((day, local_date(moment)))
    by_host = {row.host_id: row.pk for row in rows if row.kind == Mechanism.Kind.SECRETARY_MEETING}
    for host, meetings in held(list(by_host), Period(first, last + timedelta(days=1), "Q"), at).items():
        found[by_host[host]] += [
            (local_date(one.starts_at), local_date(one.starts_at)) for one in meetings if one.counts
        ]
    return {pk: sorted(runs) for pk, runs in found.items()}


@dataclass(frozen=True)
class Turn:
    """One period of a mechanism: what became of it."""

    period: Period
    state: str
    runs: list[Run]

    @property
    def label(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True)
class Standing:
    """A mechanism as its page shows it: its last periods, and by how many days it has drifted past its period."""

    mechanism: Mechanism
    turns: list[Turn]
    last_run: date | None
    drift_days: int

    @property
    def on_schedule(self) -> int:
        return sum(turn.state == "ok" for turn in self.turns)

    @property
    def due(self) -> int:
        return sum(turn.state not in ("running", "before") for turn in self.turns)


def in_time(run: Run, *, days: int) -> bool:
    """Entered no more than so many days after it happened."""
    return (run[1] - run[0]).days <= days


def standings(mechanisms: Iterable[Mechanism], *, days: int, at: datetime, turns: int = 6) -> list[Standing]:
    """The last periods of many mechanisms, in two queries."""
    rows = list(mechanisms)
    today = local_date(at)
    entered = runs_between(rows, first=today - timedelta(days=366 * max(2, turns)), last=today, at=at)
    return [_standing(row, entered.get(row.pk, []), days=days, today=today, turns=turns) for row in rows]


def _standing(mechanism: Mechanism, runs: list[Run], *, days: int, today: date, turns: int) -> Standing:
    period = current_period(mechanism, today)
    wanted = []
    while len(wanted) < turns and period.start >= mechanism.valid_from:
        inside = [run for run in runs if run[0] in period]
        if any(in_time(run, days=days) for run in inside):
            state = "ok"
        elif inside:
            state = "late"
        elif period.end > today:
            state = "running"
        else:
            state = "missed" if listed_since(mechanism, period) else "before"
        if mechanism.valid_to is None or mechanism.valid_to > period.last_day:
            wanted.append(Turn(period, state, inside))
        period = period.previous()
    last = runs[-1][0] if runs else None
    length = (current_period(mechanism, today).end - current_period(mechanism, today).start).days
    drift = max(0, (today - last).days - length) if last and mechanism.valid_to is None else 0
    return Standing(mechanism, wanted, last, drift)
