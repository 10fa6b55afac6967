"""During a stay: plan, mentors and their sessions, milestones; at its end the review, after two years the follow-up (A09.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled, tell, whole
from shuniu.domain.support.actions.growing.center import latest_end
from shuniu.domain.support.models.growing import (
    ExitFinding,
    ExitReview,
    FollowUp,
    Incubation,
    IncubationMilestone,
    Mentor,
    MentorSession,
)
from shuniu.domain.support.rules.growing import EARLY_LOOK_DAYS, FOLLOW_MONTHS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date, months_after
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, put_off, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("follow_graduate", title=gettext_lazy("回访出壳组织：%(label)s"), verb=gettext_lazy("去回访"))
duty_kind("confirm_follow_up", title=gettext_lazy("确认回访记录：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("mentor_named", text=gettext_lazy("你被请为%(organization)s的孵化导师。"))
notice_kind("stage_sent_back", text=gettext_lazy("里程碑“%(title)s”还没有做到：%(reason)s"))
notice_kind("stay_ended", text=gettext_lazy("%(organization)s在%(center)s的孵化结束：%(state)s"))


def lock_stay(stay: Incubation) -> Incubation:
    rows = Incubation.objects.select_for_update(of=("self",)).select_related("center__hub", "organization")
    return rows.get(pk=stay.pk)


def _still_in(stay: Incubation) -> None:
    if stay.state != Incubation.State.IN:
        raise ValidationError(_("这次孵化已经结束，不能再改。"))


def _url(stay: Incubation) -> str:
    return reverse("support:stay", args=[stay.pk])


@transaction.atomic
def save_plan(stay: Incubation, *, plan: str, version: int, by: Any, at: datetime) -> Incubation:
    """Write or change the plan; changed words need the organization's agreement anew."""
    stay = lock_stay(stay)
    authorise(by, "support.save_plan", stay, at=at)
    plan = filled(plan=plan)["plan"]
    if stay.version == version + 1 and stay.plan == plan:
        return stay
    check_version(stay, version)
    _still_in(stay)
    if stay.plan != plan:
        stay.plan, stay.plan_agreed_at, stay.plan_agreed_by = plan, None, None
    stay.version = version + 1
    stay.save()
    trace(stay, "support.plan_saved", by=by, at=at)
    return stay


@transaction.atomic
def agree_plan(stay: Incubation, *, by: Any, at: datetime) -> Incubation:
    stay = lock_stay(stay)
    authorise(by, "support.agree_plan", stay, at=at)
    if stay.plan_agreed_at is not None:
        return stay
    _still_in(stay)
    if not stay.plan:
        raise ValidationError(_("还没有孵化计划，先写再认可。"))
    stay.plan_agreed_at, stay.plan_agreed_by = at, by
    stay.save(update_fields=["plan_agreed_at", "plan_agreed_by"])
    trace(stay, "support.plan_agreed", by=by, at=at)
    return stay


@transaction.atomic
def name_mentor(stay: Incubation, *, person: User, strength: str = "", by: Any, at: datetime) -> Mentor:
    """Raises ValidationError for a person of the organization itself: nobody coaches one's own house."""
    stay = lock_stay(stay)
    authorise(by, "support.name_mentor", stay, at=at)
    there = stay.mentors.filter(person=person, ended_at__isnull=True).first()
    if there is not None:
        return there
    _still_in(stay)
    if holds(person, stay.organization, at=at):
        raise ValidationError({"person": _("导师不能是这家组织自己的人。")})
    row = Mentor.objects.create(incubation=stay, person=person, strength=strength.strip()[:80], named_at=at)
    trace(stay, "support.mentor_named", by=by, at=at, person=person)
    notify(person, "mentor_named", key=f"mentor:{row.pk}", at=at, url=_url(stay), mail=True, organization=stay.organization.name)  # fmt: skip
    return row


@transaction.atomic
def end_mentor(mentor: Mentor, *, by: Any, at: datetime) -> Mentor:
    stay = lock_stay(mentor.incubation)
    authorise(by, "support.name_mentor", stay, at=at)
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    if mentor.ended_at is None:
        mentor.ended_at = at
        mentor.save(update_fields=["ended_at"])
        trace(stay, "support.mentor_ended", by=by, at=at, person=mentor.person_id)
    return mentor


