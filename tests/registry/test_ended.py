"""An organization ends: by hand or from a roster's own column, dated; it stays readable and counts nowhere from then on (A04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuniu.domain.network import actions as network
from shuniu.domain.network.indicators.coverage import coverage
from shuniu.domain.registry import actions
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Notice
from tests.registry.rosters import HEADINGS, line, workbook

STATUS = [*HEADINGS, "登记状态", "注销日期"]


@pytest.fixture
def today(city):
    return local_date(city.now)


def known(city) -> set[int]:
    at = city.now + timedelta(minutes=5)
    lines = coverage(hubs=[city.hub.pk], period=period_of("Q", local_date(at)), at=at)
    sql = f"WITH {lines.base.name} AS ({lines.base.sql}) {lines.sql}"
    return {row[1] for row in fetch(sql, {**lines.base.parameters, **lines.parameters})}


def ended(city, row: Organization, on, who: str = "hub.officer") -> Organization:
    return actions.end_body(row, ending="dissolved", on=on, version=row.version, by=city.user(who), at=city.now)


def test_what_has_ended_leaves_denominator_list_ties_invitations_and_requests_and_stays_readable(city, client, today):
    row, before = city.member, known(city)
    campaign = {
        "whom": "chosen",
        "chosen": [row.pk],
        "ends_on": today + timedelta(days=9),
        "by": city.user("hub.officer"),
    }
    ended(city, row, today - timedelta(days=30))
    row.refresh_from_db()
    assert (row.ending, known(city)) == ("dissolved", before - {row.pk})
    assert not Affiliation.objects.valid(city.now).filter(organization=row).exists()
    assert Affiliation.objects.confirmed(city.now - timedelta(days=31)).filter(organization=row).exists(), (
        "as it was then"
    )
    client.force_login(city.user("hub.officer"))
    page = reverse("registry:list")
    for query, shown in (
        ("", False),
        ("&life=ended", True),
        ("&life=all", True),
        (f"&on={today - timedelta(days=31)}", True),
    ):
        found = f"/organizations/{row.code}/" in client.get(f"{page}?q={row.name}{query}").content.decode()
        assert (query, found) == (query, shown)
    told = client.get(reverse("registry:organization", args=[row.code])).content.decode()
    assert ("已于" in told, "注销" in told) == (True, True)
    head = {"by": city.user("hub.head"), "at": city.now}
    with pytest.raises(ValidationError, match="不能再办理"):
        network.invite_to_join(city.hub, organization=row, **head)
    with pytest.raises(ValidationError, match="不能再办理"):
        network.propose_tie(city.hub, organization=row, kind="contact", route="engagement", **head)
    with pytest.raises(ValidationError, match="没有可请的组织"):
        actions.ask_for_cards(city.hub, title="核对", at=city.now, **campaign)
    with pytest.raises(ValidationError, match="只能询问"):
        actions.ask_query(city.hub, organization=row, title="甲", text="", by=city.user("hub.officer"), at=city.now)


def test_who_speaks_for_it_is_told_and_objects_and_everything_holds_again(city, client, today):
    row = ended(city, city.member, today)
    assert Notice.objects.filter(kind="said_to_have_ended", user=city.user("org.secretary")).count() == 1
    change = row.fact_changes.get(key="standing")
    assert (change.old, change.new) == ("", f"dissolved {today}")
    actions.object_to_facts(change, reason="我们还在", by=city.user("org.secretary"), at=city.now)
    row.refresh_from_db()
    assert (row.ending, row.ended_on) == ("", None)
    assert Affiliation.objects.confirmed(city.now).filter(organization=row, hub=city.hub).exists()
    client.force_login(city.user("hub.officer"))
    page = reverse("registry:organization-end", args=[row.code])
    client.post(page, {"ending": "revoked", "on": str(today), "version": row.version})
    row.refresh_from_db()
    assert row.ending == "revoked"
    client.post(page, {"act": "revive"})
    row.refresh_from_db()
    assert row.ending == ""


def test_who_may_not_and_what_cannot_be(city, today):
    stranger = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=city.hub).first()
    for row, who in ((stranger, "hub.officer"), (city.member, "hub.clerk")):
        with pytest.raises(PermissionDenied):
            ended(city, row, today, who)
    with pytest.raises(ValidationError, match="今天以前"):
        ended(city, city.member, today + timedelta(days=1))
    with pytest.raises(ValidationError, match="枢纽资格"):
        ended(city, city.hub, today, "office.officer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=stranger.pk).update(ending="ended")


def brought(city, *lines: list) -> object:
    who = {"by": city.user("hub.officer"), "at": city.now}
    content = workbook([list(cells) for cells in lines], headings=STATUS)
    roster = actions.bring_roster(city.hub, file_name="名录.xlsx", content=content, **who)
    actions.import_roster(roster, plan_version=roster.plan_version, **who)
    return actions.import_rows(roster.pk, by=city.user("hub.officer"))


def test_a_rosters_own_status_comes_in_with_its_day_goes_back_and_is_undone(city, today):
    first = brought(
        city,
        [*line(1), "正常", ""],
        [*line(2), "已注销", "2024-03-05"],
        [*line(3), "注销中", ""],
        [*line(4), "外迁", ""],
    )
    names = {n: Organization.objects.get(name=f"云州市新来{n}号服务中心") for n in (1, 2, 3, 4)}
    assert [(row.ending, str(row.ended_on or "")) for row in names.values()] == [
        ("", ""), ("dissolved", "2024-03-05"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert not Affiliation.objects.filter(organization=names[2]).exists(), (
        "what has ended is claimed as nobody's member"
    )
    assert [p[1:3] for row in first.rows.all() for p in row.problems if p[1] == "standing"] == [["standing", "unknown"]]
    again = brought(city, [*line(1), "吊销", "2025-01-02"], [*line(2), "注销", ""], [*line(3), "存续", ""])
    assert sorted((row.number, row.outcome, row.changes.get("standing")) for row in again.rows.all()) == [
        (3, "updated", ["", "revoked 2025-01-02"]), (4, "same", None), (5, "same", None),
    ]  # fmt: skip
    names[1].refresh_from_db()
    assert (names[1].ending, str(names[1].ended_on)) == ("revoked", "2025-01-02")
    assert names[1].fact_changes.get(key="standing").new == "revoked 2025-01-02"
    actions.undo_roster(again, by=city.user("hub.officer"), at=city.now)
    actions.take_rows_back(again.pk, by=city.user("hub.officer"))
    names[1].refresh_from_db()
    assert (names[1].ending, names[1].ended_on) == ("", None)
