"""Sixty-four officers import and merge at once: no row is lost, none comes twice, nobody is shown a lock."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import ResolverMatch

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, take_rows_back, undo_roster
from shuniu.domain.registry.models import DuplicatePair, Judgement, RosterImport, RosterRow
from shuniu.kernel.core.middleware import TRIES, Edge
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.actions import enter_organization
from shuniu.kernel.orgs.models import Affiliation, FactChange, Merge, Organization
from shuniu.kernel.people.models import User
from tests.kernel.merging import pointing_to_merged, scatter
from tests.registry.conftest import live_city  # noqa: F401
from tests.registry.rosters import code, line, workbook

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


def as_the_worker(act: Any) -> None:
    """As the job is run: tried again where another transaction was first with a code (retry=3)."""
    for turn in range(4):
        try:
            act()
            return
        except IntegrityError:
            if turn == 3:
                raise


def by_hand(city: Any, n: int) -> None:
    """Somebody enters an organization that rosters hold too; told in words when it is there already."""
    with suppress(ValidationError):
        enter_organization(
            name=f"云州市手录{n}号服务中心",
            kind="social_service",
            credit_code=code(n),
            by=User.objects.system("test"),
            at=db_now(),
        )


def test_sixty_four_officers_of_two_hubs_import_update_merge_undo_and_enter_at_once(live_city):  # noqa: F811
    city, chance = live_city, random.Random(1)
    officers = [city.user("hub.officer"), city.user("hub02.officer")]
    officer = officers[0]
    hubs = [city.hub, Organization.objects.get(appointments__person=officers[1])]
    rows = [scatter(city, city.hub, city.office, n) for n in range(1, 25)]
    for n, row in enumerate(rows[:12]):  # these are merged and updated at the same time
        row.credit_code = code(500 + n, "social_association")
        row.save(update_fields=["credit_code"])
    earlier = bring_roster(city.hub, file_name="早.xlsx", content=workbook([line(n) for n in range(200, 215)]), by=officer,
                           at=db_now())  # fmt: skip
    import_roster(earlier, plan_version=1, by=officer, at=db_now())
    import_rows(earlier.pk, by=officer)
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
        lines += [
            line(0, name=row.name, code=row.credit_code, kind="社会团体", on="", staff=50 + n, member="否")
            for row in chance.sample(rows[:12], 2)
        ]
        who, hub = officers[n % 2], hubs[n % 2]
        roster = bring_roster(hub, file_name="名录.xlsx", content=workbook(lines), by=who, at=db_now())
        assert (roster.rows_failing, roster.rows_changed) == (0, 2)
        wanted = {cells[2] for cells in lines[:-2]}
        rosters.append((import_roster(roster, plan_version=1, by=who, at=db_now()), wanted))
    answers: list[int] = []

    def judge(pair: DuplicatePair) -> None:
        client = Client()
        client.force_login(officer)
        answers.append(client.post(f"/desk/registry/duplicates/{pair.pk}/", {"verdict": "same"}).status_code)

    undo_roster(earlier, by=officer, at=db_now())
    acts: list[Any] = [
        lambda roster=roster: as_the_worker(lambda: import_rows(roster.pk, by=roster.uploaded_by))
        for roster, _codes in rosters
    ]
    acts += [lambda pair=pair: judge(pair) for pair in pairs]
    acts += [lambda: as_the_worker(lambda: take_rows_back(earlier.pk, by=officer))]
    acts += [lambda n=n: by_hand(city, n) for n in range(0, 60, 6)]
    failed = at_once(acts)
    assert failed == []
    assert set(answers) <= {302}
    wanted = {credit for _roster, codes in rosters for credit in codes}
    assert Organization.objects.filter(credit_code__in=wanted).count() == len(wanted), "each once, none lost"
    states = dict(RosterImport.objects.values_list("pk", "state"))
    assert states.pop(earlier.pk) == "UNDONE"
    assert set(states.values()) == {"DONE"}
    assert not Organization.objects.filter(credit_code__in=[code(n) for n in range(200, 215)]).exists()
    outcomes = RosterRow.objects.filter(roster__in=states).values_list("action", "outcome")
    assert {outcome for _action, outcome in outcomes} <= {"created", "linked", "updated", "same", "left"}, (
        "every row has its end"
    )
    assert {outcome for action, outcome in outcomes if action == "update"} <= {"updated", "left"}
    for staff, pk in RosterRow.objects.filter(roster__in=states, outcome="updated").values_list(
        "staff_count", "organization"
    ):
        assert FactChange.objects.filter(organization=pk, key="staff_count", new=str(staff)).exists(), (
            "no update is lost"
        )
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
