"""How `winners.json` was made: run in an environment with pabutools==1.2.3 and gmpy2, it prints the fixture anew.

Small elections full of ties, of every kind of ballot that pabutools reads; heavier ballots are repeated for it.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile

KINDS = ("approval", "choose-1", "cumulative", "ordinal")


def election(seed: int) -> dict[str, object]:
    """Rows of a `.pb` file with weights."""
    draw = random.Random(seed)
    kind, names = KINDS[seed % len(KINDS)], [f"p{n}" for n in range(draw.randint(3, 12))]
    costs = {name: draw.choice([2, 3, 4, 4, 6, 6, 12]) for name in names}
    votes = []
    for _ in range(draw.randint(4, 14)):
        chosen = draw.sample(names, 1 if kind == "choose-1" else draw.randint(1, len(names)))
        votes.append([chosen, [draw.randint(1, 4) for _ in chosen], draw.choice([1, 1, 1, 2, 3])])
    return {"kind": kind, "budget": draw.randint(6, sum(costs.values())), "costs": costs, "votes": votes}


def text(given: dict, *, weights: bool) -> str:
    """The file; without weights each ballot as often as it weighs."""
    head = f"META\nkey;value\nbudget;{given['budget']}\nvote_type;{given['kind']}\nmax_length;{len(given['costs'])}\n"
    head += "PROJECTS\nproject_id;cost\n" + "".join(f"{name};{cost}\n" for name, cost in given["costs"].items())
    rows = []
    for chosen, points, weight in given["votes"]:
        row = ",".join(chosen) + ";" + ",".join(map(str, points))
        rows += [f"{row};{weight}"] if weights else [row] * weight
    head += "VOTES\nvoter_id;vote;points" + (";weight\n" if weights else "\n")
    return head + "".join(f"v{n};{row}\n" for n, row in enumerate(rows))


def winners(given: dict) -> dict[str, list[str]]:
    from pabutools.election import Additive_Cardinal_Sat, Cardinality_Sat, Cost_Sat, parse_pabulib
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

    with tempfile.NamedTemporaryFile("w", suffix=".pb") as file:
        file.write(text(given, weights=False))
        file.flush()
        instance, profile = parse_pabulib(file.name)
    found = {}
    scored = {"score": Additive_Cardinal_Sat} if given["kind"] == "cumulative" else {}
    if given["kind"] in ("approval", "choose-1"):
        found["greedy cost"] = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat)
        found["greedy-ratio cardinality"] = greedy_utilitarian_welfare(instance, profile, sat_class=Cardinality_Sat)
        found["phragmen cardinality"] = sequential_phragmen(instance, profile)
    for name, sat in ({"cost": Cost_Sat, "cardinality": Cardinality_Sat} | scored).items():
        found[f"equal-shares {name}"] = method_of_equal_shares(instance, profile, sat)
        found[f"add1 {name}"] = method_of_equal_shares(instance, profile, sat, voter_budget_increment=1)
    if scored:
        found["greedy-ratio score"] = greedy_utilitarian_welfare(instance, profile, sat_class=Additive_Cardinal_Sat)
    return {name: sorted(project.name for project in some) for name, some in found.items()}


if __name__ == "__main__":
    for seed in range(40):
        given = election(seed)
        row = {"pb": text(given, weights=True), "winners": winners(given)}
        sys.stdout.write(("[" if seed == 0 else ",\n") + json.dumps(row))
    sys.stdout.write("]\n")
