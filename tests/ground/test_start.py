"""`make run` as a newcomer meets it: started, killed, started again, after a change of the schema, filled anew."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
import urllib.error
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from shuniu.starter import places
from shuniu.starter.places import own_folder
from shuniu.starter.postgres import Cluster, StarterError


def processes_of(var: Path) -> list[str]:
    """Number and command line of what still runs upon this place, the lowest first, the database server aside."""
    found = []
    for process in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"SHUNIU_VAR={var}".encode() in environment and b"pg-run" not in command and b"postgres" not in command:
            found.append(f"{process.name} {command.replace(bytes(1), b' ').decode()}")
    return found


def test_it_starts_prints_the_accounts_and_goes_away_without_a_trace(place, rows):
    """The web server is loaded while the database is made ready, and answers nobody before the city is there."""
    running = place.run()
    while "枢纽已启动" not in running.told():
        assert running.process.poll() is None, running.told()
        with suppress(urllib.error.URLError):
            assert running.page("/healthz") == 200
            assert rows("SELECT count(*) FROM people_user WHERE username = 'hub.head'") == [(1,)]
        time.sleep(0.05)
    assert (running.page("/"), running.page("/healthz"), running.page("/demo/")) == (200, 200, 200)
    assert "hub.officer" in running.told()
    assert f"http://localhost:{running.port}" in running.told()
    assert running.stop(signal.SIGINT) == 0
    assert processes_of(place.var) == []
    with pytest.raises(psycopg.OperationalError):
        rows("SELECT 1")


def test_a_web_server_that_ends_is_started_anew_and_serves_without_being_told(demo):
    running = demo.run().wait_until_started()
    web = int(next(line for line in processes_of(demo.var) if "tools/web.py" in line).split()[0])
    os.kill(web, signal.SIGTERM)
    deadline = time.monotonic() + 300
    while "网页服务停了，重新启动" not in running.told():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while True:
        try:
            assert running.page("/") == 200
            break
        except urllib.error.URLError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert running.stop(signal.SIGINT) == 0
    assert processes_of(demo.var) == []


def test_killed_outright_it_takes_web_and_worker_along_and_starts_again_on_the_same_data(demo, rows):
    first = demo.run().wait_until_started()
    assert "准备演示城市" not in first.told()
    before = rows("SELECT count(*), max(id) FROM orgs_organization")
    first.stop(signal.SIGKILL)
    deadline = time.monotonic() + 300
    while processes_of(demo.var) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(demo.var) == []
    second = demo.run().wait_until_started()
    assert second.page("/") == 200
    assert "准备演示城市" not in second.told()
    assert rows("SELECT count(*), max(id) FROM orgs_organization") == before


def test_killed_while_the_city_is_filled_it_fills_it_again_with_the_same_codes(place, rows):
    first = place.run()
    while "准备演示城市" not in first.told():
        assert first.process.poll() is None, first.told()
        time.sleep(0.02)
    time.sleep(1.0)
    first.stop(signal.SIGKILL)
    second = place.run().wait_until_started()
    assert "准备演示城市" in second.told()
    assert rows("SELECT min(code) FROM orgs_organization") == [("O00000001",)]
    assert rows("SELECT count(*) FROM people_user WHERE username = 'hub.head'") == [(1,)]


def test_a_killed_database_server_recovers(demo, rows):
    cluster = demo.cluster
    url = cluster.start()
    server = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    assert cluster.start() == url
    assert rows("SELECT count(*) > 400 FROM orgs_organization") == [(True,)]


def test_a_server_that_lost_its_socket_is_started_anew(demo, rows):
    """Something cleared /tmp: the server lives on, unreachable."""
    demo.cluster.start()
    for path in demo.cluster.sockets.iterdir():
        path.unlink()
    demo.cluster.start()
    assert rows("SELECT count(*) > 400 FROM orgs_organization") == [(True,)]


def test_an_interrupted_initdb_leaves_nothing_that_counts(place):
    cluster = place.cluster
    cluster.start()
    cluster.stop()
    half = cluster.base / "data.new-1"
    cluster.data.rename(half)  # what a kill in the middle leaves: all there is does not bear the name of data
    (half / "PG_VERSION").write_text("")
    cluster.start()
    assert not half.exists()
    assert (cluster.data / "PG_VERSION").exists()


def other_schema(cluster: Cluster) -> None:
    """The database looks as if other migrations had made it."""
    with psycopg.connect(cluster.start()) as connection:
        connection.execute("""COMMENT ON TABLE django_migrations IS '{"orgs.0001_initial": "another"}'""")
    cluster.stop()


def test_a_changed_schema_moves_the_demo_aside_and_fills_a_new_one(demo, rows):
    other_schema(demo.cluster)
    second = demo.run().wait_until_started()
    assert "表结构已经更新" in second.told()
    assert "准备演示城市" in second.told()
    assert len(list(demo.cluster.base.glob("data.old-*"))) == 1
    assert rows("SELECT count(*) FROM people_user WHERE username = 'hub.head'") == [(1,)]


def test_make_demo_moves_the_demo_aside_but_not_under_a_running_one(demo, rows):
    running = demo.run().wait_until_started()
    refused = demo.run("--anew")
    assert refused.process.wait(60) == 1
    assert "正在被另一个进程使用" in refused.told()
    assert running.page("/") == 200
    running.stop()
    demo.run("--anew").wait_until_started()
    assert rows("SELECT count(*) FROM people_user WHERE username = 'hub.head'") == [(1,)]
    assert len(list(demo.cluster.base.glob("data.old-*"))) == 1


def test_at_most_two_old_demos_are_kept(place):
    cluster = place.cluster
    cluster.start()
    for year in (2023, 2024, 2025):
        (cluster.base / f"data.old-{year}0101-000000").mkdir()
    cluster.set_aside()
    kept = sorted(path.name for path in cluster.base.glob("data.old-*"))
    assert len(kept) == 2
    assert kept[0] == "data.old-20250101-000000"


def test_a_named_server_made_by_another_version_is_refused_in_one_sentence(demo, rows):
    other_schema(demo.cluster)
    refused = demo.run(DATABASE_URL=demo.cluster.start(), SHUNIU_DEMO="0")
    assert refused.process.wait(60) != 0
    assert "数据库是用另一个版本的表结构建立的" in refused.told()
    assert processes_of(demo.var) == []
    assert rows("SELECT count(*) > 400 FROM orgs_organization") == [(True,)]


def test_an_old_demo_is_kept_and_says_how_to_make_a_new_one(demo, rows):
    with psycopg.connect(demo.cluster.start()) as connection:
        connection.execute("UPDATE people_user SET joined_at = joined_at - interval '30 days' WHERE username = 'demo'")
    demo.cluster.stop()
    running = demo.run().wait_until_started()
    assert "30 天前" in running.told()
    assert "make demo" in running.told()
    assert rows("SELECT count(*) > 400 FROM orgs_organization") == [(True,)]


def test_the_last_to_leave_stops_the_server(place):
    first, second = Cluster(place.var, "run"), Cluster(place.var, "run")
    first.start()
    second.start()
    first.stop()
    with psycopg.connect(second.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(second.url)


def test_a_strangers_link_in_a_shared_folder_is_refused(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(StarterError):
        own_folder(link, places.server_account())


@pytest.mark.skipif(os.getuid() != 0, reason="only root may start where the server's account cannot go")
def test_in_a_closed_folder_the_server_runs_from_elsewhere_and_a_new_clone_finds_nothing_old(tmp_path, monkeypatch):
    open_folder = Path(tempfile.mkdtemp(dir="/var/tmp"))  # pytest's own folders are closed to the server's account
    open_folder.chmod(0o755)
    monkeypatch.setattr("shuniu.starter.postgres.FALLBACK", open_folder)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "var", "run")
    url = cluster.start()
    assert cluster.base.is_relative_to(open_folder)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE old_clone (id int)")
    cluster.stop()
    (closed / "var" / "pg-run.token").unlink()
    anew = Cluster(closed / "var", "run")
    with psycopg.connect(anew.start()) as connection:
        assert connection.execute("SELECT to_regclass('old_clone')").fetchone() == (None,)
    anew.stop()
    shutil.rmtree(open_folder)
