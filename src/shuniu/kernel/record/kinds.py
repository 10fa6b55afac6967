"""What duties and notices say: declared by the storey that owes them, drawn in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shuniu.kernel.core.registries import Registry


@dataclass(frozen=True)
class DutyKind:
    """`title` with {label}; `verb` is the button; `icon` from the sprite."""

    name: str
    title: Any
    verb: Any


@dataclass(frozen=True)
class NoticeKind:
    """`text` is a sentence with named fields from the notice's facts."""

    name: str
    text: Any


duty_kinds: Registry[DutyKind] = Registry("duty kinds")
notice_kinds: Registry[NoticeKind] = Registry("notice kinds")


def duty_kind(name: str, *, title: Any, verb: Any) -> DutyKind:
    return duty_kinds.add(name, DutyKind(name, title, verb))


def notice_kind(name: str, *, text: Any) -> NoticeKind:
    return notice_kinds.add(name, NoticeKind(name, text))


@dataclass(frozen=True)
class RecordSource:
    """Where a row that proves something is looked up: type → title, day and address, checked for the reader."""

    subject_type: str
    label: Any
    candidates: Any
    """candidates(hub=, unit_code=, at=, limit=, text=) → [{"id", "title", "on", "url"}], newest first; `text` narrows"""
    describe: Any
    """describe(ids=, user=, at=) → {id: {"title", "on", "url"}}; rows the user may not see are missing"""


record_sources: Registry[RecordSource] = Registry("record sources")


def record_source(subject_type: str, *, label: Any, candidates: Any, describe: Any) -> RecordSource:
    return record_sources.add(subject_type, RecordSource(subject_type, label, candidates, describe))


withheld_files: Registry[Any] = Registry("withheld files")
"""subject type → whether(subject_id) the files of that row are still with whoever adds them, not with the body that
will get them"""


def is_withheld(attachment: Any) -> bool:
    """True while the row that the file was added to has not been handed in."""
    withheld = withheld_files.get(attachment.subject_type)
    return bool(withheld and withheld(attachment.subject_id))


def duty_title(duty: Any) -> str:
    """The sentence of a duty in the active language."""
    kind = duty_kinds.get(duty.verb.partition(":")[0])
    return str(kind.title) % {"label": duty.subject_label} if kind else str(duty.subject_label)


@dataclass(frozen=True)
class OutcomeSource:
    """Records that something agreed upon led to: a membership, a project, a match; each storey plugs in its own."""

    subject_type: str
    kind: str
    label: Any
    candidates: Any
    """candidates(hub=, parties=[ids], since=day, until=day, at=) → [{"id", "title", "on"}], newest first"""


outcome_sources: Registry[OutcomeSource] = Registry("outcome sources")


def outcome_source(subject_type: str, *, kind: str, label: Any, candidates: Any) -> OutcomeSource:
    return outcome_sources.add(subject_type, OutcomeSource(subject_type, kind, label, candidates))


happening_sources: Registry[Any] = Registry("happenings of a day")
"""row type → source(organizations=[ids], day=) → [{"id", "title"}]: what is on record of these bodies on that day, so that
one happening is not entered a second time under another name"""
