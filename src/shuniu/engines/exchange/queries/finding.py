"""Who fits whom: each process keeps the open postings ready and takes in what changed since it last looked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from shuniu.engines.exchange.models import Need, Offer, PostingState
from shuniu.engines.exchange.queries.words import edition, thesaurus
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Area
from shuniu.methods.matching import EVERYWHERE, Index, Match, Posting, Rules

OVERLAP = timedelta(minutes=2)
"""A row may become visible later than it says: what changed shortly before the last look is read again."""
_COLUMNS = ("pk", "title", "details", "kind", "groups", "area_id", "opens_on", "closes_on", "capacity", "value_fen",
            "posted_at", "state", "changed_at")  # fmt: skip


def area_paths() -> dict[int, str]:
    """Area id → `9900/990101/…`: what begins with another lies in it."""
    rows = {pk: (code, parent) for pk, code, parent in Area.objects.values_list("pk", "code", "parent_id")}

    def path(pk: int) -> str:
        code, parent = rows[pk]
        return code if parent is None or parent not in rows else f"{path(parent)}/{code}"

    return {pk: path(pk) for pk in rows}


def as_posting(row: Any, paths: dict[int, str]) -> Posting:
    """A row, or a dictionary of its columns, as the method compares it."""
    read: Callable[[str], Any] = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    area = read("area_id")
    return Posting(
        read("pk"), f"{read('title')}。{read('details')}", frozenset({read("kind")}), frozenset(read("groups")),
        frozenset({paths.get(area, EVERYWHERE) if area else EVERYWHERE}), read("opens_on"), read("closes_on"),
        read("capacity"), read("value_fen") or None, local_date(read("posted_at")).toordinal(),
    )  # fmt: skip


@dataclass
class Ready:
    """The open rows of one table, kept in an index; one per process and side."""

    model: Any
    holds: Literal["offers", "needs"]
    index: Index | None = None
    words: tuple[object, ...] = ()
    seen: datetime | None = None
    taken: dict[int, dict[str, Any]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> Index:
        """The index as the database stands; a changed word list builds it anew."""
        with self.lock:
            words = edition()
            if self.index is None or words != self.words:
                self.index, self.words, self.seen = (
                    Index(thesaurus=thesaurus(), rules=Rules(), holds=self.holds),
                    words,
                    None,
                )
                self.paths, self.taken = area_paths(), {}
            rows = self.model.objects.values(*_COLUMNS)
            if self.seen is None:
                rows = rows.filter(state=PostingState.OPEN)
            else:
                rows = rows.filter(changed_at__gte=self.seen - OVERLAP)
            self._take(self.index, rows)
            return self.index

    def _take(self, index: Index, rows: Iterable[dict[str, Any]]) -> None:
        """What is read again because of the overlap, and is as it was, stays in the index as it is."""
        taken: dict[int, dict[str, Any]] = {}
        for row in rows:
            pk = row["pk"]
            if self.taken.get(pk) != row:
                if row["state"] == PostingState.OPEN:
                    index.add(as_posting(row, self.paths))
                elif pk in index:
                    index.remove(pk)
            taken[pk] = row
            self.seen = max(self.seen or row["changed_at"], row["changed_at"])
        self.taken = {pk: row for pk, row in taken.items() if self.seen and row["changed_at"] >= self.seen - OVERLAP}

    def find(self, wanted: Posting, *, first: int) -> list[Match]:
        with self.lock:
            return self.now().find(wanted, first=first)

    def judge(self, wanted: Posting, other: Posting) -> Match:
        with self.lock:
            return self.now().judge(wanted, other)


OFFERS = Ready(Offer, "offers")
NEEDS = Ready(Need, "needs")


def forget() -> None:
    """Start anew: the tables were emptied or filled from elsewhere."""
    for ready in (OFFERS, NEEDS):
        ready.index = ready.seen = None
        ready.taken = {}


def judge(need: Need, offer: Offer) -> Match:
    """The pair as the published rule sees it."""
    paths = area_paths()
    return OFFERS.judge(as_posting(need, paths), as_posting(offer, paths))


@dataclass(frozen=True)
class Found:
    """A row with its fit and reasons."""

    row: Any
    match: Match


def offers_for(need: Need, *, first: int = 10, at: datetime) -> list[Found]:
    """The best open offers for a need in the published order: fit, then waiting, then number."""
    return _rows(OFFERS, as_posting(need, area_paths()), first, at)


def needs_for(offer: Offer, *, first: int = 10, at: datetime) -> list[Found]:
    return _rows(NEEDS, as_posting(offer, area_paths()), first, at)


def search(side: str, wanted: Posting, *, first: int, at: datetime) -> list[Found]:
    """What anybody types, with the facets chosen beside it, is compared like a posting of the other side."""
    return _rows(OFFERS if side == "offers" else NEEDS, wanted, first, at)


def _rows(ready: Ready, wanted: Posting, first: int, at: datetime) -> list[Found]:
    found = ready.find(wanted, first=first)
    rows = ready.model.objects.public().filter(pk__in=[one.id for one in found])
    known = {row.pk: row for row in rows.select_related("body", "keeper", "area")}
    today = local_date(at)
    return [
        Found(row, one)
        for one in found
        if (row := known.get(one.id)) is not None and (row.closes_on is None or row.closes_on >= today)
    ]
