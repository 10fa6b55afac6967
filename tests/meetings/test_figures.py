"""What the meetings' figures count and what they refuse to count (MEC-3, MEC-7, MEC-8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.meetings.indicators import (
    quarters_with_meeting,
    reports_in_time,
    resolutions_on_time,
    secretaries_present,
)
from shuniu.domain.meetings.models import AgendaItem, MeetingReport, Resolution, SecretaryMeeting
from shuniu.domain.meetings.queries import secretaries_of
from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.moments import CITY_TIME, period_from_code, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.actions import attach

SPRING, SUMMER = period_from_code("2026Q2"), period_from_code("2026Q3")


def held_on(city, day: date, *, planned_before: int = 9, state: str = "HELD") -> SecretaryMeeting:
    """A meeting of the first hub in the past, with agenda and one sign-in: no action writes the past."""
    starts = datetime.combine(day, datetime.min.time(), tzinfo=CITY_TIME) + timedelta(hours=14)
    gathering = Gathering.objects.create(
        host=city.hub, title=f"{day} 例会", starts_at=starts, ends_at=starts + timedelta(hours=2), place="三楼",
        door_token=f"token-{day}", door_code="123456", sign_in_opens_at=starts, created_at=starts,
        sign_in_closes_at=starts + timedelta(hours=4),
    )  # fmt: skip
    meeting = SecretaryMeeting.objects.create(
        host=city.hub,
        gathering=gathering,
        form="joint",
        state=state,
        created_at=starts - timedelta(days=planned_before),
    )
    AgendaItem.objects.create(
        meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=meeting.created_at
    )
    RollEntry.objects.create(
        gathering=gathering, name="甲", attendance="present", way="qr", key="a", signed_at=starts, entered_at=starts
    )
    return meeting


@pytest.fixture
def empty(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    return city


def counted(figure) -> list[tuple[bool, str]]:
    return [(item.counted, item.note) for item in figure.items]


@pytest.mark.acceptance("A14.1")
def test_one_event_is_not_split_into_two_quarters(empty):
    held_on(empty, date(2026, 6, 30))
    held_on(empty, date(2026, 7, 1))
    figure = quarters_with_meeting(hubs=[empty.hub.pk], period=period_of("R12", SUMMER.last_day), at=SUMMER.ends_at)[
        empty.hub.pk
    ]
    assert (figure.numerator, counted(figure)) == (1, [(True, ""), (False, "same_event")])


def test_two_meetings_weeks_apart_count_for_two_quarters(empty):
    held_on(empty, date(2026, 6, 10))
    held_on(empty, date(2026, 7, 10))
    figure = quarters_with_meeting(hubs=[empty.hub.pk], period=period_of("R12", SUMMER.last_day), at=SUMMER.ends_at)[
        empty.hub.pk
    ]
    assert figure.numerator == 2


def test_a_meeting_entered_afterwards_says_so_and_counts_for_nothing(empty):
    held_on(empty, date(2026, 7, 10), planned_before=-40)
    at = SUMMER.ends_at + timedelta(days=30)
    figure = quarters_with_meeting(hubs=[empty.hub.pk], period=period_of("R12", SUMMER.last_day), at=at)[empty.hub.pk]
    assert (figure.numerator, counted(figure)) == (0, [(False, "entered_afterwards")])


def test_a_report_due_in_the_next_quarter_is_judged_there(empty):
    """Held on the quarter's last working day: the closed quarter does not wait for it, the next one judges it."""
    meeting = held_on(empty, date(2026, 6, 30))
    MeetingReport.objects.create(
        meeting=meeting, topics="1", state="FILED", scale=1,
        first_filed_at=datetime(2026, 7, 3, 9, tzinfo=CITY_TIME), filed_at=datetime(2026, 7, 3, 9, tzinfo=CITY_TIME),
    )  # fmt: skip
    hub = empty.hub.pk
    assert hub not in reports_in_time(hubs=[hub], period=SPRING, at=SPRING.ends_at)
    figure = reports_in_time(hubs=[hub], period=SUMMER, at=SUMMER.ends_at)[hub]
    assert (figure.numerator, figure.denominator) == (1, 1)


@pytest.mark.parametrize(
    ("closed_on", "entered_after", "expected"),
    [(date(2026, 8, 1), 1, (1, "")), (date(2026, 8, 20), 1, (0, "")), (date(2026, 8, 1), 40, (0, "entered_late"))],
)
def test_a_resolution_closed_in_time_counts_unless_its_closing_was_entered_long_after(
    empty, closed_on, entered_after, expected
):
    meeting = held_on(empty, date(2026, 7, 10))
    moment = datetime.combine(closed_on + timedelta(days=entered_after), datetime.min.time(), tzinfo=CITY_TIME)
    Resolution.objects.filter(meeting__host=empty.hub).delete()
    Resolution.objects.create(
        meeting=meeting, text="建清单", due_on=date(2026, 8, 10), closed_on=closed_on, closed_at=moment, outcome="好",
        created_at=meeting.gathering.ends_at,
    )  # fmt: skip
    figure = resolutions_on_time(hubs=[empty.hub.pk], period=SUMMER, at=SUMMER.ends_at)[empty.hub.pk]
    assert (figure.numerator, figure.items[0].note) == expected


