from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from shuniu.faces.cli.saying import OneLineCommand, Refused
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.area_table import AreaLine, load_areas, plan_areas, read_areas
from shuniu.kernel.people.models import User

FAULTS = 3


class Command(OneLineCommand):
    help = """shuniu areas check FILE             what a table of areas would do; stores nothing
shuniu areas import FILE --as USER  the same, taken in as that user, all or nothing

Columns (xlsx or csv): 代码, 名称, then as far as there are: 级别, 上级, 变更日期, 曾用名, 撤销日期, 并入.
Exit codes: 0 done, 3 some lines are wrong and nothing was taken in, 1 refused with one line on stderr, 2 wrong usage."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", default="", help="user name, mail or phone; needed for import")

    def act(self, options: dict[str, Any]) -> None:
        at = db_now()
        if not options["file"].is_file():
            raise Refused(f"没有找到文件 {options['file']}。")
        lines = plan_areas(read_areas(options["file"].read_bytes(), options["file"].name), at=at)
        if self.say(lines):
            sys.exit(FAULTS)
        if options["verb"] == "import":
            if not options["user"]:
                raise Refused("请用 --as 写明以谁的名义导入。")
            user = User.objects.by_identifier(options["user"])
            if user is None:
                raise Refused(f"没有 {options['user']} 这个用户。")
            load_areas(lines, by=user, at=at)

    def say(self, lines: list[AreaLine]) -> int:
        """One line for each that does something or is wrong; how many are wrong."""
        for line in lines:
            if line.fault or line.acts:
                self.stdout.write(f"{line.number}\t{line.code}\t{line.name}\t{line.fault or ' '.join(line.acts)}")
        return sum(bool(line.fault) for line in lines)
