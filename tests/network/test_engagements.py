"""Working contact: logged in a moment, confirmed by the other side, counted once; five routes and their year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.network import actions as network
from shuniu.domain.network.indicators import (
    active_share,
    confirmed_share,
    coverage,
    days_to_decision,
    net_growth,
    reach,
    routes_alive,
)
from shuniu.domain.network.models import Engagement
from shuniu.domain.network.queries.joining import contacts_within_year, invitation_suggestions
from shuniu.domain.network.routes import first_records, yearly_report
from shuniu.domain.support.models.growing import Incubation
from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Organization
from shuniu.kernel.orgs.queries import designation_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.specification.indicators import Lines


@pytest.fixture
def free(city) -> Organization:
    return (
        Organization.objects.filter(field=city.hub.field, source="demo", kind="social_service")
        .exclude(ties__hub=city.hub)
        .last()
    )


def link() -> User:
    return User.objects.system("confirmation-link")


def logged(
    city, organization, *, days=1, type="training", subject="财务培训", key="k", hub=None, who="hub.officer"
) -> Engagement:
    return network.log_engagement(
        hub or city.hub, organization=organization, type=type, happened_on=local_date(city.now) - timedelta(days=days),
        subject=subject, key=key, by=city.user(who), at=city.now,
    )  # fmt: skip


def confirmed(city, organization, **more) -> Engagement:
    return network.answer_engagement(
        logged(city, organization, **more), yes=True, answered_by="王桂兰，会长", by=link(), at=city.now
    )


def lines(found: Lines | dict, hub: Organization) -> list[tuple]:
    """The list behind a figure for one hub, as the snapshot would keep it."""
    assert isinstance(found, Lines)
    sql, words = found.sql, dict(found.parameters)
    if found.base is not None:
        sql, words = f"WITH {found.base.name} AS ({found.base.sql}) {sql}", {**found.base.parameters, **words}
    return [row for row in fetch(sql, words) if row[0] == hub.pk]


def quarter(city) -> Period:
    return period_of("Q", local_date(city.now))


def test_the_same_form_twice_is_one_contact_and_the_organization_owes_an_answer(city):
    row = logged(city, city.member, key="same")
    assert logged(city, city.member, key="same") == row
    duty = Duty.objects.open().get(verb="confirm_engagement", subject_id=row.pk)
    assert (duty.body, duty.due_on) == (city.member, local_date(city.now) + timedelta(days=30))
    with pytest.raises(ValidationError, match="登记过了"):
        logged(city, city.member, key="other")


def test_a_day_ahead_or_an_unknown_kind_or_the_hub_itself_is_refused(city, free):
    for more, words in (
        ({"days": -1}, "还没到"),
        ({"type": "dinner"}, "六种"),
    ):
        with pytest.raises(ValidationError, match=words):
            logged(city, free, **more)
    with pytest.raises(ValidationError, match="另一家"):
        logged(city, city.hub)
    with pytest.raises(PermissionDenied):
        logged(city, free, who="hub02.head")


def test_hub_staff_confirm_nothing_by_whatever_way(city, free, client):
    row = logged(city, free)
    for name in ("hub.head", "hub.officer", "hub.clerk"):
        with pytest.raises(PermissionDenied):
            network.answer_engagement(row, yes=True, by=city.user(name), at=city.now)
        with pytest.raises(ValidationError, match="枢纽自己不能"):
            network.answer_engagement(
                row, yes=True, by=link(), opened_by=city.user(name), answered_by="我", at=city.now
            )
    both = User.objects.create(username="both.sides", name="两头任职", email="both@demo.invalid")
    for body in (free, city.hub):
        Appointment.objects.create(person=both, organization=body, role="head", valid_from=local_date(city.now))
    with pytest.raises(PermissionDenied):
        network.answer_engagement(row, yes=True, by=both, at=city.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=row.pk).update(
            confirmed_at=city.now, confirmed_through="sign_in", confirmed_by=city.user("hub.officer")
        )
    client.force_login(city.user("hub.officer"))
    client.post(f"/desk/network/contact/{row.token}/", {"answer": "yes", "answered_by": "我"})
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_signed_in_or_by_link_the_other_side_confirms_and_both_see_it(city, client):
    row = logged(city, city.member)
    secretary = city.user("org.secretary")
    client.force_login(secretary)
    client.post(f"/desk/network/engagements/{row.pk}/", {"act": "yes"})
    row.refresh_from_db()
    assert (row.confirmed_through, row.confirmed_by) == ("sign_in", secretary)
    assert not Duty.objects.open().filter(verb="confirm_engagement", subject_id=row.pk).exists()
    for name, seen in (
        ("hub.clerk", 200),
        ("org.head", 200),
        ("office.officer", 200),
        ("hub02.head", 404),
        ("org.liaison", 404),
    ):
        client.force_login(city.user(name))
        assert client.get(f"/desk/network/engagements/{row.pk}/").status_code == seen, name


def test_the_body_above_asks_after_contacts_confirmed_by_link_and_what_is_untrue_counts_no_more(city, free, client):
    Engagement.objects.all().delete()
    row = network.answer_engagement(
        logged(city, free), yes=True, answered_by="王桂兰，会长", by=link(), as_contact=True, at=city.now
    )
    signed = network.answer_engagement(
        logged(city, city.member, key="m"), yes=True, by=city.user("org.secretary"), at=city.now
    )
    page = "/desk/links/?kind=network.engagement"
    client.force_login(city.user("hub.officer"))
    assert client.post(page, {"answer": row.pk, "act": "wrong"}).status_code == 403
    client.force_login(city.user("office.officer"))
    shown = client.get(page).content.decode()
    assert (free.name in shown, f'value="{signed.pk}"' in shown) == (True, False)
    client.post(page, {"answer": row.pk, "act": "wrong"})
    row.refresh_from_db()
    tie = Affiliation.objects.get(hub=city.hub, organization=free)
    assert (row.state(local_date(city.now)), tie.state) == ("declined", "declined")
    assert "不属实，已取消" in client.get(page).content.decode()
    with pytest.raises(ValidationError, match="上级单位核实过"):
        network.answer_engagement(row, yes=True, answered_by="王桂兰，会长", by=link(), at=city.now)
    shares = lines(
        confirmed_share(hubs=[city.hub.pk], period=quarter(city), at=city.now + timedelta(minutes=5)), city.hub
    )
    assert sorted((line[1], line[2]) for line in shares) == [(row.pk, False), (signed.pk, True)]


def test_an_unconfirmed_contact_is_the_hubs_and_the_organizations_alone(city, free, client):
    row = logged(city, free)
    client.force_login(city.user("office.officer"))
    assert client.get(f"/desk/network/engagements/{row.pk}/").status_code == 404


def test_confirming_may_list_it_as_contact_by_the_route_of_engagement(city, free):
    row = logged(city, free)
    network.answer_engagement(row, yes=True, answered_by="会长", as_contact=True, by=link(), at=city.now)
    tie = Affiliation.objects.get(hub=city.hub, organization=free)
    assert (tie.kind, tie.route, tie.state) == ("contact", "engagement", "confirmed")


def test_no_is_an_answer_and_can_become_yes(city, free):
    row = network.answer_engagement(
        logged(city, free), yes=False, answered_by="会长", reason="没去", by=link(), at=city.now
    )
    assert row.state(local_date(city.now)) == "declined"
    row = network.answer_engagement(row, yes=True, answered_by="会长", by=link(), at=city.now)
    assert row.state(local_date(city.now)) == "confirmed"
    with pytest.raises(ValidationError, match="不能撤回"):
        network.withdraw_engagement(row, by=city.user("hub.officer"), at=city.now)


def run_out(city, row: Engagement) -> Engagement:
    Engagement.objects.filter(pk=row.pk).update(ends_on=local_date(city.now), judged_on=local_date(city.now))
    row.refresh_from_db()
    return row


def test_after_its_days_it_is_unconfirmed_leaves_the_list_and_can_be_asked_again(city):
    row = run_out(city, logged(city, city.member))
    assert row.state(local_date(city.now)) == "unconfirmed"
    assert network.close_unconfirmed(by=User.objects.system("schedule"), at=city.now) == 1
    with pytest.raises(ValidationError, match="期限已过"):
        network.answer_engagement(row, yes=True, answered_by="会长", by=link(), at=city.now)
    row = network.ask_again(row, by=city.user("hub.clerk"), at=city.now)
    assert (
        row.state(local_date(city.now)),
        Duty.objects.open().filter(subject_id=row.pk, verb="confirm_engagement").count(),
    ) == ("waiting", 1)


def test_only_confirmed_contact_is_in_the_figures(city, free):
    Engagement.objects.filter(hub=city.hub).delete()
    first = run_out(city, logged(city, free, key="a", subject="甲"))
    for n in range(3):
        run_out(city, logged(city, free, key=f"b{n}", subject=f"乙{n}"))
    period = quarter(city)
    reached = lines(reach(hubs=[city.hub.pk], period=period, at=city.now + timedelta(minutes=1)), city.hub)
    assert [row[2] for row in reached if row[1] == free.pk] == [False]
    shares = lines(confirmed_share(hubs=[city.hub.pk], period=period, at=city.now + timedelta(minutes=1)), city.hub)
    assert {row[1] for row in shares} >= {first.pk}
    assert not any(row[2] for row in shares)
    assert contacts_within_year(city.hub, free, city.now) == 0


def test_what_was_not_answered_in_its_days_stays_in_the_figure_whatever_the_hub_does_afterwards(city, free, client):
    Engagement.objects.filter(hub=city.hub).delete()
    officer, at = city.user("hub.officer"), city.now + timedelta(minutes=1)
    taken_back, asked_again, in_time, denied = (logged(city, free, key=f"w{n}", subject=f"第{n}件") for n in range(4))
    network.withdraw_engagement(in_time, by=officer, at=city.now)
    run_out(city, taken_back)
    client.force_login(officer)
    client.post(f"/desk/network/engagements/{taken_back.pk}/", {"act": "withdraw"})
    run_out(city, asked_again)
    network.ask_again(asked_again, by=officer, at=city.now)
    network.withdraw_engagement(asked_again, by=officer, at=city.now)
    network.answer_engagement(denied, yes=False, answered_by="会长", by=link(), at=city.now)
    client.post(f"/desk/network/engagements/{denied.pk}/", {"act": "withdraw"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=denied.pk).update(withdrawn_at=city.now)
    shares = lines(confirmed_share(hubs=[city.hub.pk], period=quarter(city), at=at), city.hub)
    assert sorted((row[1], row[2]) for row in shares) == [
        (taken_back.pk, False), (asked_again.pk, False), (denied.pk, False),
    ]  # fmt: skip
    taken_back.refresh_from_db()
    assert taken_back.state(local_date(city.now)) == "withdrawn", "a wrong entry can still be taken back"


def test_two_confirmed_contacts_reach_an_untied_organization(city, free):
    for n in range(2):
        confirmed(city, free, key=f"c{n}", subject=f"丙{n}")
    later = city.now + timedelta(minutes=1)
    reached = lines(reach(hubs=[city.hub.pk], period=quarter(city), at=later), city.hub)
    assert [row[2] for row in reached if row[1] == free.pk] == [True]
    assert Notice.objects.filter(user=city.user("hub.head"), kind="invite_repeated").count() == 1
    assert free.code in [
        row["organization__code"] for row in invitation_suggestions(city.hub, later, least=2, limit=50)
    ]


def quiet_tie(city) -> Affiliation:
    """A confirmed tie of an organization that nobody has had to do with."""
    quiet = Organization.objects.create(
        code="quiet", name="安静的协会", name_key="安静的协会", sort_key="anjing", kind="social_service", field=city.hub.field,
        created_at=city.now,
    )  # fmt: skip
    return Affiliation.objects.create(
        hub=city.hub, organization=quiet, kind="membership", route="membership", source="x", valid_from=local_date(city.now),
        claimed_at=city.now, confirmed_at=city.now, confirmed_through="application",
    )  # fmt: skip


@pytest.mark.acceptance("A04")
def test_a_confirmed_contact_keeps_an_affiliation_active(city):
    """Contact sources: what the organization confirmed counts as contact, whichever storey recorded it (OPN-2)."""
    later, period = city.now + timedelta(minutes=1), quarter(city)
    tie = quiet_tie(city)

    def active() -> bool:
        return next(
            row[2]
            for row in lines(active_share(hubs=[city.hub.pk], period=period, at=later), city.hub)
            if row[1] == tie.pk
        )

    assert active() is False
    logged(city, tie.organization, key="wait")
    assert active() is False
    confirmed(city, tie.organization, key="yes", subject="合办市集")
    assert active() is True


def test_a_tie_that_stands_on_a_contact_entered_in_arrears_alone_says_so_in_the_lists(city):
    """Counting rule 7: back-entries stay possible and stay visible (OPN-1, OPN-2)."""
    tie = quiet_tie(city)
    asked = {"hubs": [city.hub.pk], "period": quarter(city), "at": city.now + timedelta(minutes=1)}

    def marks() -> list[tuple[bool, bool]]:
        """Active and entered afterwards, in the list of OPN-2 and of OPN-1."""
        for_tie = {row[1]: (row[2], row[5]) for row in lines(active_share(**asked), city.hub)}
        for_body = {row[1]: (row[2], row[5]) for row in lines(coverage(**asked), city.hub)}
        return [for_tie[tie.pk], for_body[tie.organization_id]]

    assert marks() == [(False, False)] * 2
    confirmed(city, tie.organization, days=40, key="arrears", subject="补登的走访")
    assert marks() == [(True, True)] * 2
    confirmed(city, tie.organization, days=3, key="now", subject="合办市集")
    assert marks() == [(True, False)] * 2


def test_growth_counts_who_joined_and_who_left(city, free):
    period, later = quarter(city), city.now + timedelta(minutes=1)
    before = lines(net_growth(hubs=[city.hub.pk], period=period, at=later), city.hub)
    tie = Affiliation.objects.create(
        hub=city.hub, organization=free, kind="membership", route="membership", source="x", valid_from=period.start,
        claimed_at=city.now, confirmed_at=city.now, confirmed_through="application",
    )  # fmt: skip
    leaving = Affiliation.objects.confirmed(city.now).filter(
        hub=city.hub, kind="membership", confirmed_at__lt=period.starts_at, valid_from__lt=period.start
    ).first()  # fmt: skip
    Affiliation.objects.filter(pk=leaving.pk).update(valid_to=local_date(city.now))
    after = lines(net_growth(hubs=[city.hub.pk], period=period, at=later), city.hub)
    assert sum(row[3] for row in after) == sum(row[3] for row in before)
    assert sum(row[4] for row in after) == sum(row[4] for row in before)
    assert {(row[1], row[6]) for row in after} >= {(tie.pk, "joined"), (leaving.pk, "left")}


def test_the_median_of_working_days(city):
    found = days_to_decision(hubs=[city.hub.pk], period=period_of("Y", local_date(city.now)), at=city.now)
    assert set(found) == {city.hub.pk}
    assert found[city.hub.pk].value > 0


def test_routes_alive_and_the_years_report(city, free):
    year = period_of("Y", local_date(city.now))
    Engagement.objects.filter(hub=city.hub).delete()
    Affiliation.objects.filter(hub=city.hub, route="engagement").delete()
    dead = routes_alive(hubs=[city.hub.pk], period=year, at=city.now)[city.hub.pk]
    assert not next(item.counted for item in dead.items if item.note == "route_engagement")
    confirmed(city, free, key="alive", days=0)
    later = city.now + timedelta(minutes=1)
    alive = routes_alive(hubs=[city.hub.pk], period=year, at=later)[city.hub.pk]
    assert alive.numerator == dead.numerator + 1
    assert alive.denominator in (4, 5)
    report = yearly_report(
        city.hub, designation_of(city.hub, city.now), start=date(year.start.year, 1, 1), end=year.end, at=later,
        today=local_date(city.now),
    )  # fmt: skip
    line = next(one for one in report if one["route"] and one["route"].code == "engagement")
    assert (line["done"], line["reached"], line["alive"]) == (1, 1, True)


def test_a_graduated_incubation_completes_the_route_of_cultivation(city):
    stay = Incubation.objects.filter(state="GRADUATED", review__isnull=False).select_related("center__hub").first()
    hub, year = stay.center.hub, period_of("Y", stay.ended_on)
    Affiliation.objects.filter(hub=hub, route="cultivation").update(route="engagement")
    found = first_records([hub.pk], year.start, year.end, city.now + timedelta(minutes=1))
    assert found[hub.pk, "cultivation"][0] == "support.incubation"


def test_the_hub_chooses_the_route_of_a_new_tie_and_later_of_an_imported_one(city, free):
    clerk, head = city.user("hub.clerk"), city.user("hub.head")
    with pytest.raises(ValidationError, match="途径"):
        network.propose_tie(city.hub, organization=free, kind="contact", route="imported", by=clerk, at=city.now)
    tie = network.propose_tie(city.hub, organization=free, kind="contact", route="cultivation", by=clerk, at=city.now)
    assert (tie.route, tie.state) == ("cultivation", "claimed")
    with pytest.raises(ValidationError, match="同类的联系"):
        network.propose_tie(city.hub, organization=free, kind="contact", route="intent", by=clerk, at=city.now)
    assert network.choose_route(tie, route="engagement", by=head, at=city.now).route == "engagement"
    with pytest.raises(PermissionDenied):
        network.choose_route(tie, route="intent", by=city.user("hub02.head"), at=city.now)


def test_a_hub_without_supervisory_status_has_four_routes_and_supervises_nobody(city, free):
    Designation.objects.filter(organization=city.hub).update(supervisory_status=False)
    ask = {"organization": free, "by": city.user("hub.clerk"), "at": city.now}
    with pytest.raises(ValidationError, match="不适用"):
        network.propose_tie(city.hub, kind="contact", route="intake", **ask)
    with pytest.raises(ValidationError, match="不是业务主管单位"):
        network.propose_tie(city.hub, kind="supervised", route="engagement", **ask)
    year = period_of("Y", local_date(city.now))
    assert routes_alive(hubs=[city.hub.pk], period=year, at=city.now)[city.hub.pk].denominator == 4


def test_a_meeting_on_the_roll_is_not_entered_again_as_contact(city):
    meeting = city.begun(title="安全生产培训")
    city.sign(meeting, 1)
    days = (local_date(city.now) - local_date(meeting.gathering.starts_at)).days  # begun an hour ago: perhaps yesterday
    entry = meeting.gathering.roll.first()
    type(entry).objects.filter(pk=entry.pk).update(organization=city.member)
    with pytest.raises(ValidationError, match="只计一次"):
        logged(city, city.member, days=days, subject="")
    with pytest.raises(ValidationError, match="只计一次"):
        logged(city, city.member, days=days, subject="安全生产培训")
    assert logged(city, city.member, days=days, subject="会后共用场地", type="sharing").pk