def test_each_meeting_shows_who_of_the_invited_sent_its_secretary(empty, client):
    """MEC-4 is per meeting: on the meeting's page as in the quarter's figure, with the names behind it."""
    meeting = held_on(empty, date(2026, 8, 5))
    ties = Affiliation.objects.confirmed(empty.now).filter(hub=empty.hub)
    Affiliation.objects.filter(pk__in=ties).update(confirmed_at=meeting.created_at)
    bodies = list(Organization.objects.filter(pk__in=ties.values("organization")).order_by("pk")[:10])
    stranger = Organization.objects.filter(ties__isnull=True).order_by("pk").first()
    for n, body in enumerate([*bodies, stranger]):
        Invitee.objects.create(
            gathering=meeting.gathering, organization=body, token=f"t{n}", sent_at=meeting.created_at
        )
        if n < 6 or body is stranger:
            RollEntry.objects.create(
                gathering=meeting.gathering, organization=body, name=f"人{n}", attendance="present", way="qr", key=f"k{n}",
                signed_at=meeting.starts_at, entered_at=meeting.starts_at, is_principal=n != 5, is_late_entry=n == 0,
            )  # fmt: skip
    found = secretaries_of(meeting, at=empty.now)
    assert (found.came, len(found.lines), found.unconfirmed, found.late, found.reached) == (5, 10, 1, 1, False)
    quarter = secretaries_present(hubs=[empty.hub.pk], period=SUMMER, at=empty.now)
    assert sum(row[3] for row in fetch(quarter.sql, quarter.parameters)) == 5
    for who in ("office.officer", "hub.clerk"):
        client.force_login(empty.user(who))
        page = client.get(f"/desk/meetings/{meeting.pk}/").content.decode()
        assert ("50 %" in page, bodies[0].name in page) == (True, True)
    few = secretaries_of(held_on(empty, date(2026, 8, 6)), at=empty.now)
    assert (few.lines, few.share) == ([], None)


def test_names_that_the_host_alone_wrote_down_are_listed_and_not_counted(empty, client):
    """Counting rule 1 in MEC-4: by hand a name counts once its body had said that it comes, or its sheet is kept."""
    meeting, officer = held_on(empty, date(2026, 8, 5)), empty.user("hub.officer")
    ties = Affiliation.objects.confirmed(empty.now).filter(hub=empty.hub)
    Affiliation.objects.filter(pk__in=ties).update(confirmed_at=meeting.created_at)
    bodies = list(Organization.objects.filter(pk__in=ties.values("organization")).order_by("pk")[:4])
    photo = SimpleUploadedFile("签到表.pdf", b"%PDF-1.4 scan")
    paper = attach(photo, owner=empty.hub, subject=meeting.gathering, by=officer, at=empty.now)
    for n, (body, answer, sheet) in enumerate(
        zip(bodies, ("none", "coming", "none", "declined"), (None, None, paper, None), strict=True)
    ):
        Invitee.objects.create(gathering=meeting.gathering, organization=body, token=f"t{n}", answer=answer)
        RollEntry.objects.create(
            gathering=meeting.gathering, organization=body, name=f"人{n}", attendance="present", way="hand", key=f"k{n}",
            signed_at=meeting.starts_at, entered_at=meeting.starts_at, is_principal=True, sheet=sheet,
        )  # fmt: skip
    lines = {name: (there, str(why)) for name, there, _late, why in secretaries_of(meeting, at=empty.now).lines}
    assert [lines[body.name][0] for body in bodies] == [False, True, True, False]
    assert all("只有召集单位登记" in lines[body.name][1] for body in (bodies[0], bodies[3]))
    assert lines[bodies[1].name][1] == ""
    client.force_login(officer)
    assert "只有召集单位登记" in client.get(f"/desk/meetings/{meeting.pk}/").content.decode()


def test_the_list_of_meetings_takes_the_same_queries_for_one_row_and_for_more(empty, client):
    client.force_login(empty.user("hub.officer"))
    counts = []
    for days in ([date(2026, 7, 1)], [date(2026, 7, 2), date(2026, 7, 3), date(2026, 7, 6)]):
        for day in days:
            held_on(empty, day)
        client.get("/desk/meetings/?quarter=2026Q3&state=held")
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/desk/meetings/?quarter=2026Q3&state=held")
        assert page.status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
