"""The queue of possible duplicates: found in the background, judged once, merged with everything, taken apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.registry import comparing
from shuniu.domain.registry.actions import (
    bring_roster,
    import_roster,
    import_rows,
    judge_different,
    judge_same,
    look_for_duplicates,
    merge_equal_codes,
    propose_pair,
    take_apart,
    withdraw_judgement,
)
from shuniu.domain.registry.comparing import unlooked
from shuniu.domain.registry.models import DuplicatePair, Judgement, Looked, RosterRow
from shuniu.domain.registry.rules import LIKENESS
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Area, FormerAreaName, Merge, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Notice
from shuniu.methods.rosters import make_credit_code
from tests.kernel.merging import body, tie
from tests.registry.rosters import line, workbook

CODE = make_credit_code("social_association", area="990101", serial=89_000_001)
LETTERED = next(
    code for n in range(500) if (code := make_credit_code("foundation", area="990101", serial=n)) != code.lower()
)


KEPT = comparing.Comparison


def look(city, batch: int = 10_000) -> int:
    return look_for_duplicates(by=User.objects.system("registry"), at=city.now, batch=batch)


@pytest.fixture
def looked(city):
    """The register has been compared once; what comes now is new."""
    Looked.objects.all().delete()
    Looked.objects.bulk_create(
        Looked(organization=row, version=row.version, at=city.now) for row in Organization.objects.all()
    )
    return city


@pytest.fixture
def two(looked):
    kept = body(looked, 1, name="云州市暖阳助老服务中心", credit_code=CODE, legal_representative="闻人一")
    gone = body(looked, 2, name="暖阳助老服务中心", address="望江路 3 号")
    tie(looked.hub, kept, looked)
    tie(looked.hub, gone, looked)
    look(looked)
    return kept, gone


@pytest.fixture
def pair(two):
    return DuplicatePair.objects.get(first=two[0], second=two[1])


def test_what_is_new_or_changed_is_compared_and_nothing_else(looked):
    assert look(looked) == 0
    first, second = body(looked, 1, name="云州市星火读书会"), body(looked, 2, name="星火读书会")
    assert look(looked) == 2
    (found,) = DuplicatePair.objects.all()
    assert (found.first, found.second, found.reasons[0][0]) == (first, second, "core")
    assert look(looked) == 0
    tie(looked.hub, second, looked)
    save_facts(second, version=0, name="云州市百合合唱团", by=looked.user("hub.officer"), at=looked.now)
    assert list(unlooked(10)) == [second.pk]
    look(looked)
    assert list(DuplicatePair.objects.waiting()) == [found], "a former name is a reason too"
    save_facts(first, version=0, name="云州市石榴剧社", by=User.objects.system("test"), at=looked.now)
    second.former_names.all().delete()
    look(looked)
    assert not DuplicatePair.objects.exists()


def test_the_same_queries_for_two_new_organizations_and_for_sixty(looked):
    def queries(first: int, count: int) -> int:
        for n in range(first, first + count):
            body(looked, n, name=f"云州市第{n}读书会", legal_representative="闻人一")
        with CaptureQueriesContext(connection) as found:
            assert look(looked) == count
        return len(found)

    look(looked)
    assert queries(1, 2) == queries(10, 60)
    assert DuplicatePair.objects.count() > 60


def test_one_index_serves_the_batches_and_what_changed_since_waits_for_the_next(looked, monkeypatch):
    built = []
    monkeypatch.setattr(comparing, "Comparison", lambda at: built.append(at) or KEPT(at))
    rows = [body(looked, n, name=f"云州市第{n}读书会", legal_representative="闻人一") for n in range(1, 7)]
    assert look(looked, batch=2) == 2
    changed = rows[4]
    tie(looked.hub, changed, looked, confirmed_at=looked.now)
    save_facts(changed, version=changed.version, by=looked.user("hub.officer"), at=looked.now, name="云州市第四读书会")
    late = body(looked, 9, name="第6读书会", legal_representative="闻人一")
    assert [look(looked, batch=2), look(looked, batch=2)] == [2, 1]
    assert len(built) == 1, "kept from batch to batch"
    assert {*unlooked(10)} == {changed.pk, late.pk}
    look(looked)
    assert (len(built), unlooked(10), comparing._kept) == (2, {}, None)
    found = {frozenset(pair) for pair in DuplicatePair.objects.values_list("first", "second")}
    assert frozenset({changed.pk, rows[3].pk}) in found, "by its new name"
    assert frozenset({late.pk, rows[5].pk}) in found


@pytest.mark.parametrize(
    ("mine", "theirs", "asked"),
    [
        ({"name": "云州市望江区暖阳助老服务中心"}, {"name": "暖阳助老服务中心"}, True),
        ({"name": "云州市暖阳助老服务中心"}, {"name": "云州市暖光助老服务中心"}, False),
        ({"name": "云州市暖阳助老服务中心", "legal_representative": "闻人一"},
         {"name": "云州市暖阳为老发展中心", "legal_representative": "闻人一"}, True),
        ({"name": "云州市望江区晨光协会"}, {"name": "云州市青石区晨光协会"}, False),
        ({"name": "云州市晨光协会", "credit_code": CODE},
         {"name": "云州市晨光协会", "credit_code": make_credit_code("social_association", area="990101", serial=5)}, True),
        ({"name": "云州市晨光协会", "credit_code": CODE},
         {"name": "晨光协会", "credit_code": make_credit_code("social_association", area="990101", serial=5)}, False),
    ],
)  # fmt: skip
def test_what_is_worth_a_persons_look(looked, mine, theirs, asked):
    rows = [body(looked, 1, **mine), body(looked, 2, **theirs)]
    look(looked)
    assert DuplicatePair.objects.filter(first=rows[0], second=rows[1]).exists() is asked


def test_how_alike_names_must_be_is_what_the_office_fixed(looked):
    mine, theirs = {"name": "云州市暖阳助老服务中心"}, {"name": "云州市暖阳为老发展中心"}
    people = {"legal_representative": "闻人一"}
    rows = [body(looked, 1, **mine, **people), body(looked, 2, **theirs, **people)]
    for row in rows:
        tie(looked.hub, row, looked)
    day = local_date(looked.now)
    strict = Setting.objects.create(key=LIKENESS.key, owner=looked.office, value=400, reason="试", fixed_at=looked.now,
                                    valid_from=day - timedelta(days=1))  # fmt: skip
    look(looked)
    assert not DuplicatePair.objects.filter(first=rows[0], second=rows[1]).exists()
    type(strict).objects.filter(pk=strict.pk).update(value=LIKENESS.default)
    Looked.objects.filter(organization__in=rows).delete()
    look(looked)
    assert DuplicatePair.objects.filter(first=rows[0], second=rows[1]).exists()


def test_a_district_that_was_a_county_is_one_place(looked):
    area = Area.objects.filter(level="district").first()
    FormerAreaName.objects.create(area=area, name="古渡县", until="2016-01-01")
    rows = [body(looked, 1, name="古渡县同心果业协会"), body(looked, 2, name=f"云州市{area.name}同心果业协会")]
    look(looked)
    assert DuplicatePair.objects.filter(first=rows[0], second=rows[1]).exists()


def test_not_the_same_is_never_asked_again_also_after_a_change(two, pair, city):
    judge_different(pair, note="两家", by=city.user("hub.officer"), at=city.now)
    save_facts(two[1], version=0, address="别处", by=city.user("hub.officer"), at=city.now)
    look(city)
    assert not DuplicatePair.objects.waiting().filter(pk=pair.pk).exists()
    third = body(city, 3, name="暖阳助老中心")
    tie(city.hub, third, city)
    look(city)
    with_third = DuplicatePair.objects.get(first=two[1], second=third)
    judge_same(with_third, keep=third, by=city.user("hub.officer"), at=city.now)
    look(city)
    assert not DuplicatePair.objects.waiting().filter(first=two[0], second=third).exists(), (
        "the answer holds for the merged"
    )
    mine = Judgement.objects.standing().get(verdict="different")
    withdraw_judgement(mine, by=city.user("hub.officer"), at=city.now)
    look(city)
    with pytest.raises(ValidationError, match="拆开"):
        withdraw_judgement(Judgement.objects.get(verdict="same"), by=city.user("hub.officer"), at=city.now)


def test_the_same_is_merged_both_hubs_are_told_and_it_comes_apart(two, pair, city):
    kept, gone = two
    other = Organization.objects.get(appointments__person__username="hub02.head")
    tie(other, gone, city)
    officer = city.user("hub.officer")
    judged = judge_same(pair, note="问过", by=officer, at=city.now)
    assert (judged.merge.kept, judged.merge.gone, judged.body) == (kept, gone, city.hub), "the one with a code is kept"
    assert judge_same(pair, by=officer, at=city.now) == judged
    told = set(Notice.objects.filter(kind="organizations_merged").values_list("user__username", flat=True))
    assert {"hub.head", "hub02.head"} <= told
    assert "hub.officer" not in told
    take_apart(judged.merge, reason="是两家", by=officer, at=city.now)
    take_apart(judged.merge, reason="是两家", by=officer, at=city.now)
    assert Notice.objects.filter(kind="organizations_split", user=city.user("hub02.head")).count() == 1
    assert list(Judgement.objects.standing().values_list("verdict", flat=True)) == ["different"]
    assert not DuplicatePair.objects.waiting().filter(pk=pair.pk).exists()


def test_two_persons_who_judge_differently_the_second_is_told(two, pair, city):
    judge_different(pair, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="刚被别人判断过：不是同一家"):
        judge_same(pair, by=city.user("hub.head"), at=city.now)
    assert not Merge.objects.exists()


def test_clerks_members_and_other_hubs_do_not_judge(two, pair, city):
    for who in ("hub.clerk", "hub02.officer", "org.secretary"):
        with pytest.raises(PermissionDenied):
            judge_different(pair, by=city.user(who), at=city.now)
    assert judge_different(pair, by=city.user("office.officer"), at=city.now).verdict == "different"


def test_only_an_equal_right_code_merges_by_itself(looked):
    system = User.objects.system("registry")
    first = body(looked, 1, name="云州市晨光协会", credit_code=CODE)
    second = body(looked, 2, name="晨光学会", credit_code=LETTERED.lower())
    Organization.objects.filter(pk=first.pk).update(credit_code=LETTERED)
    for n, wrong in enumerate(("5199010100000001X", "5199010100000001x"), start=3):
        body(looked, n, credit_code=wrong)
    assert merge_equal_codes(by=system, at=looked.now) == 1
    (merged,) = Merge.objects.all()
    assert ({merged.kept, merged.gone}, merged.because) == ({first, second}, "code")
    assert merge_equal_codes(by=system, at=looked.now) == 0


def test_a_person_names_a_pair_that_no_comparison_found(looked):
    officer = looked.user("hub.officer")
    rows = [body(looked, 1, name="云州市百合合唱团"), body(looked, 2, name="青石老伙伴歌队")]
    tie(looked.hub, rows[0], looked)
    pair = propose_pair(rows[1], rows[0], by=officer, at=looked.now)
    assert propose_pair(rows[0], rows[1], by=officer, at=looked.now) == pair
    judge_different(pair, by=officer, at=looked.now)
    with pytest.raises(ValidationError, match="已有判断"):
        propose_pair(rows[0], rows[1], by=officer, at=looked.now)
    with pytest.raises(ValidationError, match="两家不同"):
        propose_pair(rows[0], rows[0], by=officer, at=looked.now)


def test_a_roster_with_the_code_or_name_of_a_merged_row_finds_the_one_that_stands(two, pair, city):
    kept, gone = two
    old = make_credit_code("social_association", area="990101", serial=89_000_077)
    Organization.objects.filter(pk=gone.pk).update(credit_code=old)
    officer = city.user("hub.officer")
    judge_same(pair, by=officer, at=city.now)
    content = workbook([line(1, name=gone.name, code=old, kind="社会团体", on="", staff=3)])
    roster = bring_roster(city.hub, file_name="旧名录.xlsx", content=content, by=officer, at=city.now)
    row = roster.rows.get()
    assert (row.organization, row.action) == (kept, RosterRow.Action.UPDATE)
    assert "name" not in row.changes, "a former name is no new name"
    import_roster(roster, plan_version=1, by=officer, at=city.now)
    import_rows(roster.pk, by=officer)
    kept.refresh_from_db()
    assert (kept.name, kept.staff_count, kept.credit_code) == ("云州市暖阳助老服务中心", 3, CODE)


def test_the_pages_ask_judge_undo_and_lead_on(two, pair, city, client):
    client.force_login(city.user("hub.officer"))
    listed = client.get("/desk/registry/duplicates/")
    assert [row["row"] for row in listed.context["lines"]] == [pair]
    page = client.get(f"/desk/registry/duplicates/{pair.pk}/")
    assert "去掉地名和类型后的名称相同" in page.content.decode()
    done = client.post(
        f"/desk/registry/duplicates/{pair.pk}/", {"verdict": "same", "keep": two[0].code, "note": "问过"}
    )
    assert done["Location"] == "/desk/registry/duplicates/"
    moved = client.get(f"/desk/registry/organizations/{two[1].code}/")
    assert (moved.status_code, moved["Location"]) == (
        301,
        f"/desk/registry/organizations/{two[0].code}/?was={two[1].code}",
    )
    assert f"{two[1].code}“{two[1].name}”已于" in client.get(moved["Location"]).content.decode()
    public = client.get(f"/organizations/{two[1].code}/")
    assert public.status_code == 301
    assert "已并为这一条" in client.get(public["Location"]).content.decode()
    merged = Merge.objects.get()
    assert "跟过来的记录" in client.get(f"/desk/registry/merges/{merged.pk}/").content.decode()
    client.post(f"/desk/registry/merges/{merged.pk}/", {"reason": "看错了"})
    assert client.get(f"/desk/registry/organizations/{two[1].code}/").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("hub02.officer", 404), ("org.secretary", 404), ("office.officer", 200)])
def test_who_sees_a_pair(two, pair, city, client, who, status):
    client.force_login(city.user(who))
    assert client.get(f"/desk/registry/duplicates/{pair.pk}/").status_code == status


def test_a_group_that_only_another_hub_knows_is_shown_to_nobody_else(looked, client):
    first, second = body(looked, 1, name="暖阳邻里互助社"), body(looked, 2, name="望江区暖阳邻里互助社")
    other = Organization.objects.get(appointments__person__username="hub02.officer")
    Organization.objects.filter(pk=second.pk).update(brought_by=other)
    tie(looked.hub, first, looked)
    tie(other, second, looked)
    look(looked)
    assert DuplicatePair.objects.filter(first=first, second=second).exists()
    for who, seen in (("hub.officer", 0), ("hub02.officer", 1), ("office.officer", 0)):
        client.force_login(looked.user(who))
        assert len(client.get("/desk/registry/duplicates/").context["lines"]) == seen


def test_two_groups_that_two_hubs_each_know_alone_are_compared_by_the_body_above_both(looked, client):
    first, second = body(looked, 1, name="暖阳邻里互助社"), body(looked, 2, name="望江区暖阳邻里互助社")
    other = Organization.objects.get(appointments__person__username="hub02.officer")
    for row, hub in ((first, looked.hub), (second, other)):
        Organization.objects.filter(pk=row.pk).update(brought_by=hub)
        tie(hub, row, looked)
    look(looked)
    found = DuplicatePair.objects.get(first=first, second=second)
    for who in ("hub.officer", "hub02.officer"):
        client.force_login(looked.user(who))
        assert client.get("/desk/registry/duplicates/").context["lines"] == []
        assert client.get(f"/desk/registry/duplicates/{found.pk}/").status_code == 404
    client.force_login(looked.user("office.officer"))
    assert [line["row"] for line in client.get("/desk/registry/duplicates/").context["lines"]] == [found]
    page = client.get(f"/desk/registry/duplicates/{found.pk}/").content.decode()
    assert f"只在{other.name}的名录里" in page
    assert f"/desk/registry/organizations/{second.code}/" not in page, "the group's own page stays with its hub"
    assert client.get(f"/desk/registry/organizations/{second.code}/").status_code == 404
    client.post(f"/desk/registry/duplicates/{found.pk}/", {"verdict": "same", "keep": first.code})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.merged_into, first.brought_by) == (first, None), "two hubs know it: one row of the register for all"
    assert {n.user for n in Notice.objects.filter(kind="organizations_merged")} >= {
        looked.user("hub.officer"), looked.user("hub02.officer"),
    }  # fmt: skip
