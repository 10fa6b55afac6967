"""Check an allocation's result file against its .pb file: outcome, payments, priceability. Standard library only.

`shuniu-verify allocation RESULT FILE.pb [--full]`. Written apart from Shuniu: the rules stand here a second time, in
plain exact fractions. `--full` also replays every earlier step of Add1 (slow).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import sys
from fractions import Fraction as F

DEFAULT = {"meta": "META", "projects": "PROJECTS", "votes": "VOTES"}


class Call:
    """The .pb file as the result's rule sees it: `cost` of projects, `money` shares, `support`: project → voter → score."""

    def __init__(self, text, result):
        rows = {name: [] for name in DEFAULT.values()}
        part = None
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
            if len([cell for cell in row if cell.strip()]) == 1 and row[0].strip() in rows and not rows[row[0].strip()]:
                part = rows[row[0].strip()]
            elif any(row):
                part.append(row)
        meta = {row[0].strip(): row[1].strip() for row in rows["META"][1:]}
        self.budget = number(meta["budget"])
        self.kind = meta.get("vote_type", "approval").lower()
        head, *body = rows["PROJECTS"]
        table = [dict(zip([h.strip() for h in head], [c.strip() for c in row])) for row in body]
        self.project = {row["project_id"]: row for row in table}
        self.cost = {name: number(row["cost"]) for name, row in self.project.items()}
        top = int(meta["max_length"]) if meta.get("max_length", "").isdigit() else len(self.cost)
        head, *body = rows["VOTES"]
        at = {h.strip(): n for n, h in enumerate(head)}
        self.weight, self.side, self.points = {}, {}, {name: {} for name in self.cost}
        for row in body:
            voter = row[at["voter_id"]].strip()
            self.weight[voter] = int(row[at["weight"]]) if "weight" in at else 1
            self.side[voter] = (
                row[at["electorate"]].strip() if "electorate" in at and "" not in result["shares"] else ""
            )
            vote = [one.strip() for one in row[at["vote"]].split(",")] if row[at["vote"]].strip() else []
            scores = [1] * len(vote)
            if self.kind == "ordinal":
                scores = list(range(top, top - len(vote), -1))
            elif self.kind in ("cumulative", "scoring"):
                scores = [F(one.strip()) for one in row[at["points"]].split(",")] if vote else []
                base = F(meta.get("default_score") or 0)
                scores += [base] * (len(self.cost) - len(vote)) if base else []
                vote += [one for one in self.cost if one not in vote] if base else []
            for one, score in zip(vote, scores, strict=True):
                self.points[one][voter] = score
        counted = result["satisfaction"] == "score"
        self.support = {p: {v: (s if counted else 1) for v, s in by.items() if s > 0} for p, by in self.points.items()}
        self.worth = self.cost if result["satisfaction"] == "cost" else dict.fromkeys(self.cost, F(1))
        self.shares = {name: F(share) for name, share in result["shares"].items()}
        self.total = {side: sum(w for v, w in self.weight.items() if self.side[v] == side) for side in self.shares}

    def endowment(self, budget):
        return {side: budget * share / self.total[side] for side, share in self.shares.items() if self.total[side]}

    def purse(self, endowment):
        return {voter: endowment[side] for voter, side in self.side.items()}

    def results(self, counted):
        everyone = sum(self.weight.values())
        rate = {side: share * everyone / self.total[side] for side, share in self.shares.items() if self.total[side]}
        return {
            p: sum((rate[self.side[v]] * self.weight[v] * (s if counted else s > 0) for v, s in by.items()), F(0))
            for p, by in self.points.items()
        }


def number(text):
    return F(text.replace(",", ".").replace(" ", ""))


def price(call, money, p):
    """Equal Shares: the least price for a point at which the supporters of p cover its cost, or None."""
    rich, due = sorted(call.support[p]), call.cost[p]
    while rich:
        least = due / sum(call.weight[v] * call.support[p][v] for v in rich)
        stay = [v for v in rich if money[v] >= least * call.support[p][v]]
        if len(stay) == len(rich):
            return least
        due -= sum(call.weight[v] * money[v] for v in set(rich).difference(stay))
        rich = stay
    return None


def payers(call, money, p):
    """Exact Equal Shares: the price when as many as possible pay the same, or None."""
    able = list(call.support[p])
    while able:
        part = call.cost[p] / sum(call.weight[v] for v in able)
        stay = [v for v in able if money[v] >= part]
        if len(stay) == len(able):
            return part
        able = stay
    return None


def overspent(call, money, p):
    """Bounded overspending: (key, price) of p, the best over all covered parts of its cost, or None."""
    support, best, paid, cost = call.support[p], None, F(0), call.cost[p]
    points = sum(call.weight[v] * s for v, s in support.items())
    for voter in sorted(support, key=lambda v: money[v] / support[v]):
        rate = min(money[voter] / support[voter], (cost - paid) / points)
        covered = paid + rate * points
        if covered > 0:
            key = rate * cost * cost / (covered * covered)
            if best is None or (key, -covered) < (best[0], -best[2]):
                best = key, rate * cost / covered, covered
        if covered >= cost:
            break
        paid, points = paid + call.weight[voter] * money[voter], points - call.weight[voter] * support[voter]
    return best


