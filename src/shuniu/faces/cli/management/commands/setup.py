from __future__ import annotations

import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.people.actions import open_account
from shuniu.kernel.people.models import User
from shuniu.kernel.specification.actions import load_edition, read_edition


class Command(BaseCommand):
    help = "Makes the first account of a real installation and loads the specification."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--password", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        at, system = db_now(), User.objects.system("setup")
        load_published_calendars(by=system, at=at)
        facts, units = read_edition()
        load_edition(facts=facts, units=units, valid_from=local_date(at), by=system, at=at)
        if User.objects.filter(is_operator=True).exists():
            raise CommandError("已有管理账号，不再新建。")
        password = options["password"] or getpass.getpass("密码：")
        try:
            open_account(
                username=options["username"],
                name=options["name"],
                password=password,
                is_operator=True,
                by=system,
                at=at,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("管理账号已建立，规范已载入。")
