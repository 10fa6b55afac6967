"""An appeal that belongs to another hub is passed on: clocks go on, the appellant is told, what was hidden stays so (A05.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.appeal import lock_appeal, owe_appeal, say_in_appeal, tell_handlers
from shuniu.domain.network.confidential import handled_by, opened, opened_for
from shuniu.domain.network.models import Appeal, AppealFile, AppealMessage, AppealPassing, Appellant
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("appeal_passed_here", text=gettext_lazy("%(hub)s转来一件诉求，期限不变，最迟 %(due_on)s 答复。"))
notice_kind("appeal_passed_on", text=gettext_lazy("你单位反映的一件诉求转由%(hub)s办理，期限不变。"))
State = Appeal.State


@transaction.atomic
def pass_appeal(appeal: Appeal, *, to: Organization, reason: str, by: Any, at: datetime) -> AppealPassing:
    """The whole matter goes to another hub with its dates and its talk; the hub that had it sees it no more.

    Who raised it anonymously to others stays known to the first hub alone: name and contact do not go along. Passing on
    twice is once. Raises ValidationError without a reason, for a hub that is none, or after the reply.
    """
    with opened_for(by, at):
        there = AppealPassing.objects.filter(appeal_id=appeal.pk, to_hub=to, from_hub__in=handled_by(by, at)).last()
        if there is not None and not Appeal.objects.visible_to(by, at).filter(pk=appeal.pk).exists():
            return there
        appeal = lock_appeal(appeal)
        authorise(by, "network.pass_appeal", appeal, at=at)
        _check(appeal, to, reason, at)
        at, hub = db_now(), appeal.hub
        for verb in ("answer_appeal", "conclude_appeal"):
            settle(appeal, verb, at=at, by=by)
        with opened(hubs=[hub.pk, to.pk]):
            passing = _move(appeal, hub, to, reason=reason.strip(), by=by, at=at)
    trace(appeal, "network.appeal_passed", by=by, at=at, hub=to.name)
    return passing


def _check(appeal: Appeal, to: Organization, reason: str, at: datetime) -> None:
    if appeal.state not in (State.RAISED, State.IN_HAND):
        raise ValidationError(_("已经写明办理结果的诉求不能再转。"))
    if to.pk == appeal.hub_id or not hubs_at(at).filter(pk=to.pk).exists():
        raise ValidationError({"to": _("请选另一家枢纽。")})
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么转，反映人会看到。")})


def _move(appeal: Appeal, hub: Organization, to: Organization, *, reason: str, by: Any, at: datetime) -> AppealPassing:
    told = _("已转给“%(hub)s”办理，期限不变。原因：%(reason)s") % {"hub": to.name, "reason": reason}
    say_in_appeal(appeal, told, writer=by, at=at)
    passing = AppealPassing.objects.create(
        appeal=appeal, from_hub=hub, to_hub=to, reason=reason[:300], passed_at=at, passed_by=by
    )
    for model in (AppealMessage, AppealFile):
        model.objects.filter(appeal=appeal).update(hub=to)
    # Passed back to where the appellant was known from the first, it is known there again: the row never left.
    if not appeal.anonymous:
        Appellant.objects.filter(appeal=appeal).update(hub=to)
    appeal.hub, appeal.issue = to, None
    appeal.save(update_fields=["hub", "issue"])
    if appeal.first_answered_at is None:
        owe_appeal(appeal, "answer_appeal", appeal.due_on, at)
    owe_appeal(appeal, "conclude_appeal", appeal.close_by, at)
    due_on = appeal.due_on if appeal.first_answered_at is None else appeal.close_by
    tell_handlers(
        appeal, "appeal_passed_here", key=f"passed:{passing.pk}", at=at, hub=hub.name, due_on=due_on.isoformat()
    )
    if appeal.organization is not None:
        for person in holders(appeal.organization, *SPEAKS, at=at):
            notify(person, "appeal_passed_on", key=f"appeal:{appeal.pk}:passed:{passing.pk}", at=at, hub=to.name,
                   url=reverse("network:own-appeal", args=[appeal.pk]))  # fmt: skip
    return passing
