"""What stands around every page: navigation by role, counters, the body the person works for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shuniu.kernel.core.moments import db_now
from shuniu.kernel.core.registries import menu_groups, navigation
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import appointments_of, hub_ids, overseeing_bodies
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.specification.clauses import clauses_of
from shuniu.kernel.specification.models import SIX, Element


@dataclass
class Desk:
    """The signed-in person's situation, read once for a page."""

    user: Any
    at: datetime

    @cached_property
    def posts(self) -> list[Any]:
        return list(appointments_of(self.user, self.at).select_related("organization"))

    @cached_property
    def hubs(self) -> list[Organization]:
        ids = set(hub_ids(self.user, self.at))
        return list({p.organization_id: p.organization for p in self.posts if p.organization_id in ids}.values())

    @cached_property
    def overseeing(self) -> list[Organization]:
        return overseeing_bodies(self.user, self.at) if self.posts else []

    @cached_property
    def members(self) -> list[Organization]:
        """Bodies of the person that are neither hub nor overseeing: organizations."""
        taken = {row.pk for row in [*self.hubs, *self.overseeing]}
        return list({p.organization_id: p.organization for p in self.posts if p.organization_id not in taken}.values())

    def speaks(self, *more: str) -> bool:
        """Whether the person speaks for one of its organizations (or holds one of the roles named besides)."""
        ids = {row.pk for row in self.members}
        return any(post.role in (*SPEAKS, *more) and post.organization_id in ids for post in self.posts)

    @cached_property
    def open_duties(self) -> int:
        return Duty.objects.visible_to(self.user, self.at).open().count()


LONG, LONG_ELEMENT = 12, 6  # a part of the menu with more entries than this folds its groups
RULES_FROM = 50  # entries from this order on stand at the end, under their own heading
_PHONE = ("desk", "registry.list", "network.log", "desk.duties", "meetings.list", "desk.profile")


def folded(entries: list[dict[str, Any]], *, longest: int) -> list[dict[str, Any]]:
    """Entries in their order: plain ones, and in a long list groups of two and more; a group's figure is its entries' sum."""
    members: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        members.setdefault(entry["group"] or entry["name"], []).append(entry)
    if len(entries) <= longest:
        return [{"entries": [entry]} for entry in entries]
    return [
        {
            "entries": found,
            "label": menu_groups[group] if len(found) > 1 else "",
            "open": any(entry["active"] for entry in found),
            "count": sum(entry["count"] or 0 for entry in found) or None,
        }
        for group, found in members.items()
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` with sections, bottom bar, unread notices, portal entries."""
    return {"shell": Shell(request)}


@cache
def _address(name: str) -> str:
    """The menu's addresses never change while a server runs, and a page asks for a hundred of them."""
    return reverse(name)


class Shell:
    """Read lazily: a page that does not draw the desk pays nothing for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.request.user, getattr(self.request, "at", None) or db_now())

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        found = []
        for name, entry in sorted(navigation, key=lambda pair: pair[1].order):
            if not entry.shown(self.desk):
                continue
            url = _address(entry.url_name)
            found.append(
                {
                    "name": name, "label": entry.label, "short": entry.short or entry.label, "icon": entry.icon, "url": url, "element": entry.element, "group": entry.group,
                    "count": entry.count(self.desk), "active": False, "order": entry.order,
                    "under": [url, *map(_address, entry.covers)], "only_phone": entry.only_phone,
                }
            )  # fmt: skip
        path = self.request.path
        menu = [entry for entry in found if not entry["only_phone"]]
        places = [(len(url), entry) for entry in menu for url in entry["under"] if path.startswith(url)]
        if places:
            max(places, key=lambda place: place[0])[1]["active"] = True
        for row in found:
            row["active"] |= row["only_phone"] and path == row["url"]
        return found

    @property
    def _menu(self) -> list[dict[str, Any]]:
        return [entry for entry in self.entries if not entry["only_phone"]]

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """First what one works on, then the six elements in the order of the specification, then the house's rules."""
        by_element = bool(self.desk.hubs or self.desk.overseeing)  # organizations have verbs, not the six elements
        free = [entry for entry in self._menu if not (entry["element"] and by_element)]
        first = {"title": "", "element": "", "entries": [e for e in free if e["order"] < RULES_FROM]}
        last = {"title": _("设置和规则"), "element": "", "entries": [e for e in free if e["order"] >= RULES_FROM]}
        elements = [self._element(element) for element in SIX] if by_element else []
        elements = [part for part in elements if part["entries"] or part["url"]]
        if elements:
            elements[0]["heading"] = _("六要素")
        sections = [section for section in [first, *elements, last] if section["entries"] or section["element"]]
        for section in sections:
            section["parts"] = folded(section["entries"], longest=LONG_ELEMENT if section["element"] else LONG)
        return sections

    def _element(self, element: Element) -> dict[str, Any]:
        """An element's name leads a hub to its own page of the six elements."""
        hubs = self.desk.hubs
        url = f"{reverse('oversight:hub', args=[hubs[0].code])}#{element.value}" if hubs else ""
        entries = [e for e in self._menu if e["element"] == element.value]
        return {"title": element.label, "element": element.value, "url": url, "entries": entries}

    @cached_property
    def bottom(self) -> list[dict[str, Any]]:
        chosen = [e for name in _PHONE for e in self.entries if e["name"] == name]
        more = [e for e in self._menu if e not in chosen]
        return (chosen + more)[:5]

    @cached_property
    def body_name(self) -> str:
        desk = self.desk
        for bodies in (desk.hubs, desk.overseeing, desk.members):
            if bodies:
                return bodies[0].name
        return _("工作平台")

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """What the page at hand serves; it may name others itself in its own block."""
        match = self.request.resolver_match
        return clauses_of(match.view_name) if match else ()

    @cached_property
    def unread(self) -> int:
        if not self.request.user.is_authenticated:
            return 0
        return Notice.objects.filter(user=self.request.user, read_at__isnull=True).count()

    @cached_property
    def portal_entries(self) -> list[dict[str, Any]]:
        pages = [
            ("portal:home", _("首页")),
            ("portal:specification", _("规范")),
            ("portal:organizations", _("社会组织")),
            ("portal:hubs", _("枢纽一览")),
            ("services:pool", _("资源和需求")),
            ("portal:query", _("查进度")),
        ]
        rows = [{"url": reverse(name), "label": label, "active": False} for name, label in pages]
        for row in rows:
            row["active"] = self.request.path == row["url"] or (
                row["url"] != "/" and self.request.path.startswith(row["url"])
            )
        return rows
