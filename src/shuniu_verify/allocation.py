"""Check an allocation's result file against its .pb file: outcome, payments, priceability. Standard library only.

Written apart from Shuniu: the rules a second time, in exact fractions. `--full` replays all steps and jumps too (slow)."""

import csv
import hashlib
import io
import json
import math
import sys
from fractions import Fraction as F


class Call:
    """The .pb file as the rule sees it: projects' `cost`, voters' `weight` and `side`, `points` and `support` given."""

    def __init__(self, text, result):
        rows, part, self.result = {"META": [], "PROJECTS": [], "VOTES": []}, None, result
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
            if len([cell for cell in row if cell.strip()]) == 1 and rows.get(row[0].strip()) == []:
                part = rows[row[0].strip()]
            elif any(row):
                part.append([cell.strip() for cell in row])
        meta, comma = {row[0]: row[1] for row in rows["META"][1:]}, {ord(","): ".", ord(" "): None}
        self.budget, kind = F(meta["budget"].translate(comma)), meta.get("vote_type", "approval").lower()
        table = {name: [dict(zip(all_[0], row, strict=False)) for row in all_[1:]] for name, all_ in rows.items()}
        self.project = {row["project_id"]: row for row in table["PROJECTS"]}
        self.cost = {name: F(row["cost"].translate(comma)) for name, row in self.project.items()}
        top = int(meta["max_length"]) if meta.get("max_length", "").isdecimal() else len(self.cost)
        base, split = F(meta.get("default_score") or 0), "" not in result["shares"]
        self.weight, self.side, self.points = {}, {}, {name: {} for name in self.cost}
        for row in table["VOTES"]:
            voter, vote = row["voter_id"], [one.strip() for one in row["vote"].split(",") if row["vote"]]
            self.weight[voter], self.side[voter] = int(row.get("weight", 1)), row["electorate"] if split else ""
            scores = list(range(top, top - len(vote), -1)) if kind == "ordinal" else [1] * len(vote)
            if kind in ("cumulative", "scoring"):
                rest = [one for one in self.cost if base and one not in vote]
                scores = [F(one.strip()) for one in row["points"].split(",") if vote] + [base] * len(rest)
                vote += rest
            for one, score in zip(vote, scores, strict=True):
                self.points[one][voter] = F(score, result.get("full_marks", {}).get(self.side[voter], 1))
        flat = {"cost": True, "cardinality": True, "score": False}[result["satisfaction"]]
        self.support = {p: {v: 1 if flat else s for v, s in by.items() if s > 0} for p, by in self.points.items()}
        self.worth = self.cost if result["satisfaction"] == "cost" else dict.fromkeys(self.cost, F(1))
        total = {name: sum(w for v, w in self.weight.items() if self.side[v] == name) for name in result["shares"]}
        self.shared = {side: F(share) / total[side] for side, share in result["shares"].items() if total[side]}
        self.top = [row["project"] for row in result["purchases"] if row["by"] == "floor"]
        self.rule, self.base = result["rule"], self.budget - self.spent(self.top)
        fine = math.lcm(*(s.denominator for by in self.support.values() for s in by.values()))
        self.grid = F(2**40 * math.lcm(*(cost.denominator for cost in self.cost.values())), fine)

    def spent(self, won):
        return sum(map(self.cost.get, won))

    def price(self, money, p):
        """(key, price for a point) of p, or None; with Exact Equal Shares who cannot pay like the others pays nothing."""
        rich, due, score = list(self.support[p]), self.cost[p], self.support[p]
        while rich:
            least = due / sum(self.weight[v] * score[v] for v in rich)
            poor = {v for v in rich if money[v] < least * score[v]}
            if not poor:
                return least / self.worth[p], least
            due -= sum(self.weight[v] * money[v] for v in poor) if self.rule == "equal-shares" else 0
            rich = [v for v in rich if v not in poor]
        return None

    def overspent(self, money, p):
        """Bounded overspending: (key, price) of p, the best over all covered parts of its cost, or None."""
        support, found, paid, cost = self.support[p], [], F(0), self.cost[p]
        points = sum(self.weight[v] * s for v, s in support.items())
        for v in sorted(support, key=lambda v: money[v] / support[v]):
            rate = min(money[v] / support[v], (cost - paid) / points)
            covered = paid + rate * points
            found += [(rate * cost**2 / covered**2 / self.worth[p], -covered, rate * cost / covered)] if covered else []
            if covered >= cost:
                break
            paid, points = paid + self.weight[v] * money[v], points - self.weight[v] * support[v]
        return min(found)[::2] if found else None

    def moment(self, load, p):
        """Phragmén: when the supporters of p will have earned its cost since their last purchases; (key, moment)."""
        rates = {}
        for v in self.support[p]:
            rates[load[v]] = rates.get(load[v], 0) + self.weight[v] * self.shared[self.side[v]] * self.base
        due = self.cost[p] + sum(rate * level for level, rate in rates.items())
        return (due / sum(rates.values()),) * 2 if sum(rates.values()) else None

    def allowed(self, winners, p):
        """Do the caps and the one-award rule let p be bought after these winners?"""
        rules, maker = self.result["portfolio"], self.project[p].get("organization")
        second = rules["one_per_organization"] and maker in [self.project[w]["organization"] for w in winners if maker]
        themes = {w: [word.strip() for word in self.project[w].get("category", "").split(",")] for w in [*winners, p]}
        caps = {theme: F(cap) - self.cost[p] for theme, cap in rules["caps"].items() if theme in themes[p]}
        return not second and all(self.spent(w for w in winners if one in themes[w]) <= caps[one] for one in caps)

    def replay(self, total):
        """The rule again: (project, price, money before; with Phragmén loads), at last (None, 0, money left)."""
        rule, won, left, loads = self.rule, list(self.top), self.base, self.rule == "phragmen"
        money = {v: F(0) if loads else total * self.shared[side] for v, side in self.side.items()}
        offer_of = {"bounded-overspending": self.overspent, "phragmen": self.moment}.get(rule, self.price)
        grid = self.grid * math.lcm(*((total * part).denominator for part in self.shared.values()))
        known = {p: F(0) for p, c in self.cost.items() if p not in won and self.support[p] and (c <= left or not loads)}
        while True:
            best = None
            for p in sorted(known, key=lambda p: (known[p], p)):  # keys only grow, so few are computed again
                if best and known[p] > best[0]:
                    break
                out = not self.allowed(won, p) or (rule == "bounded-overspending" and self.cost[p] > left)
                offer = None if out else offer_of(money, p) if self.cost[p] or loads else (F(0), F(0))
                if offer:
                    known[p], this = offer[0], (offer[0], p, offer[1])
                    best = min(best or this, this)
                else:
                    del known[p]
            if best is None or (loads and any(self.cost[p] > left for p in known if known[p] == best[0])):
                break
            p, rate = best[1], math.floor(best[2] * grid) / grid if rule == "bounded-overspending" else best[2]
            yield p, rate, dict(money)
            for v, s in self.support[p].items():
                if rule != "exact-equal-shares" or money[v] >= rate:
                    money[v] = rate if loads else max(F(0), money[v] - rate * s)
            left, won = left - self.cost[p], [*won, p]
            del known[p]
        yield None, F(0), money

    def outcome(self, total):
        return self.top + [p for p, _, _ in self.replay(total) if p]

    def by_result(self, rule, taken):
        """Greedy (also as filling up), and the score line."""
        won, line, order, voters = list(taken), rule == "score-line", [], sum(self.weight.values())
        for p, by in self.points.items():
            counted = by if self.result["satisfaction"] == "score" else dict.fromkeys(self.support[p], 1)
            total = sum(self.shared[self.side[v]] * voters * self.weight[v] * s for v, s in counted.items())
            per = self.cost[p] if rule == "greedy-ratio" else 1
            order += [(bool(per), -total / (per or 1), p)] if total > 0 else []
        for _, _, p in sorted(order):
            if p not in won and self.allowed(won, p):
                fits = self.spent(won) + self.cost[p] <= self.budget
                if line and (not fits or len(won) == self.result["places"]):
                    break
                won += [p] if fits else []
        return won

    def next_jump(self, total):
        """Exact Equal Shares: the least sum to share out, above this one, at which a project gets more payers."""
        *steps, (_, _, end) = self.replay(total)
        best, had = math.inf, {p: self.cost[p] / rate for p, rate, _ in steps if rate}
        for p, by in self.support.items():
            able, cost, rate = sum(map(self.weight.get, by)), self.cost[p], {v: self.shared[self.side[v]] for v in by}
            while cost and able > had.get(p, 0):
                key = cost / able / self.worth[p], p
                money = next((m for q, rate, m in steps if key <= (rate and rate / self.worth[q], q)), end)
                lacks = sorted(((cost / able - money[v]) / rate[v], self.weight[v]) for v in by if rate[v])
                here = sum(w for lack, w in lacks if lack <= best)
                rank = (lack for n, (lack, _) in enumerate(lacks) if sum(w for _, w in lacks[: n + 1]) >= able)
                best, able = next(rank) if here >= able else best, min(here, able - 1)
        return total + best

    def compared(self):
        """The comparison step: greedy's winners, whom each outcome serves better, and which of the two stands."""
        found, tally = self.result["comparison"], {"rule": F(0), "greedy": F(0), "indifferent": F(0)}
        ours, greedy = found["rule_winners"], self.by_result("greedy", self.top)
        for v, w in self.weight.items():
            mine, other = (sum(self.worth[p] * self.support[p].get(v, 0) for p in won) for won in (ours, greedy))
            side = "rule" if mine > other else "greedy" if mine < other else "indifferent"
            tally[side] += w * self.shared[self.side[v]] * sum(self.weight.values())
        kept, won = ("greedy", greedy) if tally["greedy"] > tally["rule"] else (self.rule, ours)
        stated = [found[side] for side in tally], found["greedy_winners"], found["kept"], self.result["winners"]
        right = [float(number) for number in tally.values()], greedy, kept, won
        return [] if stated == right else [f"the comparison gives {right}, stated {stated}"]

    def check(self, full=False):
        """All faults, in words; an empty list when the result holds."""
        winners, bought, comparison = (self.result[part] for part in ("winners", "purchases", "comparison"))
        if len(set(winners) & set(self.cost)) < len(winners) or [row["project"] for row in bought] != winners:
            return ["winners are unknown, repeated or not those of the purchases"]
        faults = [f"{p} breaks a portfolio rule" for n, p in enumerate(winners) if not self.allowed(winners[:n], p)]
        spent, result, floors = self.spent(winners), self.result, self.result["portfolio"]["floors"].items()
        if spent != F(result["spent"]) or F(result["budget"]) != self.budget or spent > self.budget:
            faults.append(f"spent {spent} of {self.budget}, stated {result['spent']} of {result['budget']}")
        at = {p: {d.strip() for d in self.project[p].get("district", "").split(",")} for p in self.cost}
        fit = [p for p, c in self.cost.items() if p not in winners and c <= self.base and self.allowed(self.top, p)]
        short = [d for d, n in floors if sum(d in at[p] for p in winners) < n and any(d in at[p] for p in fit)]
        faults += [f"too few in {d}" for d in short if len(self.top) != result["places"]]
        had = {p: [d for w in self.top[:n] for d in at[w]] for n, p in enumerate(self.top)}
        faults += [f"no floor asks for {p}" for p in had if all(had[p].count(d) >= n for d, n in floors if d in at[p])]
        faults += self.compared() if comparison else []
        kept, stated = comparison["kept"] if comparison else self.rule, result["endowment"]
        if kept in ("score-line", "greedy", "greedy-ratio"):
            faults += [] if self.by_result(kept, self.top) == winners else [f"{kept} does not give these winners"]
            if kept == self.rule:
                return faults
            bought, winners, stated = None, comparison["rule_winners"], comparison["rule_endowment"]
        totals = {F(stated.get(side, 0)) / part for side, part in self.shared.items() if part}
        if len(totals) != 1:
            return [*faults, "the electorates' endowments do not follow their shares"]
        ruled = self.outcome(total := totals.pop())
        faults += self.payments(total, bought[len(self.top) : len(ruled)]) if bought else []
        again = self.by_result("greedy", ruled) if result["completion"] == "add1-utilitarian" else ruled
        return faults + [f"the rule gives {again}"] * (again != winners) + self.completion(total, ruled, full)

    def payments(self, total, bought):
        """Prices, payers and sums of the replay. It ends when no supporters can pay for a project: priceability."""
        faults, rule, earned = [], self.rule, self.rule == "phragmen"  # all pay what they have earned since the last
        for (p, rate, money), row in zip(self.replay(total), bought, strict=False):
            money = {v: total * self.shared[self.side[v]] * (rate - m) if earned else m for v, m in money.items()}
            due = {v: math.inf if earned else rate * s for v, s in self.support.get(p, {}).items()}
            full = {v for v in due if money[v] >= due[v]}
            rest = set() if rule == "exact-equal-shares" else set(due) - full
            paid = sum(self.weight[v] * (due[v] if v in full else money[v]) for v in full | rest)
            if p != row["project"] or (F(row["price"]), set(row["full"]), set(row["rest"])) != (rate, full, rest):
                faults.append(f"{row['project']}: project, price or payers differ: {row['price']}, not {rate} for {p}")
            elif paid + F(row.get("overspent", 0)) != self.cost[p] or F(row.get("overspent", 0)) < 0:
                faults.append(f"{p}: payments sum to {paid}, cost {self.cost[p]}")
        return faults

    def completion(self, total, ruled, full):
        """Was the endowment raised as the completion says? Another step or jump would overspend, none before did."""
        kind, raised = self.result["completion"], total - self.base
        step, added = F(self.result["step"]) * sum(self.weight.values()), kind.startswith("add1")

        def over(won):
            room = self.budget - self.spent(won) if kind == "add1-exhaustive" else math.inf
            able = (p for p, by in self.support.items() if any(self.shared[self.side[v]] for v in by))
            done = all(p in won or self.cost[p] > room or not self.allowed(won, p) for p in able)
            return self.spent(won) > self.budget or (added and done)

        wrong = raised < 0 or (kind == "none" and raised > 0) or (added and raised % step > 0)
        faults, at = ["the endowment is not as the completion says"] * wrong, self.base if full and not wrong else total
        while at < total:
            faults += [f"the rule should have ended when {at} were shared out"] if over(self.outcome(at)) else []
            at = at + step if added else self.next_jump(at)
        further = math.inf if kind == "none" or over(ruled) else total + step if added else self.next_jump(total)
        late = at > total or (further < math.inf and self.spent(self.outcome(further)) <= self.budget)
        return faults + ["the next step would not overspend, or the endowment is none of the steps"] * late


def main(arguments):
    files = [one for one in arguments if one != "--full"]
    try:
        with open(files[0], encoding="utf-8") as stream, open(files[1], "rb") as source:
            result, content = json.load(stream), source.read()
        known = (result["format"], result["sha256"]) == ("shuniu-allocation/1", hashlib.sha256(content).hexdigest())
        faults = [] if known else ["the result is of another format or of another .pb file"]
        faults = faults or Call(content.decode("utf-8-sig"), result).check("--full" in arguments)
    except (OSError, ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError) as fault:
        return print(f"{files[0]}: cannot be checked: {type(fault).__name__}: {fault}", file=sys.stderr) or 2
    print("\n".join(faults) or f"verified: {len(result['winners'])} winners, {result['spent']} of {result['budget']}")
    return 1 if faults else 0
