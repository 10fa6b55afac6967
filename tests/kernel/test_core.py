"""What everybody stands on: states, permissions, versions, money, search tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from shuniu.kernel.core.access import allowed, authorise, nobody, permissions, permit, predicate
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.money import to_fen, yuan
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.core.search import bigrams, fold, query_text, query_tokens, vector_text
from shuniu.kernel.core.templatetags.ui import score
from shuniu.kernel.core.versions import Stale, check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User

AT = datetime(2026, 9, 22, 2, tzinfo=UTC)


class Paper:
    flow = Flow(file=({"DRAFT", "RETURNED"}, "FILED"), accept=({"FILED"}, "ACCEPTED"))

    def __init__(self, state):
        self.state, self.version = state, 3

    def get_state_display(self):
        return {"DRAFT": "草稿", "FILED": "已报送", "ACCEPTED": "已接收", "RETURNED": "退回"}[self.state]


def test_a_flow_moves_from_the_states_it_names_and_from_no_other():
    paper = Paper("DRAFT")
    assert (paper.flow.can(paper, "file"), paper.flow.can(paper, "accept")) == (True, False)
    paper.flow.apply(paper, "file")
    assert paper.state == "FILED"
    with pytest.raises(ValidationError, match="已报送"):
        paper.flow.apply(paper, "file")
    assert paper.state == "FILED"
    with pytest.raises(KeyError):
        paper.flow.apply(paper, "burn")


@predicate
def is_anna(user, row, at):
    return user.name == "安"


@predicate
def row_is_open(user, row, at):
    return row == "open"


ANNA, BEN = SimpleNamespace(name="安", is_system=False), SimpleNamespace(name="本", is_system=False)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (is_anna & row_is_open, [True, False, False, False]),
        (is_anna | row_is_open, [True, True, True, False]),
        (~is_anna, [False, False, True, True]),
        (is_anna & ~row_is_open, [False, True, False, False]),
    ],
)
def test_predicates_combine(rule, expected):
    assert [rule(u, row, AT) for u in (ANNA, BEN) for row in ("open", "shut")] == expected


def test_nothing_is_allowed_by_accident():
    with pytest.raises(KeyError):
        allowed(ANNA, "nothing.of_this_name", None, at=AT)
    name = "tests.open_drawer"
    permit(name, is_anna)
    try:
        assert allowed(None, name, None, at=AT) is False
        assert allowed(SimpleNamespace(name="schedule", is_system=True), name, None, at=AT) is True
        authorise(ANNA, name, None, at=AT)
        with pytest.raises(PermissionDenied, match="权限"):
            authorise(BEN, name, None, at=AT)
        with pytest.raises(RuntimeError, match="twice"):
            permit(name, row_is_open)
    finally:
        from shuniu.kernel.core import access

        access._permissions.pop(name)


def test_what_only_system_accounts_do_no_person_does():
    assert nobody(ANNA, None, AT) is False
    assert "people.open_first_account" in permissions()


def test_the_second_editor_is_told_and_nothing_is_lost():
    paper = Paper("DRAFT")
    check_version(paper, 3)
    with pytest.raises(Stale) as told:
        check_version(paper, 2)
    assert told.value.code == "stale"


def test_a_registry_takes_a_name_once_and_keeps_the_order():
    registry = Registry("drawers")
    registry.add("b", 1)
    registry.add("a", 2)
    registry.add("a", registry["a"])
    assert list(registry) == [("b", 1), ("a", 2)]
    assert ("a" in registry, registry.get("c")) == (True, None)
    with pytest.raises(RuntimeError, match="drawers: a is registered twice"):
        registry.add("a", object())


@given(st.integers(-(10**12), 10**12))
def test_money_goes_to_yuan_and_back_without_losing_a_fen(fen):
    assert to_fen(yuan(fen).replace(",", "")) == fen


@pytest.mark.parametrize(("given_", "fen"), [("0.005", 1), ("0.004", 0), ("19.99", 1999), (7, 700), ("-1.005", -101)])
def test_half_a_fen_is_rounded_away_from_zero(given_, fen):
    assert to_fen(given_) == fen


def test_tokens_are_overlapping_pairs_whole_words_and_single_characters():
    assert fold("　ＡＢ 养老　") == "ab 养老"
    assert bigrams("养老院") == ["养老", "老院", "养", "老", "院"]
    assert query_tokens("养老院 AB12") == ["养老", "老院", "ab12"]
    assert query_tokens("养") == ["养"]
    assert (query_text("！？"), query_text("养老")) == ("", "'养老'")
    assert sorted(set(vector_text("养 老", "A1").split(" "))) == ["a", "a1", "养", "养老", "老"]


HAN = st.text("养老助残青年志愿服务中心云州市东区", min_size=2, max_size=12)


@given(HAN, st.data())
def test_every_piece_of_a_name_is_found_by_its_tokens(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : start + data.draw(st.integers(1, len(name) - start))]
    assert set(query_tokens(piece)) <= set(bigrams(name))


@pytest.mark.parametrize("text", ["职工", "联合会", "工作联合会", "云州"])
def test_postgresql_finds_what_a_plain_search_finds(city, text):
    named = Q(name__contains=text) | Q(field__name__contains=text) | Q(area__name__contains=text)
    expected = set(Organization.objects.filter(named).values_list("pk", flat=True))
    assert expected
    assert set(Organization.objects.all().search(text).values_list("pk", flat=True)) == expected


def test_quotes_and_operators_in_a_search_do_no_harm(city):
    for text in ("'", "职工 & | ! :*", "'; DROP", "\\"):
        list(Organization.objects.all().search(text)[:3])


def test_a_named_account_is_made_once_and_cannot_sign_in(city, client):
    assert User.objects.system("schedule") == User.objects.system("schedule")
    assert User.objects.by_identifier("schedule") is None
    assert client.login(username="schedule", password="!") is False


@pytest.mark.parametrize(
    ("value", "said"),
    [(59.6, "▾ 59"), (60, "60"), (99.97, "99"), (100.0, "100"), (None, "—"), (0, "▾ 0"), (69.9999999999, "70")],
)
def test_a_score_never_rounds_up_over_the_step_that_its_colour_stands_for(value, said):
    assert score(value) == said
