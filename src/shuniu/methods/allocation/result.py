"""The result file: all that was decided, so that `shuniu-verify allocation RESULT FILE.pb` can check it alone.

Canonical JSON (sorted keys, UTF-8, one line end); money as exact text in currency, "12.5" or "n/d". Version 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.measures import overspent
from shuniu.methods.allocation.model import Outcome, Purchase, RuleName
from shuniu.methods.allocation.pabulib import decimal_text

FORMAT = "shuniu-allocation/1"


def result_text(outcome: Outcome, source: bytes) -> str:
    """The result file of an outcome of the `.pb` file whose bytes are `source`."""
    return json.dumps(result(outcome, source), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def result(outcome: Outcome, source: bytes) -> dict[str, Any]:
    """As an object; every value is text, a number of things, a list or a map of these."""
    groups: Groups = outcome.groups
    election, call, scale = groups.election, outcome.call, groups.election.scale
    comparison = dict(outcome.comparison) if outcome.comparison else None
    lacking = overspent(outcome)
    return {
        "format": FORMAT,
        "sha256": hashlib.sha256(source).hexdigest(),
        "rule": call.rule,
        "satisfaction": call.satisfaction,
        "completion": call.completion,
        "step": str(call.step),
        "places": call.places,
        "tie": "project_id",
        "shares": {electorate.name: str(electorate.share) for electorate in election.electorates},
        "full_marks": {one.name: one.full for one in election.electorates if one.full != 1},
        "portfolio": {
            "floors": dict(call.portfolio.floors),
            "caps": {theme: decimal_text(cap, scale) for theme, cap in call.portfolio.caps.items()},
            "one_per_organization": call.portfolio.one_per_organization,
        },
        "budget": decimal_text(election.budget, scale),
        "spent": decimal_text(outcome.spent, scale),
        "winners": list(outcome.winners),
        "rounds": outcome.rounds,
        "endowment": {
            electorate.name: str(part / scale)
            for electorate, part in zip(election.electorates, outcome.endowment, strict=bool(outcome.endowment))
        },
        "purchases": [_purchase(outcome, purchase, lacking) for purchase in outcome.purchases],
        "comparison": comparison,
        "loss": list(outcome.loss),
    }


def _purchase(outcome: Outcome, purchase: Purchase, lacking: Mapping[str, Fraction]) -> dict[str, Any]:
    """Price in currency for a point (Phragmén: a moment, which has no unit); who pays it in full, who all that is left;
    what the unspent budget adds, where it does.
    """
    groups: Groups = outcome.groups
    row: dict[str, Any] = {"project": purchase.project, "by": purchase.by}
    if purchase.price is not None:
        unit = 1 if outcome.call.rule == RuleName.PHRAGMEN else Fraction(groups.election.scale, groups.unit)
        row["price"] = str(purchase.price / unit)
        row["full"] = _names(groups, purchase.full)
        row["rest"] = _names(groups, purchase.rest)
    if purchase.project in lacking:
        row["overspent"] = str(lacking[purchase.project] / groups.election.scale)
    return row


def _names(groups: Groups, members: tuple[int, ...]) -> list[str]:
    return sorted(ballot.voter for group in members for ballot in groups.voters(group))


def amount(units: Fraction | int, scale: int) -> int | float | str:
    """Money as JSON: a whole number, a decimal that reads back exactly, else text "n/d"."""
    value = Fraction(units) / scale
    if value.denominator == 1:
        return int(value)
    return float(value) if Fraction(repr(float(value))) == value else str(value)
