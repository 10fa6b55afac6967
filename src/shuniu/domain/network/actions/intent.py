from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.models import CooperationIntent, IntentOutcome
from shuniu.domain.network.queries.intent import possible_outcomes, same_day
from shuniu.domain.network.rules import INTENT_CONFIRM_DAYS, INTENT_MONTHS, signs_for
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

SIGNS = ("head", "officer", *[role for role in SPEAKS if role != "head"])
duty_kind("confirm_intent", title=gettext_lazy("确认合作意向：%(label)s"), verb=gettext_lazy("去确认"))
duty_kind("state_outcome", title=gettext_lazy("说明合作意向的结果：%(label)s"), verb=gettext_lazy("去说明"))
duty_kind("confirm_outcome", title=gettext_lazy("确认合作意向的结果：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("intent_recorded", text=gettext_lazy("合作意向“%(subject)s”已登记，请你单位确认。"))
notice_kind("intent_confirmed", text=gettext_lazy("合作意向“%(subject)s”双方都已确认。"))
notice_kind("intent_declined", text=gettext_lazy("%(party)s不认可合作意向“%(subject)s”：%(reason)s"))


def _url(intent: CooperationIntent) -> str:
    return reverse("network:intent", args=[intent.pk])


def _tell(body: Organization, kind: str, intent: CooperationIntent, *, key: str, at: datetime, **facts: Any) -> None:
    for person in holders(body, *SIGNS, at=at):
        notify(person, kind, key=f"{key}:{intent.pk}", at=at, url=_url(intent), mail=True, subject=intent.subject,
               **facts)  # fmt: skip


def _check(
    subject: str, commitments: str, signatories: tuple[str, str], signed_on: date, ends_on: date, at: datetime
) -> None:
    wrong: dict[str, str] = {}
    for name, text in (("subject", subject), ("commitments", commitments), ("first_signatory", signatories[0]),
                       ("second_signatory", signatories[1])):  # fmt: skip
        if not text.strip():
            wrong[name] = _("请填写这一项。")
    if signed_on > local_date(at):
        wrong["signed_on"] = _("签署日期还没到，请在签署之后登记。")
    elif ends_on <= signed_on:
        wrong["ends_on"] = _("有效期要在签署日期以后。")
    if wrong:
        raise ValidationError(wrong)


def _own_subject(subject: str, parties: list[int], day: date) -> dict[str, Any] | None:
    """The happening of the day, when there is one; the intent must be signed for something of its own (A05).

    Raises ValidationError when the subject only repeats what is on record.
    """
    there = same_day(parties, day)
    key = name_key(subject)
    for one in there:
        title = name_key(one["title"])
        if key in title or title in key:
            raise ValidationError(
                {
                    "subject": _(
                        "那天的“%(title)s”已经登记过，只计一次。意向要有自己的签署事项：双方约定以后一起做什么。"
                    )
                    % one
                }
            )
    return there[0] if there else None


@transaction.atomic
def record_intent(
    hub: Organization, *, first: Organization, second: Organization, subject: str, commitments: str, signed_on: date,
    ends_on: date, first_signatory: str, second_signatory: str, key: str, by: Any, at: datetime,
    paper: Attachment | None = None,
) -> CooperationIntent:  # fmt: skip
    """Put down what two parties signed. Whoever records for its own party confirms with it; the other one still has to.

    `key` comes with the form: sent twice it is one intent. Raises ValidationError without content, for a day ahead, or
    when the subject is only a happening that is on record already.
    """
    draft = CooperationIntent(hub=hub, first=first, second=second)
    authorise(by, "network.record_intent", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    existing = CooperationIntent.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if first.pk == second.pk:
        raise ValidationError({"second": _("双方不能是同一家单位。")})
    _check(subject, commitments, (first_signatory, second_signatory), signed_on, ends_on, at)
    happening = _own_subject(subject, [first.pk, second.pk], signed_on)
    intent = CooperationIntent.objects.create(
        hub=hub, first=first, second=second, subject=subject.strip(), commitments=commitments.strip(),
        signed_on=signed_on, ends_on=ends_on, first_signatory=first_signatory.strip(),
        second_signatory=second_signatory.strip(), paper=paper, recorded_by=by, recorded_at=at, key=key,
        happening_type=happening["type"] if happening else "", happening_id=happening["id"] if happening else None,
    )  # fmt: skip
    trace(intent, "network.intent_recorded", by=by, at=at, hub=hub)
    days = int(setting_for(hub, INTENT_CONFIRM_DAYS.key, at) or 0)
    for party in (first, second):
        if signs_for(by, party, at) and not _confirmed_once(intent, by):
            _confirm(intent, party, by=by, at=at)
        else:
            owe(intent, "confirm_intent", body=party, roles=SIGNS, due_on=date.fromordinal(local_date(at).toordinal() + days),
                at=at, url=_url(intent), label=intent.subject, unit_code="A05.3", element="open")  # fmt: skip
            _tell(party, "intent_recorded", intent, key="intent", at=at)
    return intent


def _confirmed_once(intent: CooperationIntent, by: Any) -> bool:
    return by.pk in (intent.first_confirmed_by_id, intent.second_confirmed_by_id)


def _lock(intent: CooperationIntent) -> CooperationIntent:
    rows = CooperationIntent.objects.select_for_update(of=("self",)).select_related("hub", "first", "second")
    return rows.get(pk=intent.pk)


def _confirm(intent: CooperationIntent, party: Organization, *, by: Any, at: datetime) -> None:
    if party.pk == intent.first_id:
        intent.first_confirmed_at, intent.first_confirmed_by = at, by
    else:
        intent.second_confirmed_at, intent.second_confirmed_by = at, by
    intent.save()
    trace(intent, "network.intent_confirmed", by=by, at=at, organization=party)


@transaction.atomic
def confirm_intent(intent: CooperationIntent, *, by: Any, at: datetime) -> CooperationIntent:
    """A party says yes; never the same person for both. The hub owes an account of what became of it when the time is up."""
    intent = _lock(intent)
    authorise(by, "network.confirm_intent", intent, at=at)
    if intent.state == "declined":
        raise ValidationError(_("一方已表示不认可，不能再确认。如有变化，请重新登记。"))
    mine = [party for party in (intent.first, intent.second) if signs_for(by, party, at)]
    open_ones = [party for party in mine if not intent.is_confirmed_for(party)]
    if not open_ones:
        return intent
    if _confirmed_once(intent, by):
        raise ValidationError(_("双方要由不同的人确认，请另一方的人来确认。"))
    _confirm(intent, open_ones[0], by=by, at=at)
    _settle_for(intent, "confirm_intent", open_ones[0], by=by, at=at)
    if intent.state == "confirmed":
        months = int(setting_for(intent.hub, INTENT_MONTHS.key, at) or 0)
        owe(intent, "state_outcome", body=intent.hub, roles=["head", "officer"], at=at, url=_url(intent),
            due_on=months_after(intent.signed_on, months), label=intent.subject, unit_code="A05.3", element="open")  # fmt: skip
        for body in {intent.hub, intent.first, intent.second}:
            _tell(body, "intent_confirmed", intent, key="intent-confirmed", at=at)
    return intent


def _settle_for(intent: CooperationIntent, verb: str, party: Organization, *, by: Any, at: datetime) -> None:
    """The duty of one party; the other's stays."""
    party.duties.filter(
        subject_type=intent._meta.label_lower, subject_id=intent.pk, verb=verb, settled_at__isnull=True
    ).update(settled_at=at, settled_by=by)


@transaction.atomic
def decline_intent(intent: CooperationIntent, *, reason: str, by: Any, at: datetime) -> CooperationIntent:
    """A party says that it did not sign this, and why; the intent stays readable and counts nowhere."""
    intent = _lock(intent)
    authorise(by, "network.confirm_intent", intent, at=at)
    if intent.state == "declined":
        return intent
    if intent.state == "confirmed":
        raise ValidationError(_("双方都已确认，不能再改为不认可；没有做成的，请说明结果。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明不认可的原因。")})
    intent.declined_at, intent.declined_by, intent.decline_reason = at, by, reason.strip()[:200]
    intent.save()
    settle(intent, "confirm_intent", at=at, by=by)
    party = next(one for one in (intent.first, intent.second) if signs_for(by, one, at))
    for body in {intent.hub, intent.first, intent.second} - {party}:
        _tell(
            body,
            "intent_declined",
            intent,
            key="intent-declined",
            at=at,
            party=party.name,
            reason=intent.decline_reason,
        )
    trace(intent, "network.intent_declined", by=by, at=at, organization=party)
    return intent


@transaction.atomic
def state_outcome(
    intent: CooperationIntent, *, kind: str, title: str, happened_on: date, by: Any, at: datetime, record_type: str = "",
    record_id: int | None = None,
) -> IntentOutcome:  # fmt: skip
    """What became of it. A record of the platform proves itself; anything else counts once another party confirms it."""
    intent = _lock(intent)
    authorise(by, "network.state_outcome", intent, at=at)
    if intent.state != "confirmed":
        raise ValidationError(_("双方都确认以后，才能说明结果。"))
    if record_type:
        stated = IntentOutcome.objects.filter(intent=intent, record_type=record_type, record_id=record_id).first()
        if stated is not None:  # the other side said so in the same moment
            return stated
        offered = possible_outcomes(intent, at)
        found = next((one for one in offered if (one["type"], one["id"]) == (record_type, record_id)), None)
        if found is None:
            raise ValidationError(_("这条记录刚才已经用过，或不在了。请刷新页面再选。"))
        kind, title, happened_on = found["kind"], found["title"], found["on"]
    if not title.strip():
        raise ValidationError({"title": _("请写明具体是什么。")})
    if not intent.signed_on <= happened_on <= local_date(at):
        raise ValidationError({"happened_on": _("日期要在签署之后、今天以前。")})
    body = next((one for one in (intent.first, intent.second) if signs_for(by, one, at)), intent.hub)
    sure = bool(record_type) or kind == IntentOutcome.Kind.NOTHING
    row, made = IntentOutcome.objects.get_or_create(
        intent=intent, kind=kind, title=title.strip()[:160], happened_on=happened_on,
        defaults={"record_type": record_type, "record_id": record_id, "stated_by": by, "stated_for": body,
                  "stated_at": at, "confirmed_at": at if sure else None},
    )  # fmt: skip
    if made:
        trace(intent, "network.outcome_stated", by=by, at=at, kind=kind)
        if sure:
            settle(intent, "state_outcome", at=at, by=by)
        else:
            _ask_the_others(intent, body, at=at)
    return row


def _ask_the_others(intent: CooperationIntent, body: Organization, *, at: datetime) -> None:
    days = int(setting_for(intent.hub, INTENT_CONFIRM_DAYS.key, at) or 0)
    for party in {intent.first, intent.second} - {body}:
        owe(intent, "confirm_outcome", body=party, roles=SIGNS, due_on=date.fromordinal(local_date(at).toordinal() + days),
            at=at, url=_url(intent), label=intent.subject, unit_code="A05.3", element="open")  # fmt: skip


@transaction.atomic
def confirm_outcome(outcome: IntentOutcome, *, by: Any, at: datetime) -> IntentOutcome:
    """A party other than the one that stated it says yes. Raises PermissionDenied for that one."""
    outcome = IntentOutcome.objects.select_for_update(of=("self",)).select_related(
        "intent__hub", "intent__first", "intent__second"
    ).get(pk=outcome.pk)  # fmt: skip
    intent = outcome.intent
    authorise(by, "network.confirm_outcome", intent, at=at)
    if outcome.confirmed_at is not None:
        return outcome
    others = [one for one in (intent.first, intent.second) if one.pk != outcome.stated_for_id]
    if outcome.stated_by_id == by.pk or not any(signs_for(by, one, at) for one in others):
        raise PermissionDenied(_("结果要由另一方的人确认。"))
    outcome.confirmed_at, outcome.confirmed_by = at, by
    outcome.save(update_fields=["confirmed_at", "confirmed_by"])
    settle(intent, "confirm_outcome", at=at, by=by)
    settle(intent, "state_outcome", at=at, by=by)
    trace(intent, "network.outcome_confirmed", by=by, at=at, kind=outcome.kind)
    return outcome
