"""From figures to scores (requirements, section 1): what holds for every input, and the rules by kind of unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuniu.engines.indicators.actions.scores import part_in_score
from shuniu.engines.indicators.scoring import balance, element_score, indicator_score, weak_elements
from shuniu.engines.indicators.spans import MONTHS, span_of
from shuniu.kernel.core.moments import period_of
from shuniu.kernel.specification.actions import read_edition
from shuniu.kernel.specification.indicators import indicators

SHARES = st.floats(0, 1)
SCORES = st.one_of(st.none(), st.floats(0, 100))
DAYS = st.dates(date(2016, 7, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("value", "threshold", "less", "score"),
    [
        (0.3, 0.6, False, 50.0), (0.6, 0.6, False, 100.0), (0.9, 0.6, False, 100.0), (0.0, 0.6, False, 0.0),
        (0.1, 0.1, True, 100.0), (0.0, 0.1, True, 100.0), (0.2, 0.1, True, 50.0), (1.0, 0.1, True, 10.0),
        (0.5, 0.0, True, 0.0), (None, 0.6, False, None), (0.5, None, False, None),
    ],
)  # fmt: skip
def test_the_score_is_the_share_of_the_threshold_turned_round_where_less_is_better(value, threshold, less, score):
    assert indicator_score(value, threshold, less_is_better=less) == pytest.approx(score)


@given(SHARES, SHARES, st.floats(0.01, 1), st.booleans())
def test_a_better_value_never_scores_lower_and_a_score_stays_between_0_and_100(one, other, threshold, less):
    low, high = sorted((one, other))
    worse, better = (high, low) if less else (low, high)
    scores = [indicator_score(value, threshold, less_is_better=less) for value in (worse, better)]
    assert 0 <= scores[0] <= scores[1] <= 100


@given(st.lists(SCORES, max_size=8), st.lists(SCORES, max_size=5), st.floats(0, 20))
def test_recommended_units_add_within_the_cap_and_never_lower(duties, extras, cap):
    alone, _n = element_score(duties)
    score, counted = element_score(duties, extras, cap=cap)
    if alone is None:
        assert (score, counted) == (None, 0)
    else:
        assert alone <= score <= min(100, alone + cap) + 1e-9


@given(st.lists(SCORES, min_size=6, max_size=6))
def test_balance_lies_between_0_and_1_and_leaves_out_what_has_no_indicator(six):
    known = [score for score in six if score is not None]
    found = balance(six)
    assert (found is None) == (len(known) < 2 or max(known) == 0)
    assert found is None or 0 <= found <= 1
    assert found == balance(known)


def test_a_hub_with_95_everywhere_and_0_in_brand_has_brand_flagged():
    names = ("open", "support", "mechanism", "carrier", "guidance", "brand")
    rows = [{"element": name, "label": name, "score": 95.0, "baseline": False} for name in names]
    rows[5]["score"] = 0.0
    assert [row["element"] for row in weak_elements(rows, share=0.5)] == ["brand"]
    assert balance(row["score"] for row in rows) == 0


def test_a_baseline_is_never_flagged():
    rows = [{"element": name, "label": name, "score": 5.0, "baseline": True} for name in ("open", "brand")]
    assert weak_elements(rows, share=0.5) == []


@given(st.sampled_from(["Q", "H", "Y"]), st.sampled_from(["M", "Q", "H", "Y", "R12"]), DAYS)
def test_a_figure_looks_at_its_period_or_at_the_declared_length_ending_with_it(kind, declared, day):
    period = period_of(kind, day)
    span = span_of(declared, period, period.last_day)
    assert span.end == period.end
    months = max(MONTHS[declared], MONTHS[kind])
    assert (span.end - timedelta(days=1)).year * 12 + (span.end - timedelta(days=1)).month == (
        span.start.year * 12 + span.start.month + months - 1
    )


def test_definitions_score_only_in_opn_1_and_opn_2_and_optional_units_never():
    kinds = {unit["code"]: unit["kind"] for unit in read_edition()[1]}
    parts = {code: part_in_score(one, {kinds[unit] for unit in one.units}) for code, one in indicators}
    assert {code for code, one in indicators if kinds[one.units[0]] == "definition" and parts[code]} == {
        "OPN-1",
        "OPN-2",
    }
    assert {code for code in parts if parts[code] == "duty"} == {
        "OPN-1", "OPN-2", "OPN-4", "OPN-5", "OPN-6", "OPN-7", "OPN-8", "OPN-9", "OPN-10", "OPN-11", "OPN-12",
        "OPN-15", "OPN-16", "OPN-17", "OPN-18", "OPN-18B", "OPN-19", "OPN-20",
        "MEC-2", "MEC-3", "MEC-4", "MEC-6", "MEC-7", "MEC-8", "MEC-9", "MEC-17", "MEC-18", "MEC-19", "MEC-20", "MEC-21",
        "SUP-1", "SUP-2", "SUP-2B", "SUP-13", "SUP-14", "SUP-18", "SUP-19", "SUP-20", "SUP-21", "SUP-22",
        "SUP-3", "SUP-6", "SUP-7", "SUP-8", "SUP-9", "SUP-11", "SUP-12", "SUP-23",
        "OPN-13", "OPN-14", "SUP-15", "SUP-16", "SUP-17",
    }  # fmt: skip
    assert part_in_score(dict(indicators)["MEC-6"], {"recommended"}) == "extra"
    assert part_in_score(dict(indicators)["MEC-6"], {"optional"}) == ""


def test_every_indicator_of_the_first_issue_is_declared_with_unit_period_and_threshold():
    found = {code: (one.units, one.period, one.threshold) for code, one in indicators}
    wanted = {
        "OPN-1": (("A04",), "Q", 0.6), "OPN-2": (("A04",), "Q", 0.7), "OPN-4": (("A05",), "Y", 0.75),
        "OPN-5": (("A05.1",), "Q", 0.01), "OPN-6": (("A05.1",), "Q", 15), "OPN-7": (("A05.1",), "Y", 1.0),
        "OPN-8": (("A05.2",), "Q", 0.3), "OPN-9": (("A05.2",), "Q", 0.8), "MEC-1": (("A13",), "Q", 0.95),
        "MEC-2": (("A14",), "Y", 0.9), "MEC-3": (("A14.1",), "Y", 1.0), "MEC-4": (("A14.1",), "Q", 0.6),
        "MEC-5": (("A14.2",), "R12", None), "MEC-6": (("A14.3",), "Y", 0.5), "MEC-7": (("A14.3",), "H", 0.8),
        "MEC-8": (("A14.4",), "Q", 0.95), "MEC-9": (("A14.4",), "Y", 0.1), "MEC-17": (("A16.1",), "Q", 0.95),
        "GEN-1": (("A01",), "Y", 1.0), "GEN-2": (("A02",), "Y", 0.5), "GEN-4": (("A03",), "Q", 0.9),
    }  # fmt: skip
    assert {code: found[code] for code in wanted} == wanted
