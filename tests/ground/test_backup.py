"""The backup of docs/servers.md, word for word: dumped by the plain owner, restored into an empty database, still confidential."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from shuniu.starter.postgres import find_binaries
from tests.ground.conftest import ROOT, Place

OWNER = "keeper"
LOCKED = {"network_appeal", "network_appellant", "network_appealmessage", "network_appealfile", "network_appealpassing"}
FILL = """
import django; django.setup()
from django.core.management import call_command
from shuniu.faces.cli.demo import DemoCity
call_command("migrate", verbosity=0)
DemoCity(size=420, hubs=8, seed=1).fill()
"""


class Server:
    """Databases of an owner who is no superuser, and the commands as the page says them."""

    def __init__(self, place: Place) -> None:
        self.url, self.folder = place.cluster.start(), place.var / "backup"
        self.folder.mkdir()
        self.told = (ROOT / "docs" / "servers.md").read_text(encoding="utf-8")
        self.sql("shuniu", f"CREATE ROLE {OWNER} LOGIN")

    def address(self, name: str, user: str = OWNER) -> str:
        return self.url.replace("/shuniu?", f"/{name}?").replace("//shuniu@", f"//{user}@")

    def empty(self, name: str) -> str:
        self.sql("shuniu", f"CREATE DATABASE {name} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0")
        return self.address(name)

    def sql(self, name: str, query: str, *, user: str = "shuniu", options: str = "") -> list[tuple]:
        with psycopg.connect(self.address(name, user), autocommit=True, options=options) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def run(self, command: str, name: str) -> subprocess.CompletedProcess[str]:
        path = f"{find_binaries()}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-c", command.replace("/backup/", f"{self.folder}/").replace("$day", "day")], text=True, capture_output=True,
            env={"PATH": path, "DATABASE_URL": self.address(name), "PYTHONUTF8": "1"}, check=False,
        )  # fmt: skip

    def command(self, beginning: str) -> str:
        """The command of the page that begins so, with its continued lines."""
        found = re.search(rf"^    ({re.escape(beginning)}(?:.*\\\n)*.*)$", self.told, re.MULTILINE)
        assert found, beginning
        return found[1]

    def product(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DATABASE_URL": self.address(name), "SHUNIU_VAR": str(self.folder), "SHUNIU_DEMO": "1",
                       "DJANGO_SETTINGS_MODULE": "shuniu.config.settings", "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
        return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, text=True, capture_output=True,
                              check=False)  # fmt: skip

    def counts(self, name: str, *, options: str = "-c shuniu.confidential=backup") -> dict[str, int]:
        tables = self.sql(name, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p' AND relnamespace ="
                                " 'public'::regnamespace ORDER BY 1")  # fmt: skip
        query = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for (table,) in tables)
        return dict(self.sql(name, query, user=OWNER, options=options))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = Place(tmp_path_factory.mktemp("backup") / "var")
    place.var.mkdir()
    made = Server(place)
    made.empty("original")
    filled = made.product("original", "-c", FILL)
    assert filled.returncode == 0, filled.stderr
    yield made
    place.cluster.stop()


def test_what_is_restored_is_what_was_and_appeals_stay_locked(server: Server):
    dump = server.command('PGOPTIONS="-c shuniu.confidential=backup"')
    done = server.run(dump, "original")
    assert done.returncode == 0, done.stderr
    server.empty("restored")
    done = server.run(server.command("pg_restore"), "restored")
    assert done.returncode == 0, done.stderr
    before, after = server.counts("original"), server.counts("restored")
    assert after == before
    assert before["network_appeal"] > 0
    assert before["trail_auditevent"] > 0
    closed = server.counts("restored", options="")
    assert {table for table in LOCKED if closed[table]} == set(), "the owner sees no appeal that is not opened"
    forced = server.sql("restored", "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert {table for (table,) in forced} == LOCKED
    [(hub, n)] = server.sql(
        "restored", "SELECT hub_id, count(*) FROM network_appeal GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    )
    opened = server.sql(
        "restored", "SELECT count(*) FROM network_appeal", user=OWNER, options=f"-c shuniu.appeal_hubs={hub}"
    )
    assert opened == [(n,)], "who handles a hub's appeals has them again"
    checked = server.product("restored", "manage.py", "migrate", "--check")
    assert checked.returncode == 0, checked.stderr


def test_half_of_the_command_stops_or_is_found_by_counting(server: Server):
    dump = server.command('PGOPTIONS="-c shuniu.confidential=backup"')
    plain = dump.replace("--enable-row-security ", "")
    assert plain != dump
    assert "row-level security" in server.run(plain, "original").stderr
    silent = server.run(re.sub(r'^PGOPTIONS="[^"]*" \\\n\s*', "", dump), "original")
    assert silent.returncode == 0, silent.stderr
    server.empty("without")
    assert server.run(server.command("pg_restore"), "without").returncode == 0
    counts = server.counts("without")
    assert counts["network_appeal"] == 0, "as the page warns: nobody is told, so one counts"
    assert counts["orgs_organization"] == server.counts("original")["orgs_organization"]
