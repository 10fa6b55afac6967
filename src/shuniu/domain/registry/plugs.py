from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry import records  # noqa: F401  what proves a statement
from shuniu.domain.registry.queries_liaison import ended_posts
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.registries import Entry, gates, navigation, openness_sources, search_providers
from shuniu.kernel.orgs.search import first_found
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "registry.list",
    Entry(
        "registry.list",
        _("成员名录"),
        "users",
        "registry:list",
        element="open",
        order=20,
        shown=lambda d: bool(d.hubs or d.overseeing),
    ),
)
navigation.add(
    "registry.rosters",
    Entry("registry.rosters", _("名录导入"), "upload", "registry:rosters", element="open", order=21,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.statistics",
    Entry("registry.statistics", _("名录统计"), "chart-histogram", "registry:statistics", element="open", order=22,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip

navigation.add(
    "registry.campaigns",
    Entry("registry.campaigns", _("资料核对"), "clipboard-list", "registry:campaigns", element="mechanism", order=46,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.liaisons",
    Entry("registry.liaisons", _("信息联络员"), "users", "registry:liaisons", element="mechanism", order=47,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "registry.cards-mine",
    Entry("registry.cards-mine", _("核对资料"), "clipboard-list", "registry:cards-mine", element="mechanism", order=45,
          shown=lambda d: bool(d.members)),
)  # fmt: skip
navigation.add(
    "registry.liaison",
    Entry("registry.liaison", _("信息联络员"), "users", "registry:liaison", element="mechanism", order=47,
          shown=lambda d: bool(d.members)),
)  # fmt: skip


def only_handing_over(request: Any) -> str | None:
    """Who was a liaison officer and holds nothing now can hand over, and nothing else (A16.2)."""
    if ended_posts(request.at).filter(person=request.user).exists():
        return reverse("registry:hand-over")
    return None


def gatherings_published(*, hubs: list[int], since: datetime, until: datetime) -> list[tuple[int, str, int, bool]]:
    """Gatherings called in that time: open when others than members may come."""
    rows = Gathering.objects.filter(host__in=hubs, created_at__gte=since, created_at__lt=until, called_off_at=None)
    return [
        (host, "gatherings.gathering", pk, open_to != Gathering.OpenTo.MEMBERS)
        for pk, host, open_to in rows.order_by("pk").values_list("pk", "host", "open_to")
    ]


gates.add("registry.hand-over", only_handing_over)
openness_sources.add("gatherings", gatherings_published)

feature(
    "registry.roster", title=_("名录导入、成员名录和统计"), units=["A04"], url_name="registry:list", state="part",
    records=["orgs.Organization", "orgs.Affiliation", "registry.RosterImport"],
)  # fmt: skip
feature(
    "registry.facts", title=_("组织维护和确认自己的基础资料，与登记机关比对"), units=["A16.1"], url_name="registry:campaigns",
    records=["orgs.Organization", "registry.CardConfirmation", "registry.RegistrarValue"],
)  # fmt: skip

feature(
    "registry.liaison", title=_("信息联络员的任期、培训、询问、消息和交接"), units=["A16.2"], url_name="registry:liaisons",
    records=["orgs.Appointment", "registry.LiaisonTerm", "registry.LiaisonQuery", "registry.LiaisonNews", "record.HandOver"],
)  # fmt: skip


def find_organizations(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    rows = first_found(text, user=user, at=at, n=limit)
    return [
        {"title": row.name, "detail": f"{row.get_kind_display()} {row.area or ''}", "icon": "building-community",
         "url": reverse("registry:organization", args=[row.code])}
        for row in rows
    ]  # fmt: skip


search_providers.add("organizations", find_organizations)
