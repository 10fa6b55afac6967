from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs import rules as _rules  # noqa: F401  registers the permissions
from shuniu.kernel.orgs.actions.areas import (
    change_area,
    end_area,
    enter_area,
    enter_field,
    note_former_name,
    rename_field,
)
from shuniu.kernel.orgs.actions.consent import give_consent, withdraw_consent
from shuniu.kernel.orgs.actions.derived import derive, fact_text, keep_past, person_of
from shuniu.kernel.orgs.actions.designation import CONDITIONS, change_designation, designate, end_designation
from shuniu.kernel.orgs.actions.ending import end_organization, revive_organization
from shuniu.kernel.orgs.actions.merge import follow_late_rows, merge_organizations, split_organizations
from shuniu.kernel.orgs.actions.second_thoughts import (
    restore_appointment,
    restore_designation,
    restore_substitution,
    take_back_tie_answer,
    tie_before,
    withdraw_substitution,
)
from shuniu.kernel.orgs.models import (
    Affiliation,
    Appointment,
    FactChange,
    FormerCode,
    FormerName,
    Organization,
    Substitution,
)
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import keeps_facts
from shuniu.kernel.trail.actions import trace

__all__ = [
    "CONDITIONS", "appoint", "change_area", "change_designation", "claim_affiliation", "confirm_affiliation",
    "decline_affiliation", "designate", "end_affiliation", "end_appointment", "end_area", "end_designation",
    "end_organization", "end_substitution", "enter_area", "enter_field", "enter_organization", "fact_text",
    "follow_late_rows", "give_consent", "merge_organizations", "name_substitute", "next_organization_codes",
    "note_former_name", "rename_field", "restore_appointment", "restore_designation", "restore_substitution",
    "revive_organization", "save_facts", "set_route", "split_organizations", "take_back_tie_answer", "tie_before",
    "withdraw_consent", "withdraw_substitution",
]  # fmt: skip

FACTS = (
    "name", "kind", "credit_code", "area", "field", "registered_on", "legal_representative",
    "staff_count", "member_count", "capital_fen", "address", "supervising_unit", "registration_authority", "purpose",
    "activities",
)  # fmt: skip

DATED = {"name", "kind", "area"}
NAME_LENGTH = 120


