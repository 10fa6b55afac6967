"""Rules on the whole set: a floor for each district, a cap for each theme, one award for each organization.

Caps and the one-award rule pass projects over while the rule runs. Floors are met before it: as long as the rule
leaves a district short, that district's best result still standing is bought with money taken off the top, and the
rule is run again with what is left. Each of these costs proportionality, and the outcome says how much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from shuniu.methods.allocation.groups import points
from shuniu.methods.allocation.model import Election, Outcome, Portfolio, Project
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said


def check(election: Election, portfolio: Portfolio) -> None:
    """Raises BadInput for a district or theme that no project has."""
    districts = {district for project in election.projects for district in project.districts}
    themes = {theme for project in election.projects for theme in project.themes}
    for name in sorted(set(portfolio.floors) - districts):
        raise BadInput(Said("没有项目属于地区 {name}", name=name), field="floor")
    for name in sorted(set(portfolio.caps) - themes):
        raise BadInput(Said("没有项目属于主题 {name}", name=name), field="cap")


def forbids(election: Election, portfolio: Portfolio) -> Callable[[Sequence[str], Project], bool]:
    """May this project no longer be bought after these winners?"""
    projects = {project.id: project for project in election.projects}

    def forbidden(winners: Sequence[str], project: Project) -> bool:
        chosen = [projects[winner] for winner in winners]
        alone = portfolio.one_per_organization and project.organization
        if alone and any(one.organization == project.organization for one in chosen):
            return True
        return any(
            project.cost + sum(one.cost for one in chosen if theme in one.themes) > portfolio.caps[theme]
            for theme in project.themes
            if theme in portfolio.caps
        )

    return forbidden


def next_for_a_floor(
    election: Election, portfolio: Portfolio, winners: Sequence[str], top: Sequence[str]
) -> str | None:
    """The project to buy off the top next: for the first district (by name) that is short, its best result that fits."""
    if not portfolio.floors:
        return None
    results = points(election)
    forbidden = forbids(election, portfolio)
    left = election.budget - sum(election.project(one).cost for one in top)
    for district in sorted(portfolio.floors):
        if reached(election, winners, district) >= portfolio.floors[district]:
            continue
        able = [
            project
            for project in election.projects
            if district in project.districts and project.id not in winners and project.id not in top
            if project.cost <= left and not forbidden(top, project)
        ]
        if able:
            return min(able, key=lambda project: (-results[project.id], project.id)).id
    return None


def reached(election: Election, winners: Sequence[str], district: str) -> int:
    return sum(district in election.project(winner).districts for winner in winners)


def loss(election: Election, outcome: Outcome, free: Outcome, unserved: tuple[float, float]) -> list[str]:
    """What the rules cost, in words: against `free`, the outcome without them; `unserved`: shares of voters without a
    winner with and without the rules.
    """
    portfolio = outcome.call.portfolio
    words: list[str] = [Said("附加规则生效，比例性保证（EJR，至多差一个项目）不再成立。")]
    top = [purchase.project for purchase in outcome.purchases if purchase.by == "floor"]
    money = sum(election.project(one).cost for one in top)
    if top:
        words.append(
            Said(
                "为满足地区下限，先行列支 {share:.1%} 的预算，不按选票比例分配：{projects}。",
                share=money / (election.budget or 1),
                projects=top,
            )
        )
    out = [one for one in free.winners if one not in outcome.winners]
    new = [one for one in outcome.winners if one not in free.winners]
    words.append(Said("与无附加规则相比，落选 {out}；入选 {new}。", out=out, new=new))
    words.append(Said("没有任何入选项目的投票人由 {old:.1%} 变为 {new:.1%}。", old=unserved[1], new=unserved[0]))
    short = Counter({d: n - reached(election, outcome.winners, d) for d, n in portfolio.floors.items()})
    lacking = sorted((+short).items())
    words += [
        Said("地区 {district} 仍差 {number} 个项目，已无合适项目或名额。", district=d, number=n) for d, n in lacking
    ]
    return words
