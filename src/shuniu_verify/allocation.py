"""Check an allocation's result file against its .pb file: outcome, payments, priceability. Standard library only.

Written apart from Shuniu: the rules a second time, in exact fractions. `--full` replays all steps of Add1 too (slow).
"""

import csv
import hashlib
import io
import json
import math
import sys
from fractions import Fraction as F
from functools import partial


class Call:
    """The .pb file as the rule sees it: projects' `cost`, voters' `weight` and `side`, `points` and `support` given."""

    def __init__(self, text, result):
        rows, part = {"META": [], "PROJECTS": [], "VOTES": []}, None
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
            if len([cell for cell in row if cell.strip()]) == 1 and rows.get(row[0].strip()) == []:
                part = rows[row[0].strip()]
            elif any(row):
                part.append([cell.strip() for cell in row])
        meta = {row[0]: row[1] for row in rows["META"][1:]}
        self.budget, kind = F(meta["budget"].replace(",", ".")), meta.get("vote_type", "approval").lower()
        head, *body = rows["PROJECTS"]
        self.project = {row[head.index("project_id")]: dict(zip(head, row, strict=False)) for row in body}
        self.cost = {name: F(row["cost"].replace(",", ".")) for name, row in self.project.items()}
        top = int(meta["max_length"]) if meta.get("max_length", "").isdigit() else len(self.cost)
        base = F(meta.get("default_score") or 0)
        head, *body = rows["VOTES"]
        self.weight, self.side, self.points = {}, {}, {name: {} for name in self.cost}
        for row in (dict(zip(head, row, strict=False)) for row in body):
            voter, vote = row["voter_id"], [one.strip() for one in row["vote"].split(",") if row["vote"]]
            self.weight[voter] = int(row.get("weight", 1))
            self.side[voter] = "" if "" in result["shares"] else row["electorate"]
            scores = list(range(top, top - len(vote), -1)) if kind == "ordinal" else [1] * len(vote)
            if kind in ("cumulative", "scoring"):
                rest = [one for one in self.cost if base and one not in vote]
                scores = [F(one.strip()) for one in row["points"].split(",") if vote] + [base] * len(rest)
                vote += rest
            for one, score in zip(vote, scores, strict=True):
                self.points[one][voter] = score
        flat = result["satisfaction"] != "score"
        self.support = {p: {v: 1 if flat else s for v, s in by.items() if s > 0} for p, by in self.points.items()}
        self.worth = self.cost if result["satisfaction"] == "cost" else dict.fromkeys(self.cost, F(1))
        self.shares = {name: F(share) for name, share in result["shares"].items()}
        self.total = {name: sum(w for v, w in self.weight.items() if self.side[v] == name) for name in self.shares}

    def endowment(self, budget):
        return {side: budget * share / self.total[side] for side, share in self.shares.items() if self.total[side]}


def price(call, money, p, rest_pay=True):
    """Equal Shares: the least price for a point at which the supporters of p cover its cost; (key, price) or None.
    Exact Equal Shares: who cannot pay the same as all others pays nothing."""
    rich, due, score = list(call.support[p]), call.cost[p], call.support[p]
    while rich:
        least = due / sum(call.weight[v] * score[v] for v in rich)
        poor = {v for v in rich if money[v] < least * score[v]}
        if not poor:
            return least / call.worth[p], least
        due -= rest_pay * sum(call.weight[v] * money[v] for v in poor)
        rich = [v for v in rich if v not in poor]
    return None


def overspent(call, money, p):
    """Bounded overspending: (key, price) of p, the best over all covered parts of its cost, or None."""
    support, found, paid, cost = call.support[p], [], F(0), call.cost[p]
    points = sum(call.weight[v] * s for v, s in support.items())
    for v in sorted(support, key=lambda v: money[v] / support[v]):
        rate = min(money[v] / support[v], (cost - paid) / points)
        covered = paid + rate * points
        if covered > 0:
            key = rate * cost * cost / (covered * covered) / call.worth[p]
            found.append((key, -covered, rate * cost / covered))
        if covered >= cost:
            break
        paid, points = paid + call.weight[v] * money[v], points - call.weight[v] * support[v]
    return min(found)[::2] if found else None


def moment(call, load, p, shared):
    """Phragmén: when the supporters of p will have earned its cost since their last purchases; (key, moment)."""
    rates = {}
    for v in call.support[p]:
        rates[load[v]] = rates.get(load[v], 0) + call.weight[v] * shared[call.side[v]]
    due = call.cost[p] + sum(rate * level for level, rate in rates.items())
    return (due / sum(rates.values()),) * 2 if sum(rates.values()) else None


