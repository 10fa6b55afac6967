from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandParser

from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.area_table import AreaLine, load_areas, plan_areas, read_areas
from shuniu.kernel.people.models import User

FAULTS = 3


class Command(BaseCommand):
    help = """shuniu areas check FILE             what a table of areas would do; stores nothing
shuniu areas import FILE --as USER  the same, taken in as that user, all or nothing

Columns (xlsx or csv): 代码, 名称, then as far as there are: 级别, 上级, 变更日期, 曾用名, 撤销日期, 并入.
Exit codes: 0 done, 3 some lines are wrong and nothing was taken in, 1 refused with one line on stderr, 2 wrong usage."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check", "import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", default="", help="user name, mail or phone; needed for import")

    def handle(self, *args: Any, **options: Any) -> None:
        at = db_now()
        try:
            lines = plan_areas(read_areas(options["file"].read_bytes(), options["file"].name), at=at)
            faults = self.say(lines)
            if not faults and options["verb"] == "import":
                user = User.objects.by_identifier(options["user"]) if options["user"] else None
                if user is None:
                    raise ValidationError("请用 --as 写明以谁的名义导入。")
                load_areas(lines, by=user, at=at)
        except (ValidationError, PermissionDenied, OSError) as error:
            self.stderr.write(" ".join(" ".join(getattr(error, "messages", [str(error)])).split()))
            sys.exit(1)
        if faults:
            sys.exit(FAULTS)

    def say(self, lines: list[AreaLine]) -> int:
        """One line for each that does something or is wrong; how many are wrong."""
        for line in lines:
            if line.fault or line.acts:
                self.stdout.write(f"{line.number}\t{line.code}\t{line.name}\t{line.fault or ' '.join(line.acts)}")
        return sum(bool(line.fault) for line in lines)