def allowed(call, result, winners, p):
    """Do the caps and the one-award rule let p be bought after these winners?"""
    rules = result["portfolio"]
    words = lambda one, column: {w.strip() for w in call.project[one].get(column, "").split(",") if w.strip()}  # noqa: E731
    maker = call.project[p].get("organization", "")
    if rules["one_per_organization"] and maker and any(call.project[w].get("organization") == maker for w in winners):
        return False
    return all(
        call.cost[p] + sum(call.cost[w] for w in winners if theme in words(w, "category")) <= F(cap)
        for theme, cap in rules["caps"].items()
        if theme in words(p, "category")
    )


def equal_shares(call, result, endowment, taken):
    """Replay the rule: yields (project, price, money before). Keys only grow, so few are computed again."""
    exact, spare = result["rule"] == "exact-equal-shares", result["rule"] == "bounded-overspending"
    money, won = call.purse(endowment), list(taken)
    grid = math.lcm(*(part.denominator for part in endowment.values()), 1) * 2**40
    left = call.budget - sum(call.cost[p] for p in taken)
    known = {p: F(0) for p in call.cost if p not in won and call.support[p]}
    while known:
        best, rate = None, None
        for p in sorted(known, key=lambda p: (known[p], p)):
            if best and (known[p], p) > best:
                break
            if not allowed(call, result, won, p) or (spare and call.cost[p] > left):
                del known[p]
                continue
            found = (F(0), F(0)) if not call.cost[p] else overspent(call, money, p) if spare else None
            part = found and found[1] if spare or not call.cost[p] else (payers if exact else price)(call, money, p)
            if part is None:
                del known[p]
                continue
            known[p] = ((found[0] if spare and found else part) / call.worth[p]) if call.cost[p] else F(-1)
            if best is None or (known[p], p) < best:
                best, rate = (known[p], p), part
        if best is None:
            return
        p = best[1]
        rate = F(math.floor(rate * grid), grid) if spare else rate
        yield p, rate, dict(money)
        for v, s in call.support[p].items():
            if not exact or money[v] >= rate:
                money[v] = max(F(0), money[v] - rate * s)
        del known[p]
        won.append(p)
        left -= call.cost[p]


def phragmen(call, result, endowment, taken):
    load, won, left = dict.fromkeys(call.side, F(0)), list(taken), call.budget - sum(call.cost[p] for p in taken)
    rest = {
        p for p in call.cost if call.cost[p] <= left and any(endowment[call.side[v]] for v in call.support[p])
    } - set(won)
    while rest := {p for p in rest if allowed(call, result, won, p)}:
        speed = {p: {v: call.weight[v] * endowment[call.side[v]] for v in call.support[p]} for p in rest}
        level = {
            p: (call.cost[p] + sum(r * load[v] for v, r in by.items())) / sum(by.values()) for p, by in speed.items()
        }
        first = min(level.values())
        if any(call.cost[p] > left for p in rest if level[p] == first):
            return
        p = min(p for p in rest if level[p] == first)
        yield p, first, {v: endowment[call.side[v]] * (first - load[v]) for v in load}
        load.update(dict.fromkeys(call.support[p], first))
        left -= call.cost[p]
        won.append(p)
        rest.remove(p)


def by_result(call, result, rule, taken):
    """Greedy (also as filling up), and the score line."""
    results, won = call.results(result["satisfaction"] == "score"), list(taken)
    left = call.budget - sum(call.cost[p] for p in taken)
    ratio = rule == "greedy-ratio"
    order = [
        (bool(not ratio or call.cost[p]), -(r / call.cost[p] if ratio and call.cost[p] else r), p)
        for p, r in results.items()
    ]
    for _, key, p in sorted(order):
        if key >= 0 or p in won or (rule != "score-line" and call.cost[p] > left) or not allowed(call, result, won, p):
            continue
        if rule == "score-line" and (call.cost[p] > left or len(won) - len(taken) == result["places"]):
            break
        won.append(p)
        left -= call.cost[p]
    return won[len(taken) :]


