from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shuniu.engines.exchange.actions.posting import FACTS, check_posting, owe_screening, person, refuse_twin
from shuniu.engines.exchange.actions.screen import lock, refuse_notice
from shuniu.engines.exchange.models import Offer, Posting, PostingState
from shuniu.engines.exchange.rules import decides_for_the_keeper
from shuniu.engines.exchange.screening import ASKED, refuse_faults
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace

OF_A_GRANT = {"title", "kind", "value_fen", "is_cash", "opens_on"}
OF_OFFERS = ("conditions", "is_cash", "open_to_all")


@transaction.atomic
def change_posting(
    row: Posting, *, by: Any, at: datetime, version: int | None = None, opened_with: str = "",
    is_notice: bool = False, **facts: Any,
) -> Any:  # fmt: skip
    """Other words, dates, capacity or money; the same again changes nothing. What was agreed already stays agreed.

    Changed by who posted it, it is screened anew; by the hub's own officer it stays as it is. A refused one is handed in
    again with it. Raises Stale when somebody changed it since `version`, ValidationError for what the first posting
    would have been refused for, and for one that has ended.
    """
    row = lock(row, opened_with)
    authorise(by, "exchange.change_posting", row, at=at)
    names = [*FACTS, *(OF_OFFERS if isinstance(row, Offer) else ())]
    new = {name: _plain(facts[name]) for name in names if name in facts}
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    if not changed and row.state != PostingState.REFUSED:
        return row
    if version is not None:
        check_version(row, version)
    refuse_notice(row, is_notice)
    for name in changed:
        setattr(row, name, new[name])
    check_posting(row, at)
    if not is_notice:
        only = () if isinstance(row, Offer) else ASKED
        refuse_faults(only=only, title=row.title, details=row.details, conditions=getattr(row, "conditions", ""))
    # Entered without its sum, or under another name, a grant is the same grant once that is put right.
    if isinstance(row, Offer) and OF_A_GRANT & set(changed):
        refuse_twin(row)
    row.changed_at, row.version = at, row.version + 1
    former = row.state
    row.flow.apply(row, "screen_again")
    if former == PostingState.WAITING:
        pass
    elif decides_for_the_keeper(by, row, at):
        row.flow.apply(row, "open")
        if former == PostingState.REFUSED:
            row.screened_by, row.screened_at = person(by), at
    else:
        owe_screening(row, at)
    row.refusal = ""
    row.save()
    trace(row, "exchange.changed", by=by, at=at)
    return row


@transaction.atomic
def resume_posting(row: Posting, *, closes_on: date | None, by: Any, at: datetime) -> Any:
    """It had ended and goes on until a later day: the hub that keeps it opens it again."""
    row = lock(row)
    authorise(by, "exchange.screen_posting", row, at=at)
    if row.state == PostingState.OPEN:
        return row
    row.closes_on, row.closed_at, row.changed_at = closes_on, None, at
    check_posting(row, at)
    row.flow.apply(row, "resume")
    row.save()
    trace(row, "exchange.resumed", by=by, at=at)
    return row


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def rename_lender(keeper: Organization, before: str, name: str) -> int:
    """The keeper's department that offers them has another name (called by the action that renames it)."""
    rows = Offer.objects.filter(keeper=keeper, unit_name=before)
    rows.filter(body_name=f"{keeper.name} {before}").update(body_name=f"{keeper.name} {name}")
    return rows.update(unit_name=name)
