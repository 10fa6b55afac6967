from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.exchange import Opportunity
from shuniu.domain.support.plugs import exchange_records  # noqa: F401  what proves a statement
from shuniu.domain.support.queries.exchange.forms import forms_not_chosen
from shuniu.engines.exchange.models import Offer, PostingState
from shuniu.engines.exchange.pages import addresses
from shuniu.engines.exchange.rules import notices
from shuniu.kernel.core.registries import Entry, menu_groups, navigation, openness_sources
from shuniu.kernel.norms.choices import choices
from shuniu.kernel.specification.indicators import feature

addresses.add("offer", lambda row: reverse("support:pool-offer", args=[row.pk]))
addresses.add("need", lambda row: reverse("support:pool-need", args=[row.pk]))
addresses.add("match", lambda row: reverse("support:match", args=[row.pk]))


def waiting_postings(desk: Any) -> int | None:
    """How many offers the first hub of the person has still to screen."""
    if not desk.hubs:
        return None
    return Offer.objects.filter(keeper=desk.hubs[0], state=PostingState.WAITING).count() or None


def won_for_everybody(row: Any) -> str:
    """An opportunity is not quietly changed or taken back as one offer among others (A08.1)."""
    there = isinstance(row, Offer) and Opportunity.objects.filter(offer=row).exists()
    return (
        gettext("这是向部门争取到的机会。要改、要撤，请到“党政部门支持”里办，原因会告诉所有符合条件的组织。")
        if there
        else ""
    )


notices.add("support.opportunity", won_for_everybody)
menu_groups.add("exchange", _("资源和供需"))
navigation.add(
    "support.pool",
    Entry("support.pool", _("资源和需求"), "building-store", "support:pool", element="support", group="exchange", order=41,
          shown=lambda d: bool(d.hubs or d.overseeing) or d.speaks("officer"), count=waiting_postings),
)  # fmt: skip
navigation.add(
    "support.matches",
    Entry("support.matches", _("供需对接"), "link", "support:matches", element="support", group="exchange", order=42,
          shown=lambda d: bool(d.hubs or d.members or d.overseeing)),
)  # fmt: skip
feature(
    "support.market", title=_("供需对接：搜索、发布、审核、按公开规则排列并说明理由、平台转达、逐笔交付确认"),
    units=["A08", "A08.4", "A10", "A10.4"], url_name="services:pool",
    records=["exchange.Offer", "exchange.Need", "exchange.Match", "exchange.Delivery", "exchange.OfferShare", "exchange.Term"],
)  # fmt: skip


def published_offers(*, hubs: list[int], since: datetime, until: datetime) -> list[tuple[int, str, int, bool]]:
    """Offers that passed the screening in the period; open when also non-members may ask."""
    rows = Offer.objects.filter(keeper__in=hubs, screened_at__gte=since, screened_at__lt=until)
    rows = rows.exclude(state__in=[PostingState.REFUSED, PostingState.WAITING])
    return [(row.keeper_id, "exchange.offer", row.pk, row.open_to_all) for row in rows.only("keeper", "open_to_all")]


openness_sources.add("support.offers", published_offers)
navigation.add(
    "support.opportunities",
    Entry("support.opportunities", _("党政部门支持"), "building-community", "support:opportunities", element="support", group="exchange", order=40,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
navigation.add(
    "support.partnerships",
    Entry("support.partnerships", _("合作伙伴"), "signature", "support:partnerships", element="support", group="exchange", order=43,
          covers=("support:chosen-forms",), shown=lambda d: bool(d.hubs or d.overseeing) or d.speaks()),
)  # fmt: skip
feature(
    "support.opportunities", title=_("向党政部门提出建议、登记答复和机会、向所有符合条件的组织同时公布"), units=["A08.1"],
    url_name="support:opportunities", records=["support.DepartmentProposal", "support.Opportunity", "exchange.Offer"],
)  # fmt: skip
feature(
    "support.partnerships", title=_("合作伙伴：要素、期限、文件、双方签字和利害关系声明，异常名录和处罚拦截、例外，到期续签"), units=["A08.3"],
    url_name="support:partnerships", records=["support.Partnership", "support.Deliverable", "support.PartnershipPaper", "exchange.Delivery"],
)  # fmt: skip
feature(
    "support.coverage", title=_("媒体报道的登记：媒体、标题、日期、网址或版面，从哪次对接来的"), units=["A08.4"], url_name="support:coverage",
    records=["support.Coverage"],
)  # fmt: skip
feature(
    "support.departments", title=_("内设部门名单和各部门开放的场地、人手、专家、媒体"), units=["A08.2"], url_name="support:departments",
    records=["support.InternalDepartment", "exchange.Offer"],
)  # fmt: skip
feature(
    "support.forms", title=_("选定搭建社会资源平台的方式"), units=["A10"], url_name="support:chosen-forms",
    records=["support.ChosenForm"],
)  # fmt: skip
choices.add("support.chosen_forms", forms_not_chosen)
