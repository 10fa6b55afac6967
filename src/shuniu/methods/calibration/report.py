"""A calibration as a person reads it, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from shuniu.methods.calibration.model import Calibration, Change
from shuniu.methods.words import listed, say

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
    size = {"applications": len(result.applications), "reviewers": len(result.reviewers), "scores": scores}
    yield say("评分校准：{applications} 份申请，{reviewers} 位评审，{scores} 个分数", **size)
    yield verdict(result)
    yield from (say("注意：{warning}", warning=one) for one in result.warnings)
    share = f"{result.level * 100:g}%"
    yield ""
    yield say("申请：平均分（名次）→ 校准分（名次），{share} 区间，{share} 名次区间", share=share)
    for one in sorted(result.applications, key=lambda one: (one.rank_mean, one.application)):
        yield "  " + say(
            "{application}：{mean:.2f}（{rank}）→ {calibrated:.2f}（{new}），{span}，第 {low}–{high} 名，{reviews} 次评审",
            application=one.application, mean=float(one.mean), rank=one.rank_mean, calibrated=one.calibrated,
            new=one.rank_calibrated, span=_span(one.low, one.high), low=one.rank_low, high=one.rank_high,
            reviews=one.reviews,
        )  # fmt: skip
    yield ""
    yield say("评审的宽严（正数为严：比别人少给的分），{share} 区间", share=share)
    for who in sorted(result.reviewers, key=lambda who: (-who.severity, who.reviewer)):
        yield "  " + say(
            "{reviewer}：{severity:+.2f}，{span}，平均给 {mean:.2f}，{reviews} 次评审",
            reviewer=who.reviewer, severity=who.severity + 0.0, span=_span(who.low, who.high), mean=float(who.mean),
            reviews=who.reviews,
        )  # fmt: skip
    if result.places is not None:
        yield ""
        yield from _awards(result)


def verdict(result: Calibration) -> str:
    if result.p_value is None:
        return say("只报原始平均分。")
    p = "< 0.0001" if result.p_value < 0.0001 else f"= {result.p_value:.4f}"
    if result.used:
        return say("各评审宽严不同，差别显著（p {p}）：原始平均分之外列出校准分。", p=p)
    return say("各评审的宽严没有显著差别（p {p}）：校准关闭，校准分即原始平均分。", p=p)


def _span(low: float, high: float) -> str:
    return say("{low:.2f} 至 {high:.2f}", low=low, high=high) if math.isfinite(low) else say("区间未知")


def _awards(result: Calibration) -> Iterator[str]:
    yield say("前 {places} 名（按平均分）：{names}", places=result.places, names=listed(result.awards_mean))
    if result.used:
        yield say("前 {places} 名（按校准分）：{names}", places=result.places, names=listed(result.awards_calibrated))
    yield say("去掉一位评审后会变的名单：") if result.changes else say("去掉一位评审后会变的名单：没有")
    for one in result.changes:
        parts = []
        if one.mean_in or one.mean_out:
            parts.append(say("按平均分 {come} 进，{go} 出", come=listed(one.mean_in), go=listed(one.mean_out)))
        if one.calibrated_in or one.calibrated_out:
            come, go = listed(one.calibrated_in), listed(one.calibrated_out)
            parts.append(say("按校准分 {come} 进，{go} 出", come=come, go=go))
        yield "  " + say("没有 {reviewer}：{parts}", reviewer=one.reviewer, parts=say("；").join(parts))
