"""Outcomes for people: plain text, and JSON for programs."""

from __future__ import annotations

from typing import Any

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.measures import average_winners, payments, unserved
from shuniu.methods.allocation.model import Completion, Election, Outcome, RuleName, Satisfaction
from shuniu.methods.allocation.result import amount

RULES = {
    RuleName.SCORE_LINE: "分数线",
    RuleName.GREEDY: "按得票（得分）从高到低",
    RuleName.GREEDY_RATIO: "按单位造价得票从高到低",
    RuleName.EQUAL_SHARES: "均等份额法（Method of Equal Shares）",
    RuleName.EXACT_EQUAL_SHARES: "严格均等份额法（Exact Equal Shares）",
    RuleName.PHRAGMEN: "弗拉格门法（Phragmén）",
    RuleName.BOUNDED_OVERSPENDING: "有界超支均等份额法（BOS）",
}
SATISFACTIONS = {
    Satisfaction.COST: "满意度按造价计",
    Satisfaction.CARDINALITY: "满意度按项目数计",
    Satisfaction.SCORE: "满意度按分数计",
}
COMPLETIONS = {
    Completion.NONE: "不补足",
    Completion.ADD1_EXHAUSTIVE: "逐步加额，到再放不下任何项目为止",
    Completion.ADD1_OVERSPEND: "逐步加额，到下一步将超支为止",
    Completion.ADD1_UTILITARIAN: "逐步加额到下一步将超支为止，余款按得票补足",
    Completion.JUMP: "跳到下一个变化处，到将超支为止",
}
BY = {"rule": "", "greedy": "", "floor": "（地区下限）", "fill": "（余款补足）"}


def money(units: int, scale: int) -> str:
    return f"{units / scale:,.2f}".removesuffix(".00")


def as_text(election: Election, outcome: Outcome, *, paid: bool = False) -> str:
    """The report that the command prints."""
    call, scale = outcome.call, election.scale
    names = {project.id: project for project in election.projects}
    rule = [RULES[call.rule]]
    if call.rule in (RuleName.EQUAL_SHARES, RuleName.EXACT_EQUAL_SHARES, RuleName.BOUNDED_OVERSPENDING):
        rule += [SATISFACTIONS[call.satisfaction], COMPLETIONS[call.completion]]
    lines = [
        "规则：" + "；".join(rule) + "；并列时项目编号（按文本）小者优先",
        f"预算 {money(election.budget, scale)}，已分配 {money(outcome.spent, scale)}"
        f"（{outcome.spent / election.budget if election.budget else 0:.1%}），"
        f"{len(election.projects)} 个项目中 {len(outcome.winners)} 个入选，{election.voters} 张选票",
        "",
    ]
    for place, purchase in enumerate(outcome.purchases, start=1):
        project = names[purchase.project]
        lines.append(f"{place:>4}. {project.id}  {money(project.cost, scale)}  {project.name}{BY[purchase.by]}")
    lines += [
        "",
        f"没有任何入选项目的投票人：{unserved(election, outcome.winners):.1%}；"
        f"平均每人有 {average_winners(election, outcome.winners):.2f} 个所支持的项目入选",
    ]
    lines += _comparison(outcome) + list(outcome.loss)
    if paid:
        lines += ["", "谁付了多少：", *_paid(election, outcome)]
    return "\n".join(lines)


def _comparison(outcome: Outcome) -> list[str]:
    found = outcome.comparison
    if not found:
        return []
    kept = "保留本规则的结果" if found["kept"] == outcome.call.rule else "改用从高到低的结果"
    return [
        f"与从高到低比较：{found['rule']} 人更满意本规则，{found['greedy']} 人更满意从高到低，{found['indifferent']} 人无差别；{kept}"
    ]


def _paid(election: Election, outcome: Outcome) -> list[str]:
    lines = []
    for project, rows in payments(outcome):
        if not rows:
            lines.append(f"{project}: 由预算直接支付")
        for ballot, share in rows:
            lines.append(f"{project}: {ballot.voter} {float(share / election.scale):.6f}")
    return lines


def as_json(election: Election, outcome: Outcome, *, paid: bool = False) -> dict[str, Any]:
    """One object: `winners` in order of selection, `spent`, `budget`, figures; with `paid` who paid, exact."""
    call, scale = outcome.call, election.scale
    whole: dict[str, Any] = {
        "rule": call.rule,
        "satisfaction": call.satisfaction,
        "completion": call.completion,
        "winners": list(outcome.winners),
        "spent": amount(outcome.spent, scale),
        "budget": amount(election.budget, scale),
        "rounds": outcome.rounds,
        "voters": election.voters,
        "without_winner": round(unserved(election, outcome.winners), 6),
        "average_winners": round(average_winners(election, outcome.winners), 6),
    }
    if outcome.comparison:
        whole["comparison"] = dict(outcome.comparison)
    if outcome.loss:
        whole["loss"] = list(outcome.loss)
    if paid:
        whole["payments"] = {
            project: {ballot.voter: amount(share, scale) for ballot, share in rows}
            for project, rows in payments(outcome)
        }
        whole["endowment"] = _endowment(outcome)
    return whole


def _endowment(outcome: Outcome) -> dict[str, int | float | str]:
    groups: Groups = outcome.groups
    return {
        electorate.name: amount(part, groups.election.scale)
        for electorate, part in zip(groups.election.electorates, outcome.endowment, strict=False)
    }
