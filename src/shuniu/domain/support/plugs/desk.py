from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support import link_answers  # noqa: F401  what is answered by link
from shuniu.domain.support.actions.desk import second_thoughts, unlink_requests
from shuniu.domain.support.actions.growing.stay import restore_mentor
from shuniu.domain.support.models.desk import (
    AnswerTemplate,
    CommitteeMember,
    DeskUnit,
    EntrustedService,
    PlatformAgreement,
    RequestLink,
    ServiceGuide,
    ServiceRequest,
)
from shuniu.domain.support.models.growing import Mentor
from shuniu.domain.support.queries.desk.experts import advice_given, declared_ties
from shuniu.domain.support.queries.desk.payments import unconfirmed_milestones
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Entry, menu_groups, navigation, openness_sources, query_states
from shuniu.kernel.orgs.explaining import Explained, explained
from shuniu.kernel.orgs.interests import interest_sources
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.kinds import record_source
from shuniu.kernel.record.payments import payment_checks
from shuniu.kernel.record.undo import Undo, undos
from shuniu.kernel.specification.indicators import feature

menu_groups.add("partners", _("专家和服务伙伴"))


def waiting_requests(desk: Any) -> int | None:
    """How many of the first hub nobody has accepted yet."""
    if not desk.hubs:
        return None
    return ServiceRequest.objects.filter(hub=desk.hubs[0], state="FILED").count() or None


def works_at_a_desk(desk: Any) -> bool:
    """A hub's people, and those of an organization that a desk sends requests to."""
    if desk.hubs:
        return True
    speaks = bodies_of(desk.user, desk.at, *SPEAKS).values("pk")
    return DeskUnit.objects.filter(organization__in=speaks, closed_at__isnull=True).exists()


def sits_on_a_committee(desk: Any) -> bool:
    return CommitteeMember.objects.valid(desk.at).filter(person=desk.user).exists()


navigation.add(
    "support.requests",
    Entry("support.requests", _("服务台"), "heart-handshake", "support:requests", element="support", order=40,
          shown=works_at_a_desk, count=waiting_requests, covers=("support:guides",)),
)  # fmt: skip
navigation.add(
    "support.own_requests",
    Entry("support.own_requests", _("我们的服务申请"), "heart-handshake", "support:own-requests", order=40,
          shown=lambda d: bool(d.members)),
)  # fmt: skip
navigation.add(
    "support.consultations",
    Entry("support.consultations", _("专委会咨询"), "messages", "support:consultations", element="support", group="partners", order=41,
          shown=lambda d: bool(d.hubs or d.members) or sits_on_a_committee(d), covers=("support:committees",)),
)  # fmt: skip
navigation.add(
    "support.entrusted",
    Entry("support.entrusted", _("托管和陪伴服务"), "user-plus", "support:entrusted", element="support", group="partners", order=42,
          shown=lambda d: bool(d.hubs) or EntrustedService.objects.visible_to(d.user, d.at).exists()),
)  # fmt: skip
navigation.add(
    "support.platforms",
    Entry("support.platforms", _("平台组织"), "sitemap", "support:platforms", element="support", group="partners", order=43,
          shown=lambda d: bool(d.hubs) or PlatformAgreement.objects.visible_to(d.user, d.at).exists()),
)  # fmt: skip
feature(
    "support.experts", title=_("专委会：聘期、回避、限期答复咨询"), units=["A09.3"], url_name="support:consultations",
    records=["support.ServiceCommittee", "support.CommitteeMember", "support.InterestDeclaration", "support.Consultation"],
)  # fmt: skip
feature(
    "support.platforms", title=_("平台协议：双方同意、同一服务台、枢纽出资的不收费"), units=["A09.4"],
    url_name="support:platforms", records=["support.PlatformAgreement", "support.PlatformService"],
)  # fmt: skip
feature(
    "support.entrusted", title=_("托管和陪伴服务：先有需求、客户确认、前后评价"), units=["A09.2"], url_name="support:entrusted",
    records=["support.EntrustedService", "support.ServiceMilestone", "support.ServiceHours", "support.CapacityReview"],
)  # fmt: skip
feature(
    "support.charter", title=_("服务承诺、服务指南和申请人评价"), units=["A07"], url_name="services:home",
    records=["support.ServiceCharter", "support.ServiceGuide", "support.GuidePaper", "support.RequestRating",
             "support.RatingReview"],
)  # fmt: skip
feature(
    "support.desk", title=_("一站式服务台：一处申请、一次告知、转办不重新计时、没有申请人的话不办结"), units=["A09"],
    url_name="support:requests",
    records=["support.ServiceRequest", "support.RequestStep", "support.RequestPaper", "support.RequestLink", "support.DeskUnit"],
)  # fmt: skip


