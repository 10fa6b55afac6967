from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, sort_search_index
from shuniu.domain.registry.models import RosterRow
from shuniu.domain.registry.planning import memory_of, plan_rows, read_sheets
from shuniu.domain.registry.sheets import problem_text
from shuniu.faces.cli.saying import OneLineCommand, Refused
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, hubs_at
from shuniu.kernel.people.models import User
from shuniu.methods.rosters import recognise

NEEDS_CORRECTION = 3


class Command(OneLineCommand):
    help = """shuniu roster check FILE --hub CODE [--json]            what an import would do; stores nothing
shuniu roster import FILE --hub CODE --as USER [--json]  the same plan, committed as that user

--json prints one object: hub, file, sheet, rows, create, update, same, failing, members, columns (field → heading),
problems (row, name, severity, field, code, reason); import adds roster, state, created, updated, left.
Exit codes: 0 nothing to correct, 3 some rows have to be corrected (the others were imported), 1 refused with one line
on stderr, 2 wrong usage."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--hub", required=True, help="the hub's code, such as O00000003")
        parser.add_argument("--as", dest="user", default="", help="user name, mail or phone; needed for import")
        parser.add_argument("--sheet", default=None, help="the sheet, when several hold data (the fullest otherwise)")
        parser.add_argument("--json", action="store_true")

    def act(self, options: dict[str, Any]) -> None:
        result = self.run(options)
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
        else:
            self.say(result)
        if result["failing"]:
            sys.exit(NEEDS_CORRECTION)

    def run(self, options: dict[str, Any]) -> dict[str, Any]:
        at = db_now()
        hub = hubs_at(at).filter(code=options["hub"]).first()
        if hub is None:
            raise Refused(f"没有编号为 {options['hub']} 的枢纽。")
        if not options["file"].is_file():
            raise Refused(f"没有找到文件 {options['file']}。")
        content = options["file"].read_bytes()
        if options["verb"] == "import" and not options["sheet"]:
            return self.bring(hub, content, options)
        sheets = read_sheets(content, options["file"].name)
        sheet = next((one for one in sheets if one.name == options["sheet"]), None if options["sheet"] else sheets[0])
        if sheet is None:
            there = "、".join(one.name for one in sheets if one.name)
            raise Refused(f"文件里没有叫 {options['sheet']} 的工作表" + (f"，只有：{there}。" if there else "。"))
        if options["verb"] == "import":
            return self.bring(hub, content, options)
        columns = recognise(sheet.headings, [cells for _number, cells in sheet.rows[:200]], memory_of(hub))
        if "name" not in columns:
            raise Refused("没有认出名称一列；请改列名，或在页面上指明一次，以后会记得。")
        designation = designation_of(hub, at)
        rows = [*plan_rows(hub, sheet, columns, at=at, default_field=designation.field_id if designation else None)]
        return self.summary(hub, options["file"], sheet.name, sheet.headings, columns, rows)

    def bring(self, hub: Organization, content: bytes, options: dict[str, Any]) -> dict[str, Any]:
        if not options["user"]:
            raise Refused("请用 --as 指明以谁的身份导入。")
        user = User.objects.by_identifier(options["user"])
        if user is None:
            raise Refused(f"没有 {options['user']} 这个用户。")
        name = options["file"].name
        roster = bring_roster(hub, file_name=name, content=content, by=user, at=db_now(), sheet=options["sheet"])
        rows = list(roster.rows.defer("cells"))
        result = self.summary(hub, options["file"], roster.sheet, roster.headings, roster.columns, rows)
        if roster.writes:
            import_roster(roster, plan_version=roster.plan_version, by=user, at=db_now())
            roster = import_rows(roster.pk, by=user)
            sort_search_index()
        done = {"roster": roster.pk, "state": roster.state}
        if roster.state == roster.State.DONE:
            done |= {"created": roster.rows_new, "updated": roster.rows_changed, "left": roster.rows_left}
        return {**done, **result}

    @staticmethod
    def summary(
        hub: Organization, file: Path, sheet: str, headings: list[str], columns: dict[str, int], rows: list[Any]
    ) -> dict[str, Any]:
        counts = dict.fromkeys(RosterRow.Action.values, 0)
        for row in rows:
            counts[row.action] += 1
        problems = [
            {"row": row.number, "name": row.name, "severity": problem[0], "field": problem[1], "code": problem[2],
             "reason": problem_text(problem)}
            for row in rows for problem in row.problems
        ]  # fmt: skip
        members = sum(row.is_member and row.action != RosterRow.Action.FAILING for row in rows)
        return {
            "hub": hub.code, "file": file.name, "sheet": sheet, "rows": len(rows), **counts, "members": members,
            "columns": {field: headings[index] for field, index in columns.items()}, "problems": problems,
        }  # fmt: skip

    def say(self, result: dict[str, Any]) -> None:
        self.stdout.write(
            f"{result['file']}：共 {result['rows']} 行，新增 {result['create']}，更新 {result['update']}，"
            f"没有变化 {result['same']}，需核对 {result['failing']}"
        )
        for line in result["problems"]:
            self.stdout.write(f"第 {line['row']} 行 {line['name']}：{line['reason']}")
        if "state" in result:
            self.stdout.write("已导入" if result["state"] == "DONE" else "没有要写入的")
