"""Meetings as the indicators see them: all hubs in one query."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from shuniu.kernel.core.moments import Period
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Figure, Item

MEETING = "meetings.secretarymeeting"

# Signed in is whoever was written down while the door was open, or stands on a signed sheet that can be looked at;
# names typed afterwards are listed and make no sign-in.
_ROLL = """
    CASE WHEN EXISTS (SELECT 1 FROM gatherings_rollentry r WHERE r.gathering_id = {of} AND r.removed_at IS NULL
              AND r.attendance = 'present' AND r.entered_at < %(at)s AND NOT r.is_late_entry) THEN 'in_time'
         WHEN EXISTS (SELECT 1 FROM gatherings_rollentry r WHERE r.gathering_id = {of} AND r.removed_at IS NULL
              AND r.attendance = 'present' AND r.entered_at < %(at)s AND r.sheet_id IS NOT NULL) THEN 'on_sheet'
         WHEN EXISTS (SELECT 1 FROM gatherings_rollentry r WHERE r.gathering_id = {of} AND r.removed_at IS NULL
              AND r.attendance = 'present' AND r.entered_at < %(at)s) THEN 'late' ELSE '' END"""

# An organization proposed when it did so signed in, or its own people or the body above stand by what came through a
# link, or its link is all it has; and nobody of it has denied it (counting rule 1).
# A meeting counts when it was held with agenda and sign-in, and both it and its agenda were in the platform before it
# opened. One event is not split into two quarters: a meeting that follows, within days, one of the quarter before that
# took place with agenda and sign-in belongs to that one.
_MEETINGS = f"""
WITH hub(id, days) AS (SELECT unnest(%(hubs)s::bigint[]), unnest(%(days)s::int[]))
SELECT m.id, m.host_id, g.starts_at, g.ends_at, m.created_at, m.form,
       CASE WHEN EXISTS (SELECT 1 FROM meetings_agendaitem a
                          WHERE a.meeting_id = m.id AND a.entered_at < g.starts_at) THEN 'in_time'
            WHEN EXISTS (SELECT 1 FROM meetings_agendaitem a
                          WHERE a.meeting_id = m.id AND a.entered_at < %(at)s) THEN 'late' ELSE '' END AS agenda,
       EXISTS (SELECT 1 FROM meetings_topicproposal t JOIN meetings_agendaitem a ON a.id = t.item_id
                WHERE t.meeting_id = m.id AND a.entered_at < g.starts_at AND t.confirmed_at < %(at)s
                  AND (t.denied_at IS NULL OR t.denied_at >= %(at)s)) AS proposed,
       {_ROLL.format(of="g.id")} AS roll,
       EXISTS (SELECT 1 FROM meetings_secretarymeeting p JOIN gatherings_gathering pg ON pg.id = p.gathering_id
                WHERE p.host_id = m.host_id AND p.state <> 'CALLED_OFF' AND p.created_at < pg.starts_at
                  AND pg.starts_at < g.starts_at AND pg.starts_at > g.starts_at - make_interval(days => hub.days)
                  AND date_trunc('quarter', pg.starts_at AT TIME ZONE 'Asia/Shanghai')
                    < date_trunc('quarter', g.starts_at AT TIME ZONE 'Asia/Shanghai')
                  AND EXISTS (SELECT 1 FROM meetings_agendaitem a
                               WHERE a.meeting_id = p.id AND a.entered_at < pg.starts_at)
                  AND {_ROLL.format(of="pg.id")} IN ('in_time', 'on_sheet')) AS continues,
       rep.id, rep.first_filed_at, rep.times_returned
  FROM hub JOIN meetings_secretarymeeting m ON m.host_id = hub.id
  JOIN gatherings_gathering g ON g.id = m.gathering_id
  LEFT JOIN meetings_meetingreport rep ON rep.meeting_id = m.id AND rep.first_filed_at < %(at)s
 WHERE m.state <> 'CALLED_OFF'
   AND g.starts_at >= %(start)s AND g.starts_at < %(end)s AND g.starts_at < %(at)s AND m.created_at < %(at)s
 ORDER BY g.starts_at
