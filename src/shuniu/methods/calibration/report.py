"""A calibration as a person reads it, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from shuniu.methods.calibration.model import Calibration, Change

SHOWN = 6  # decimals in JSON


def number(value: Fraction | float) -> float | None:
    """Rounded for output; None where there is no bound."""
    return round(float(value), SHOWN) if math.isfinite(value) else None


def as_json(result: Calibration) -> dict[str, Any]:
    """The mean as an exact fraction too (`mean_exact`)."""
    return {
        "used": result.used,
        "p_value": None if result.p_value is None else float(f"{result.p_value:.6g}"),
        "level": result.level,
        "variances": None if result.variances is None else {
            name: number(getattr(result.variances, name)) for name in ("quality", "severity", "noise")
        },
        "components": [list(group) for group in result.components],
        "warnings": list(result.warnings),
        "applications": [
            {
                "application": one.application, "reviews": one.reviews, "mean": number(one.mean),
                "mean_exact": str(one.mean), "rank_mean": one.rank_mean, "calibrated": number(one.calibrated),
                "rank_calibrated": one.rank_calibrated, "interval": [number(one.low), number(one.high)],
                "rank_interval": [one.rank_low, one.rank_high],
            }
            for one in result.applications
        ],
        "reviewers": [
            {
                "reviewer": one.reviewer, "reviews": one.reviews, "mean": number(one.mean),
                "severity": number(one.severity) or 0.0, "interval": [number(one.low), number(one.high)],
            }
            for one in result.reviewers
        ],
        "awards": None if result.places is None else {
            "places": result.places, "mean": list(result.awards_mean), "calibrated": list(result.awards_calibrated),
            "without": [_change_json(one) for one in result.changes],
        },
    }  # fmt: skip


def _change_json(one: Change) -> dict[str, Any]:
    return {
        "reviewer": one.reviewer,
        "mean": {"in": list(one.mean_in), "out": list(one.mean_out)},
        "calibrated": {"in": list(one.calibrated_in), "out": list(one.calibrated_out)},
    }


def as_text(result: Calibration) -> Iterator[str]:
    """Line by line: verdict, applications by mean, reviewers by severity, awards."""
    scores = sum(one.reviews for one in result.applications)
    yield f"评分校准：{len(result.applications)} 份申请，{len(result.reviewers)} 位评审，{scores} 个分数"
    yield verdict(result)
    yield from (f"注意：{one}" for one in result.warnings)
    share = f"{result.level * 100:g}%"
    yield ""
    yield f"申请：平均分（名次）→ 校准分（名次），{share} 区间，{share} 名次区间"
    for one in sorted(result.applications, key=lambda one: (one.rank_mean, one.application)):
        yield (
            f"  {one.application}：{float(one.mean):.2f}（{one.rank_mean}）→ {one.calibrated:.2f}"
            f"（{one.rank_calibrated}），{_span(one.low, one.high)}，第 {one.rank_low}–{one.rank_high} 名，{one.reviews} 次评审"
        )
    yield ""
    yield f"评审的宽严（正数为严：比别人少给的分），{share} 区间"
    for who in sorted(result.reviewers, key=lambda who: (-who.severity, who.reviewer)):
        yield f"  {who.reviewer}：{who.severity + 0.0:+.2f}，{_span(who.low, who.high)}，平均给 {float(who.mean):.2f}，{who.reviews} 次评审"
    if result.places is not None:
        yield ""
        yield from _awards(result)


def verdict(result: Calibration) -> str:
    if result.p_value is None:
        return "只报原始平均分。"
    p = "< 0.0001" if result.p_value < 0.0001 else f"= {result.p_value:.4f}"
    if result.used:
        return f"各评审宽严不同，差别显著（p {p}）：原始平均分之外列出校准分。"
    return f"各评审的宽严没有显著差别（p {p}）：校准关闭，校准分即原始平均分。"


def _span(low: float, high: float) -> str:
    return f"{low:.2f} 至 {high:.2f}" if math.isfinite(low) else "区间未知"


def _awards(result: Calibration) -> Iterator[str]:
    yield f"前 {result.places} 名（按平均分）：{'、'.join(result.awards_mean)}"
    if result.used:
        yield f"前 {result.places} 名（按校准分）：{'、'.join(result.awards_calibrated)}"
    yield "去掉一位评审后会变的名单：" + ("" if result.changes else "没有")
    for one in result.changes:
        parts = []
        for words, come, go in (
            ("按平均分", one.mean_in, one.mean_out),
            ("按校准分", one.calibrated_in, one.calibrated_out),
        ):
            if come or go:
                parts.append(f"{words} {'、'.join(come) or '无人'} 进，{'、'.join(go) or '无人'} 出")
        yield f"  没有 {one.reviewer}：{'；'.join(parts)}"
