"""Makes `winners.json` anew: forty small elections full of ties and what pabutools 1.2.3 buys in each.

Run by a Python that has pabutools, which is no dependency of ours:
`python -m venv DIR && DIR/bin/pip install pabutools==1.2.3 && DIR/bin/python tests/methods/allocation/outside/ask_pabutools.py`.
It reads voters with a weight as so many voters. Every project has a supporter: pabutools' greedy and Phragmén also buy
what nobody supports, after all else, ours never.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

KINDS = ("approval", "choose-1", "cumulative", "scoring")
WINNERS = Path(__file__).with_name("winners.json")
PLAIN = {
    "greedy cost": ("greedy", "Cost_Sat"),
    "greedy-ratio cardinality": ("greedy", "Cardinality_Sat"),
    "phragmen cardinality": ("phragmen", ""),
    "equal-shares cost": ("shares", "Cost_Sat"),
    "equal-shares cardinality": ("shares", "Cardinality_Sat"),
    "add1-exhaustive cost": ("add1", "Cost_Sat"),
    "add1-exhaustive cardinality": ("add1", "Cardinality_Sat"),
}
SCORED = {"greedy-ratio score": ("greedy", "Additive_Cardinal_Sat"), "equal-shares score": ("shares", "Additive_Cardinal_Sat")}  # fmt: skip
"""Rules as our commands name them, and what they are called over there."""


def drawn(number: int) -> tuple[str, list[tuple[str, int]], list[tuple[list[str], list[int], int]], int]:
    """Kind, projects with costs, ballots (projects, points, weight) and budget of one election."""
    chance = random.Random(number)
    kind = KINDS[number % 4]
    names = [f"p{n}" for n in range(chance.randint(3, 7))]
    costs = [(name, chance.choice((2, 3, 3, 4, 5, 6, 8))) for name in names]
    ballots = []
    for _ in range(chance.randint(4, 9)):
        some = chance.sample(names, 1 if kind == "choose-1" else chance.randint(1, len(names)))
        points = [1 if kind in ("approval", "choose-1") else chance.randint(1, 3) for _ in some]
        ballots.append((some, points, chance.choice((1, 1, 1, 2, 3)) if number >= 20 else 1))
    lacking = [name for name in names if all(name not in some for some, _, _ in ballots)]
    ballots += [([name], [1], 1) for name in lacking]
    return kind, costs, ballots, chance.randint(6, sum(cost for _, cost in costs) - 1)


def written(number: int, *, weights: bool) -> str:
    """As a `.pb` file: with a column of weights, or each voter as often as the weight says."""
    kind, costs, ballots, budget = drawn(number)
    scored = kind in ("cumulative", "scoring")
    rows = []
    for place, (some, points, weight) in enumerate(ballots):
        for copy in range(1 if weights else weight):
            row = [f"v{place}.{copy}", ",".join(some)]
            rows.append(row + [",".join(map(str, points))] * scored + [str(weight)] * weights)
    meta = [
        ("description", f"invented {number}"), ("country", "x"), ("unit", "x"), ("instance", "1"), ("rule", "greedy"),
        ("num_projects", len(costs)), ("num_votes", len(rows)), ("budget", budget), ("vote_type", kind),
    ]  # fmt: skip
    meta += [("max_sum_points", 99)] * (kind == "cumulative") + [("min_points", 0), ("max_points", 9)] * scored
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta), "PROJECTS", "project_id;cost"]
    lines += [f"{name};{cost}" for name, cost in costs]
    lines += ["VOTES", ";".join(["voter_id", "vote"] + ["points"] * scored + ["weight"] * weights)]
    return "\n".join([*lines, *(";".join(row) for row in rows), ""])


def asked(text: str, rule: str, satisfaction: str) -> list[str]:
    from pabutools import election, rules  # here only: the tests import this module for the elections alone

    with tempfile.NamedTemporaryFile("w", suffix=".pb", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        instance, profile = election.parse_pabulib(file.name)
    if rule == "phragmen":
        return sorted(project.name for project in rules.sequential_phragmen(instance, profile))
    kind = getattr(election, satisfaction)
    if rule == "greedy":
        return sorted(p.name for p in rules.greedy_utilitarian_welfare(instance, profile, sat_class=kind))
    step = 1 if rule == "add1" else None
    return sorted(p.name for p in rules.method_of_equal_shares(instance, profile, kind, voter_budget_increment=step))


def main() -> None:
    found = []
    for number in range(40):
        text = written(number, weights=False)
        names = PLAIN if drawn(number)[0] in ("approval", "choose-1") else SCORED
        found.append({name: asked(text, *over_there) for name, over_there in names.items()})
    lines = ",\n".join(json.dumps(one) for one in found)
    WINNERS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