@transaction.atomic
def restore_mentor(mentor: Mentor, *, by: Any, at: datetime) -> Mentor:
    """Ended by mistake: coaches on, unless the stay is over."""
    stay = lock_stay(mentor.incubation)
    authorise(by, "support.name_mentor", stay, at=at)
    _still_in(stay)
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    if mentor.ended_at is not None and not stay.mentors.filter(person=mentor.person_id, ended_at__isnull=True).exists():
        mentor.ended_at = None
        mentor.save(update_fields=["ended_at"])
        trace(stay, "support.mentor_named", by=by, at=at, person=mentor.person_id)
    return mentor


@transaction.atomic
def log_session(
    stay: Incubation, *, mentor: Mentor, held_on: date, hours: Decimal, topic: str, advice: str, key: str, by: Any,
    at: datetime,
) -> MentorSession:  # fmt: skip
    """What was talked about and what comes next; the organization confirms that it took place."""
    stay = lock_stay(stay)
    authorise(by, "support.log_session", stay, at=at)
    there = MentorSession.objects.filter(key=key, incubation=stay).first()
    if there is not None:
        return there
    if mentor.incubation_id != stay.pk:
        raise PermissionDenied
    texts = filled(topic=topic, advice=advice)
    if not stay.starts_on <= held_on <= local_date(at):
        raise ValidationError({"held_on": _("日期要在入驻以后、今天以前。")})
    if stay.ended_on is not None and held_on > stay.ended_on:
        raise ValidationError({"held_on": _("那天已经不在孵化期内。")})
    if not 0 < hours <= 24:
        raise ValidationError({"hours": _("时长请写 0.5 到 24 小时。")})
    row = MentorSession.objects.create(
        incubation=stay, mentor=mentor, held_on=held_on, hours=hours, recorded_by=by, recorded_at=at, key=key, **texts
    )
    trace(stay, "support.session_logged", by=by, at=at, session=row.pk)
    return row


@transaction.atomic
def confirm_session(session: MentorSession, *, by: Any, at: datetime) -> MentorSession:
    stay = lock_stay(session.incubation)
    authorise(by, "support.confirm_session", stay, at=at)
    session = MentorSession.objects.select_for_update().get(pk=session.pk)
    if session.confirmed_at is None:
        if session.recorded_by_id == by.pk:
            raise PermissionDenied(_("自己登记的要由别人确认。"))
        session.confirmed_at, session.confirmed_by = at, by
        session.save(update_fields=["confirmed_at", "confirmed_by"])
        trace(stay, "support.session_confirmed", by=by, at=at, session=session.pk)
    return session


@transaction.atomic
def set_milestone(stay: Incubation, *, title: str, due_on: date, by: Any, at: datetime) -> IncubationMilestone:
    """A milestone within the stay; the same title again moves its day while it is not reached."""
    stay = lock_stay(stay)
    authorise(by, "support.set_milestone", stay, at=at)
    _still_in(stay)
    title = filled(title=title)["title"][:120]
    if not stay.starts_on < due_on <= stay.ends_on:
        raise ValidationError({"due_on": _("期限要在孵化期内，最迟 %(last)s。") % {"last": stay.ends_on}})
    row, made = IncubationMilestone.objects.get_or_create(incubation=stay, title=title, defaults={"due_on": due_on})
    if not made and row.due_on != due_on and row.stated_at is None:
        row.due_on = due_on
        row.save(update_fields=["due_on"])
    trace(stay, "support.milestone_set", by=by, at=at, due_on=due_on)
    return row


@transaction.atomic
def state_milestone(milestone: IncubationMilestone, *, proof: str, by: Any, at: datetime) -> IncubationMilestone:
    stay = lock_stay(milestone.incubation)
    authorise(by, "support.state_milestone", stay, at=at)
    _still_in(stay)
    milestone = IncubationMilestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.stated_at is None:
        milestone.proof = filled(proof=proof)["proof"][:200]
        milestone.stated_at, milestone.stated_by = at, by
        milestone.returned_at, milestone.return_reason = None, ""
        milestone.save()
        trace(stay, "support.milestone_stated", by=by, at=at)
    return milestone


