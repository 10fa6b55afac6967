from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from shuniu.engines.gatherings.models import Gathering, RollEntry


@dataclass(frozen=True)
class RollCount:
    """Persons on the roll: present (of them entered afterwards), with voice, excused, absent."""

    present: int
    late: int
    with_voice: int
    excused: int
    absent: int


def count_roll(gathering: Gathering) -> RollCount:
    kinds = RollEntry.Attendance
    counts = gathering.roll.filter(removed_at__isnull=True).aggregate(
        present=Count("pk", filter=Q(attendance=kinds.PRESENT)),
        late=Count("pk", filter=Q(attendance=kinds.PRESENT, is_late_entry=True)),
        with_voice=Count("pk", filter=Q(attendance=kinds.WITH_VOICE)),
        excused=Count("pk", filter=Q(attendance=kinds.EXCUSED)),
        absent=Count("pk", filter=Q(attendance=kinds.ABSENT)),
    )
    return RollCount(**counts)
