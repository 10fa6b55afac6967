"""Allocation beside pabutools: the same winners for the same variant and tie rule, how much faster, and the limits.

The peer lives in an environment of its own in the user's cache folder, made here from the registry; it is no
dependency of the project. A peer that does not end within `CAP` seconds is stopped and counts as ">". Real elections
are used where `../shared/data/pabulib` exists; invented ones of the same size always.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks import Measured, timed
from benchmarks.methods._elections import city
from shuniu.methods.allocation import Call, Completion, RuleName, Satisfaction, allocate, read_pb, what_ifs, write_pb

ROOT = Path(__file__).resolve().parents[2]
PABULIB = ROOT.parent / "shared" / "data" / "pabulib"
PEER = "pabutools==1.2.3"
CAP = float(os.environ.get("SHUNIU_PEER_SECONDS", "300"))
WHAT_IFS = int(os.environ.get("SHUNIU_WHAT_IFS", "1000"))
COST, COUNT = Satisfaction.COST, Satisfaction.CARDINALITY

PROGRAM = """
import json, sys, time
from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
sys.setrecursionlimit(100000)
file, rule, satisfaction = sys.argv[1:]
instance, profile = parse_pabulib(file)
sat = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}[satisfaction]
begun = time.perf_counter()
if rule == "greedy":
    winners = greedy_utilitarian_welfare(instance, profile, sat_class=sat)
elif rule == "phragmen":
    winners = sequential_phragmen(instance, profile)
else:
    winners = method_of_equal_shares(instance, profile, sat, voter_budget_increment=1 if rule == "add1" else None)
print(json.dumps([time.perf_counter() - begun, [project.name for project in winners]]))
"""

SAME = [
    ("greedy", COST, Call(RuleName.GREEDY, COST)),
    ("greedy", COUNT, Call(RuleName.GREEDY_RATIO, COUNT)),
    ("phragmen", COUNT, Call(RuleName.PHRAGMEN, COUNT)),
    ("equal-shares", COST, Call(RuleName.EQUAL_SHARES, COST)),
    ("equal-shares", COUNT, Call(RuleName.EQUAL_SHARES, COUNT)),
    ("add1", COST, Call(RuleName.EQUAL_SHARES, COST, Completion.ADD1_EXHAUSTIVE)),
    ("add1", COUNT, Call(RuleName.EQUAL_SHARES, COUNT, Completion.ADD1_EXHAUSTIVE)),
]
REAL = ("Poland_Swiecie_2023", "Poland_Warszawa_2020_Rembertow", "Poland_Lodz_2020_Retkinia_Zachod-Smulsko")


def peer_python() -> str:
    """The peer's own environment, made once."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "shuniu" / PEER.replace("==", "-")
    python = home / "bin" / "python"
    if not (home / ".complete").exists():
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:", PEER, "gmpy2"]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        (home / ".complete").touch()
    return str(python)


def peer(file: Path, rule: str, satisfaction: str) -> tuple[float, set[str]] | None:
    """Seconds of the rule alone and the winners; None when it did not end within the cap."""
    command = [peer_python(), "-c", PROGRAM, str(file), rule, satisfaction]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=CAP, check=True)
    except subprocess.TimeoutExpired:
        return None
    seconds, winners = json.loads(done.stdout.splitlines()[-1])
    return seconds, set(winners)


