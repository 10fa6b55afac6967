"""The declaration of indicators: a code, the units it shows, its period and threshold, and who computes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from shuniu.kernel.core.moments import Period, PeriodKind
from shuniu.kernel.core.registries import Registry

FEW = 10
"""Denominators under ten are shown as counts, not percentages (counting rule 6)."""


@dataclass(frozen=True)
class Item:
    """One line of the list behind a figure: a row (by type and id), counted in the numerator or not."""

    subject_type: str
    subject_id: int
    counted: bool
    note: str = ""
    late_entry: bool = False


note_words: Registry[Any] = Registry("words for notes in the list behind a figure")
"""code → sentence: a snapshot keeps the code, the reader gets the words; other notes are shown as they are"""


def note_text(note: str) -> str:
    return str(note_words[note]) if note in note_words else note


@dataclass
class Figure:
    """What one indicator says of one hub: numerator / denominator, and the list behind it.

    `value` overrides the quotient for figures that are no quotient (a median, a count); None means no data.
    `threshold` overrides the setting where what is asked of a hub depends on its records (a share of its field).
    """

    numerator: float
    denominator: float | None
    items: list[Item] = field(default_factory=list)
    value: float | None = None
    threshold: float | None = None

    def result(self) -> float | None:
        if self.value is not None:
            return self.value
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Base:
    """What several figures of a snapshot begin with: `sql`, asked once, stands under `name` while they are computed."""

    name: str
    sql: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Lines:
    """The list behind a figure as one query for all hubs: it never leaves the database, however long it is.

    The query's columns, in this order: hub id, subject id, counted (bool), numerator, denominator (what the line
    adds to each), late entry (bool), note (text). It may read from its `base` by that name.
    """

    subject_type: str
    sql: str
    parameters: Mapping[str, Any]
    base: Base | None = None


class Compute(Protocol):
    """All hubs at once: hub ids in, hub id → Figure or a query for the lists out; a hub missing there has no data.

    `period` is the span to look at: what happened in it counts. `at` is the moment of knowledge: what was entered
    later is not known yet. For a period that ended both stand at its end, for a correction `at` is later.
    """

    def __call__(self, *, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure] | Lines: ...


Rest = Callable[..., Lines]
"""rest(period=, at=) → lines of all that is known, with the hub it is tied to or none: the whole of counting rule 3"""

Derive = Callable[[dict[int, dict[str, float | None]]], dict[int, Figure]]
"""From hub id → element → score to hub id → Figure: indicators about the scores themselves (GEN-2)."""


@dataclass(frozen=True)
class Indicator:
    """`scoring`: enters the score of its element, as far as the kind of its unit lets it.
    `retraced`: a closed period can be computed anew with later knowledge; false for facts that only have a present.
    `rest`: the lists name organizations; they are also counted once each by area for every overseeing body.
    """

    code: str
    units: tuple[str, ...]
    title: Any
    formula: Any
    period: PeriodKind
    element: str
    scoring: bool
    threshold: float | None
    less_is_better: bool
    is_share: bool
    unit_label: Any
    retraced: bool
    compute: Compute | None
    derive: Derive | None = None
    rest: Rest | None = None

    @property
    def threshold_setting(self) -> str:
        return f"indicator.{self.code}.threshold"


indicators: Registry[Indicator] = Registry("indicators")


def indicator(
    code: str,
    *,
    units: Iterable[str],
    title: Any,
    formula: Any,
    period: PeriodKind,
    element: str,
    scoring: bool,
    threshold: float | None = None,
    less_is_better: bool = False,
    is_share: bool = True,
    unit_label: Any = "",
    retraced: bool = True,
    of_scores: bool = False,
    rest: Rest | None = None,
) -> Callable[[Any], Any]:
    """Declare an indicator; `threshold` is the default of the setting `indicator.<code>.threshold`.

    The function declared computes from records (Compute), or with `of_scores` from the element scores (Derive).
    """
    unit_codes = tuple(units)
    if not unit_codes:
        raise ValueError(f"{code} names no unit of the specification")

    def declare(function: Any) -> Any:
        compute, derive = (None, function) if of_scores else (function, None)
        indicators.add(
            code,
            Indicator(
                code, unit_codes, title, formula, period, element, scoring, threshold, less_is_better,
                is_share, unit_label, retraced and not of_scores, compute, derive,
                rest,
            ),
        )  # fmt: skip
        return function

    return declare


@dataclass(frozen=True)
class Feature:
    """What the product offers for units: the answer of `shuniu spec coverage`."""

    name: str
    title: Any
    units: tuple[str, ...]
    records: tuple[str, ...]
    url_name: str = ""
    state: Literal["complete", "part"] = "complete"


features: Registry[Feature] = Registry("features")


def feature(
    name: str,
    *,
    title: Any,
    units: Iterable[str],
    records: Iterable[str],
    url_name: str = "",
    state: Literal["complete", "part"] = "complete",
) -> Feature:
    """Declare which units a part of the product carries and which records it leaves."""
    return features.add(name, Feature(name, title, tuple(units), tuple(records), url_name, state))
