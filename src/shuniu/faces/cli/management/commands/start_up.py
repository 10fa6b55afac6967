from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from shuniu.faces.cli import schema
from shuniu.faces.cli.demo import DemoCity
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User

DOES_NOT_FIT = 3
OLD_AFTER_DAYS = 7


class Command(BaseCommand):
    help = "Brings the schema up to date; fills the demo city on first start when this is the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--private", action="store_true", help="the caller can move this database aside")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:  # two starts at once, or one that still ends: one after the other
            cursor.execute("SELECT pg_advisory_lock(hashtext('shuniu start_up'))")
        if options["private"] and schema.changed():
            raise SystemExit(DOES_NOT_FIT)
        if not schema.complete():
            call_command("migrate", verbosity=0)
        load_published_calendars(by=User.objects.system("start"), at=db_now())
        if not settings.DEMO:
            return
        if not Organization.objects.exists():
            self.stdout.write("· 准备演示城市，约需半分钟")
            self._count_from_one()
            DemoCity(size=int(os.environ.get("SHUNIU_DEMO_SIZE", "3000"))).fill()
            return
        made = User.objects.filter(username="demo", is_system=True).first()
        days = (db_now() - made.joined_at).days if made else 0
        if days >= OLD_AFTER_DAYS:
            self.stdout.write(f"· 演示数据生成于 {days} 天前，保持不变；要换成以今天为准的，请运行 make demo")

    @staticmethod
    def _count_from_one() -> None:
        """A fill that was interrupted left no row but used up numbers: public codes are the same in every demo."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT sequencename FROM pg_sequences WHERE sequenceowner = current_user")
            for (name,) in cursor.fetchall():
                if not name.endswith("_id_seq"):
                    cursor.execute("SELECT setval(%s::regclass, 1, false)", [name])
