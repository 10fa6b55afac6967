"""Who must stand aside: paths of dated connections, their windows, and the words for them."""

from __future__ import annotations

from datetime import date

import pytest

from shuniu.methods.assignment.conflicts import DIRECT, MEMBER, Link, Rule, find_conflicts, months_before
from shuniu.methods.faults import BadInput

ON = date(2026, 9, 1)


def found(*links, window=36, **more):
    reasons = find_conflicts(
        reviewers={"评1": "周文"}, applicants={"申1": ["睦邻中心"]}, links=links, on=ON, window_months=window, **more
    )
    return {pair: reason.say() for pair, reason in reasons.items()}


def test_an_appointment_at_the_applicant_is_a_conflict_with_its_reason():
    link = Link("周文", "睦邻中心", "appointment", date(2025, 3, 1), note="理事")
    assert found(link) == {("申1", "评1"): "周文 –任职 2025-03-01 起（理事）– 睦邻中心"}


def test_the_direction_in_which_a_link_was_written_down_does_not_matter():
    link = Link("睦邻中心", "周文", "declaration", date(2026, 8, 1))
    assert found(link) == {("申1", "评1"): "周文 –本人申报 2026-08-01 起– 睦邻中心"}


@pytest.mark.parametrize(
    ("until", "in_conflict"), [(date(2023, 9, 1), False), (date(2023, 9, 2), True), (date(2026, 12, 1), True)]
)
def test_an_ended_link_counts_within_the_window(until, in_conflict):
    link = Link("周文", "睦邻中心", "award", date(2020, 1, 1), until)
    assert bool(found(link)) is in_conflict


def test_a_link_that_begins_later_does_not_count_yet():
    assert found(Link("周文", "睦邻中心", "contract", date(2026, 9, 2))) == {}


def test_the_reviewers_own_body_may_have_the_contract():
    links = [
        Link("周文", "同心社", "appointment", date(2024, 3, 1)),
        Link("同心社", "睦邻中心", "contract", date(2025, 1, 1), date(2026, 1, 1)),
    ]
    words = "周文 –任职 2024-03-01 起– 同心社 –合同 2025-01-01 至 2026-01-01 前– 睦邻中心"
    assert found(*links) == {("申1", "评1"): words}
    assert found(*links, rules=[DIRECT]) == {}


def test_a_body_that_once_honoured_both_is_no_conflict():
    links = [
        Link("周文", "市社联", "award", date(2025, 1, 1)),
        Link("市社联", "睦邻中心", "award", date(2025, 1, 1)),
    ]
    assert found(*links) == {}


def test_the_shortest_reason_is_told():
    links = [
        Link("周文", "同心社", "appointment", date(2024, 3, 1)),
        Link("同心社", "睦邻中心", "contract", date(2025, 1, 1)),
        Link("周文", "睦邻中心", "declaration", date(2026, 1, 1)),
    ]
    assert list(found(*links).values()) == ["周文 –本人申报 2026-01-01 起– 睦邻中心"]


def test_three_steps_need_a_rule_of_three_and_never_turn_back():
    links = [
        Link("周文", "同心社", "appointment", date(2024, 3, 1)),
        Link("同心社", "联合会", "affiliation", date(2024, 3, 1)),
        Link("联合会", "睦邻中心", "affiliation", date(2024, 3, 1)),
    ]
    assert found(*links) == {}
    assert len(found(*links, rules=[Rule((MEMBER, MEMBER, MEMBER))])) == 1


def test_the_applicant_itself_stands_aside_without_any_link():
    reasons = find_conflicts(reviewers={"评1": "周文"}, applicants={"申1": ["周文"]}, links=[], on=ON)
    assert [(pair, reason.path, reason.rule) for pair, reason in reasons.items()] == [
        (("申1", "评1"), (), "本人即申请人")
    ]


def test_the_reason_in_english():
    reasons = find_conflicts(
        reviewers={"R1": "Zhou Wen"}, applicants={"A1": ["Good Neighbours"]}, on=ON,
        links=[Link("Zhou Wen", "Good Neighbours", "contract", date(2025, 1, 1), date(2026, 1, 1))],
    )  # fmt: skip
    said = reasons["A1", "R1"].say("en")
    assert said == "Zhou Wen –contract 2025-01-01 until before 2026-01-01– Good Neighbours"


def test_the_order_of_links_changes_nothing():
    links = [
        Link("周文", body, kind, date(2024, 3, day))
        for day, (body, kind) in enumerate([("甲社", "affiliation"), ("乙社", "appointment"), ("睦邻中心", "award")], 1)
    ]
    links += [Link(body, "睦邻中心", "contract", date(2025, 1, 1)) for body in ("甲社", "乙社")]
    assert found(*links) == found(*reversed(links))


def test_months_end_where_the_month_ends():
    said = [months_before(date(2026, 3, 31), 1), months_before(date(2024, 3, 31), 1), months_before(ON, 36)]
    assert said == [date(2026, 2, 28), date(2024, 2, 29), date(2023, 9, 1)]
    assert months_before(date(2026, 1, 31), 1) == date(2025, 12, 31)
    assert [months_before(ON, 10**30), months_before(date.max, 0)] == [date.min, date.max]


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (Link("周文", "睦邻中心", "friend", date(2025, 1, 1)), "links[0].kind"),
        (Link("周文", "睦邻中心", "award", date(2025, 1, 1), date(2025, 1, 1)), "links[0].until_on"),
    ],
)
def test_an_impossible_link_names_its_field(link, field):
    with pytest.raises(BadInput) as fault:
        found(link)
    assert fault.value.field == field
