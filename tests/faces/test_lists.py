"""Lists ask the database the same number of questions for one row and for three more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.meetings.models import TopicCall
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.domain.registry.models import RosterImport, RosterProgress
from shuniu.engines.gatherings.models import Invitee
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.norms.queries import norms
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Notice, OutgoingMail

More = Callable[[Any, Any, int], Any]
"""more(city, meeting, n): the n-th row of a list"""


def request_of(city: Any, meeting: Any, n: int) -> None:
    CoordinationRequest.objects.create(
        hub=city.hub, addressed_to=city.office, subject=f"事项{n}", detail="情况", filed_by=city.user("hub.officer"),
        filed_at=city.now, due_on=local_date(city.now), key=f"list-{n}",
    )  # fmt: skip


def roster_of(city: Any, meeting: Any, n: int) -> None:
    row = RosterImport.objects.create(
        hub=city.hub, file_name=f"名录{n}.xlsx", file="x", digest=f"{n}", state="DONE", rows_new=3, finished_at=city.now,
        uploaded_by=city.user("hub.officer"), uploaded_at=city.now,
    )  # fmt: skip
    RosterProgress.objects.create(roster=row, rows_done=3)


def notice_of(city: Any, meeting: Any, n: int) -> None:
    Notice.objects.create(user=city.user("hub.officer"), kind="report_accepted", facts={"meeting": f"例会{n}"}, key=f"list-{n}",
                          created_at=city.now)  # fmt: skip


def mail_of(city: Any, meeting: Any, n: int) -> None:
    OutgoingMail.objects.create(to=city.user("hub.officer").email, subject=f"事{n}", body="文", key=f"list-{n}", created_at=city.now)  # fmt: skip


def limit_of(city: Any, meeting: Any, n: int) -> None:
    Setting.objects.create(
        key=[norm.key for norm in norms()][n], owner=city.office, value=Decimal(3), reason="一致", fixed_at=city.now,
        valid_from=local_date(city.now),
    )  # fmt: skip


def designation_of(city: Any, meeting: Any, n: int) -> None:
    like = Designation.objects.valid(city.now).filter(reports_to=city.office).first()
    body = Organization.objects.filter(designations__isnull=True, kind="social_service").order_by("-pk")[n]
    Designation.objects.create(
        organization=body, designated_by=city.office, reports_to=city.office, level=like.level,
        edition_code=like.edition_code, valid_from=local_date(city.now) - timedelta(days=3),
    )  # fmt: skip


def others(city: Any) -> list[Organization]:
    """Organizations tied to the hub."""
    found = Organization.objects.filter(ties__in=Affiliation.objects.confirmed(city.now).filter(hub=city.hub))
    return list(found.distinct().order_by("pk")[:9])


def signed_in(city: Any, meeting: Any, n: int) -> None:
    city.sign(meeting, 1, prefix=f"第{n}位")


def invited(city: Any, meeting: Any, n: int) -> None:
    Invitee.objects.create(
        gathering=meeting.gathering, organization=others(city)[n], person_name="某人", token=f"list-{n}"
    )


def called(city: Any, meeting: Any, n: int) -> None:
    TopicCall.objects.create(meeting=meeting, organization=others(city)[n], token=f"list-{n}", sent_at=city.now)


def colleague(city: Any, meeting: Any, n: int) -> None:
    person = User.objects.create(username=f"list{n}", name=f"同事{n}", email=f"list{n}@demo.invalid")
    Appointment.objects.create(person=person, organization=city.hub, role="clerk", valid_from=local_date(city.now))


LISTS: dict[str, tuple[str, More]] = {
    "/desk/oversight/requests/?which=all": ("hub.officer", request_of),
    "/desk/registry/rosters/": ("hub.officer", roster_of),
    "/desk/notices/": ("hub.officer", notice_of),
    "/desk/outbox/": ("hub.officer", mail_of),
    "/desk/norms/": ("office.head", limit_of),
    "/desk/norms/designations/": ("office.head", designation_of),
    "/desk/staff/": ("hub.head", colleague),
    "/desk/meetings/{pk}/roll/": ("hub.officer", signed_in),
    "/desk/meetings/{pk}/announce/": ("hub.officer", invited),
    "/desk/meetings/{pk}/announce/links/": ("hub.officer", invited),
    "/desk/meetings/{pk}/topics/call/": ("hub.officer", called),
}


@pytest.mark.parametrize("path", LISTS)
def test_one_row_and_three_more_cost_the_same(city, client, path):
    who, more = LISTS[path]
    meeting = city.begun()
    client.force_login(city.user(who))
    address, sizes, counts = path.format(pk=meeting.pk), [], []
    for n in range(4):
        more(city, meeting, n)
        if n in (0, 3):
            client.get(address)  # what is asked once a process is asked
            with CaptureQueriesContext(connection) as asked:
                page = client.get(address)
            assert page.status_code == 200
            counts.append(len(asked))
            sizes.append(len(page.content))
    assert sizes[1] > sizes[0]  # the rows are there
    assert counts[0] == counts[1], counts
