"""Why a quarter has no meeting, and the overseeing body's answer (A14.1: 原则上)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import MeetingException
from shuniu.domain.meetings.queries import quarters_met, working_days_from_now
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date, period_from_code
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("exception_answered", text=gettext_lazy("%(period)s未开例会的说明：%(answer)s"))


@transaction.atomic
def file_exception(host: Organization, *, period_code: str, reason: str, by: Any, at: datetime) -> MeetingException:
    """Say why a quarter has no meeting. The same words again are one explanation; after a refusal new ones are a new one.

    Raises ValidationError without a reason, while one waits for its answer, and for a quarter that needs none.
    """
    host = Organization.objects.select_for_update().get(pk=host.pk)
    quarter = period_from_code(period_code)
    draft = MeetingException(host=host, period_code=quarter.code, reason=reason.strip(), filed_at=at)
    authorise(by, "meetings.file_exception", draft, at=at)
    if not draft.reason:
        raise ValidationError({"reason": _("请写明本季度不开例会的理由。")})
    if quarter.kind != "Q":
        raise ValidationError({"period_code": _("请选择季度。")})
    if quarter.start > local_date(at):
        raise ValidationError({"period_code": _("这个季度还没有开始。")})
    earlier = list(MeetingException.objects.filter(host=host, period_code=quarter.code))
    standing = next((row for row in earlier if row.state != MeetingException.State.REFUSED), None)
    if standing is not None and standing.reason == draft.reason:
        return standing
    if standing is not None and standing.state == MeetingException.State.ACCEPTED:
        raise ValidationError({"period_code": _("这个季度的说明已经认可，不用再说明。")})
    if standing is not None:
        raise ValidationError({"period_code": _("这个季度的说明已经提出，上级还没有答复，请等答复后再说明。")})
    if any(row.reason == draft.reason for row in earlier):
        raise ValidationError({"reason": _("这个理由上级没有认可，请按答复补充后再提。")})
    if quarters_met([host.pk], quarter, at=at):
        raise ValidationError({"period_code": _("这个季度已经开过例会，不用说明。")})
    draft.save()
    above = directly_above(host, at)
    if above is not None:
        owe(
            draft, "answer_exception", body=above, roles=["head", "officer"], at=at, unit_code="A14.1",
            due_on=working_days_from_now(host, "meetings.answer_working_days", at=at), element="mechanism",
            label=f"{host.name} {draft.period_code}", url=reverse("meetings:exception", args=[draft.pk]),
        )  # fmt: skip
    trace(draft, "meetings.exception_filed", by=by, at=at, period=draft.period_code)
    return draft


def exception_answer_key(exception: MeetingException) -> str:
    """Under which the answer is told once; another answer after this one was taken back is told anew."""
    replied = exception.replied_at
    return f"exception:{exception.pk}:{exception.state}:{int(replied.timestamp()) if replied else 0}"


@transaction.atomic
def answer_exception(
    exception: MeetingException, *, accepted: bool, reply: str, by: Any, at: datetime
) -> MeetingException:
    """The overseeing body accepts the reason, or does not and says why; the answer stays visible."""
    exception = MeetingException.objects.select_for_update(of=("self",)).select_related("host").get(pk=exception.pk)
    authorise(by, "meetings.answer_exception", exception, at=at)
    wanted = MeetingException.State.ACCEPTED if accepted else MeetingException.State.REFUSED
    if exception.state == wanted:
        return exception
    exception.flow.apply(exception, "accept" if accepted else "refuse")
    if not accepted and not reply.strip():
        raise ValidationError({"reply": _("不认可要写明理由，枢纽会看到，可以补充后再说明。")})
    exception.reply, exception.replied_at = reply.strip()[:200], at
    exception.save()
    settle(exception, "answer_exception", at=at, by=by)
    if accepted:
        settle(exception.host, f"hold_meeting:{exception.period_code}", at=at, by=by)
    for person in holders(exception.host, "head", "officer", at=at):
        notify(
            person, "exception_answered", at=at, mail=True, key=exception_answer_key(exception),
            period=exception.period_code, answer=str(exception.get_state_display()),
            url=reverse("meetings:exception", args=[exception.pk]),
        )  # fmt: skip
    trace(exception, "meetings.exception_answered", by=by, at=at, accepted=accepted)
    return exception
