from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry import records  # noqa: F401  what proves a statement
from shuniu.kernel.core.registries import Entry, navigation, search_providers
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

feature(
    "registry.roster", title=_("名录导入、成员名录和统计"), units=["A04"], url_name="registry:list", state="part",
    records=["orgs.Organization", "orgs.Affiliation", "registry.RosterImport"],
)  # fmt: skip
feature(
    "registry.facts", title=_("组织维护自己的基础资料"), units=["A16.1"], url_name="registry:list", state="part",
    records=["orgs.Organization"],
)  # fmt: skip


def find_organizations(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    rows = first_found(text, user=user, at=at, n=limit)
    return [
        {"title": row.name, "detail": f"{row.get_kind_display()} {row.area or ''}", "icon": "building-community",
         "url": reverse("registry:organization", args=[row.code])}
        for row in rows
    ]  # fmt: skip


search_providers.add("organizations", find_organizations)