def command(file: Path, *arguments: str) -> tuple[float, float, dict]:
    """`shuniu methods allocate` as a user calls it: wall seconds, peak MiB, what it printed."""
    program = "import sys; from shuniu.faces.cli import main; sys.argv[0] = 'shuniu'; sys.exit(main())"
    whole = [sys.executable, "-c", program, "methods", "allocate", str(file), "--json", *arguments]
    with timed() as watch, subprocess.Popen(whole, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    return watch.seconds, usage.ru_maxrss / 1024, json.loads(out)


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        town = Path(folder) / "town.pb"
        town.write_text(write_pb(city(64, 6600, 1_000_000)), encoding="utf-8")
        yield from same(town)
        if PABULIB.exists():
            yield from official()
            yield from sized()
    yield from jumps()
    yield from budgets()


def same(town: Path) -> Iterator[Measured]:
    """Different projects, 0 wanted; for Add1 how many times faster, 100 wanted."""
    files = [town, *(PABULIB / f"{name}.pb" for name in REAL if PABULIB.exists())]
    for file in files:
        election = read_pb(file)
        for rule, satisfaction, call in SAME:
            allocate(election, call)
            with timed() as watch:
                winners = set(allocate(election, call).winners)
            found = peer(file, rule, satisfaction)
            name = f"{file.stem[:34]} {call.rule} {call.completion} {satisfaction}"
            took = f"pabutools {found[0]:.2f} s" if found else f"pabutools > {CAP:.0f} s"
            if found:
                yield Measured(f"{name}: other winners", len(winners ^ found[1]), "", limit=0, peer=took)
            if rule == "add1":
                ratio = (found[0] if found else CAP) / watch.seconds
                yield Measured(
                    f"{name}: faster", ratio, "×", limit=100, at_least=True, peer=took, note=f"{watch.seconds:.3f} s"
                )


def official() -> Iterator[Measured]:
    election = read_pb(PABULIB / "Poland_Swiecie_2023.pb")
    outcome = allocate(election, Call(RuleName.EQUAL_SHARES, COST, Completion.ADD1_OVERSPEND))
    chosen = {project.id for project in election.projects if project.details["selected"] == "1"}
    differing = len(chosen.symmetric_difference(outcome.winners))
    yield Measured("Świecie 2023: winners unlike the official ones (add1-overspend)", differing, "", limit=0)


def sized() -> Iterator[Measured]:
    """The two large cities by command, parsing and start included, the compile cache warm."""
    for name, limit in (("France_Toulouse_2024", 2.0), ("Poland_Lodz_2024", 5.0)):
        file = PABULIB / f"{name}.pb"
        for completion in ("add1-exhaustive", "add1-overspend"):
            command(file, "--completion", completion)
            seconds, mib, _ = command(file, "--completion", completion)
            found = peer(file, "add1", "cost") if completion == "add1-exhaustive" else None
            took = (
                (f"pabutools {found[0]:.1f} s" if found else f"pabutools > {CAP:.0f} s")
                if completion == "add1-exhaustive"
                else ""
            )
            yield Measured(f"{name} {completion}", seconds, "s", limit=limit, peer=took)
            yield Measured(f"{name} {completion}: peak", mib, "MiB", limit=600)


def jumps() -> Iterator[Measured]:
    election, small = city(175, 29_000, 10**8), city(16, 600, 40_000)
    for satisfaction in (COUNT, COST):
        call = Call(RuleName.EXACT_EQUAL_SHARES, satisfaction, Completion.JUMP)
        allocate(small, call)  # loads the kernels, on a fresh checkout compiles them
        with timed() as watch:
            outcome = allocate(election, call)
        note = f"{outcome.rounds} runs, {len(outcome.winners)} winners"
        yield Measured(f"175 × 29,000, 10⁸ units: jumps, {satisfaction}", watch.seconds, "s", limit=10, note=note)


def budgets() -> Iterator[Measured]:
    """A thousand budgets around the real one, ballots merged anew; beside the same number of calls one by one."""
    election = city(64, 6600, 1_000_000)
    wanted = [election.budget * (500 + number) // 1000 for number in range(WHAT_IFS)]
    for rule, completion in (
        (RuleName.EQUAL_SHARES, Completion.ADD1_OVERSPEND),
        (RuleName.EXACT_EQUAL_SHARES, Completion.JUMP),
    ):
        for satisfaction in (COST, COUNT):
            call = Call(rule, satisfaction, completion)
            what_ifs(election, call, wanted[:1])
            with timed() as watch:
                found = what_ifs(election, call, wanted)
            few = wanted[:: max(1, WHAT_IFS // 5)]
            with timed() as one:
                alone = [allocate(replace(election, budget=budget), call).winners for budget in few]
            assert alone == [found[wanted.index(budget)].winners for budget in few]
            name = f"64 × 6,600: {WHAT_IFS} what-if budgets, {completion}, {satisfaction}"
            note = f"one by one {one.seconds / len(few) * WHAT_IFS:.0f} s"
            yield Measured(name, watch.seconds, "s", limit=60, note=note)
