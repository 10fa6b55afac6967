from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from shuniu.faces.cli import schema


class Command(migrate.Command):
    """Django's `migrate`, which refuses a database whose applied migrations the code has changed since."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != DEFAULT_DB_ALIAS:
            return super().handle(*args, **options)
        changed = schema.changed()
        if changed:
            raise CommandError(
                "数据库是用另一个版本的表结构建立的，与现在的代码不符，没有做任何改动："
                f"{'、'.join(changed)}。1.0 之前请用新的空数据库，或退回建库时的版本。",
                returncode=3,
            )
        super().handle(*args, **options)
        looking_only = options.get("plan") or options.get("check_unapplied")
        if not looking_only and not options.get("app_label"):
            schema.keep()
        return None
