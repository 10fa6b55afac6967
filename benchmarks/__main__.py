"""`python -m benchmarks [--group methods] [NAME …]`: run the named benchmarks, or all of the group."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from benchmarks import Measured

HERE = Path(__file__).resolve().parent


def names(group: str) -> list[str]:
    folder = HERE / "methods" if group == "methods" else HERE
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def show(row: Measured) -> str:
    verdict = {None: "  ", True: "✓ ", False: "✗ "}[row.met]
    limit = "" if row.limit is None else f"{'≥' if row.at_least else '≤'} {row.limit:g} {row.unit}"
    return f"{verdict}{row.name:<64} {row.value:>12,.3f} {row.unit:<6} {limit:<16} {row.peer}  {row.note}".rstrip()


def run(modules: Iterable[str], package: str) -> list[Measured]:
    rows = []
    for name in modules:
        print(f"· {name}", flush=True)
        for row in importlib.import_module(f"{package}.{name}").measure():
            rows.append(row)
            print(show(row), flush=True)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--group", choices=("product", "methods"), default="product")
    parser.add_argument("--json", metavar="FILE", help="write the rows there too")
    chosen = parser.parse_args()
    package = "benchmarks.methods" if chosen.group == "methods" else "benchmarks"
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    rows = run(chosen.names or names(chosen.group), package)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    missed = [row.name for row in rows if row.met is False]
    print(f"{len(rows)} figures, {len(missed)} beyond their limit")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
