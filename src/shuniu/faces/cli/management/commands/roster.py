from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows
from shuniu.domain.registry.actions.plan import plan_rows, read_sheets
from shuniu.domain.registry.models import RosterRow
from shuniu.domain.registry.sheets import problem_text
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from shuniu.methods.rosters import recognise


class Command(BaseCommand):
    help = "roster check FILE --hub CODE | roster import FILE --hub CODE --as USER"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--hub", required=True)
        parser.add_argument("--as", dest="user", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        hub = Organization.objects.filter(code=options["hub"]).first()
        if hub is None:
            raise CommandError(f"没有编号为 {options['hub']} 的枢纽。")
        if not options["file"].is_file():
            raise CommandError(f"没有找到文件 {options['file']}。")
        try:
            result = self.look(options["file"]) if options["verb"] == "check" else self.bring(hub, options)
        except (ValidationError, PermissionDenied) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            for key, value in result.items():
                if key != "problems":
                    self.stdout.write(f"{key}: {value}")
            for line in result.get("problems", []):
                self.stdout.write(f"第 {line['row']} 行 {line['name']}：{'；'.join(line['reasons'])}")

    def look(self, path: Path) -> dict[str, Any]:
        """What an import would do; nothing is stored."""
        sheet = read_sheets(path.read_bytes(), path.name)[0]
        columns = recognise(sheet.headings, [cells for _number, cells in sheet.rows[:50]])
        return self.summary(plan_rows(sheet, columns), columns, sheet.headings)

    def bring(self, hub: Organization, options: dict[str, Any]) -> dict[str, Any]:
        user = User.objects.by_identifier(options["user"])
        if user is None:
            raise CommandError("请用 --as 指明以谁的身份导入。")
        path = options["file"]
        roster = bring_roster(hub, file_name=path.name, content=path.read_bytes(), by=user, at=db_now())
        roster = import_roster(roster, plan_version=roster.plan_version, by=user, at=db_now())
        roster = import_rows(roster.pk, by=user)
        return {"roster": roster.pk, "state": roster.state, **self.summary(list(roster.rows.all()), roster.columns, [])}

    @staticmethod
    def summary(rows: list[RosterRow], columns: dict[str, int], headings: list[str]) -> dict[str, Any]:
        counts = {action: sum(row.action == action for row in rows) for action in RosterRow.Action.values}
        named = {key: headings[index] for key, index in columns.items()} if headings else columns
        problems = [
            {"row": row.number, "name": row.name, "reasons": [problem_text(problem) for problem in row.problems]}
            for row in rows if row.problems
        ]  # fmt: skip
        return {"rows": len(rows), **counts, "columns": named, "problems": problems}
