"""Records of the platform as evidence: each app offers its own, the reader sees what it may open (A03)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from shuniu.domain.network.models import CooperationIntent
from shuniu.domain.oversight.models import CoordinationRequest, Statement
from shuniu.domain.registry.models import DataRequest, RosterImport, RosterProgress
from shuniu.domain.support.models.together import Consortium, PracticeNote
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.kinds import record_sources
from shuniu.kernel.record.models import Evidence

UNIT = {
    "bookings.booking": "A08.2",
    "exchange.delivery": "A08",
    "meetings.mechanismrun": "A13",
    "meetings.meetingreport": "A14.4",
    "meetings.resolution": "A14.3",
    "meetings.secretarymeeting": "A14",
    "network.cooperationintent": "A05.3",
    "network.engagement": "A05.2",
    "network.verticaltask": "A06",
    "norms.setting": "A35",
    "orgs.affiliation": "A05.1",
    "oversight.coordinationrequest": "A03",
    "registry.datarequest": "A06",
    "registry.rosterimport": "A16.1",
    "support.consortium": "A10.5",
    "support.cultivation": "A05.4",
    "support.enterprisetransition": "A11",
    "support.incubation": "A09.1",
    "support.landing": "A10.3",
    "support.practicenote": "A10.5",
    "support.servicerequest": "A09",
}
FOR_EVERYBODY = {"support.practicenote"}
"""What is shared with everybody who signs in."""


@pytest.fixture
def hub(city):
    """The first hub with one record of each kind that the city's history has not made."""
    roster = RosterImport.objects.create(
        hub=city.hub, file_name="成员名录.xlsx", file="x", digest="x", state="DONE", rows_new=3, finished_at=city.now,
        uploaded_by=city.user("hub.officer"), uploaded_at=city.now,
    )  # fmt: skip
    RosterProgress.objects.create(roster=roster, rows_done=3)
    Setting.objects.create(
        key="meetings.report_working_days", owner=city.hub, value=3, reason="试行", fixed_at=city.now,
        valid_from=local_date(city.now),
    )  # fmt: skip
    DataRequest.objects.create(
        asker=city.hub, title="站点情况", purpose="汇总", due_on=local_date(city.now), state="CLOSED", key="records",
        made_by=city.user("hub.officer"), made_at=city.now, sent_at=city.now, closed_at=city.now,
    )  # fmt: skip
    CooperationIntent.objects.create(
        hub=city.hub, first=city.hub, second=city.member, subject="共建服务站点", commitments="各出一间房。",
        signed_on=local_date(city.now), ends_on=local_date(city.now) + timedelta(days=365), first_signatory="甲",
        second_signatory="乙", recorded_by=city.user("hub.officer"), recorded_at=city.now, first_confirmed_at=city.now,
        second_confirmed_at=city.now, key="records",
    )  # fmt: skip
    PracticeNote.objects.create(
        author=city.hub, title="先打电话", situation="上门被拒。", did="打三通电话。", worked="被拒少了。", key="records",
        shared_by=city.user("hub.officer"), shared_at=city.now,
    )  # fmt: skip
    Consortium.objects.filter(hub=city.hub).update(state="RUNNING", started_at=city.now)
    CoordinationRequest.objects.filter(hub=city.hub).update(
        state="ANSWERED", answer="已协调", answered_at=city.now, answered_by=city.user("office.officer")
    )
    return city.hub


def offered(city, hub, name, text=""):
    return record_sources[name].candidates(hub=hub, unit_code=UNIT[name], at=city.now, limit=30, text=text)


def described(city, name, ids, who):
    return record_sources[name].describe(ids=ids, user=city.user(who), at=city.now)


def test_every_source_is_tried_here():
    assert sorted(name for name, _source in record_sources) == sorted(UNIT)


