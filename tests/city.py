"""The fixture city of the stories: small, the same every time, with people at hand by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.models import AgendaItem, MeetingReport, SecretaryMeeting
from shuniu.engines.gatherings.actions import enter_roll
from shuniu.engines.gatherings.models import RollEntry
from shuniu.faces.cli.demo import DemoCity
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from tests.kept import QUIET

DAY = date(2026, 9, 22)
EMPTY = pytest.StashKey[bool]()


class City:
    """Named people and bodies of the small demo city, and shortcuts that go through the actions."""

    def __init__(self) -> None:
        self.now = db_now()
        self.hub = Organization.objects.get(appointments__person__username="hub.head")
        self.office = Organization.objects.get(appointments__person__username="office.head")
        self.member = Organization.objects.get(appointments__person__username="org.secretary")

    def user(self, name: str) -> User:
        return User.objects.get(username=name)

    def plan(self, *, days: int = 0, title: str = "试开例会", **more: Any) -> SecretaryMeeting:
        """A meeting of the first hub `days` from now, planned by its officer."""
        starts = datetime.combine(local_date(self.now) + timedelta(days=days), time(0, 1), tzinfo=CITY_TIME)
        return meetings.plan_meeting(
            self.hub, title=title, form="joint", starts_at=starts, ends_at=starts + timedelta(hours=2), place="三楼",
            by=self.user("hub.officer"), at=self.now, **more,
        )  # fmt: skip

    def begun(self, **more: Any) -> SecretaryMeeting:
        """A meeting planned in time that began an hour ago."""
        meeting = self.plan(days=3, **more)
        before = self.now - timedelta(days=5)
        AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=before)
        meeting.agenda.update(entered_at=before)
        gathering = meeting.gathering
        type(gathering).objects.filter(pk=gathering.pk).update(
            starts_at=self.now - timedelta(hours=1), ends_at=self.now + timedelta(hours=1),
            sign_in_opens_at=self.now - timedelta(hours=3), sign_in_closes_at=self.now + timedelta(hours=3),
        )  # fmt: skip
        SecretaryMeeting.objects.filter(pk=meeting.pk).update(created_at=before)
        return SecretaryMeeting.objects.select_related("gathering", "host").get(pk=meeting.pk)

    def sign(self, meeting: SecretaryMeeting, count: int, *, prefix: str = "人") -> None:
        for n in range(count):
            enter_roll(
                meeting.gathering, name=f"{prefix}{n}", way=RollEntry.Way.HAND, key=f"{prefix}{n}",
                by=self.user("hub.officer"), at=self.now,
            )  # fmt: skip

    def end(self, meeting: SecretaryMeeting) -> SecretaryMeeting:
        """Sign-in closes now: what is entered from here is entered afterwards."""
        type(meeting.gathering).objects.filter(pk=meeting.gathering_id).update(
            ends_at=self.now - timedelta(minutes=30), sign_in_closes_at=self.now - timedelta(minutes=1)
        )
        return SecretaryMeeting.objects.select_related("gathering", "host").get(pk=meeting.pk)

    def drafted_report(self, *, on_roll: int, late: int = 0) -> MeetingReport:
        """A held meeting with approved minutes and the report drafted from them."""
        meeting = self.begun()
        self.sign(meeting, on_roll)
        meeting = self.end(meeting)
        self.sign(meeting, late, prefix="补")
        officer, head = self.user("hub.officer"), self.user("hub.head")
        meetings.close_sign_in(meeting, by=officer, at=self.now)
        minutes = meetings.save_minutes(
            meeting,
            chair="主持人",
            recorder="",
            summary="讨论了议题。",
            effect="形成共识。",
            version=0,
            by=officer,
            at=self.now,
        )
        meetings.submit_minutes(minutes, by=officer, at=self.now)
        meetings.approve_minutes(minutes, by=head, at=self.now)
        return meetings.draft_report(meeting, by=officer, at=self.now)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The city is filled once; every test runs in a transaction of its own upon it."""
    with django_db_blocker.unblock():
        DemoCity(size=420, hubs=12, seed=1, open_work=False).fill()
        QUIET.keep()
        call_command("check", verbosity=0)


EMPTIED = {"transactional_db", "live_server"}
"""What commits for real and has its tables emptied afterwards."""


@pytest.fixture(autouse=True)
def in_the_source_language() -> None:
    """A story that asked for a page in English leaves its language behind in the thread; the next one starts in its own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def filled_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a story that commits, the city is there again for the next one that looks at it within a transaction: several
    workers take the files in no order.
    """
    session = request.config.stash
    mark = request.node.get_closest_marker("django_db")
    empties = bool(EMPTIED & set(request.fixturenames)) or bool(mark and mark.kwargs.get("transaction"))
    if session.get(EMPTY, False) and not empties and (mark is not None or "db" in request.fixturenames):
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            QUIET.put_back()
        session[EMPTY] = False
    yield
    if empties:
        session[EMPTY] = True


@pytest.fixture
def city(db: None) -> City:
    return City()
