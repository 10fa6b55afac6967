from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry


@dataclass(frozen=True)
class RollCount:
    """Persons present (of them entered afterwards) and with voice; bodies excused and bodies absent."""

    present: int
    late: int
    with_voice: int
    excused: int
    absent: int


def on_roll(gathering: Gathering) -> QuerySet[RollEntry]:
    return gathering.roll.filter(removed_at__isnull=True)


def count_roll(gathering: Gathering) -> RollCount:
    """Counted from the lines of the roll, and from invitations that nobody followed."""
    kinds = RollEntry.Attendance
    counts = on_roll(gathering).aggregate(
        present=Count("pk", filter=Q(attendance=kinds.PRESENT)),
        late=Count("pk", filter=Q(attendance=kinds.PRESENT, is_late_entry=True)),
        with_voice=Count("pk", filter=Q(attendance=kinds.WITH_VOICE)),
        excused=Count("pk", filter=Q(attendance=kinds.EXCUSED)),
        absent=Count("pk", filter=Q(attendance=kinds.ABSENT)),
    )
    away = not_there(gathering).aggregate(
        excused=Count("pk", filter=Q(answer=Invitee.Answer.DECLINED)),
        absent=Count("pk", filter=~Q(answer=Invitee.Answer.DECLINED)),
    )
    return RollCount(
        present=counts["present"], late=counts["late"], with_voice=counts["with_voice"],
        excused=counts["excused"] + away["excused"], absent=counts["absent"] + away["absent"],
    )  # fmt: skip


def not_there(gathering: Gathering) -> QuerySet[Invitee]:
    """Invited bodies with no line on the roll: excused when they declined, else absent."""
    lines = RollEntry.objects.filter(
        gathering=OuterRef("gathering"), organization=OuterRef("organization"), removed_at__isnull=True
    )
    return gathering.invitees.filter(~Exists(lines)).select_related("organization")


def unanswered(gathering: Gathering) -> QuerySet[Invitee]:
    """Invited bodies that have not answered, or answered before the gathering was moved to its present hours."""
    waiting = Q(answer=Invitee.Answer.NONE)
    if gathering.moved_at is not None:
        waiting |= Q(answered_at__lt=gathering.moved_at)
    return gathering.invitees.filter(waiting)


def answer_counts(gathering: Gathering) -> dict[str, int]:
    """How many invited bodies gave each answer."""
    rows = gathering.invitees.values_list("answer").annotate(n=Count("pk")).order_by()
    return {value: dict(rows).get(value, 0) for value in Invitee.Answer.values}


def answered_by_link(gathering: Gathering) -> int:
    """How many of those that said they come answered by the link alone, signed in as nobody."""
    coming = (Invitee.Answer.COMING, Invitee.Answer.SUBSTITUTE)
    return gathering.invitees.filter(answer__in=coming, answered_by__isnull=True).count()
