from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shuniu.kernel.specification.actions import read_edition
from shuniu.kernel.specification.indicators import features, indicators

TESTS = Path(__file__).resolve().parents[6] / "tests"


def acceptance_tests(folder: Path = TESTS) -> dict[str, list[str]]:
    """Unit code → tests that carry its mark, read from the sources without running them."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if (
                    isinstance(mark, ast.Call)
                    and isinstance(mark.func, ast.Attribute)
                    and mark.func.attr == "acceptance"
                ):
                    for argument in mark.args:
                        if isinstance(argument, ast.Constant):
                            name = f"{path.relative_to(folder.parent).as_posix()}::{node.name}"
                            found.setdefault(str(argument.value), []).append(name)
    return found


def coverage() -> list[dict[str, Any]]:
    """All 93 units: id, feature, records, indicators, acceptance_tests."""
    tests = acceptance_tests()
    rows = []
    for unit in read_edition()[1]:
        carried = [one for _name, one in features if unit["code"] in one.units]
        rows.append(
            {
                "id": unit["code"],
                "feature": "；".join(str(one.title) for one in carried),
                "records": sorted({record for one in carried for record in one.records}),
                "indicators": [code for code, one in indicators if unit["code"] in one.units],
                "acceptance_tests": tests.get(unit["code"], []),
            }
        )
    return rows


class Command(BaseCommand):
    help = "spec coverage: for all 93 units the feature, records, indicators and acceptance tests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["coverage"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = coverage()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            parts = (row["feature"] or "—", ",".join(row["indicators"]) or "—", str(len(row["acceptance_tests"])))
            self.stdout.write(f"{row['id']:<7} {parts[0]}  指标 {parts[1]}  验收测试 {parts[2]}")
