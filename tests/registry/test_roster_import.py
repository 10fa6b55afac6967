"""A hub brings its roster in: plan, commit, the same again, undo; each tried done, by the wrong person, at the wrong
moment and with impossible data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.registry.actions import (
    bring_roster,
    compare_with_registrar,
    import_roster,
    import_rows,
    plan_roster,
    take_rows_back,
    undo_roster,
)
from shuniu.domain.registry.models import RegistrarValue, RosterImport
from shuniu.domain.registry.sheets import problem_text
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.actions import confirm_affiliation, save_facts
from shuniu.kernel.orgs.models import Affiliation, Area, FactChange, Field, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Notice
from shuniu.kernel.trail.models import AuditEvent
from tests.registry.rosters import code, line, old_workbook, read, slipped, workbook


def bring(city, lines, *, who="hub.officer", name="名录.xlsx", **more) -> RosterImport:
    return bring_roster(city.hub, file_name=name, content=workbook(lines, **more), by=city.user(who), at=city.now)


def commit(city, roster: RosterImport, *, who="hub.officer") -> RosterImport:
    roster = import_roster(roster, plan_version=roster.plan_version, by=city.user(who), at=city.now)
    return import_rows(roster.pk, by=city.user(who))


def brought(city, lines, **more) -> RosterImport:
    return commit(city, bring(city, lines, **more))


def counts(roster: RosterImport) -> tuple[int, int, int, int]:
    return roster.rows_new, roster.rows_changed, roster.rows_same, roster.rows_failing


def test_the_plan_says_what_the_import_will_do_and_changes_nothing(city):
    before = Organization.objects.count()
    known = city.member
    lines = [
        line(1), line(2, code=slipped(code(2))), line(3, kind="基金会"), line(4, code=code(1)),
        line(5, name=known.name, code=known.credit_code, kind="", staff=(known.staff_count or 0) + 7, on=""),
    ]  # fmt: skip
    roster = bring(city, lines)
    assert counts(roster) == (1, 1, 0, 3)
    assert Organization.objects.count() == before
    rows = {row.number: row for row in roster.rows.all()}
    assert [(n, row.action, [(p[1], p[2]) for p in row.problems]) for n, row in rows.items()] == [
        (3, "create", []),
        (4, "failing", [("credit_code", "check18")]),
        (5, "failing", [("kind", "contradicts_code")]),
        (6, "failing", [("credit_code", "twice")]),
        (7, "update", []),
    ]
    assert rows[7].changes["staff_count"] == [str(known.staff_count or ""), str((known.staff_count or 0) + 7)]


def test_exactly_the_plan_is_committed_with_claims_history_and_trail(city):
    known = city.member
    old = known.staff_count
    roster = brought(
        city,
        [
            line(1),
            line(2, member="否"),
            line(5, name=known.name, code=known.credit_code, staff=99, on="", kind="", member="否"),
        ],
    )
    assert (roster.state, *counts(roster)) == ("DONE", 2, 1, 0, 0)
    new = Organization.objects.get(credit_code=code(1))
    assert (new.name, new.kind, str(new.registered_on), new.staff_count, new.source, new.brought_by) == (
        "云州市新来1号服务中心", "social_service", "2020-05-01", 5, f"roster:{roster.pk}", None,
    )  # fmt: skip
    claims = Affiliation.objects.filter(source=f"roster:{roster.pk}")
    assert {(tie.organization.name, tie.kind, tie.state) for tie in claims} == {
        ("云州市新来1号服务中心", "membership", "claimed")
    }
    change = FactChange.objects.get(organization=known, key="staff_count")
    assert (change.old, change.new, change.source, change.body) == (str(old), "99", f"roster:{roster.pk}", city.hub)
    verbs = AuditEvent.objects.filter(subject_type="orgs.organization", facts__roster=roster.pk)
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "orgs.facts_saved", "orgs.organization_entered", "orgs.organization_entered",
    ]  # fmt: skip
    assert Notice.objects.filter(user=city.user("hub.officer"), kind="roster_imported").count() == 1
    assert Organization.objects.search("新来1号").filter(pk=new.pk).exists()


def test_the_same_file_again_writes_nothing(city):
    lines = [line(1), line(2, kind="社区社会组织", code=None, name="云州市晨跑队"), line(3)]
    first = brought(city, lines)
    rows = list(Organization.objects.filter(source=f"roster:{first.pk}").values())
    ties, changes = Affiliation.objects.count(), FactChange.objects.count()
    second = bring(city, lines)
    assert counts(second) == (0, 0, 3, 0)
    second = commit(city, second)
    assert list(Organization.objects.filter(source=f"roster:{first.pk}").values()) == rows
    assert (Organization.objects.filter(source=f"roster:{second.pk}").count(), Affiliation.objects.count(),
            FactChange.objects.count()) == (0, ties, changes)  # fmt: skip


def test_a_clerk_prepares_but_does_not_import_and_others_see_nothing(city):
    roster = bring(city, [line(1)], who="hub.clerk")
    with pytest.raises(PermissionDenied):
        import_roster(roster, plan_version=1, by=city.user("hub.clerk"), at=city.now)
    with pytest.raises(PermissionDenied):
        bring(city, [line(1)], who="org.head")
    for name in ("org.head", "office.head", "second.officer"):
        assert not RosterImport.objects.visible_to(city.user(name), city.now).filter(pk=roster.pk).exists()


def test_a_plan_made_anew_meanwhile_is_not_the_one_imported(city):
    roster = bring(city, [line(1)])
    plan_roster(roster, columns={"name": 1, "credit_code": 2}, sheet="", by=city.user("hub.head"), at=city.now)
    with pytest.raises(ValidationError, match="预览之后"):
        import_roster(roster, plan_version=1, by=city.user("hub.officer"), at=city.now)


def test_a_second_click_is_one_import(city):
    roster = bring(city, [line(1)])
    officer = city.user("hub.officer")
    for _click in range(2):
        import_roster(roster, plan_version=1, by=officer, at=city.now)
    for _worker in range(2):
        import_rows(roster.pk, by=officer)
    assert Organization.objects.filter(credit_code=code(1)).count() == 1
    assert AuditEvent.objects.filter(verb="registry.roster_imported", subject_id=roster.pk).count() == 1


def test_what_changed_between_preview_and_import_is_left_alone_and_listed(city):
    known = city.member
    roster = bring(
        city, [line(1), line(2, name=known.name, code=known.credit_code, staff=99, kind="", on="", member="否")]
    )
    save_facts(known, version=known.version, by=city.user("org.head"), at=city.now, staff_count=12)
    Organization.objects.create(
        code="X1", name="云州市新来1号服务中心", kind="social_service", credit_code=code(1), created_at=city.now
    )
    roster = commit(city, roster)
    known.refresh_from_db()
    assert (known.staff_count, counts(roster), roster.rows_left) == (12, (0, 0, 1, 0), 1)
    assert [row.outcome for row in roster.rows.all()] == ["linked", "left"]
    assert Affiliation.objects.filter(hub=city.hub, organization__code="X1").count() == 1


def test_an_organization_that_keeps_its_own_facts_is_not_changed_by_a_roster(city):
    known = city.member
    save_facts(known, version=known.version, by=city.user("org.head"), at=city.now, staff_count=12)
    roster = bring(city, [line(1, name=known.name, code=known.credit_code, staff=99, kind="", on="", member="否")])
    row = roster.rows.get()
    assert (row.action, row.problems) == ("same", [["warning", "row", "claimed", {"fields": ["staff_count"]}]])


def test_a_declined_membership_is_not_claimed_again(city):
    roster = brought(city, [line(1)])
    tie = Affiliation.objects.get(source=f"roster:{roster.pk}")
    Affiliation.objects.filter(pk=tie.pk).update(declined_at=city.now)
    again = brought(city, [line(1)])
    assert again.rows.get().problems == [["warning", "membership", "declined", {}]]
    assert Affiliation.objects.filter(organization=tie.organization).count() == 1


def test_undo_takes_everything_back_that_nobody_touched(city):
    known = city.member
    before = (Organization.objects.count(), Affiliation.objects.count(), known.staff_count, known.name)
    lines = [line(n) for n in range(4)] + [
        line(9, name="云州市改名协会", code=known.credit_code, kind="", on="", staff=77)
    ]
    roster = brought(city, lines)
    asked = undo_roster(roster, by=city.user("hub.officer"), at=city.now)
    assert (asked.state, Organization.objects.filter(source=f"roster:{roster.pk}").count()) == ("UNDOING", 4)
    roster = take_rows_back(roster.pk, by=city.user("hub.officer"))
    known.refresh_from_db()
    assert (Organization.objects.count(), Affiliation.objects.count(), known.staff_count, known.name) == before
    assert (roster.state, roster.rows_kept, known.former_names.count()) == ("UNDONE", 0, 0)
    assert Organization.objects.search(known.name).filter(pk=known.pk).exists()
    assert not Organization.objects.search("改名协会").filter(pk=known.pk).exists()
    assert undo_roster(roster, by=city.user("hub.officer"), at=city.now).undone_at == roster.undone_at


def test_undo_keeps_and_lists_what_others_changed_confirmed_or_used(city):
    roster = brought(city, [line(n) for n in range(4)])
    edited, confirmed, used, free = (Organization.objects.get(credit_code=code(n)) for n in range(4))
    save_facts(edited, version=0, by=city.user("hub.clerk"), at=city.now, staff_count=8)
    tie = Affiliation.objects.get(organization=confirmed)
    confirm_affiliation(tie, through="sign_in", by=User.objects.system("t"), at=city.now)
    city.plan(days=3).gathering.invitees.create(organization=used, token="t-used")
    undo_roster(roster, by=city.user("hub.head"), at=city.now)
    roster = take_rows_back(roster.pk, by=city.user("hub.head"))
    kept = roster.rows.filter(kept_at_undo=True).order_by("number")
    assert [row.organization for row in kept] == [edited, confirmed, used]
    assert not Organization.objects.filter(pk=free.pk).exists()
    assert set(Affiliation.objects.filter(source=f"roster:{roster.pk}")) == {tie}


def test_undo_ends_after_a_day_and_is_not_for_clerks(city):
    roster = brought(city, [line(1)])
    with pytest.raises(PermissionDenied):
        undo_roster(roster, by=city.user("hub.clerk"), at=city.now)
    RosterImport.objects.filter(pk=roster.pk).update(finished_at=db_now() - timedelta(hours=25))
    with pytest.raises(ValidationError, match="24 小时"):
        undo_roster(roster, by=city.user("hub.officer"), at=city.now)


def test_what_a_hub_said_about_its_columns_is_remembered(city):
    odd = ["甲", "机构", "证号", "组织类型", "成立时间", "专职人数", "是否会员"]
    roster = bring(city, [line(1)], headings=odd)
    assert roster.columns["name"] == 1
    plan_roster(roster, columns={"name": 1, "credit_code": 2, "legal_representative": 0}, sheet="",
                by=city.user("hub.officer"), at=city.now)  # fmt: skip
    again = bring(city, [line(2)], headings=odd)
    assert again.columns == {"name": 1, "credit_code": 2, "legal_representative": 0}
    assert bring(city, [line(3)]).columns == {"name": 1, "credit_code": 2}, "组织类型等列名已说明不用"


def test_a_group_without_a_code_is_seen_only_by_the_hub_that_brought_it_until_confirmed(city):
    roster = brought(city, [line(1, name="云州市晨跑队", code=None, kind="社区社会组织")])
    group = Organization.objects.get(name="云州市晨跑队")
    assert group.brought_by == city.hub

    def seen(name):
        return Organization.objects.visible_to(city.user(name), city.now).filter(pk=group.pk).exists()

    assert [seen(name) for name in ("hub.officer", "second.officer", "office.head", "org.head")] == [
        True,
        False,
        False,
        False,
    ]
    assert not Organization.objects.visible_to(None, city.now).filter(pk=group.pk).exists()
    tie = Affiliation.objects.get(source=f"roster:{roster.pk}")
    confirm_affiliation(tie, through="link", by=User.objects.system("t"), at=city.now)
    assert seen("org.head")


def test_an_old_workbook_is_read_like_a_new_one(city):
    """A real .xls: dates, numbers and codes of 18 digits come out as they went in."""
    lines = [line(1), line(2, code=slipped(code(2))), line(3, on="2019年3月1日", staff=12)]
    content = old_workbook(lines)
    assert content[:8] == bytes.fromhex("d0cf11e0a1b11ae1")  # the container of the old format
    kept = {"by": city.user("hub.officer"), "at": city.now}
    old = bring_roster(city.hub, file_name="名录.xls", content=content, **kept)
    new = bring_roster(city.hub, file_name="名录.xlsx", content=workbook(lines), **kept)
    assert counts(old) == counts(new) == (2, 0, 0, 1)
    told = [
        list(one.rows.order_by("number").values_list("number", "action", "name", "credit_code", "kind", "problems"))
        for one in (old, new)
    ]
    assert told[0] == told[1]
    assert commit(city, old).state == "DONE"
    assert Organization.objects.get(credit_code=code(3)).staff_count == 12


def test_supervising_unit_and_registration_authority_come_in_go_out_are_compared_and_taken_back(city, client):
    known = city.member
    headings = ["单位名称", "统一社会信用代码", "业务主管单位", "登记机关", "成立日期"]
    told = ["云州市民政局", "云州市东篱区民政局"]
    lines = [["云州市新来一号服务中心", code(1), *told, "2020-05-01"], [known.name, known.credit_code, *told, ""]]
    first = bring(city, lines, headings=headings)
    assert first.columns.keys() >= {"supervising_unit", "registration_authority"}
    said = compare_with_registrar(first, as_of=local_date(city.now), by=city.user("hub.officer"), at=city.now)
    of_known = RegistrarValue.objects.filter(source=said, organization=known)
    assert dict(of_known.values_list("key", "value")).items() >= {
        "supervising_unit": told[0], "registration_authority": told[1],
    }.items()  # fmt: skip
    before = (known.supervising_unit, known.registration_authority)
    done = commit(city, first)
    new = Organization.objects.get(credit_code=code(1))
    known.refresh_from_db()
    for row in (new, known):
        assert [row.supervising_unit, row.registration_authority] == told
    assert FactChange.objects.filter(organization=known, key="supervising_unit", new=told[0]).exists()
    assert counts(bring(city, lines, headings=headings)) == (0, 0, 2, 0)
    client.force_login(city.user("hub.officer"))
    page = client.get(f"/desk/registry/organizations/{new.code}/").content.decode()
    assert "业务主管单位" in page
    assert told[1] in page
    sheet = read(b"".join(client.get("/desk/registry/export/", {"col": ["supervisor", "authority"]}).streaming_content))
    assert {"业务主管单位", "登记管理机关"} <= set(sheet[0])
    undo_roster(done, by=city.user("hub.officer"), at=city.now)
    take_rows_back(done.pk, by=city.user("hub.officer"))
    known.refresh_from_db()
    assert (known.supervising_unit, known.registration_authority) == before


def test_several_areas_or_fields_in_one_cell_are_told_and_the_first_is_kept(city):
    area, other = Area.objects.filter(level="district")[:2]
    field, second = Field.objects.all()[:2]
    Field.objects.filter(pk=second.pk).update(name_en="Twofold")
    Field.objects.create(code="twofold", name="Twofold", name_hant="Twofold", name_en="Twofold")
    headings = ["单位名称", "统一社会信用代码", "所在区", "领域"]
    lines = [
        ["云州市新来1号服务中心", code(1), f"{area.name}、{other.name}", f"{field.name}、{second.name}"],
        ["云州市新来2号服务中心", code(2), area.name, "Twofold"],
    ]
    first, twofold = bring(city, lines, headings=headings).rows.all()
    assert (first.area, first.field) == (area, field)
    assert [problem_text(problem) for problem in first.problems] == [
        f"区域一格里有几个，只留“{area.name}”", f"领域一格里有几个，只留“{field.name}”",
    ]  # fmt: skip
    assert [problem_text(problem) for problem in twofold.problems] == ["叫“Twofold”的领域有几个，没有导入"]