@pytest.mark.parametrize("name", sorted(UNIT))
def test_what_is_offered_opens_for_the_hub_and_says_the_same_again(city, hub, client, name):
    lines = offered(city, hub, name)
    assert lines
    assert described(city, name, [line["id"] for line in lines], "hub.officer") == {line["id"]: line for line in lines}
    client.force_login(city.user("hub.officer"))
    assert client.get(lines[0]["url"]).status_code == 200


@pytest.mark.parametrize("name", sorted(UNIT.keys() - FOR_EVERYBODY))
def test_another_hub_and_a_stranger_are_told_nothing(city, hub, name):
    ids = [line["id"] for line in offered(city, hub, name)]
    assert ids
    assert described(city, name, ids, "district.officer") == {}


@pytest.mark.parametrize("name", sorted(UNIT))
def test_no_record_is_offered_where_it_proves_nothing(city, hub, name):
    assert record_sources[name].candidates(hub=hub, unit_code="A29", at=city.now, limit=30) == []


def test_the_body_above_opens_what_it_oversees_but_not_the_roster(city, hub):
    opened = {
        name: bool(described(city, name, [line["id"] for line in offered(city, hub, name)], "office.officer"))
        for name in UNIT
    }
    assert opened == {name: name != "registry.rosterimport" for name in UNIT}


def test_of_hundreds_of_ties_the_one_is_found_by_typing(city, hub, client):
    tie = Affiliation.objects.confirmed(city.now).filter(hub=hub).order_by("confirmed_at", "pk").first()
    assert [line["id"] for line in offered(city, hub, "orgs.affiliation", tie.organization.name)] == [tie.pk]
    year = local_date(city.now).year
    Statement.objects.get_or_create(
        hub=hub, unit_code="A05.1", year=year, defaults={"text": "已吸纳", "saved_at": city.now}
    )
    client.force_login(city.user("hub.officer"))
    address = reverse("oversight:statement", args=[hub.code, "A05.1"])
    page = client.get(address, {"year": year, "find": tie.organization.name}).content.decode()
    assert f'value="orgs.affiliation:{tie.pk}"' in page
    assert page.count('value="orgs.affiliation:') == 1


def test_a_found_record_is_added_as_evidence(city, hub, client):
    tie = Affiliation.objects.confirmed(city.now).filter(hub=hub).order_by("confirmed_at", "pk").first()
    year = local_date(city.now).year
    Statement.objects.get_or_create(
        hub=hub, unit_code="A05.1", year=year, defaults={"text": "已吸纳", "saved_at": city.now}
    )
    client.force_login(city.user("hub.officer"))
    address = reverse("oversight:statement", args=[hub.code, "A05.1"]) + f"?year={year}&find={tie.organization.name}"
    client.post(address, {"act": "prove", "record": f"orgs.affiliation:{tie.pk}"})
    page = client.get(address).content.decode()
    assert reverse("network:tie", args=[tie.pk]) in page


def test_a_proof_with_a_large_number_is_taken_down_and_the_year_stays_in_every_link(city, hub, client):
    year = local_date(city.now).year
    row, _made = Statement.objects.get_or_create(
        hub=hub, unit_code="A05.1", year=year, defaults={"text": "已吸纳", "saved_at": city.now}
    )
    proof = Evidence.objects.create(
        pk=1_234_567, owner=hub, subject_type="oversight.statement", subject_id=row.pk, form="link", title="照片",
        happened_on=local_date(city.now), link="https://example.org/", added_by=city.user("hub.officer"),
        added_at=city.now,
    )  # fmt: skip
    client.force_login(city.user("hub.officer"))
    address = reverse("oversight:statement", args=[hub.code, "A05.1"]) + f"?year={year}"
    page = client.get(address).content.decode()
    assert (f'value="{proof.pk}"' in page, f"{year} 年" in page, f"{year:,}" in page) == (True, True, False)
    sent = re.search(r'name="evidence" value="([^"]+)"', page).group(1)
    client.post(address, {"act": "withdraw", "evidence": sent})
    proof.refresh_from_db()
    assert proof.withdrawn_at is not None
