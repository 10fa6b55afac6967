"""What goes wrong in real offices: a worker dies in the middle, two import at once, the kept file is not the one sent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, plan_roster, resume_rosters
from shuniu.domain.registry.models import RosterImport, RosterProgress
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Organization
from tests.registry.rosters import code, line, workbook

ROOT = Path(__file__).resolve().parents[2]


def worker(roster: RosterImport, username: str) -> subprocess.Popen[bytes]:
    """The worker's part in a process of its own that can be killed."""
    database = settings.DATABASES["default"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    script = (
        "import django; django.setup()\n"
        "from shuniu.domain.registry.actions import import_rows\nfrom shuniu.kernel.people.models import User\n"
        f"import_rows({roster.pk}, by=User.objects.get(username={username!r}))"
    )
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(ROOT / "src"),
                   "DJANGO_SETTINGS_MODULE": "shuniu.config.settings"}  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", script], env=environment)


def wait_for(ready, seconds: float = 40) -> None:
    ends = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends, "nothing happened in time"
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(live_city):
    hub, officer, known = live_city.hub, live_city.user("hub.officer"), live_city.member
    lines = [line(n, member="否") for n in range(2600)]
    lines.append(line(2601, name=known.name, code=known.credit_code, kind="", on="", staff=77, member="否"))
    roster = bring_roster(hub, file_name="名录.xlsx", content=workbook(lines), by=officer, at=db_now())
    roster = import_roster(roster, plan_version=1, by=officer, at=db_now())
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=known.pk)  # somebody edits: the worker waits in its second span
        process = worker(roster, "hub.officer")
        wait_for(lambda: RosterProgress.objects.get(roster=roster).rows_done >= 2500)
        process.send_signal(signal.SIGKILL)
        process.wait()
    new = Organization.objects.filter(source=f"roster:{roster.pk}")
    assert (new.count(), RosterImport.objects.get(pk=roster.pk).state) == (0, "RUNNING")
    assert resume_rosters(at=db_now()) == 0, "a run that may still be alive is left alone"
    RosterImport.objects.filter(pk=roster.pk).update(started_at=db_now() - timedelta(minutes=5))
    wait_for(lambda: resume_rosters(at=db_now()) == 1)
    done = import_rows(roster.pk, by=officer)
    assert (done.state, done.rows_new, done.rows_changed, new.count()) == ("DONE", 2600, 1, 2600)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'registry.import_roster' AND (args->>'roster_id')::bigint = %s",
            [roster.pk],
        )
        assert cursor.fetchone()[0] == 2


def test_two_officers_importing_the_same_organizations_at_once_make_each_once(live_city):
    first, second = live_city.user("hub.officer"), live_city.user("hub02.officer")
    hubs = [live_city.hub, Organization.objects.get(appointments__person=second)]
    content = workbook([line(n) for n in range(60)] + [line(90, name="云州市晨跑队", code=None, kind="社区社会组织")])
    rosters = []
    for hub, officer in zip(hubs, (first, second), strict=True):
        roster = bring_roster(hub, file_name="名录.xlsx", content=content, by=officer, at=db_now())
        rosters.append(import_roster(roster, plan_version=1, by=officer, at=db_now()))
    failed: list[BaseException] = []

    def run(roster, officer) -> None:
        try:
            import_rows(roster.pk, by=officer)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(rosters, (first, second), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert Organization.objects.filter(credit_code__in=[code(n) for n in range(60)]).count() == 60
    groups = Organization.objects.filter(name="云州市晨跑队")
    assert {group.brought_by_id for group in groups} == {hub.pk for hub in hubs}, "a name alone makes no group one"
    assert sorted(RosterImport.objects.filter(pk__in=[r.pk for r in rosters]).values_list("rows_new", "rows_same")) == [
        (1, 60), (61, 0),
    ]  # fmt: skip
    assert Affiliation.objects.filter(organization__in=groups).count() == 2


def test_a_kept_file_that_was_changed_or_lost_is_said_and_the_stored_plan_stays(city):
    officer = city.user("hub.officer")
    roster = bring_roster(city.hub, file_name="名录.xlsx", content=workbook([line(1)]), by=officer, at=city.now)
    path = Path(roster.file.path)
    path.write_bytes(workbook([line(1), line(2)]))
    with pytest.raises(ValidationError, match="与上传时不一致"):
        plan_roster(roster, columns={"name": 1}, sheet="", by=officer, at=city.now)
    path.unlink()
    with pytest.raises(ValidationError, match="找不到"):
        plan_roster(roster, columns={"name": 1}, sheet="", by=officer, at=city.now)
    import_roster(roster, plan_version=1, by=officer, at=city.now)
    assert import_rows(roster.pk, by=officer).rows_new == 1
