"""What follows an organization when two rows of it become one: read from every model's own foreign keys.

An app with a foreign key to `Organization` needs to say nothing: its rows are found, follow and come back. What it may
say, in its `plugs` or `models`: which of two rows stands where there may be one only (`prefer`), what the organization
has only once although no constraint says so (`once`), what stays where it is (`stay`), and where a table points to any
row by type and id (`pointer`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.orgs.models import Organization

preferences: Registry[Callable[[Any], Any]] = Registry("which of two rows stands after a merge")
"""model label → key(row): of two rows for which there is one place the one with the greater key stands"""

stays: Registry[str] = Registry("foreign keys that stay with a merged row")
"""`app.model.field` → why"""

single: Registry[tuple[tuple[str, ...], Any]] = Registry("what an organization has only once")
"""`app.model.field` → (the other columns, condition), beside the unique constraints"""

pointers: Registry[tuple[str, str]] = Registry("tables that point to any row")
"""`app.model.column` → (column of the type, column of the id)"""


def prefer(model: str, key: Callable[[Any], Any]) -> None:
    preferences.add(model, key)


def stay(field: str, *, because: str) -> None:
    stays.add(field, because)


def once(field: str, *others: str, where: models.Q) -> None:
    single.add(field, (others, where))


def pointer(model: str, type_column: str, id_column: str) -> None:
    pointers.add(f"{model}.{id_column}", (type_column, id_column))


@dataclass(frozen=True)
class Link:
    """A column that points to a row of some model: a foreign key, or an id beside the type of what it points to."""

    model: type[models.Model]
    field: Any
    target: str
    type_column: str = ""

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def name(self) -> str:
        return f"{self.label}.{self.field.name}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return str(self.field.column)

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)  # type: ignore[union-attr]

    def rows(self, pk: int) -> models.QuerySet[Any]:
        """The rows that point to the row `pk` of the target."""
        found = self.model._base_manager.filter(**{self.field.attname: pk})
        return found.filter(**{self.type_column: self.target}) if self.type_column else found

    def places(self) -> Iterator[tuple[tuple[str, ...], Any, bool]]:
        """(other columns, condition, nulls are different) of everything of which one row may exist only once."""
        own = self.field.name
        if self.field.unique:
            yield (), None, True
        for names in self.model._meta.unique_together:
            if own in names:
                yield tuple(name for name in names if name != own), None, True
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and own in constraint.fields:
                others = tuple(name for name in constraint.fields if name != own)
                yield others, constraint.condition, constraint.nulls_distinct is not False
        if self.name in single:
            others, where = single[self.name]
            yield others, where, True


@cache
def links_to(model: type[models.Model]) -> tuple[Link, ...]:
    """Every column of any storey that points to rows of `model`: foreign keys, those without a reverse name and of
    many-to-many tables included, and the declared pointers.
    """
    found = [f for f in model._meta.get_fields(include_hidden=True) if isinstance(f, models.ManyToOneRel)]
    label = model._meta.label_lower
    links = [Link(f.related_model, f.field, label) for f in found if f.related_model._meta.managed]  # type: ignore[arg-type,union-attr]
    for name, (type_column, id_column) in pointers:
        app, pointing, _column = name.split(".")
        there = apps.get_model(app, pointing)
        links.append(Link(there, there._meta.get_field(id_column), label, type_column))
    return tuple(sorted(links, key=lambda link: link.name))


def following() -> list[Link]:
    """What follows an organization: everything that points to it but what stays."""
    return [link for link in links_to(Organization) if link.name not in stays]
