"""Counts over any four of type, field, area, size, people and year, in one statement; each line leads to its organizations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.orgs.models import Area, Field, Organization, OrganizationKind

MOST = 4
Band = tuple[str, int, int | None]
SIZES: tuple[Band, ...] = (("small", 0, 10), ("middle", 10, 50), ("large", 50, None))
PEOPLE: tuple[Band, ...] = (("tens", 0, 50), ("hundred", 50, 200), ("hundreds", 200, 500), ("many", 500, None))


def _within(column: str, band: Band) -> Q:
    _key, low, high = band
    return Q(**{f"{column}__gte": low}) & (Q(**{f"{column}__lt": high}) if high is not None else Q())


def _banded(column: str, bands: tuple[Band, ...]) -> Case:
    cases = [When(_within(column, band), then=Value(band[0])) for band in bands]
    return Case(*cases, default=Value(None), output_field=CharField(null=True))


def _band_labels(bands: tuple[Band, ...], rest: str) -> dict[Any, str]:
    return {key: _("%(low)s–%(high)s 人") % {"low": low, "high": high - 1} if high else _("%(low)s 人及以上") % {"low": low}
            for key, low, high in bands} | {None: rest}  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """What is grouped by: an expression, the words for its values, and what a value is called in the list's address."""

    label: Any
    expression: Callable[[], Any]
    words: Callable[[], dict[Any, str]]
    codes: Callable[[], dict[Any, str]]


def _kinds() -> dict[Any, str]:
    return {value: str(label) for value, label in OrganizationKind.choices}


def _rows(model: Any, rest: str) -> dict[Any, str]:
    return {row.pk: str(row) for row in model.objects.all()} | {None: rest}


def _district() -> Case:
    """A subdistrict's organizations count in its district, as the list's filter finds them."""
    return Case(When(area__level=Area.Level.SUBDISTRICT, then=F("area__parent_id")), default=F("area_id"))


def _district_then() -> Coalesce:
    """The same for the area in which one lay on the day that the rows are read `as_of`."""
    within = Area.objects.filter(pk=OuterRef("area_on"), level=Area.Level.SUBDISTRICT).values("parent")
    return Coalesce(Subquery(within), F("area_on"), output_field=BigIntegerField())


_THEN = {"kind": lambda: F("kind_on"), "area": _district_then}


def _same(words: Callable[[], dict[Any, str]]) -> Callable[[], dict[Any, str]]:
    return lambda: {value: "-" if value is None else str(value) for value in words()}


def _codes(model: Any) -> Callable[[], dict[Any, str]]:
    return lambda: dict(model.objects.values_list("pk", "code")) | {None: "-"}


def _sizes() -> dict[Any, str]:
    return _band_labels(SIZES, _("未填人数"))


def _people() -> dict[Any, str]:
    return _band_labels(PEOPLE, _("未填会员（志愿者）数"))


DIMENSIONS: dict[str, Dimension] = {
    "kind": Dimension(gettext_lazy("类型"), lambda: F("kind"), _kinds, _same(_kinds)),
    "field": Dimension(gettext_lazy("领域"), lambda: F("field_id"), lambda: _rows(Field, _("未归领域")), _codes(Field)),
    "area": Dimension(gettext_lazy("所在区域"), _district, lambda: _rows(Area, _("未填区域")), _codes(Area)),
    "size": Dimension(gettext_lazy("专职人员规模"), lambda: _banded("staff_count", SIZES), _sizes, _same(_sizes)),
    "people": Dimension(
        gettext_lazy("会员（志愿者）规模"), lambda: _banded("member_count", PEOPLE), _people, _same(_people)
    ),
    "year": Dimension(gettext_lazy("成立年份"), lambda: ExtractYear("registered_on"), dict, dict),
}


@dataclass(frozen=True)
class Line:
    """One combination: its words, the list's query that shows its organizations, how many, staff and members together."""

    words: tuple[str, ...]
    query: str
    n: int
    staff: int
    members: int

    @property
    def name(self) -> str:
        return " · ".join(self.words)


def tabulate(rows: QuerySet[Organization], dimensions: list[str], *, then: bool = False) -> list[Line]:
    """Every combination that occurs, the largest first. `then`: the rows are read `as_of` a day, and so is what has days:
    kind and area; the other facts are those of today.
    """
    chosen = [(f"d_{key}", key, DIMENSIONS[key]) for key in dimensions]
    grouped = rows.order_by().annotate(
        **{name: (_THEN.get(key, one.expression) if then else one.expression)() for name, key, one in chosen}
    )
    found = grouped.values_list(*[name for name, _key, _one in chosen]).annotate(
        n=Count("pk"), staff=Sum("staff_count"), members=Sum("member_count")
    )
    words, codes = [one.words() for *_n, one in chosen], [one.codes() for *_n, one in chosen]
    lines = [
        Line(
            tuple(_word(word, value) for word, value in zip(words, values, strict=True)),
            urlencode({key: _word(code, value, "-") for (_n, key, _o), code, value in zip(chosen, codes, values, strict=True)}),
            n, staff or 0, members or 0,
        )
        for *values, n, staff, members in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.n, line.words))


def _word(words: dict[Any, str], value: Any, rest: str = "") -> str:
    """The word for a value; a year is its own word, no year is said."""
    if value in words:
        return words[value]
    return str(value) if value is not None else rest or _("未填")


def narrowed(rows: QuerySet[Organization], filters: Any) -> QuerySet[Organization]:
    """The list's filters by size, people, year and tag, as a table's lines name them; anything else narrows nothing."""
    for key, column, bands in (("size", "staff_count", SIZES), ("people", "member_count", PEOPLE)):
        value = filters.get(key, "")
        if value == "-":
            rows = rows.filter(**{f"{column}__isnull": True})
        for band in bands:
            if value == band[0]:
                rows = rows.filter(_within(column, band))
    year = filters.get("year", "")
    if year == "-":
        rows = rows.filter(registered_on__isnull=True)
    elif year.isdecimal() and len(year) == 4:
        rows = rows.filter(registered_on__gte=f"{year}-01-01", registered_on__lte=f"{year}-12-31")
    return rows


def filter_words(key: str, value: str) -> str:
    """What a chip of the list says for such a filter; "" for what is none."""
    if key in ("size", "people"):
        return DIMENSIONS[key].words().get(None if value == "-" else value, "")
    return (_("未填") if value == "-" else value) if value == "-" or (value.isdecimal() and len(value) == 4) else ""