def next_organization_codes(count: int) -> list[str]:
    """`count` fresh public codes `O00000001` …, unique under concurrency."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orgs_organization_code_seq') FROM generate_series(1, %s)", [count])
        return [f"O{row[0]:08d}" for row in cursor.fetchall()]


@transaction.atomic
def enter_organization(
    *, name: str, kind: str, by: Any, at: datetime, source: str = "entry", **facts: Any
) -> Organization:
    """A new row in the register. Raises ValidationError without a name, or when the credit code is there already."""
    authorise(by, "orgs.enter_organization", None, at=at)
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise ValidationError(_("请写组织的名称，最多 %(most)s 个字。") % {"most": NAME_LENGTH})
    organization = Organization(
        code=next_organization_codes(1)[0], name=name.strip(), kind=kind, source=source, created_at=at,
        facts_on=local_date(at), **facts,
    )  # fmt: skip
    _save_with_code(organization)
    trace(organization, "orgs.organization_entered", by=by, at=at, source=source)
    return organization


@transaction.atomic
def save_facts(
    organization: Organization, *, version: int, by: Any, at: datetime, since: date | None = None, **facts: Any
) -> Organization:
    """Change facts; both values stay as `FactChange` rows with who said so, a former name as a row. Name, kind and area
    hold from the day `since` (today when not given); up to then the register answers with what they were.

    Once the organization itself has saved, its card is claimed: from then on only it changes its facts. Raises Stale when somebody saved since, ValidationError when the credit code belongs to another.
    """
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "orgs.save_facts", organization, at=at)
    changed = [key for key, value in facts.items() if key in FACTS and getattr(organization, key) != value]
    if not changed:
        return organization
    check_version(organization, version)
    _check_day(facts.get("registered_on"), at)
    day = since or local_date(at)
    if day > local_date(at):
        raise ValidationError({"since": _("变更日期还没到，请到那天再改，或写实际变更的日期。")})
    if DATED & set(changed):
        keep_past(organization, until=day)
    former, former_code = organization.name, organization.credit_code if "credit_code" in changed else ""
    own = keeps_facts(by, organization, at)
    FactChange.objects.bulk_create(
        _change(organization, key, facts[key], own, by, at, on=day if key in DATED else local_date(at))
        for key in changed
    )
    for key in changed:
        setattr(organization, key, facts[key])
    if own and organization.claimed_at is None:
        organization.claimed_at = at
    if former_code:
        FormerCode.objects.get_or_create(organization=organization, code=former_code, defaults={"until": day})
    if "name" in changed:
        FormerName.objects.create(organization=organization, name=former, until=day)
    organization.version = version + 1
    _save_with_code(organization)
    trace(organization, "orgs.facts_saved", by=by, at=at, fields=changed)
    return organization


def _save_with_code(organization: Organization) -> None:
    """A code belongs to one organization, also one that it bore before or under a row merged since."""
    derive(organization)
    code = organization.credit_code
    try:
        if code and FormerCode.objects.filter(code=code).exclude(organization=organization.pk).exists():
            raise IntegrityError(code)
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        raise ValidationError(_("登记册里已有这个统一社会信用代码的组织，请打开那一条核对。")) from error


def _check_day(day: date | None, at: datetime) -> None:
    if day is not None and day > local_date(at):
        raise ValidationError({"registered_on": _("成立（登记）日期还没到，请对照登记证书。")})


def _change(
    organization: Organization, key: str, new: Any, own: bool, by: Any, at: datetime, *, on: date
) -> FactChange:  # fmt: skip
    hub = None if own else bodies_of(by, at, "head", "officer", "clerk").first()
    return FactChange(
        organization=organization, key=key, old=fact_text(getattr(organization, key)), new=fact_text(new),
        source="self" if own else "hub", body=hub, on=on, at=at, by=person_of(by),
    )  # fmt: skip


@transaction.atomic
def appoint(
    organization: Organization, *, person: Any, role: str, valid_from: date, by: Any, at: datetime,
    valid_to: date | None = None,
) -> Appointment:  # fmt: skip
    """Give a person a dated role; the same open appointment again changes nothing."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "orgs.appoint", organization, at=at)
    open_now = Appointment.objects.filter(
        organization=organization, person=person, role=role, valid_to__isnull=True
    ).first()
    if open_now is not None:
        return open_now
    if valid_to is not None and valid_to <= valid_from:
        raise ValidationError(_("离任日期要晚于任职日期，请核对。"))
    if not person.may_sign_in(at):
        raise ValidationError(_("这个账号不能使用，请换一位，或先恢复账号。"))
    appointment = Appointment.objects.create(
        organization=organization, person=person, role=role, valid_from=valid_from, valid_to=valid_to
    )
    trace(appointment, "orgs.appointed", by=by, at=at, organization=organization, person=person, role=role)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, on: date, by: Any, at: datetime) -> Appointment:
    """The role ends on that day (exclusive). Ending twice keeps the first day."""
    appointment = Appointment.objects.select_for_update().select_related("organization").get(pk=appointment.pk)
    authorise(by, "orgs.end_appointment", appointment.organization, at=at)
    if appointment.valid_to is not None and appointment.valid_to <= on:
        return appointment
    if on < appointment.valid_from:
        raise ValidationError(_("离任日期早于任职日期，请核对。"))
    appointment.valid_to = on
    appointment.save(update_fields=["valid_to"])
    trace(appointment, "orgs.appointment_ended", by=by, at=at, on=on)
    return appointment


@transaction.atomic
def name_substitute(
    appointment: Appointment, *, substitute: Any, reason: str, valid_from: date, valid_to: date, by: Any, at: datetime
) -> Substitution:
    """During an absence another person stands in. Raises ValidationError when the dates are turned round."""
    appointment = Appointment.objects.select_for_update().select_related("organization").get(pk=appointment.pk)
    authorise(by, "orgs.name_substitute", appointment, at=at)
    if valid_to <= valid_from:
        raise ValidationError(_("代理的结束日期要晚于开始日期。"))
    if substitute.pk == appointment.person_id:
        raise ValidationError(_("代理人要是另一个人。"))
    if appointment.valid_to is not None and appointment.valid_to <= valid_from:
        raise ValidationError(_("这项任职到那时已经结束，不需要代理。"))
    if not substitute.may_sign_in(at):
        raise ValidationError(_("代理人的账号不能使用，请换一位。"))
    row, made = Substitution.objects.get_or_create(
        appointment=appointment, substitute=substitute, valid_from=valid_from, valid_to=valid_to,
        defaults={"reason": reason},
    )  # fmt: skip
    if made:
        trace(row, "orgs.substitute_named", by=by, at=at, appointment=appointment, substitute=substitute)
    return row


