"""The first organizations for a text: exactly those of a plain, slow reading of the stated ranking."""

from __future__ import annotations

import random
import re

import pytest
from django.contrib.auth.models import AnonymousUser

from shuniu.domain.registry.queries import register as register_of
from shuniu.domain.registry.queries import standpoint
from shuniu.domain.support.models.desk.charter import ServiceGuide
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.search import bigrams, fold, query_tokens
from shuniu.kernel.orgs import search
from shuniu.kernel.orgs.models import Affiliation, Area, Field, FormerName, Organization
from shuniu.kernel.orgs.models.organization import fold_name
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.orgs.search import first_found

SYLLABLES = (
    "春",
    "芽",
    "社",
    "工",
    "服",
    "务",
    "云",
    "州",
    "市",
    "东",
    "区",
    "青",
    "禾",
    "中",
    "心",
    "“",
    "”",
    " ",
    "（",
    "）",
    "A",
    "b1",
    "12",
)
PERSONS = ("", "春芽", "青云", "云禾", "工心", "a1")


def enter(n: int, name: str, *, former: str = "", **facts) -> Organization:
    code = facts.get("credit_code") or ""
    row = Organization.objects.create(
        code=f"S{n:08d}", name=name, kind="social_service", created_at="2026-01-01T00:00Z", name_key=name_key(name),
        sort_key=sort_key(name), search=search_vector(name, former, code), **facts,
    )  # fmt: skip
    if former:
        FormerName.objects.create(organization=row, name=former, until="2026-01-01")
    return row


@pytest.fixture
def register(city) -> list[Organization]:
    """Four hundred names of few characters beside the city's: many share what is looked for."""
    chance = random.Random(7)
    fields, areas = [*Field.objects.all()[:4], None], [*Area.objects.all()[:4], None]

    def word() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 9))).strip() or "春芽"

    for n in range(400):
        enter(
            n, word(), former=word() if n % 5 == 0 else "", field=chance.choice(fields), area=chance.choice(areas),
            legal_representative=chance.choice(PERSONS), credit_code=f"5199{n:03d}AB{n % 7}" if n % 3 else None,
        )  # fmt: skip
    enter(900, "春芽", brought_by=city.office)
    gone = enter(901, "青禾", former="春芽")
    Organization.objects.filter(pk=gone.pk).update(merged_into=city.hub)
    return list(
        Organization.objects.filter(merged_into=None).select_related("field", "area").prefetch_related("former_names")
    )


def occurs(key: str, inside: str) -> bool:
    at_word = re.match("[0-9a-z]", key)
    return bool(re.search(("(^|[^0-9a-z])" if at_word else "") + re.escape(key), inside))


def slow(text: str, rows: list[Organization], mine: list[int]) -> list[int]:
    """Every organization judged one by one, all sorted."""
    key, tokens, found = fold_name(text), set(query_tokens(text)), []
    offers = {(one.body_id, one.title) for one in Offer.objects.filter(state="open", body__isnull=False)}
    guides = {(one.hub_id, one.title) for one in ServiceGuide.objects.filter(valid_to=None)}
    serving = {body for body, title in offers | guides if text.strip().lower() in title.lower()}
    for row in rows:
        if row.brought_by_id is not None and row.brought_by_id not in mine and row.pk not in mine:
            continue
        former = [one.name for one in row.former_names.all()]
        code = (row.credit_code or "").upper()
        words = {token for one in (row.name, *former, code) for token in bigrams(one)}
        named = [
            " ".join((one.name, one.name_hant, one.name_en)).lower() if one else "" for one in (row.field, row.area)
        ]
        tests = [
            key in (row.name_key, code.lower(), row.code.lower()),
            code.startswith(key.upper()) or row.code.startswith(key.upper()),
            row.name_key.startswith(key),
            occurs(key, row.name_key),
            any(occurs(key, fold_name(one)) for one in former),
            tokens <= words,
            row.legal_representative.startswith(key),
            text.strip().lower() in named[0],
            text.strip().lower() in named[1],
            row.pk in serving,
        ]
        if any(tests):
            found.append((tests.index(True), row.sort_key, row.pk))
    return [pk for _class, _order, pk in sorted(found)]


TEXTS = ("春芽", "社工", "服务中心", "云州市东", "春芽 中心", "5199", "5199001AB", "ab1", "12", "1", "春", "青云", "“春芽”社", "东区（",
         "b1春", "S0000002", "法律", "咨询", "会议室", "云州市", "不存在的词", "春_", "芽%", "a1")  # fmt: skip


@pytest.mark.parametrize(("walk", "few"), [(2000, 3000), (3, 3000), (3, 0)])
def test_the_first_twenty_are_those_of_a_plain_slow_reading(city, register, monkeypatch, walk, few):
    monkeypatch.setattr(search, "WALK", walk)
    monkeypatch.setattr(search, "FEW", few)
    field = Field.objects.first()
    for text in (*TEXTS, field.name[:2]):
        for who in ("hub.officer", "office.officer"):
            user = city.user(who)
            wanted = slow(text, register, search.own_bodies(user, city.now))[:20]
            assert [row.pk for row in first_found(text, user=user, at=city.now)] == wanted, (text, who)


def test_the_list_and_the_first_twenty_agree_on_the_order(city, register):
    user = city.user("hub.officer")
    for text in TEXTS:
        rows = Organization.objects.visible_to(user, city.now).search(text).ranked(text)
        assert [row.pk for row in first_found(text, user=user, at=city.now)] == list(
            rows.values_list("pk", flat=True)[:20]
        ), text


def test_a_group_that_one_hub_brought_is_found_by_nobody_else(city, register):
    found = {
        who: {row.code for row in first_found("春芽", user=city.user(who), at=city.now)}
        for who in ("office.head", "hub.head")
    }
    assert "S00000900" in found["office.head"]
    assert "S00000900" not in found["hub.head"]


@pytest.mark.parametrize("text", ["", "  ", "（）", "%", "_"])
def test_nothing_to_look_for_finds_nothing(city, text):
    assert first_found(text, user=city.user("hub.officer"), at=city.now) == []
    assert fold(text) == fold(fold(text))


def test_the_search_box_shows_persons_and_fields_too(city, client):
    client.force_login(city.user("hub.officer"))
    person = city.member.legal_representative
    page = client.get("/desk/search/", {"q": person}).content.decode()
    assert city.member.name in page


def test_who_speaks_for_a_body_is_found_by_its_own_people_and_the_hub_it_is_tied_to(city):
    secretary = city.user("org.secretary")
    text = secretary.name

    def found(name):
        user = city.user(name) if name else AnonymousUser()
        box = {row.pk for row in first_found(text, user=user, at=city.now, n=50)}
        here = standpoint(user, city.now, None) if name else None
        listed = set(register_of(here, filters={"q": text}, user=user, at=city.now)) if here else set()
        return city.member.pk in box, city.member in listed

    Organization.objects.filter(pk=city.member.pk).update(legal_representative="闻人一")
    Affiliation.objects.filter(organization=city.member, hub=city.hub).update(confirmed_at=city.now, declined_at=None)
    assert found("hub.officer") == (True, True)
    assert found("org.head")[0] is True
    assert found("hub02.officer") == (False, False)
    assert found("")[0] is False


def test_what_is_searched_for_stands_in_the_indexes_alone(city):
    """A query within the query would let the server read the whole register for a word that thousands have."""
    for text in ("服务中心", "B0001", "赵"):
        assert str(Organization.objects.order_by().search(text).query).count("SELECT") == 1