@transaction.atomic
def confirm_milestone(milestone: IncubationMilestone, *, by: Any, at: datetime) -> IncubationMilestone:
    stay = lock_stay(milestone.incubation)
    authorise(by, "support.confirm_milestone", stay, at=at)
    milestone = IncubationMilestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.confirmed_at is None:
        if milestone.stated_at is None:
            raise ValidationError(_("组织还没有说做到，先请它说明。"))
        milestone.confirmed_at, milestone.confirmed_by = at, by
        milestone.save(update_fields=["confirmed_at", "confirmed_by"])
        trace(stay, "support.milestone_confirmed", by=by, at=at)
    return milestone


@transaction.atomic
def send_back_milestone(milestone: IncubationMilestone, *, reason: str, by: Any, at: datetime) -> IncubationMilestone:
    """Stated, but a mentor or the hub finds it not reached and says what is missing. Twice is once."""
    stay = lock_stay(milestone.incubation)
    authorise(by, "support.confirm_milestone", stay, at=at)
    _still_in(stay)
    row = IncubationMilestone.objects.select_for_update().get(pk=milestone.pk)
    if row.stated_at is None and row.returned_at is not None:
        return row
    if row.stated_at is None or row.confirmed_at is not None:
        raise ValidationError(_("这个里程碑现在没有等确认的说明。"))
    row.return_reason = filled(return_reason=reason)["return_reason"][:200]
    row.returned_at, row.stated_at, row.stated_by = at, None, None
    row.save()
    tell(stay.organization, "stage_sent_back", key=f"stage:{row.pk}:{at.isoformat()}", url=_url(stay), at=at, title=row.title,
         reason=row.return_reason)  # fmt: skip
    trace(stay, "support.stage_sent_back", by=by, at=at, title=row.title)
    return row


@transaction.atomic
def extend_stay(stay: Incubation, *, ends_on: date, reason: str, by: Any, at: datetime) -> Incubation:
    """Once, with a reason, and never beyond the longest stay counted from its first day."""
    stay = lock_stay(stay)
    authorise(by, "support.extend_stay", stay, at=at)
    if stay.is_extended and stay.ends_on == ends_on:
        return stay
    _still_in(stay)
    if stay.is_extended:
        raise ValidationError(_("只能延期一次。"))
    last = latest_end(stay.center, stay.organization, stay.starts_on, at)
    if not stay.ends_on < ends_on <= last:
        raise ValidationError({"ends_on": _("延期后的到期日要比现在晚，最迟 %(last)s。") % {"last": last}})
    stay.extension_reason = filled(reason=reason)["reason"][:200]
    stay.first_ends_on, stay.ends_on = stay.ends_on, ends_on
    stay.save()
    put_off(Incubation, [stay.pk], "review_exit", due_on=ends_on)
    trace(stay, "support.stay_extended", by=by, at=at, ends_on=ends_on)
    return stay


def end_stay(stay: Incubation, move: str, *, on: date, by: Any, at: datetime) -> None:
    """Whoever ends it, both sides are told (called by actions that asked)."""
    stay.flow.apply(stay, move)
    stay.ended_on = on
    stay.save()
    settle(stay, "review_exit", at=at, by=by)
    for body in (stay.organization, stay.hub):
        tell(body, "stay_ended", key=f"stay-ended:{stay.pk}", url=_url(stay), at=at, organization=stay.organization.name,
             center=stay.center.name, state=str(stay.get_state_display()))  # fmt: skip


@transaction.atomic
def review_exit(
    stay: Incubation, *, held_on: date, reviewers: str, summary: str, met: dict[int, tuple[bool, str]], by: Any,
    at: datetime,
) -> ExitReview:  # fmt: skip
    """Judge every criterion: all met is a graduation, else an exit without one; the place is free from that day.

    `met`: criterion id → (met, on what ground). Raises ValidationError for a criterion left out, or after the term.
    """
    stay = lock_stay(stay)
    authorise(by, "support.review_exit", stay, at=at)
    there = ExitReview.objects.filter(incubation=stay).first()
    if there is not None:
        return there
    today = local_date(db_now())
    _still_in(stay)
    if today > stay.ends_on:
        raise ValidationError(_("孵化期已过，只能按到期未评结束。"))
    texts = filled(reviewers=reviewers, summary=summary)
    if not stay.starts_on <= held_on <= today:
        raise ValidationError({"held_on": _("评审日期要在入驻以后、今天以前。")})
    criteria = list(stay.center.criteria.filter(retired_at__isnull=True))
    if missing := [row.text for row in criteria if row.pk not in met]:
        raise ValidationError(_("还有标准没有评：%(text)s") % {"text": missing[0]})
    review = ExitReview.objects.create(incubation=stay, held_on=held_on, filed_by=by, filed_at=at, **texts)
    ExitFinding.objects.bulk_create(
        ExitFinding(review=review, criterion=row, met=met[row.pk][0], note=met[row.pk][1].strip()[:200])
        for row in criteria
    )
    passed = all(met[row.pk][0] for row in criteria)
    end_stay(stay, "graduate" if passed else "fail", on=today, by=by, at=at)
    trace(stay, "support.exit_reviewed", by=by, at=at, graduated=passed)
    if passed:
        due = months_after(today, whole(stay.hub, FOLLOW_MONTHS.key, at))
        owe(stay, "follow_graduate", body=stay.hub, roles=["head", "officer", "clerk"], due_on=due, at=at, url=_url(stay),
            label=stay.organization.name, unit_code="A09.1", element="support")  # fmt: skip
    return review


