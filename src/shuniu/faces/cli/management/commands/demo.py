from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shuniu.faces.cli.demo import DemoCity


class Command(BaseCommand):
    help = "Fills an empty database with the fictional city."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--day", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        DemoCity(size=options["size"], seed=options["seed"], day=options["day"]).fill()
        self.stdout.write("演示城市已就绪")
