from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from shuniu.faces.cli.demo import DemoCity
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User


class Command(BaseCommand):
    help = "Brings the schema up to date; fills the demo city on first start when this is the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        load_published_calendars(by=User.objects.system("start"), at=db_now())
        if settings.DEMO and not Organization.objects.exists():
            self.stdout.write("· 准备演示城市，约需半分钟")
            DemoCity(size=3000).fill()