@transaction.atomic
def leave_incubation(stay: Incubation, *, reason: str, by: Any, at: datetime) -> Incubation:
    """The organization goes before its time; that is no graduation."""
    stay = lock_stay(stay)
    authorise(by, "support.leave_incubation", stay, at=at)
    if stay.state == Incubation.State.LEFT:
        return stay
    stay.end_reason = filled(reason=reason)["reason"][:200]
    end_stay(stay, "leave", on=local_date(at), by=by, at=at)
    trace(stay, "support.stay_left", by=by, at=at)
    return stay


@transaction.atomic
def end_lapsed_stays(*, by: Any, at: datetime) -> int:
    """The nightly job: a term that ended without exit review frees the place and counts as not graduated."""
    late = Incubation.objects.filter(state=Incubation.State.IN, ends_on__lt=local_date(at))
    rows = late.select_for_update(of=("self",)).select_related("center__hub", "organization")
    count = 0
    for stay in rows.order_by("pk"):
        authorise(by, "support.end_lapsed_stays", stay, at=at)
        end_stay(stay, "lapse", on=stay.ends_on, by=by, at=at)
        trace(stay, "support.stay_lapsed", by=by, at=at)
        count += 1
    return count


def follow_up_from(stay: Incubation, at: datetime) -> date:
    """From when on a look at a graduate is one of what became of it; there is one such look."""
    assert stay.ended_on is not None
    due = months_after(stay.ended_on, whole(stay.hub, FOLLOW_MONTHS.key, at))
    return due - timedelta(days=whole(stay.hub, EARLY_LOOK_DAYS.key, at))


@transaction.atomic
def record_follow_up(
    stay: Incubation, *, looked_on: date, is_active: bool, note: str, by: Any, at: datetime
) -> FollowUp:
    """What became of a graduate. Only what the organization confirms counts as active."""
    stay = lock_stay(stay)
    authorise(by, "support.record_follow_up", stay, at=at)
    there = FollowUp.objects.filter(incubation=stay).first()
    if there is not None:
        return there
    if stay.state != Incubation.State.GRADUATED:
        raise ValidationError(_("只回访出壳的组织。"))
    first = follow_up_from(stay, at)
    if not first <= looked_on <= local_date(at):
        raise ValidationError({"looked_on": _("回访日期要在 %(first)s 以后、今天以前：更早看的说明不了后来怎样。") % {"first": first}})  # fmt: skip
    row = FollowUp.objects.create(
        incubation=stay, looked_on=looked_on, is_active=is_active, recorded_by=by, recorded_at=at, **filled(note=note)
    )
    settle(stay, "follow_graduate", at=at, by=by)
    trace(stay, "support.graduate_followed", by=by, at=at, active=is_active)
    if is_active:
        owe(stay, "confirm_follow_up", body=stay.organization, roles=list(SIGNS), due_on=months_after(local_date(at), 1), at=at,
            url=_url(stay), label=stay.organization.name, unit_code="A09.1", element="support")  # fmt: skip
    return row


@transaction.atomic
def confirm_follow_up(stay: Incubation, *, by: Any, at: datetime) -> FollowUp:
    stay = lock_stay(stay)
    authorise(by, "support.confirm_follow_up", stay, at=at)
    row = FollowUp.objects.select_for_update().get(incubation=stay)
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by = at, by
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        settle(stay, "confirm_follow_up", at=at, by=by)
        trace(stay, "support.follow_up_confirmed", by=by, at=at)
    return row
