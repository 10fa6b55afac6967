"""Run in the peer's environment: the same assignment by OR-Tools' SimpleMinCostFlow, all allowed pairs as arcs.

Lower loads as the peer's users do it: the first reviews of a reviewer earn a large bonus.
"""

import json
import sys
import time

import numpy as np
from ortools.graph.python import min_cost_flow

given = np.load(sys.argv[1])
worth, open_pair, reviews, low, high = given["worth"], given["open"], *(int(x) for x in given["numbers"])
n, m = worth.shape
begun = time.perf_counter()
rows, columns = np.nonzero(open_pair)
flow = min_cost_flow.SimpleMinCostFlow()
bonus = int(worth.max()) * 10
flow.add_arcs_with_capacity_and_unit_cost(rows, n + columns, np.ones(rows.size, int), -worth[rows, columns])
people = np.arange(m)
if low:
    flow.add_arcs_with_capacity_and_unit_cost(n + people, np.full(m, n + m), np.full(m, low), np.full(m, -bonus))
flow.add_arcs_with_capacity_and_unit_cost(n + people, np.full(m, n + m), np.full(m, high - low), np.zeros(m, int))
flow.set_nodes_supplies(np.arange(n), np.full(n, reviews))
flow.set_nodes_supplies(np.array([n + m]), np.array([-n * reviews]))
status = flow.solve()
taken = flow.flows(np.arange(rows.size))
seconds = time.perf_counter() - begun
total = int((worth[rows, columns] * taken).sum())
print(json.dumps({"optimal": status == flow.OPTIMAL, "seconds": seconds, "total": total}))
