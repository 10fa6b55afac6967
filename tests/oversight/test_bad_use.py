"""What somebody would try with the first circle, row by row of the requirements, and where it ends (A01–A04, A13–A16.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.indicators import complete_meetings, meetings_with_proposals, quarters_with_meeting
from shuniu.domain.meetings.models import AgendaItem, MeetingReport, SecretaryMeeting
from shuniu.domain.oversight.actions import save_statement
from shuniu.domain.oversight.models import Statement
from shuniu.engines.gatherings.actions import call_gathering, sign_in_at_door
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import ElementScore, IndicatorValue, Snapshot
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.norms.actions import publish_amendment
from shuniu.kernel.norms.queries import norms
from shuniu.kernel.orgs.models import Affiliation, Appointment
from shuniu.kernel.people.models import User
from shuniu.kernel.specification.indicators import indicator, indicators
from shuniu.kernel.specification.models import Edition


@pytest.fixture
def alone(city):
    """The first hub without its history of meetings."""
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    return city


def this_quarter(city):
    return period_of("Q", local_date(city.now))


# A01: an indicator without a clause; a silent change of the text; several texts in circulation


def test_a_indicator_without_a_clause_is_not_declared():
    with pytest.raises(ValueError, match="names no unit"):
        indicator("XXX-1", units=[], title="x", formula="x", period="Q", element="open", scoring=False)
    assert "XXX-1" not in dict(indicators)


def test_of_one_issuer_one_text_holds_on_any_day_however_they_were_published(city):
    first, today = Edition.objects.get(code="city-2016"), local_date(city.now)
    for days in (60, 30, 45):  # planned out of order
        facts = {"title": "修订", "title_hant": "修訂", "title_en": "Amended", "number": f"云〔2026〕{days}号",
                 "issuer": first.issuer, "area_code": first.area_code, "area_name": first.area_name, "issued_on": today,
                 "code": f"plan-{days}"}  # fmt: skip
        publish_amendment(first, facts=facts, changes={}, valid_from=today + timedelta(days=days),
                          by=city.user("office.head"), at=city.now)  # fmt: skip
    own = Edition.objects.filter(issuer=first.issuer, area_code=first.area_code)
    for days, code in (
        (0, "city-2016"),
        (29, "city-2016"),
        (30, "plan-30"),
        (45, "plan-45"),
        (60, "plan-60"),
        (900, "plan-60"),
    ):
        assert [row.code for row in own.in_force(today + timedelta(days=days))] == [code]


def test_two_open_texts_of_one_issuer_are_impossible(city):
    facts = Edition.objects.filter(code="city-2016").values().get()
    facts |= {"id": None, "code": "beside", "valid_from": local_date(city.now), "valid_to": None}
    with pytest.raises(IntegrityError, match="edition_open_once"), transaction.atomic():
        Edition.objects.create(**facts)


# A02: a strong element hides an empty one; weights chosen to flatter


def test_nobody_can_weigh_one_indicator_more_than_another(city):
    assert [norm.key for norm in norms() if "weight" in norm.key] == []
    columns = {field.name for field in ElementScore._meta.get_fields()} | {
        f.name for f in IndicatorValue._meta.get_fields()
    }
    assert [name for name in columns if "weight" in name or "total" in name or "rank" in name] == []


# A03: formulas changed after data are in (test_norms: a closed quarter keeps its threshold, the past is refused);
# unverified self-praise; secret scores; a condition not met (test_snapshots: what does not apply leaves)


def test_praise_of_oneself_moves_no_figure(city):
    quarter, system = this_quarter(city), User.objects.system("schedule")
    Statement.objects.filter(hub=city.hub).delete()
    before = list(
        compute_snapshot(quarter, by=system, at=city.now)
        .values.order_by("code", "hub")
        .values_list("code", "hub", "value")
    )
    save_statement(
        city.hub, unit_code="A13", year=local_date(city.now).year, text="全市最好。", degree="done", version=0,
        by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    again = compute_snapshot(quarter, by=system, at=city.now)
    assert list(again.values.order_by("code", "hub").values_list("code", "hub", "value")) == before


def test_a_hub_reads_every_score_that_is_kept_about_it(city, client):
    client.force_login(city.user("hub.clerk"))
    snapshot = Snapshot.objects.filter(period_kind="Q").first()
    for element in ("open", "support", "mechanism", "carrier", "guidance", "brand"):
        assert client.get(f"/cockpit/hubs/{city.hub.code}/{element}/?period={snapshot.period_code}").status_code == 200
    for pk in snapshot.values.filter(hub=city.hub).values_list("pk", flat=True)[:5]:
        assert client.get(f"/cockpit/values/{pk}/").status_code == 200


# A14: counting other meetings; secretaries-general absent (test_roll, test_quorum)


def test_people_brought_together_for_something_else_are_no_meeting_of_secretaries(alone):
    officer, quarter = alone.user("hub.officer"), this_quarter(alone)
    other = call_gathering(
        alone.hub, title="消防培训", starts_at=alone.now + timedelta(minutes=1), ends_at=alone.now + timedelta(hours=1),
        place="三楼", by=officer, at=alone.now,
    )  # fmt: skip
    sign_in_at_door(other, name="甲一", way="qr", key="a", at=alone.now)
    figure = quarters_with_meeting(hubs=[alone.hub.pk], period=quarter, at=quarter.ends_at).get(alone.hub.pk)
    assert (figure.numerator, figure.items) == (0, [])


# A14.2: an informal gathering renamed as meeting


def test_a_tea_called_a_salon_without_agenda_is_listed_and_counts_for_nothing(alone):
    meeting = alone.begun()
    AgendaItem.objects.filter(meeting=meeting).delete()
    SecretaryMeeting.objects.filter(pk=meeting.pk).update(form="salon")
    alone.sign(meeting, 4)
    meetings.close_sign_in(alone.end(meeting), by=alone.user("hub.officer"), at=alone.now)
    quarter = this_quarter(alone)
    for compute in (quarters_with_meeting, complete_meetings):
        figure = compute(hubs=[alone.hub.pk], period=quarter, at=db_now())[alone.hub.pk]
        assert [(one.counted, one.note) for one in figure.items] == [(False, "no_agenda")]


# A14.3: lecture-only meetings; invented proposers


def test_a_meeting_that_only_lectures_does_not_count_as_one_with_topics_of_organizations(alone):
    meeting = alone.begun()
    alone.sign(meeting, 4)
    meetings.close_sign_in(alone.end(meeting), by=alone.user("hub.officer"), at=alone.now)
    figure = meetings_with_proposals(hubs=[alone.hub.pk], period=this_quarter(alone), at=db_now())[alone.hub.pk]
    assert (figure.numerator, figure.denominator) == (0, 1)


def test_the_convener_cannot_write_an_organization_down_as_proposer(city):
    meeting, officer = (
        city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5)),
        city.user("hub.officer"),
    )
    meeting.agenda.all().delete()
    meetings.set_agenda(
        meeting, items=[{"kind": "theme", "title": "代提的", "proposer": city.member.pk, "proposer_id": city.member.pk}],
        materials_note="", version=meeting.version, by=officer, at=city.now,
    )  # fmt: skip
    assert list(meeting.agenda.values_list("title", "proposer")) == [("代提的", None)]
    with pytest.raises(PermissionDenied):
        meetings.propose_topic(meeting, organization=city.member, kind="theme", title="代提的", by=officer, at=city.now)


def test_a_topic_of_an_organization_does_not_vanish_from_the_agenda_without_an_answer(city):
    meeting = city.plan(days=10, topics_until=local_date(city.now) + timedelta(days=5))
    topic = meetings.propose_topic(
        meeting, organization=city.member, kind="problem", title="场地", by=city.user("org.secretary"), at=city.now
    )
    meetings.answer_topic(topic, taken=True, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="先答复提议单位"):
        meetings.set_agenda(
            meeting, items=[], materials_note="", version=meeting.version, by=city.user("hub.officer"), at=city.now
        )


# A14.4: copied reports (test_filed_words); a scale that differs from the sign-in


def test_nobody_types_a_scale(city, client):
    report = city.drafted_report(on_roll=5)
    client.force_login(city.user("hub.head"))
    client.post(
        f"/desk/meetings/{report.meeting_id}/report/",
        {
            "act": "file",
            "version": 0,
            "topics": "一",
            "effect": "好",
            "resolutions": "",
            "scale": 500,
            "late_entries": 0,
        },
    )
    report = MeetingReport.objects.get(pk=report.pk)
    assert (report.state, report.scale) == ("FILED", 5)


# A04: paper members


def test_a_claimed_tie_is_in_no_figure_of_the_open_system(city):
    tie = Affiliation.objects.confirmed(city.now).filter(hub=city.hub).first()
    quarter, system = this_quarter(city), User.objects.system("schedule")

    def figures() -> dict[str, tuple[float, float]]:
        found = compute_snapshot(quarter, by=system, at=db_now(), codes=["OPN-1", "OPN-2"]).values.filter(hub=city.hub)
        return {row.code: (row.numerator, row.denominator) for row in found if row.code in ("OPN-1", "OPN-2")}

    before = figures()
    Affiliation.objects.filter(hub=city.hub, organization=tie.organization).update(confirmed_at=None)
    after = figures()
    assert after["OPN-2"][1] == before["OPN-2"][1] - 1
    assert after["OPN-1"][1] == before["OPN-1"][1]  # still known in the field: the denominator does not shrink


# A16.1: only role contacts are kept of persons


def test_a_contact_is_a_role_in_a_body_and_nothing_more():
    kept = {field.name for field in Appointment._meta.concrete_fields}
    assert kept & {"id_number", "birth", "birthday", "gender", "address", "political_status"} == set()
