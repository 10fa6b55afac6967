"""A request's clock, read from its steps; one query for however many requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest

from shuniu.domain.support.models.desk import RequestStep, ServiceRequest
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.methods.workclock import Clock, Event, Kind, Mode, WorkingDays, replay

# Accepting and writing to each other leave the clock alone.
COUNTED = [kind.value for kind in Kind]
_LONGEST_CHAIN = 20
Step = tuple[datetime, Event]
# Who files anew while still asked has replied, and who does so in spite of an answer does not take it for one.
_TAKEN_UP: dict[str, list[Kind]] = {
    Mode.RUNNING: [Kind.MOVE], Mode.ASKED: [Kind.REPLY, Kind.MOVE], Mode.ANSWERED: [Kind.DISAGREE, Kind.MOVE],
    Mode.CLOSED: [Kind.REOPEN], Mode.LAPSED: [Kind.REOPEN],
}  # fmt: skip


def _chains(requests: Iterable[ServiceRequest]) -> dict[int, list[int]]:
    """Request id → the requests it takes up again, the first one first, itself last."""
    line = {row.pk: [row.pk] for row in requests}
    before = {row.pk: row.reopens_id for row in requests if row.reopens_id}
    for _step in range(_LONGEST_CHAIN):
        if not before:
            break
        for pk, earlier in before.items():
            line[pk].insert(0, earlier)
        links = dict(ServiceRequest.objects.filter(pk__in=set(before.values())).values_list("pk", "reopens"))
        before = {pk: links[earlier] for pk, earlier in before.items() if links.get(earlier)}
    return line


def clocks_of(requests: Iterable[ServiceRequest]) -> dict[int, Clock]:
    """Request id → its clock after all its steps; a reopened request goes on with the clock of the one before."""
    rows = list(requests)
    chains = _chains(rows)
    wanted = {pk for chain in chains.values() for pk in chain}
    firsts = {chain[0] for chain in chains.values()}
    limits = dict(ServiceRequest.objects.filter(pk__in=firsts).values_list("pk", "guide__solve_days"))
    steps: dict[int, list[Step]] = defaultdict(list)
    found = RequestStep.objects.filter(request__in=wanted, kind__in=COUNTED).order_by("request", "position")
    for request, kind, moment, unit in found.values_list("request", "kind", "happened_at", "unit"):
        steps[request].append((moment, Event(kind, local_date(moment), unit)))
    working = WorkingDays(working_calendar())
    return {
        pk: replay(_joined([steps[one] for one in chain], working), limit=limits[chain[0]], working=working)
        for pk, chain in chains.items()
    }


def clock_of(request: ServiceRequest) -> Clock:
    return clocks_of([request])[request.pk]


def _joined(parts: list[list[Step]], working: WorkingDays) -> list[Event]:
    """Filing the same matter again is no new submission: the clock of the first goes on, as it stood at that moment."""
    events: list[Event] = []
    for part, after in zip_longest(parts, parts[1:], fillvalue=[]):
        until = after[0][0] if after else None
        own = [event for moment, event in part if until is None or moment < until]
        if events and own:
            mode = replay(events, limit=0, working=working).mode
            own[:1] = [Event(kind, own[0].on, own[0].unit) for kind in _TAKEN_UP[mode]]
        events += own
    return events