def allowed(call, result, winners, p):
    """Do the caps and the one-award rule let p be bought after these winners?"""
    rules, maker = result["portfolio"], call.project[p].get("organization")
    if rules["one_per_organization"] and maker and any(call.project[w].get("organization") == maker for w in winners):
        return False
    themes = {one: [word.strip() for word in call.project[one].get("category", "").split(",")] for one in [*winners, p]}
    return all(
        call.cost[p] + sum(call.cost[w] for w in winners if theme in themes[w]) <= F(cap)
        for theme, cap in rules["caps"].items()
        if theme in themes[p]
    )


def replay(call, result, endowment, taken):
    """The rule again: (project, price, money before; with Phragmén loads). Keys only grow, so few are computed again."""
    rule, won, left = result["rule"], list(taken), call.budget - sum(map(call.cost.get, taken))
    money = {v: F(0) if rule == "phragmen" else endowment[side] for v, side in call.side.items()}
    offers = {"equal-shares": price, "exact-equal-shares": partial(price, rest_pay=False)}
    offers |= {"bounded-overspending": overspent, "phragmen": partial(moment, shared=endowment)}
    grid = math.lcm(*(part.denominator for part in endowment.values()), 1) * 2**40
    known = {p: F(0) for p in call.cost if p not in won and call.support[p]}
    known = {p: k for p, k in known.items() if rule != "phragmen" or call.cost[p] <= left}
    while known:
        best = None
        for p in sorted(known, key=lambda p: (known[p], p)):
            if best and known[p] > best[0]:
                break
            out = not allowed(call, result, won, p) or (rule == "bounded-overspending" and call.cost[p] > left)
            free = not call.cost[p] and rule != "phragmen"
            offer = None if out else (F(0), F(0)) if free else offers[rule](call, money, p)
            if offer:
                known[p], this = offer[0], (offer[0], p, offer[1])
                best = min(best or this, this)
            else:
                del known[p]
        if best is None or (rule == "phragmen" and any(call.cost[p] > left for p in known if known[p] == best[0])):
            return
        p, rate = best[1], F(math.floor(best[2] * grid), grid) if rule == "bounded-overspending" else best[2]
        yield p, rate, dict(money)
        for v, s in call.support[p].items():
            if rule == "phragmen":
                money[v] = rate
            elif rule != "exact-equal-shares" or money[v] >= rate:
                money[v] = max(F(0), money[v] - rate * s)
        left -= call.cost[p]
        won.append(p)
        del known[p]


def by_result(call, result, rule, taken):
    """Greedy (also as filling up), and the score line."""
    rates, won = call.endowment(sum(call.weight.values())), list(taken)
    left, line, order = call.budget - sum(call.cost[p] for p in taken), rule == "score-line", []
    for p, by in call.points.items():
        counted = by if result["satisfaction"] == "score" else dict.fromkeys(call.support[p], 1)
        total = sum((rates[call.side[v]] * call.weight[v] * s for v, s in counted.items()), F(0))
        per = call.cost[p] if rule == "greedy-ratio" else 1
        order += [(bool(per), -total / (per or 1), p)] if total > 0 else []
    for _, _, p in sorted(order):
        if p in won or (not line and call.cost[p] > left) or not allowed(call, result, won, p):
            continue
        if line and (call.cost[p] > left or len(won) - len(taken) == result["places"]):
            break
        won.append(p)
        left -= call.cost[p]
    return won


def check(call, result, full=False):
    """All faults, in words; an empty list when the result holds."""
    winners, bought = result["winners"], result["purchases"]
    if len(set(winners) & set(call.cost)) < len(winners) or [row["project"] for row in bought] != winners:
        return ["winners are unknown, repeated or not those of the purchases"]
    spent, top = sum(map(call.cost.get, winners)), [row["project"] for row in bought if row["by"] == "floor"]
    broken = [p for n, p in enumerate(winners) if not allowed(call, result, winners[:n], p)]
    faults = [f"{p} breaks a cap or the one-award rule" for p in broken]
    if spent != F(result["spent"]) or F(result["budget"]) != call.budget or spent > call.budget:
        faults.append(f"spent {spent} of {call.budget}, stated {result['spent']} of {result['budget']}")
    for district, least in result["portfolio"]["floors"].items():
        there = [p for p in winners if district in [d.strip() for d in call.project[p].get("district", "").split(",")]]
        faults += [f"district {district} has fewer than {least} winners"] if len(there) < least else []
    kept = (result["comparison"] or {}).get("kept", result["rule"])
    if kept in ("score-line", "greedy", "greedy-ratio"):
        again = by_result(call, result, kept, top)
        return faults if again == winners else [*faults, f"the rule gives {again}"]
    ruled = [row["project"] for row in bought if row["by"] in ("rule", "floor")]
    again = by_result(call, result, "greedy", ruled) if result["completion"] == "add1-utilitarian" else ruled
    faults += [] if again == winners else [f"filling up gives {again}"]
    faults += payments(call, result, top, [row for row in bought if row["by"] == "rule"])
    return faults + completion(call, result, top, ruled, full)