def check(call, result, full=False):
    """All faults, in words; an empty list when the result holds."""
    winners, bought = result["winners"], result["purchases"]
    faults = [f"unknown project {p}" for p in winners if p not in call.cost]
    if faults or len(set(winners)) < len(winners) or [row["project"] for row in bought] != winners:
        return [*faults, "winners are unknown, repeated or not those of the purchases"]
    spent, top = sum(call.cost[p] for p in winners), [row["project"] for row in bought if row["by"] == "floor"]
    if spent != F(result["spent"]) or F(result["budget"]) != call.budget or spent > call.budget:
        faults.append(f"spent {spent} of {call.budget}, stated {result['spent']} of {result['budget']}")
    for district, least in result["portfolio"]["floors"].items():
        if (
            sum(district in [d.strip() for d in call.project[p].get("district", "").split(",")] for p in winners)
            < least
        ):
            faults.append(f"district {district} has less than {least} winners")
    faults += [
        f"{p} breaks a cap or the one-award rule"
        for n, p in enumerate(winners)
        if not allowed(call, result, winners[:n], p)
    ]
    kept = (result["comparison"] or {}).get("kept", result["rule"])
    if kept in ("score-line", "greedy", "greedy-ratio"):
        again = top + by_result(call, result, kept, top)
        return faults if again == winners else [*faults, f"the rule gives {again}"]
    faults += replayed(call, result, top, [row for row in bought if row["by"] == "rule"])
    ruled = [row["project"] for row in bought if row["by"] in ("rule", "floor")]
    filled = by_result(call, result, "greedy", ruled) if result["completion"] == "add1-utilitarian" else []
    if ruled + filled != winners:
        faults.append(f"filling up gives {filled}")
    return faults + completed(call, result, top, ruled, full)


def replayed(call, result, top, bought):
    endowment, shared = {side: F(part) for side, part in result["endowment"].items()}, call.endowment(F(1))
    if len({endowment[side] / part for side, part in shared.items() if part}) != 1:
        return ["the electorates' endowments do not follow their shares"]
    faults, rule = [], phragmen if result["rule"] == "phragmen" else equal_shares
    steps = list(rule(call, result, endowment, top))
    if [p for p, _, _ in steps] != [row["project"] for row in bought]:
        faults.append(f"the rule gives {[p for p, _, _ in steps]}")
    for (p, rate, money), row in zip(steps, bought):
        due = (
            {v: rate * s for v, s in call.support[p].items()}
            if rule is equal_shares
            else dict.fromkeys(call.support[p])
        )
        full = {v for v, d in due.items() if d is not None and money[v] >= d}
        rest = set(due) - full if result["rule"] != "exact-equal-shares" else set()
        paid = sum(call.weight[v] * due[v] for v in full) + sum(call.weight[v] * money[v] for v in rest)
        if F(row["price"]) != rate or set(row["full"]) != full or set(row["rest"]) != rest:
            faults.append(f"{p}: price or payers differ: {row['price']} instead of {rate}")
        if paid != call.cost[p] and (result["rule"] != "bounded-overspending" or paid > call.cost[p]):
            faults.append(f"{p}: payments sum to {paid}, cost {call.cost[p]}")
    return faults


def completed(call, result, top, ruled, full):
    """Was the endowment raised as the completion says? Nothing left is affordable to its supporters by the replay."""
    base, shared = call.endowment(call.budget - sum(call.cost[p] for p in top)), call.endowment(F(1))
    endowment = {side: F(part) for side, part in result["endowment"].items()}
    side = next(side for side, part in shared.items() if part)
    raised, everyone = (endowment[side] - base[side]) / shared[side], sum(call.weight.values())
    if result["completion"] == "none":
        return ["the endowment is not the budget shared out"] if raised else []
    step = F(result["step"]) * everyone
    if raised < 0 or (result["completion"] != "jump" and (raised / step).denominator != 1):
        return ["the endowment was not raised in whole steps"]
    cost = lambda won: sum(call.cost[p] for p in won)  # noqa: E731
    complete = lambda won: (
        not any(call.support[p] and cost(won) + call.cost[p] <= call.budget for p in call.cost if p not in won)
    )  # noqa: E731
    if result["completion"] == "jump":
        return []
    outcome = lambda n: (
        top + [p for p, _, _ in equal_shares(call, result, call.endowment(call.budget - cost(top) + n * step), top)]
    )  # noqa: E731
    steps, last = int(raised / step), result["completion"] == "add1-exhaustive" and complete(ruled)
    rest = any(call.support[p] and p not in ruled for p in call.cost)
    faults = (
        ["the next step would not overspend"] if not last and rest and cost(outcome(steps + 1)) <= call.budget else []
    )
    for n in range(steps if full else 0):
        won = outcome(n)
        if cost(won) > call.budget or (result["completion"] == "add1-exhaustive" and complete(won)):
            faults.append(f"the rule should have ended at step {n}")
    return faults


def main(arguments):
    files = [one for one in arguments if one != "--full"]
    if len(files) != 2:
        print("shuniu-verify allocation RESULT FILE.pb [--full]", file=sys.stderr)
        return 2
    try:
        with open(files[0], encoding="utf-8") as stream:
            result = json.load(stream)
        with open(files[1], "rb") as stream:
            source = stream.read()
        if result["format"] != "shuniu-allocation/1" or result["sha256"] != hashlib.sha256(source).hexdigest():
            faults = ["the result is of another format or of another .pb file"]
        else:
            faults = check(Call(source.decode("utf-8-sig"), result), result, "--full" in arguments)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration, ZeroDivisionError) as fault:
        print(f"{files[0]}: cannot be checked: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 2
    print(
        "\n".join(faults)
        if faults
        else f"verified: {len(result['winners'])} winners, {result['spent']} of {result['budget']}"
    )
    return 1 if faults else 0
