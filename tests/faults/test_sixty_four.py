"""Sixty-four officers import and merge at once: no row is lost, none comes twice, nobody is shown a lock."""

from __future__ import annotations

import random
import threading
from typing import Any

from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import ResolverMatch

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows
from shuniu.domain.registry.models import DuplicatePair, Judgement, RosterImport
from shuniu.kernel.core.middleware import TRIES, Edge
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Merge, Organization
from tests.kernel.merging import pointing_to_merged, scatter
from tests.registry.conftest import live_city  # noqa: F401
from tests.registry.rosters import line, workbook

OFFICERS = 64


def at_once(acts: list[Any]) -> list[BaseException]:
    """Run every act in a thread of its own, all let go together; what they raised."""
    failed: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        try:
            start.wait(60)
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return failed


def test_sixty_four_officers_import_and_merge_at_once(live_city):  # noqa: F811
    city, chance = live_city, random.Random(1)
    officer = city.user("hub.officer")
    rows = [scatter(city, city.hub, city.office, n) for n in range(1, 25)]
    pairs = []
    for _n in range(OFFICERS // 2):
        first, second = sorted(chance.sample(rows, 2), key=lambda row: row.pk)
        pairs.append(
            DuplicatePair.objects.get_or_create(
                first=first, second=second, defaults={"score": 2, "found_at": db_now()}
            )[0]
        )
    rosters = []
    for n in range(OFFICERS // 2):
        lines = [line(serial) for serial in chance.sample(range(60), 12)] + [line(900 + n)]
        roster = bring_roster(city.hub, file_name="名录.xlsx", content=workbook(lines), by=officer, at=db_now())
        rosters.append((import_roster(roster, plan_version=1, by=officer, at=db_now()), {cells[2] for cells in lines}))
    answers: list[int] = []

    def judge(pair: DuplicatePair) -> None:
        client = Client()
        client.force_login(officer)
        answers.append(client.post(f"/desk/registry/duplicates/{pair.pk}/", {"verdict": "same"}).status_code)

    acts = [lambda roster=roster: import_rows(roster.pk, by=officer) for roster, _codes in rosters]
    failed = at_once([*acts, *(lambda pair=pair: judge(pair) for pair in pairs)])
    assert failed == []
    assert set(answers) <= {302}
    wanted = {credit for _roster, codes in rosters for credit in codes}
    assert Organization.objects.filter(credit_code__in=wanted).count() == len(wanted), "each once, none lost"
    assert set(RosterImport.objects.values_list("state", flat=True)) == {"DONE"}
    assert pointing_to_merged() == []
    assert Judgement.objects.filter(verdict="same").count() == Merge.objects.standing().count() > 0
    roots = Organization.objects.filter(pk__in=[row.pk for row in rows], merged_into__isnull=True)
    assert roots.count() == len(rows) - Merge.objects.standing().filter(gone__in=rows).count()
    open_ties = Affiliation.objects.filter(hub=city.hub, organization__in=roots, kind="membership", valid_to=None)
    assert open_ties.count() == roots.count()


class LockedOut(Exception):
    sqlstate = "40P01"


def test_whoever_the_server_stops_is_tried_again_unseen_and_at_last_told_in_words(rf, transactional_db):
    """The view of a request is called again after a deadlock; nobody reads of locks."""
    stopped = OperationalError("deadlock detected")
    stopped.__cause__ = LockedOut()
    calls: list[int] = []

    def view(request, often):
        calls.append(often)
        if len(calls) <= often:
            raise stopped
        return HttpResponse("done")

    def ask(often):
        calls.clear()
        request = rf.post("/")
        request.resolver_match = ResolverMatch(view, (), {"often": often})
        return Edge(lambda _request: HttpResponse()).process_exception(request, stopped)

    assert (ask(2).content, len(calls)) == (b"done", 3)
    busy = ask(99)
    assert (busy.status_code, len(calls)) == (503, TRIES)
    assert "过一会儿再点一次" in busy.content.decode()
    assert Edge(lambda _request: HttpResponse()).process_exception(rf.post("/"), ValueError()) is None