"""  # noqa: S608  our constants

# Whoever attended as the secretary-general or the deputy named; a million roll rows are folded in the database.
# A tie only claimed by the hub may be invited but is in no figure (decision 0005). Nor is a name that the host alone wrote
# down (counting rule 1): the body signed in at the door, said beforehand that it comes, or signed a sheet that is kept.
ATTENDING = """
WITH meeting AS (
    SELECT m.host_id, m.gathering_id, g.starts_at
      FROM meetings_secretarymeeting m JOIN gatherings_gathering g ON g.id = m.gathering_id
     WHERE m.host_id = ANY(%(hubs)s) AND m.state = 'HELD' AND m.created_at < g.starts_at AND m.created_at < %(at)s
       AND g.starts_at >= %(start)s AND g.starts_at < %(end)s AND g.starts_at < %(at)s {which}),
roll AS (
    SELECT r.gathering_id, r.organization_id, bool_or(r.attendance = 'present' AND r.is_principal) AS there,
           bool_or(r.attendance = 'present' AND r.is_principal AND (r.way IN ('qr', 'code') OR r.sheet_id IS NOT NULL)) AS shown,
           bool_or(r.is_late_entry) AS late
      FROM meeting m JOIN gatherings_rollentry r ON r.gathering_id = m.gathering_id
     WHERE r.removed_at IS NULL AND r.organization_id IS NOT NULL AND r.entered_at < %(at)s
     GROUP BY r.gathering_id, r.organization_id)
SELECT m.host_id, i.id, c.counts, c.counts::int, 1, coalesce(r.late, false),
       CASE WHEN r.there AND NOT c.counts THEN 'one_sided' ELSE '' END
  FROM meeting m
  JOIN gatherings_invitee i ON i.gathering_id = m.gathering_id
  LEFT JOIN roll r ON r.gathering_id = i.gathering_id AND r.organization_id = i.organization_id
 CROSS JOIN LATERAL (SELECT coalesce(r.shown OR r.there AND i.answer IN ('coming', 'substitute'), false) AS counts) c
 WHERE EXISTS (SELECT 1 FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
                WHERE coalesce(o.ended_on > (m.starts_at AT TIME ZONE 'Asia/Shanghai')::date, true) AND t.hub_id = m.host_id AND t.organization_id = i.organization_id AND t.confirmed_at <= m.starts_at
                  AND (t.valid_to IS NULL OR t.valid_to > (m.starts_at AT TIME ZONE 'Asia/Shanghai')::date))
"""


class Held:
    """One meeting as the indicators see it."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        (self.id, self.hub, self.starts_at, self.ends_at, self.created_at, self.form, self.agenda,
         self.proposed, self.roll, self.continues, self.report, self.filed_at, self.returned) = row  # fmt: skip

    @property
    def afterwards(self) -> bool:
        return self.created_at >= self.starts_at

    @property
    def late(self) -> bool:
        """Something it stands on was entered afterwards: the meeting itself, or its whole sign-in from a kept sheet."""
        return self.afterwards or self.roll == "on_sheet"

    @property
    def counts(self) -> bool:
        """Held, with agenda and sign-in, planned here before its day (A14, A14.1)."""
        return not self.note

    @property
    def note(self) -> str:
        """Why it is listed and not counted: a code that the reader's page turns into words."""
        if self.afterwards:
            return "entered_afterwards"
        if self.continues:
            return "same_event"
        if self.agenda != "in_time":
            return "agenda_afterwards" if self.agenda else "no_agenda"
        if self.roll not in ("in_time", "on_sheet"):
            return "roll_afterwards" if self.roll else "no_roll"
        return ""


def held(hubs: list[int], period: Period, at: datetime) -> dict[int, list[Held]]:
    days = settings_for(hubs, "meetings.one_event_days", judged_at(period, at))
    rows = fetch(
        _MEETINGS,
        {"hubs": hubs, "days": [int(days[hub] or 0) for hub in hubs], "start": period.starts_at,
         "end": period.ends_at, "at": at},
    )  # fmt: skip
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(Held(row))
    return found


def hub_since(hubs: list[int]) -> dict[int, Any]:
    """Hub id → the day from which it first was one: what lay before it did not owe."""
    return dict(
        fetch(
            "SELECT organization_id, min(valid_from) FROM orgs_designation WHERE organization_id = ANY(%(hubs)s) GROUP BY 1",
            {"hubs": hubs},
        )
    )


def share(items: dict[int, list[Item]]) -> dict[int, Figure]:
    return {
        hub: Figure(sum(item.counted for item in lines), len(lines), lines) for hub, lines in items.items() if lines
    }


def item(meeting: Held, counted: bool, note: str = "") -> Item:
    return Item(MEETING, meeting.id, counted, note or meeting.note, late_entry=meeting.late)
