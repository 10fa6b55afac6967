from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.growing import EnterpriseTransition, Mentor
from shuniu.engines.bookings.models import Facility
from shuniu.engines.bookings.pages import addresses
from shuniu.engines.bookings.rules import lending_checks
from shuniu.kernel.core.registries import Entry, menu_groups, navigation, openness_sources
from shuniu.kernel.orgs.merging import prefer
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.routes import route_source
from shuniu.kernel.specification.indicators import feature

menu_groups.add("growing", _("孵化和转型"))
menu_groups.add("together", _("设施和协作"))
navigation.add(
    "support.facilities",
    Entry("support.facilities", _("共享设施"), "door-enter", "support:facilities", element="support", group="together", order=44,
          covers=("support:bookings",), shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "support.facilities", title=_("设施共享：开放时间、即时预订、重复预订、失约、日历互通"), units=["A08.2", "A10.5"],
    url_name="support:facilities",
    records=["bookings.Facility", "bookings.OpenHours", "bookings.Closure", "bookings.Booking"],
)  # fmt: skip


def tenants_place(*, owner: Organization, place: str, at: datetime) -> str:
    """A place in an incubation centre is for whoever was admitted: no tenant lends it on (A09.1)."""
    stays = owner.incubations.filter(state="IN", mode="onsite").select_related("center")
    taken = next((stay.center for stay in stays if stay.center.place in place or place in stay.center.place), None)
    return gettext("你单位在%(center)s的工位不能转借。") % {"center": taken.name} if taken else ""


lending_checks.add("support.incubation", tenants_place)
addresses.add("booking", lambda pk: reverse("support:booking", args=[pk]))


def coaches_somebody(desk: Any) -> bool:
    """A mentor needs no post anywhere."""
    return Mentor.objects.filter(person=desk.user, ended_at__isnull=True).exists()


def advises_somebody(desk: Any) -> bool:
    return EnterpriseTransition.objects.filter(adviser=desk.user).exists()


def listed_facilities(*, hubs: list[int], since: datetime, until: datetime) -> list[tuple[int, str, int, bool]]:
    """Facilities listed in the period; open when also non-members may book."""
    rows = Facility.objects.filter(hub__in=hubs, listed_at__gte=since, listed_at__lt=until, withdrawn_at__isnull=True)
    return [(row.hub_id, "bookings.facility", row.pk, row.open_to != Facility.OpenTo.MEMBERS) for row in rows]


openness_sources.add("support.facilities", listed_facilities)
navigation.add(
    "support.incubation",
    Entry("support.incubation", _("孵化"), "building-store", "support:incubation", element="support", group="growing", order=42,
          shown=lambda d: bool(d.posts) or coaches_somebody(d)),
)  # fmt: skip
feature(
    "support.incubation", title=_("孵化：中心和工位、招募和入选、计划导师里程碑、到期评审、两年回访"), units=["A09.1"],
    url_name="support:incubation",
    records=["support.IncubationCenter", "support.IntakeRound", "support.IncubationApplication", "support.Incubation",
             "support.MentorSession", "support.ExitReview", "support.FollowUp", "support.CapacityReview",
             "support.PlaceCheck"],
)  # fmt: skip
# A stay that ended in a graduation is what the route of cultivation leads to; the review of its end is its record.
route_source(
    "support.incubation", label=_("出壳的孵化"),
    sql="SELECT 'cultivation', c.hub_id, i.id, i.organization_id, i.ended_on, r.filed_at FROM support_incubation i "
        "JOIN support_incubationcenter c ON c.id = i.center_id JOIN support_exitreview r ON r.incubation_id = i.id "
        "WHERE i.state = 'GRADUATED'",
)  # fmt: skip
navigation.add(
    "support.enterprise",
    Entry("support.enterprise", _("社会企业转型"), "sparkles", "support:enterprise", element="support", group="growing", order=46,
          shown=lambda d: bool(d.hubs or d.members or d.overseeing) or advises_somebody(d)),
)  # fmt: skip
feature(
    "support.enterprise", title=_("社会企业转型：自检、候选、顾问、法律意见、步骤、认定证书"), units=["A11"], url_name="support:enterprise",
    records=["support.SelfCheck", "support.EnterpriseTransition", "support.TransitionStep", "support.LegalOpinion",
             "support.TransitionTalk", "support.EnterpriseCertificate"],
)  # fmt: skip
navigation.add(
    "support.scouting",
    Entry("support.scouting", _("发现和培育"), "sparkles", "support:scouting", element="open", order=37,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "support.scouting", title=_("发现和培育：先有需求、记下苗子、提名、审定、转入孵化或辅导"), units=["A05.4"],
    url_name="support:scouting", records=["exchange.Need", "support.CandidateNote", "support.Cultivation", "support.Incubation",
                                     "support.CapacityReview"],
)  # fmt: skip
navigation.add(
    "support.landings",
    Entry("support.landings", _("项目落地"), "map-pin", "support:landings", element="support", group="together", order=47,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "support.landings", title=_("项目落地：社区提需求、社区接纳、社区确认首次服务和一年以后"), units=["A10.3"],
    url_name="support:landings", records=["exchange.Need", "support.Landing", "support.LandingCount"],
)  # fmt: skip
navigation.add(
    "support.expos",
    Entry("support.expos", _("展会"), "building-store", "support:expos", element="support", group="together", order=45,
          covers=("support:deals",), shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "support.expos", title=_("展会：展位按办法分、展商名片、访客约见和签到、意向跟踪一年"), units=["A10.1"], url_name="support:expos",
    records=["support.Expo", "support.Booth", "support.Visitor", "support.FairMeeting", "support.Deal", "support.DealCheck"],
)  # fmt: skip
# Where two organizations have become one, what went further stands.
prefer("support.incubationapplication", lambda row: (row.decided_at is not None, row.filed_at))
prefer("support.incubation", lambda row: (row.starts_on, row.pk))
prefer("support.enterprisetransition", lambda row: (row.planned_at is not None, row.listed_at))
prefer("support.cultivation", lambda row: (row.decided_at is not None, row.nominated_at))
prefer("support.booth", lambda row: (row.state == "GIVEN", row.applied_at))
