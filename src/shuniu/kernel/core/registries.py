"""Where a lower storey calls an upper one: it declares a registry, the upper one plugs in at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named parts in the order they were plugged in; the same name twice is a mistake."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._parts: dict[str, T] = {}

    def add(self, name: str, part: T) -> T:
        if name in self._parts and self._parts[name] is not part:
            raise RuntimeError(f"{self.subject}: {name} is registered twice")
        self._parts[name] = part
        return part

    def __getitem__(self, name: str) -> T:
        return self._parts[name]

    def get(self, name: str) -> T | None:
        return self._parts.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._parts.items())


@dataclass(frozen=True)
class Entry:
    """A menu entry. `shown(user, at, context)` says whether it is there; `count` gives the red figure.

    `short` is its name in the phone's bar; `covers` names pages that belong to it and lie under another address.
    `only_phone`: an act for the phone's bar, not in the menu.
    `group` names one of `menu_groups`: in a long part of the menu its entries fold away under the group's own line.
    """

    name: str
    label: Any
    icon: str
    url_name: str
    element: str = ""
    group: str = ""
    order: int = 100
    short: Any = ""
    covers: tuple[str, ...] = ()
    only_phone: bool = False
    shown: Callable[[Any], bool] = field(default=lambda desk: True)
    count: Callable[[Any], int | None] = field(default=lambda desk: None)


navigation: Registry[Entry] = Registry("navigation")
"""Entries of the signed-in shell. `desk` passed to them is `shuniu.faces.desk`'s Desk: user, at, bodies, hubs."""

menu_groups: Registry[Any] = Registry("groups of the menu")
"""name → what stands on its line. A group stands where its first entry would."""

search_providers: Registry[Callable[..., list[dict[str, Any]]]] = Registry("search providers")
"""name → provider(text=, user=, at=, limit=) → [{"title", "detail", "url", "icon"}]"""

search_classes: Registry[Callable[[str], Any]] = Registry("what else finds an organization")
"""name → organizations(text): a query for organization ids, ranked after the register's own (services, say)"""

openness_sources: Registry[Callable[..., list[tuple[int, str, int, bool]]]] = Registry(
    "what is published as open or closed"
)
"""name → source(hubs=, since=, until=) → [(hub id, row type, row id, open to non-members)] of what was published then"""


@dataclass(frozen=True)
class ListAct:
    """One act for organizations ticked in the list: `act(hub, organizations, text=, by=, at=)` does it and says what was done."""

    label: Any
    act: Callable[..., str]


list_acts: Registry[ListAct] = Registry("acts for organizations ticked in the list")

gates: Registry[Callable[[Any], str | None]] = Registry("gates before every page of a signed-in person")
"""name → gate(request) → the one address that this person may open now, or None"""

panels: Registry[Callable[..., dict[str, Any] | None]] = Registry("panels of a page")
"""`page:name` → panel(row=, user=, at=) → {"template": …, "context": {…}, "order": n} or None when it has nothing"""

query_states: Registry[Callable[..., dict[str, Any] | None]] = Registry("states of matters by query number")
"""row type → teller(subject_id=, at=) → {"what", "state", "due_on", "done_on"}: no contents, no names of persons"""

funded_projects: Registry[str] = Registry("projects that public money pays for")
"""name → query of them: hub_id, id of the project's row, consortium_id (null when one organization carries it alone),
funded_at; the row type is `funding.project`"""
