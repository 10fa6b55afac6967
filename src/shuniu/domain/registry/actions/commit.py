from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.progress import Progress
from shuniu.domain.registry.actions.writing import EVENTS, STEPS
from shuniu.domain.registry.jobs import enqueue_import, enqueue_undo
from shuniu.domain.registry.models import RosterImport
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.models import Appointment
from shuniu.kernel.orgs.queries import hold_register
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace, trace_chosen

notice_kind("roster_imported", text=gettext_lazy("“%(file)s”已导入：新增 %(new)s 家，更新 %(changed)s 家。"))
notice_kind(
    "membership_claimed", text=gettext_lazy("%(hub)s的名录写明你单位是它的会员，请确认是否属实；确认前不计入任何数字。")
)
SPAN = 2500
PENDING_MIB = 256
"""What a hundred thousand new organizations leave to be sorted into the search index."""
SILENCE = timedelta(seconds=90)


@transaction.atomic
def import_roster(roster: RosterImport, *, plan_version: int, by: Any, at: datetime) -> RosterImport:
    """Commit exactly the stored plan, in the background. Starting twice is one import.

    Raises ValidationError when the plan shown is no longer the plan stored, or when it holds nothing to import.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.import_roster", roster, at=at)
    if roster.state in (RosterImport.State.RUNNING, RosterImport.State.DONE) and roster.plan_version == plan_version:
        return roster
    if roster.plan_version != plan_version:
        raise ValidationError(_("预览之后列的对应改过了，请看过新的预览再导入。"))
    if not roster.goods:
        raise ValidationError(_("没有可以导入的行，请先核对。"))
    roster.flow.apply(roster, "start")
    roster.started_by, roster.started_at = by, at
    roster.save(update_fields=["state", "started_by", "started_at"])
    enqueue_import(roster.pk, by.pk)
    trace(roster, "registry.roster_import_started", by=by, at=at, version=plan_version)
    return roster


def import_rows(roster_id: int, *, by: User) -> RosterImport:
    """The worker's part: one transaction, all or nothing, in the register one import after the other.

    A worker that dies leaves nothing behind and the next one starts from the beginning; a second worker waits for the
    row's lock and finds the work done. How far it is goes out on a connection of its own.
    """
    with transaction.atomic(), Progress(roster_id) as progress:
        roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster_id)
        if roster.state != RosterImport.State.RUNNING:
            return roster
        hold_register()
        with (
            connection.cursor() as cursor
        ):  # sorted into the search index once at the end, not four megabytes at a time
            cursor.execute(f"SET LOCAL gin_pending_list_limit = '{PENDING_MIB}MB'")
        at = db_now()
        for first, last in _spans(roster):
            _write_span(roster, first, last, by=by, at=at)
            progress.show(last)
        return _finish(roster, by=by, at=at)


def sort_search_index() -> None:
    """After an import: what the search index took in unsorted is sorted in now, and not at a reader's cost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('organization_search')")


def _spans(roster: RosterImport) -> Iterator[tuple[int, int]]:
    ends = roster.rows.aggregate(first=Min("number"), last=Max("number"))
    for first in range(ends["first"], ends["last"] + 1, SPAN):
        yield first, min(first + SPAN - 1, ends["last"])


def _write_span(roster: RosterImport, first: int, last: int, *, by: User, at: datetime) -> None:
    source = f"roster:{roster.pk}"
    parameters = {"roster": roster.pk, "hub": roster.hub_id, "first": first, "last": last, "source": source, "at": at,
                  "day": local_date(at), "by": by.pk}  # fmt: skip
    with connection.cursor() as cursor:
        for wanted, step in STEPS:
            if wanted(roster):
                cursor.execute(step, parameters)
    for subject, verb, chosen in EVENTS:
        trace_chosen(subject, chosen, parameters, verb, by=by, at=at)


def _finish(roster: RosterImport, *, by: User, at: datetime) -> RosterImport:
    """The numbers shown afterwards are what happened, not what was planned."""
    outcomes = Counter(dict(roster.rows.order_by().values_list("outcome").annotate(Count("pk"))))
    roster.rows_new, roster.rows_changed = outcomes["created"], outcomes["updated"]
    roster.rows_same, roster.rows_left = outcomes["same"] + outcomes["linked"], outcomes["left"]
    roster.flow.apply(roster, "finish")
    roster.finished_at = at
    roster.save()
    for person in {roster.uploaded_by, roster.started_by or roster.uploaded_by}:
        notify(
            person, "roster_imported", at=at, key=f"roster:{roster.pk}", file=roster.file_name,
            new=roster.rows_new, changed=roster.rows_changed, url=f"/desk/registry/rosters/{roster.pk}/",
        )  # fmt: skip
    _tell_claimed(roster, at=at)
    trace(roster, "registry.roster_imported", by=by, at=at, new=roster.rows_new, changed=roster.rows_changed)
    return roster


def _tell_claimed(roster: RosterImport, *, at: datetime) -> None:
    """Whoever speaks for a claimed organization and has an account is asked at once; the others get a letter."""
    claims = roster.rows.filter(affiliation__isnull=False).values("organization")
    speakers = Appointment.objects.valid(at).filter(organization__in=claims, role__in=SPEAKS, person__is_active=True)
    for post in speakers.select_related("person"):
        notify(
            post.person, "membership_claimed", at=at, key=f"claim:{roster.hub_id}:{post.organization_id}",
            hub=roster.hub.name, url="/desk/network/ties/",
        )  # fmt: skip


def resume_rosters(*, at: datetime) -> int:
    """Start again what a dead worker left running: silent for a while and its row locked by nobody. Returns how many."""
    again = 0
    with transaction.atomic():
        silent = RosterImport.objects.filter(state=RosterImport.State.RUNNING, started_at__lt=at - SILENCE)
        for roster in silent.select_for_update(of=("self",), skip_locked=True):
            roster.started_at = at
            roster.save(update_fields=["started_at"])
            enqueue_import(roster.pk, roster.started_by_id or roster.uploaded_by_id)
            trace(roster, "registry.roster_import_resumed", by=None, at=at)
            again += 1
        silent = RosterImport.objects.filter(state=RosterImport.State.UNDOING, undo_started_at__lt=at - SILENCE)
        for roster in silent.select_for_update(of=("self",), skip_locked=True):
            roster.undo_started_at = at
            roster.save(update_fields=["undo_started_at"])
            enqueue_undo(roster.pk, roster.undo_by_id or roster.uploaded_by_id)
            trace(roster, "registry.roster_import_resumed", by=None, at=at)
            again += 1
    return again
