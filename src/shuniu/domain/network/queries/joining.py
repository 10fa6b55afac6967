"""What pages and actions of the network both ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from shuniu.domain.network.models import Engagement, JoiningConditions, MembershipApplication, MembershipInvitation
from shuniu.kernel.core.moments import add_working_days, local_date, period_of
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Consent, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import bodies_above, hubs_below
from shuniu.kernel.record.kinds import happening_sources
from shuniu.kernel.record.models import Attachment


def days_of(hub: Organization, key: str, at: datetime) -> int:
    return int(setting_for(hub, key, at) or 0)


def working_days_on(hub: Organization, key: str, day: date, at: datetime) -> date:
    """The last day when something is due so many working days after `day`."""
    return add_working_days(day, days_of(hub, key, at), working_calendar())


def days_on(hub: Organization, key: str, at: datetime) -> date:
    return local_date(at) + timedelta(days=days_of(hub, key, at))


def conditions_of(hub: Organization) -> JoiningConditions | None:
    """What is published now."""
    return JoiningConditions.objects.filter(hub=hub, ended_at__isnull=True).first()


def paying_elsewhere(hub: Organization, organization: Organization | None, at: datetime) -> Affiliation | None:
    """A membership that already pays in the same line of hubs (second-level and the hub it belongs to)."""
    if organization is None:
        return None
    line = [*bodies_above(hub, at), *hubs_below([hub.pk], at)]
    paying = JoiningConditions.objects.filter(hub__in=line, ended_at__isnull=True, fee_fen__gt=0).values("hub")
    return (
        Affiliation.objects.confirmed(at)
        .filter(organization=organization, kind="membership", hub__in=paying)
        .select_related("hub")
        .first()
    )


def fee_due(conditions: JoiningConditions, organization: Organization | None, at: datetime) -> int:
    """The published fee, for everybody the same; nothing where the organization pays in the same line already."""
    return 0 if paying_elsewhere(conditions.hub, organization, at) else conditions.fee_fen


def papers_of(application: MembershipApplication) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        subject_type=MembershipApplication._meta.label_lower, subject_id=application.pk
    ).order_by("pk")


REQUIRED = ("name", "kind", "area", "leader", "contact_name", "contact", "purpose", "activities", "wish")
NO_CODE = ("grassroots", "other")


def missing_of(application: MembershipApplication) -> dict[str, str]:
    """Field → sentence for everything a complete application still lacks, told at once."""
    missing = {key: _("请填写。") for key in REQUIRED if not getattr(application, key)}  # the form names the field
    if not application.credit_code and application.kind not in NO_CODE:
        missing["credit_code"] = _("请填写 18 位统一社会信用代码；没有登记的团队把类型选为社区社会组织就不用填。")
    if application.conditions.paper_lines and not papers_of(application).exists():
        papers = "、".join(application.conditions.paper_lines)
        missing["paper"] = _("请附上材料：%(papers)s。拍照也可以。") % {"papers": papers}
    if application.consented_at is None:
        missing["consent"] = _("请确认贵单位自愿加入，并看过入会条件。")
    return missing


def candidates_for(application: MembershipApplication) -> list[Organization]:
    """Organizations of the register that the applicant may be: by code, by the very name, then by words of the name."""
    present = Organization.objects.filter(merged_into__isnull=True)
    same = Q(name_key=name_key(application.name))
    if application.credit_code:
        same |= Q(credit_code=application.credit_code)
    found = list(present.filter(same).select_related("area")[:5])
    if not found and application.name:
        found = list(present.search(application.name).ranked(application.name).select_related("area")[:3])
    return found


def matching_organization(application: MembershipApplication) -> Organization | None:
    """The one organization with this valid code; a name alone decides nothing."""
    if not application.credit_code:
        return None
    return Organization.objects.filter(credit_code=application.credit_code, merged_into__isnull=True).first()


def consent_purpose(hub: Organization) -> str:
    """What an organization agrees to when it becomes a member; kept as it was said."""
    return f"自愿加入“{hub.name}”为会员"[:120]


def consent_of(tie: Affiliation) -> Consent | None:
    """The newest consent on file behind a membership."""
    rows = Consent.objects.filter(organization=tie.organization, purpose=consent_purpose(tie.hub))
    return rows.order_by("-given_at").first() if tie.kind == Affiliation.Kind.MEMBERSHIP else None


def membership_of(hub: Organization, organization: Organization, at: datetime) -> Affiliation | None:
    return Affiliation.objects.confirmed(at).filter(hub=hub, organization=organization, kind="membership").first()


def contacts_within_year(hub: Organization, organization: Organization, at: datetime) -> int:
    """Confirmed engagements of the last twelve months."""
    since = period_of("R12", local_date(at)).start
    return Engagement.objects.confirmed().filter(hub=hub, organization=organization, happened_on__gte=since).count()


def engagements_of_the_day(*, organizations: list[int], day: date) -> list[dict[str, Any]]:
    """Contacts of that day with one of these organizations: a happening that is on record."""
    rows = Engagement.objects.filter(
        organization__in=organizations, happened_on=day, withdrawn_at__isnull=True, declined_at__isnull=True
    )
    return [{"id": row.pk, "title": row.title} for row in rows.order_by("pk")]


happening_sources.add("network.engagement", engagements_of_the_day)


def invitation_suggestions(hub: Organization, at: datetime, *, least: int, limit: int) -> list[dict[str, Any]]:
    """Organizations in repeated confirmed contact that are no members and have no open invitation: most often first."""
    since = period_of("R12", local_date(at)).start
    member = Affiliation.objects.valid(at).filter(hub=hub, organization=OuterRef("organization"), kind="membership")
    asked = MembershipInvitation.objects.filter(
        hub=hub, organization=OuterRef("organization"), accepted_at__isnull=True, withdrawn_at__isnull=True,
        invited_at__gt=at - timedelta(days=365),
    )  # fmt: skip
    rows = (
        Engagement.objects.confirmed().filter(hub=hub, happened_on__gte=since)
        .filter(~Exists(member), ~Exists(asked))
        .values("organization", "organization__name", "organization__code")
        .annotate(times=Count("pk"), last=Max("happened_on")).filter(times__gte=least).order_by("-times", "-last")[:limit]
    )  # fmt: skip
    return list(rows)


def recent_partners(hub: Organization, at: datetime, limit: int = 6) -> list[Organization]:
    """Whom the hub was last in contact with, to be found in one tap; filled up with its newest ties."""
    found = (
        Engagement.objects.filter(hub=hub, withdrawn_at__isnull=True).values("organization")
        .annotate(last=Max("entered_at")).order_by("-last").values_list("organization", flat=True)[:limit]
    )  # fmt: skip
    ids = list(found)
    if len(ids) < limit:
        ties = Affiliation.objects.confirmed(at).filter(hub=hub).exclude(organization__in=ids).order_by("-confirmed_at")
        ids += list(ties.values_list("organization", flat=True)[: limit - len(ids)])
    rows = {row.pk: row for row in Organization.objects.filter(pk__in=ids).select_related("area")}
    return [rows[pk] for pk in dict.fromkeys(ids)]