def request_state(*, subject_id: int, at: Any) -> dict[str, Any] | None:
    """By its public number only how far it is; contents open with the applicant's own address."""
    row = ServiceRequest.objects.filter(pk=subject_id).first()
    if row is None:
        return None
    return {"what": _("服务申请"), "state": row.get_state_display(), "due_on": row.due_on, "done_on": row.closed_at}


query_states.add("support.servicerequest", request_state)


def published_guides(*, hubs: list[int], since: date, until: date) -> list[tuple[int, str, int, bool]]:
    """Services published in the days from `since` up to `until`: open to all or to members only (OPN-3)."""
    rows = ServiceGuide.objects.filter(hub__in=hubs, valid_from__gte=since, valid_from__lt=until)
    return [
        (hub, "support.serviceguide", pk, openness == "all")
        for hub, pk, openness in rows.values_list("hub", "pk", "openness")
    ]


openness_sources.add("support.guides", published_guides)


def requests_done(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in ("A07", "A09"):
        return []
    rows = ServiceRequest.objects.filter(hub=hub, state="CLOSED", closed_at__lt=at, subject__icontains=text)
    return [_line(row) for row in rows.exclude(closing="withdrawn").order_by("-closed_at")[:limit]]


def describe_requests(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = ServiceRequest.objects.visible_to(user, at).filter(pk__in=ids, state="CLOSED").distinct()
    return {row.pk: _line(row) for row in rows}


def _line(row: ServiceRequest) -> dict[str, Any]:
    return {"id": row.pk, "title": row.subject, "on": local_date(row.closed_at or row.filed_at),
            "url": reverse("support:request", args=[row.pk])}  # fmt: skip


record_source("support.servicerequest", label=_("服务申请"), candidates=requests_done, describe=describe_requests)
explained.add("service_request", Explained(
    _("服务申请"), lambda user, at: ServiceRequest.objects.visible_to(user, at), "pk",
    lambda row, user, at: [(row.hub, _("是服务台所在的枢纽")), (row.organization, _("是申请的组织")),
                           (row.unit.organization, _("是承办的组织"))],
    _("一件服务申请给枢纽、承办单元和申请组织的人员看，枢纽的上级也看得到。"),
))  # fmt: skip
interest_sources.add("support.declared", declared_ties)
interest_sources.add("support.advised", advice_given)
payment_checks.add("support.servicemilestone", unconfirmed_milestones)
for _name, _model, _back in (
    ("support.request_handled", ServiceRequest, second_thoughts.take_back_act),
    ("support.requests_assigned", None, second_thoughts.take_back_assignment),
    ("support.requests_linked", RequestLink, unlink_requests),
    ("support.requests_unlinked", None, second_thoughts.link_again),
    ("support.answer_template_dropped", AnswerTemplate, second_thoughts.restore_answer_template),
    ("support.guide_withdrawn", ServiceGuide, second_thoughts.restore_guide),
    ("support.unit_closed", DeskUnit, second_thoughts.reopen_unit),
    ("support.mentor_ended", Mentor, restore_mentor),
):
    undos.add(_name, Undo(_model, _back))
