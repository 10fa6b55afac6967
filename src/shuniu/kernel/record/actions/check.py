from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.queries import oversees, topmost_of
from shuniu.kernel.record.answers import link_answers
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.trail.actions import trace


@predicate
def oversees_who_passed_it_on(user: Any, check: AnswerCheck, at: datetime) -> bool:
    return oversees(user, check.hub, at)


@predicate
def is_of_the_topmost(user: Any, check: AnswerCheck, at: datetime) -> bool:
    """Nobody stands above the body that passed it on: its own head or officer asks, not the one who sent it out."""
    return topmost_of(user, at).filter(pk=check.hub_id).exists()


permit("record.check_answer", oversees_who_passed_it_on | is_of_the_topmost)


@transaction.atomic
def check_answer(kind: str, row: Any, *, is_right: bool, by: Any, at: datetime) -> AnswerCheck:
    """The body above asked the organization whether it was it that answered: if not, the answer counts no more.

    Checked twice the same is one check. Raises ValidationError for what was checked otherwise before, or does not rest
    on a link alone; where nobody stands above, for the one who sent the links out.
    """
    source = link_answers[kind]
    row = source.model.objects.select_for_update(of=("self",)).get(pk=row.pk)
    shown = source.describe(source.of(None).get(pk=row.pk))
    check = AnswerCheck(
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        hub=shown.hub,
        is_right=is_right,
        checked_at=at,
        checked_by=by,
    )
    authorise(by, "record.check_answer", check, at=at)
    if source.is_kept_from_hub and not oversees(by, shown.hub, at):
        raise ValidationError(_("是谁答复的，枢纽自己不能看，只能由上级单位去问。"))
    if shown.passed_by == by:
        raise ValidationError(_("链接是你发出的，请由本单位另一位负责人或经办人去问。"))
    at = check.checked_at = db_now()  # after the answer itself, whichever moment the page was opened
    there = AnswerCheck.objects.of(row)
    if there is not None and there.is_right == is_right:
        return there
    if there is not None:
        raise ValidationError(_("这一家已经核实过了。"))
    if not source.stands(source.of(None)).filter(pk=row.pk).exists():
        raise ValidationError(_("这一家不是凭链接确认的，不用核实。"))
    check.save()
    (source.uphold if is_right else source.take_back)(row, by=by, at=at)
    trace(source.subject(row), "record.answer_checked", by=by, at=at, right=is_right)
    return check