@transaction.atomic
def end_substitution(substitution: Substitution, *, on: date, by: Any, at: datetime) -> Substitution:
    """The absence ends earlier: from that day on nobody stands in. One that has not begun is taken away whole."""
    row = Substitution.objects.select_for_update(of=("self",)).select_related("appointment__organization").get(
        pk=substitution.pk
    )  # fmt: skip
    authorise(by, "orgs.name_substitute", row.appointment, at=at)
    end = max(on, row.valid_from + timedelta(days=1))
    if row.valid_to <= end:
        return row
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    trace(row, "orgs.substitution_ended", by=by, at=at, on=end)
    return row


@transaction.atomic
def claim_affiliation(
    hub: Organization, *, organization: Organization, kind: str, route: str, source: str, valid_from: date,
    by: Any, at: datetime,
) -> Affiliation:  # fmt: skip
    """A tie the hub says exists; in no indicator until the organization confirms it. Claiming twice is one claim."""
    authorise(by, "orgs.claim_affiliation", hub, at=at)
    row, made = Affiliation.objects.get_or_create(
        hub=hub, organization=organization, kind=kind, valid_to=None,
        defaults={"route": route, "source": source, "valid_from": valid_from, "claimed_at": at},
    )  # fmt: skip
    if made:
        trace(row, "orgs.affiliation_claimed", by=by, at=at, hub=hub, organization=organization, kind=kind)
    return row


@transaction.atomic
def confirm_affiliation(tie: Affiliation, *, through: str, by: Any, at: datetime) -> Affiliation:
    """The organization says yes (through link, QR or sign-in). Confirming twice keeps the first moment."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "orgs.confirm_affiliation", tie, at=at)
    if tie.confirmed_at is not None:
        return tie
    if tie.valid_to is not None and tie.valid_to <= local_date(at):
        raise ValidationError(_("这条联系已经终止，不能再确认。"))
    tie.confirmed_at, tie.confirmed_by, tie.confirmed_through = at, person_of(by), through
    tie.declined_at = None
    tie.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_through", "declined_at"])
    if tie.organization.brought_by_id is not None:  # now a body other than the hub has said that it exists
        Organization.objects.filter(pk=tie.organization_id).update(brought_by=None)
    trace(tie, "orgs.affiliation_confirmed", by=by, at=at, through=through)
    return tie


@transaction.atomic
def decline_affiliation(tie: Affiliation, *, by: Any, at: datetime) -> Affiliation:
    """The organization says it is not so; the claim stays readable and counts nowhere."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "orgs.decline_affiliation", tie, at=at)
    if tie.declined_at is not None:
        return tie
    tie.declined_at = at
    tie.confirmed_at = None
    tie.save(update_fields=["declined_at", "confirmed_at"])
    trace(tie, "orgs.affiliation_declined", by=by, at=at)
    return tie


@transaction.atomic
def end_affiliation(tie: Affiliation, *, on: date, by: Any, at: datetime) -> Affiliation:
    """The tie ends on that day; either side may end it at any time."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "orgs.end_affiliation", tie, at=at)
    if tie.valid_to is not None:
        return tie
    tie.valid_to = max(on, tie.valid_from)
    tie.save(update_fields=["valid_to"])
    trace(tie, "orgs.affiliation_ended", by=by, at=at, on=tie.valid_to)
    return tie


@transaction.atomic
def set_route(tie: Affiliation, *, route: str, by: Any, at: datetime) -> Affiliation:
    """By which of the five routes the tie came about; a hub may say so later, of an imported one for instance."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "orgs.set_route", tie, at=at)
    if tie.route == route:
        return tie
    before, tie.route = tie.route, route
    tie.save(update_fields=["route"])
    trace(tie, "orgs.route_set", by=by, at=at, before=before, route=route)
    return tie
