"""The queue of possible duplicates: found in the background, judged by a person, merged and taken apart (A04, A16.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.comparing import (
    better,
    comparison_for,
    drop_comparison,
    equal_codes,
    looked_rows,
    pair_row,
    pairs_of,
    unlooked,
)
from shuniu.domain.registry.models import DuplicatePair, Judgement, Looked
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.actions import merge_organizations, split_organizations
from shuniu.kernel.orgs.models import Merge, Organization, present_of
from shuniu.kernel.orgs.queries import bodies_of, concerned_hubs, hold_register, holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace
from shuniu.methods.rosters import check_credit_code
from shuniu.methods.rosters.credit_code import normalise

notice_kind(
    "organizations_merged", text=gettext_lazy("“%(gone)s”与“%(kept)s”已合并为一家（%(who)s）。如不是同一家，可以拆开。")
)
notice_kind(
    "organizations_split",
    text=gettext_lazy("“%(gone)s”与“%(kept)s”已拆成两家（%(who)s），各自的记录已恢复。理由：%(reason)s"),
)


def look_for_duplicates(*, by: Any, at: datetime, batch: int = 3000) -> int:
    """Compare what is new or changed with the register; returns how many organizations were compared.

    The question is computed outside of any transaction; what is found is stored in one. A batch takes about a minute of
    a large register, so that other work has its turn; the index stays for the next one.
    """
    waiting = unlooked(batch)
    if not waiting:
        drop_comparison()
        return 0
    comparison = comparison_for(waiting, at)
    chosen = comparison.stands_for(waiting)
    rows = looked_rows(chosen, comparison, at)
    found = list(pairs_of(chosen, comparison, at))
    if len(waiting) < batch:
        drop_comparison()
    with transaction.atomic():
        authorise(by, "registry.look_for_duplicates", None, at=at)
        fresh = DuplicatePair.objects.filter(source=DuplicatePair.Source.FOUND)
        (fresh.filter(first__in=chosen) | fresh.filter(second__in=chosen)).waiting().exclude(
            pk__in=_again(found)
        ).delete()
        DuplicatePair.objects.bulk_create(
            [pair_row(pair, at) for pair in found], update_conflicts=True, unique_fields=["first", "second"],
            update_fields=["score", "reasons", "kinds"],
        )  # fmt: skip
        Looked.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["organization"], update_fields=["version", "at"]
        )
    return len(chosen)


def _again(found: list[Any]) -> list[int]:
    wanted = {(pair.first, pair.second) for pair in found}
    rows = DuplicatePair.objects.filter(first__in=[first for first, _second in wanted])
    return [pk for pk, first, second in rows.values_list("pk", "first", "second") if (first, second) in wanted]


def merge_equal_codes(*, by: Any, at: datetime) -> int:
    """An equal valid credit code, differently written, is one organization: merged without asking; returns how many."""
    merged = 0
    for ids in equal_codes():
        rows = list(Organization.objects.filter(pk__in=ids))
        if check_credit_code(normalise(rows[0].credit_code or "")):
            continue
        kept = rows[0]
        for row in rows[1:]:
            kept = better(kept, row)
        for gone in rows:
            if gone.pk != kept.pk:
                merge = merge_organizations(kept=kept, gone=gone, because=Merge.Because.CODE, by=by, at=at)
                _tell("organizations_merged", merge, by=by, at=at)
                merged += 1
    return merged


@transaction.atomic
def propose_pair(first: Organization, second: Organization, *, by: Any, at: datetime) -> DuplicatePair:
    """A person says that two rows may be one. Proposing again is one pair; a judgement that stands is told."""
    first, second = sorted((first, second), key=lambda row: row.pk)
    if first.pk == second.pk:
        raise ValidationError(_("请选两家不同的组织。"))
    draft = DuplicatePair(first=first, second=second, source=DuplicatePair.Source.HAND, score=3, reasons=[["hand", ""]],
                          kinds="hand", found_at=at, proposed_by=by)  # fmt: skip
    authorise(by, "registry.judge_pair", draft, at=at)
    if Judgement.objects.standing().filter(first=first, second=second).exists():
        raise ValidationError(_("这两家已有判断。如需重新判断，请先在“已判断”里撤回。"))
    there = DuplicatePair.objects.filter(first=first, second=second).first()
    if there is not None:
        return there
    draft.save()
    trace(draft, "registry.pair_proposed", by=by, at=at)
    return draft


@transaction.atomic
def judge_different(pair: DuplicatePair, *, note: str = "", by: Any, at: datetime) -> Judgement:
    """Two organizations: the pair is not asked again. Saying so twice is one judgement."""
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
    authorise(by, "registry.judge_pair", pair, at=at)
    there = Judgement.objects.standing().filter(first=pair.first, second=pair.second).first()
    if there is not None:
        return _same_verdict(there, Judgement.Verdict.DIFFERENT)
    return _judge(pair, Judgement.Verdict.DIFFERENT, note=note, by=by, at=at)


@transaction.atomic
def judge_same(
    pair: DuplicatePair, *, keep: Organization | None = None, note: str = "", by: Any, at: datetime
) -> Judgement:
    """One organization: the rows are merged into `keep` (else the better of the two), both hubs are told.

    Saying so twice is one merge. Raises what `merge_organizations` raises, and ValidationError when another judgement stands.
    """
    hold_register()
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
    authorise(by, "registry.judge_pair", pair, at=at)
    there = Judgement.objects.standing().filter(first=pair.first, second=pair.second).first()
    if there is not None:
        return _same_verdict(there, Judgement.Verdict.SAME)
    if present_of(pair.first) != pair.first or present_of(pair.second) != pair.second:
        raise ValidationError(_("其中一家已并入别的组织，请刷新后再看。"))
    kept = keep if keep is not None and keep.pk in (pair.first_id, pair.second_id) else better(pair.first, pair.second)
    gone = pair.second if kept.pk == pair.first_id else pair.first
    reason = note or "；".join(f"{kind} {detail}".strip() for kind, detail in pair.reasons)
    merge = merge_organizations(kept=kept, gone=gone, because=Merge.Because.PERSON, reason=note or reason, by=by, at=at)
    judgement = _judge(pair, Judgement.Verdict.SAME, note=note, merge=merge, by=by, at=at)
    _tell("organizations_merged", merge, by=by, at=at)
    return judgement


@transaction.atomic
def withdraw_judgement(judgement: Judgement, *, by: Any, at: datetime) -> Judgement:
    """“Not the same” is taken back: the pair waits again. A merge is taken back by splitting. Twice is once."""
    judgement = Judgement.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=judgement.pk)
    authorise(by, "registry.judge_pair", judgement, at=at)
    if judgement.withdrawn_at is not None:
        return judgement
    if judgement.verdict == Judgement.Verdict.SAME:
        raise ValidationError(_("已经合并，请用“拆开”恢复成两家。"))
    judgement.withdrawn_at, judgement.withdrawn_by = at, by
    judgement.save(update_fields=["withdrawn_at", "withdrawn_by"])
    trace(judgement, "registry.judgement_withdrawn", by=by, at=at)
    return judgement


@transaction.atomic
def take_apart(merge: Merge, *, reason: str, by: Any, at: datetime) -> Merge:
    """Split a merge; from then on the two are judged different, so that nobody is asked again. Both hubs are told."""
    hold_register()
    already = merge.split_at is not None
    told = set(concerned_hubs((merge.kept_id, merge.gone_id), at))
    merge = split_organizations(merge, reason=reason, by=by, at=at)
    if already:
        return merge
    first, second = sorted((merge.kept, merge.gone), key=lambda row: row.pk)
    Judgement.objects.standing().filter(first=first, second=second).update(withdrawn_at=at, withdrawn_by=by)
    pair, _made = DuplicatePair.objects.get_or_create(first=first, second=second, defaults={"score": 0, "found_at": at})
    _judge(pair, Judgement.Verdict.DIFFERENT, note=reason, by=by, at=at)
    _tell("organizations_split", merge, by=by, at=at, hubs=told, reason=reason[:60])
    return merge


def _judge(
    pair: DuplicatePair, verdict: str, *, by: Any, at: datetime, note: str = "", merge: Merge | None = None
) -> Judgement:
    body = bodies_of(by, at, "head", "officer").order_by("sort_key").first()
    row = Judgement.objects.create(
        first=pair.first, second=pair.second, verdict=verdict, note=note.strip()[:200], reasons=pair.reasons, by=by,
        body=body, at=at, merge=merge,
    )  # fmt: skip
    trace(row, "registry.pair_judged", by=by, at=at, verdict=verdict)
    return row


def _same_verdict(there: Judgement, verdict: str) -> Judgement:
    if there.verdict != verdict:
        raise ValidationError(_("这一对刚被别人判断过：%(verdict)s。") % {"verdict": there.get_verdict_display()})
    return there


def _tell(
    kind: str, merge: Merge, *, by: Any, at: datetime, hubs: set[Organization] | None = None, **more: Any
) -> None:
    """Whoever decides for a hub concerned and whoever speaks for the organization, but not the one who did it."""
    concerned = (hubs or set()) | set(concerned_hubs((merge.kept_id, merge.gone_id), at))
    people = {person for hub in concerned for person in holders(hub, "head", "officer", at=at)}
    people |= {person for body in (merge.kept, merge.gone) for person in holders(body, *SPEAKS, at=at)}
    who = getattr(by, "name", "")
    for person in people - {by}:
        notify(person, kind, at=at, key=f"{kind}:{merge.pk}", gone=merge.gone.name, kept=merge.kept.name, who=who,
               url=f"/desk/registry/merges/{merge.pk}/", **more)  # fmt: skip
