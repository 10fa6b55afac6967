"""Answers that came through a secret address: each kind says which they are, and what becomes of one that is not true.

The address is passed on by the hub that profits from the answer, so nobody can tell who opened it. The body above asks
the organizations themselves, in no order that the hub could know, and writes down what it heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.orgs.queries import overseen_by, topmost_of
from shuniu.kernel.record.models import AnswerCheck


@dataclass(frozen=True)
class LinkAnswer:
    """One answer as the page shows it: who answered what, when, under which name; `opened_by`: who was signed in;
    `passed_by`: who sent the addresses out, and so does not ask after them.
    """

    row: Any
    hub: Any
    organization: Any
    title: Any
    said_by: str
    at: datetime | None
    url: str
    opened_by: Any = None
    passed_by: Any = None


@dataclass(frozen=True)
class LinkAnswers:
    """A kind of answers. `of(hubs)`: rows whose address one of these hubs passed on (None: any), with all that `describe`
    reads; `stands`: those of them that rest on the address alone; `order`: the column of the random token, or what else nobody can pick by; `take_back`: what
    happens to one that the organization did not give, `uphold` to one that it did; `subject`: the row in whose history the
    check is written; `is_kept_from_hub`: the hub may not learn who answered, so only a body that oversees it sees and asks.
    """

    label: Any
    model: Any
    of: Callable[[Iterable[Any] | None], QuerySet[Any]]
    stands: Callable[[QuerySet[Any]], QuerySet[Any]]
    describe: Callable[[Any], LinkAnswer]
    take_back: Callable[..., None]
    order: Any = "token"
    uphold: Callable[..., None] = lambda row, **_said: None
    subject: Callable[[Any], Any] = lambda row: row
    is_kept_from_hub: bool = False

    def listed(self, hubs: Iterable[Any]) -> QuerySet[Any]:
        """What stands on a link, and what did until it was asked after."""
        rows = self.of(hubs)
        checks = AnswerCheck.objects.filter(subject_type=self.model._meta.label_lower, subject_id=OuterRef("pk"))
        rows = rows.annotate(is_checked=Exists(checks))
        return self.stands(rows) | rows.filter(is_checked=True)


link_answers: Registry[LinkAnswers] = Registry("answers through a secret address")


def asks_after(user: Any, at: datetime) -> set[int]:
    """Bodies whose answers by address the person may ask after: those overseen, and the own where nobody stands above it."""
    return {*overseen_by(user, at).values_list("pk", flat=True), *topmost_of(user, at).values_list("pk", flat=True)}


def checks_of(rows: Iterable[Any]) -> dict[int, AnswerCheck]:
    """Row id → what was heard, for rows of one kind."""
    found = list(rows)
    if not found:
        return {}
    checks = AnswerCheck.objects.filter(
        subject_type=found[0]._meta.label_lower, subject_id__in=[row.pk for row in found]
    ).select_related("checked_by")
    return {check.subject_id: check for check in checks}
