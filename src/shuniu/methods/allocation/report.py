"""Outcomes for people: plain text, and JSON for programs."""

from __future__ import annotations

from typing import Any

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.measures import average_winners, overspent, payments, unserved
from shuniu.methods.allocation.model import Completion, Election, Outcome, RuleName, Satisfaction
from shuniu.methods.allocation.result import amount
from shuniu.methods.words import Said, marked, say

RULES = {
    RuleName.SCORE_LINE: marked("分数线"),
    RuleName.GREEDY: marked("按得票（得分）从高到低"),
    RuleName.GREEDY_RATIO: marked("按单位造价得票从高到低"),
    RuleName.EQUAL_SHARES: marked("均等份额法（Method of Equal Shares）"),
    RuleName.EXACT_EQUAL_SHARES: marked("严格均等份额法（Exact Equal Shares）"),
    RuleName.PHRAGMEN: marked("弗拉格门法（Phragmén）"),
    RuleName.BOUNDED_OVERSPENDING: marked("有界超支均等份额法（BOS）"),
}
SATISFACTIONS = {
    Satisfaction.COST: marked("满意度按造价计"),
    Satisfaction.CARDINALITY: marked("满意度按项目数计"),
    Satisfaction.SCORE: marked("满意度按分数计"),
}
COMPLETIONS = {
    Completion.NONE: marked("不补足"),
    Completion.ADD1_EXHAUSTIVE: marked("逐步加额，到再放不下任何项目为止"),
    Completion.ADD1_OVERSPEND: marked("逐步加额，到下一步将超支为止"),
    Completion.ADD1_UTILITARIAN: marked("逐步加额到下一步将超支为止，余款按得票补足"),
    Completion.JUMP: marked("跳到下一个变化处，到将超支为止"),
}
BY = {"rule": "", "greedy": "", "floor": marked("（地区下限）"), "fill": marked("（余款补足）")}


def money(units: int, scale: int) -> str:
    return f"{units / scale:,.2f}".removesuffix(".00")


def as_text(election: Election, outcome: Outcome, *, paid: bool = False) -> str:
    """The report that the command prints."""
    call, scale = outcome.call, election.scale
    names = {project.id: project for project in election.projects}
    rule = [say(RULES[call.rule])]
    if call.rule in (RuleName.EQUAL_SHARES, RuleName.EXACT_EQUAL_SHARES, RuleName.BOUNDED_OVERSPENDING):
        rule += [say(SATISFACTIONS[call.satisfaction]), say(COMPLETIONS[call.completion])]
    lines = [
        say("规则：{rule}；并列时项目编号（按文本）小者优先", rule=say("；").join(rule)),
        say(
            "预算 {budget}，已分配 {spent}（{share:.1%}），{projects} 个项目中 {winners} 个入选，{ballots} 张选票",
            budget=money(election.budget, scale),
            spent=money(outcome.spent, scale),
            share=outcome.spent / election.budget if election.budget else 0,
            projects=len(election.projects),
            winners=len(outcome.winners),
            ballots=election.voters,
        ),
        "",
    ]
    lacking = overspent(outcome)
    for place, purchase in enumerate(outcome.purchases, start=1):
        project = names[purchase.project]
        line = f"{place:>4}. {project.id}  {money(project.cost, scale)}  {project.name}{say(BY[purchase.by])}"
        if project.id in lacking:
            line += say("（其中 {amount} 由余款垫付）", amount=f"{float(lacking[project.id] / scale):,.2f}")
        lines.append(line)
    lines += [
        "",
        say(
            "没有任何入选项目的投票人：{share:.1%}；平均每人有 {winners:.2f} 个所支持的项目入选",
            share=unserved(election, outcome.winners),
            winners=average_winners(election, outcome.winners),
        ),
    ]
    lines += _comparison(outcome) + [one.again() if isinstance(one, Said) else one for one in outcome.loss]
    if paid:
        lines += ["", say("谁付了多少："), *_paid(election, outcome)]
    return "\n".join(lines)


def _comparison(outcome: Outcome) -> list[str]:
    found = outcome.comparison
    if not found:
        return []
    kept = say("保留本规则的结果") if found["kept"] == outcome.call.rule else say("改用从高到低的结果")
    return [
        say(
            "与从高到低比较：{rule} 人更满意本规则，{greedy} 人更满意从高到低，{indifferent} 人无差别；{kept}",
            **{side: found[side] for side in ("rule", "greedy", "indifferent")},
            kept=kept,
        )
    ]


def _paid(election: Election, outcome: Outcome) -> list[str]:
    lines, lacking = [], overspent(outcome)
    for project, rows in payments(outcome):
        if not rows:
            lines.append(f"{project}: " + say("由预算直接支付"))
        for ballot, share in rows:
            lines.append(f"{project}: {ballot.voter} {float(share / election.scale):.6f}")
        if project in lacking:
            lines.append(
                f"{project}: " + say("余款垫付 {amount}。", amount=f"{float(lacking[project] / election.scale):.6f}")
            )
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
    if outcome.call.rule == RuleName.BOUNDED_OVERSPENDING:
        whole["overspent"] = {project: amount(part, scale) for project, part in overspent(outcome).items()}
    if outcome.loss:
        whole["loss"] = [one.again() if isinstance(one, Said) else one for one in outcome.loss]
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