def payments(call, result, top, bought):
    """Prices, payers and sums of the replay. It ends when no supporters can pay for a project: priceability."""
    endowment, shared = {side: F(part) for side, part in result["endowment"].items()}, call.endowment(F(1))
    if len({endowment[side] / part for side, part in shared.items() if part}) != 1:
        return ["the electorates' endowments do not follow their shares"]
    steps, faults, rule = list(replay(call, result, endowment, top)), [], result["rule"]
    if [p for p, _, _ in steps] != [row["project"] for row in bought]:
        return [f"the rule gives {[p for p, _, _ in steps]}"]
    for (p, rate, money), row in zip(steps, bought, strict=True):
        due = {v: rate * s for v, s in call.support[p].items()}
        if rule == "phragmen":  # all pay what they have earned until then
            money, due = {v: endowment[call.side[v]] * (rate - money[v]) for v in due}, dict.fromkeys(due, math.inf)
        full = {v for v in due if money[v] >= due[v]}
        rest = set() if rule == "exact-equal-shares" else set(due) - full
        paid = sum(call.weight[v] * (due[v] if v in full else money[v]) for v in full | rest)
        if F(row["price"]) != rate or set(row["full"]) != full or set(row["rest"]) != rest:
            faults.append(f"{p}: price or payers differ: {row['price']} instead of {rate}")
        if paid != call.cost[p] and (rule != "bounded-overspending" or paid > call.cost[p]):
            faults.append(f"{p}: payments sum to {paid}, cost {call.cost[p]}")
    return faults


def completion(call, result, top, ruled, full):
    """Was the endowment raised as the completion says?"""

    def cost(won):
        return sum(map(call.cost.get, won))

    def outcome(n):
        return top + [p for p, _, _ in replay(call, result, call.endowment(base + n * step), top)]

    def ends(won):
        rest = [p for p in call.cost if call.support[p] and p not in won]
        return exhaustive and all(cost(won) + call.cost[p] > call.budget for p in rest)

    base = call.budget - cost(top)
    kind, exhaustive = result["completion"], result["completion"] == "add1-exhaustive"
    side, part = next((side, part) for side, part in call.endowment(F(1)).items() if part)
    raised = F(result["endowment"][side]) / part - base
    step = F(result["step"]) * sum(call.weight.values())
    if kind in ("none", "jump"):
        return ["the endowment is not the budget shared out"] if raised < 0 or (raised and kind == "none") else []
    if raised < 0 or (raised / step).denominator != 1:
        return ["the endowment was not raised in whole steps"]
    rest = any(call.support[p] and p not in ruled for p in call.cost) and not ends(ruled)
    late = rest and cost(outcome(int(raised / step) + 1)) <= call.budget
    faults = ["the next step would not overspend"] if late else []
    early = [n for n in range(int(raised / step) if full else 0) if cost(outcome(n)) > call.budget or ends(outcome(n))]
    return faults + [f"the rule should have ended at step {n}" for n in early]


def main(arguments):
    files = [one for one in arguments if one != "--full"]
    try:
        with open(files[0], encoding="utf-8") as stream, open(files[1], "rb") as source:
            result, content = json.load(stream), source.read()
        if result["format"] != "shuniu-allocation/1" or result["sha256"] != hashlib.sha256(content).hexdigest():
            faults = ["the result is of another format or of another .pb file"]
        else:
            faults = check(Call(content.decode("utf-8-sig"), result), result, "--full" in arguments)
    except (OSError, ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError) as fault:
        return print(f"{files[0]}: cannot be checked: {type(fault).__name__}: {fault}", file=sys.stderr) or 2
    print("\n".join(faults) or f"verified: {len(result['winners'])} winners, {result['spent']} of {result['budget']}")
    return 1 if faults else 0
