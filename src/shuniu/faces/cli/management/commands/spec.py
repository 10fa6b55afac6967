from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from shuniu.kernel.specification.actions import read_edition
from shuniu.kernel.specification.indicators import features, indicators

TESTS = Path(__file__).resolve().parents[6] / "tests"


def acceptance_tests(folder: Path = TESTS) -> dict[str, list[str]]:
    """Unit code → tests that carry its mark, read from the sources without running them; empty in an installed wheel."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                name = f"{path.relative_to(folder.parent).as_posix()}::{node.name}"
                for code in _marked(node):
                    found.setdefault(code, []).append(name)
    return found


def _marked(node: ast.FunctionDef) -> list[str]:
    marks = [
        mark for mark in node.decorator_list
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "acceptance"
    ]  # fmt: skip
    return [str(argument.value) for mark in marks for argument in mark.args if isinstance(argument, ast.Constant)]


def coverage() -> list[dict[str, Any]]:
    """All 93 units: id, feature (empty where there is none yet), records, indicators, acceptance_tests."""
    tests = acceptance_tests()
    rows = []
    for unit in read_edition()[1]:
        carried = [one for _name, one in features if unit["code"] in one.units]
        titles = [f"{one.title}{_('（部分）') if one.state == 'part' else ''}" for one in carried]
        rows.append(
            {
                "id": unit["code"],
                "feature": "；".join(titles),
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
            self.stdout.write(f"{row['id']:<6} {row['feature'] or _('尚无功能')}")
            for label, names in ((_("记录"), row["records"]), (_("指标"), row["indicators"]),
                                 (_("验收测试"), row["acceptance_tests"])):  # fmt: skip
                if names:
                    self.stdout.write(f"       {label}  {'，'.join(names)}")
        counts = {
            "n": len(rows), "f": sum(bool(row["feature"]) for row in rows),
            "i": sum(bool(row["indicators"]) for row in rows), "t": sum(bool(row["acceptance_tests"]) for row in rows),
        }  # fmt: skip
        text = _("%(n)s 条：有功能 %(f)s 条，有指标 %(i)s 条（GEN-1），有验收测试 %(t)s 条")
        self.stdout.write(text % counts)
