"""Organizations bound together: each with a task or a budget line, each by its own yes (A10.5)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import consortium as acts
from shuniu.domain.support.models.growing import Consortium, ConsortiumPartner, PracticeNote
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture(autouse=True)
def nothing(city):
    PracticeNote.objects.all().delete()
    Consortium.objects.all().delete()


def other(city, n=5):
    return city.user(f"secretary{n:02d}.org").appointments.get().organization


@pytest.fixture
def team(city) -> Consortium:
    return acts.start_consortium(
        city.hub, city.member, title="一刻钟服务圈", purpose="三个社区，老人和孩子", budget_fen=100_000, task="总协调", key="k",
        by=city.user("org.secretary"), at=city.now,
    )  # fmt: skip


def asked(city, team, *, n=5, task="", line="", fen=0, by="org.secretary") -> ConsortiumPartner:
    return acts.ask_partner(
        team, organization=other(city, n), task=task, budget_line=line, budget_fen=fen, by=city.user(by), at=city.now
    )


def agreed(city, part, *, n=5, agree=True) -> ConsortiumPartner:
    return acts.answer_consortium(part, agree=agree, by=city.user(f"secretary{n:02d}.org"), at=city.now)


@pytest.mark.acceptance("A10.5")
def test_a_partner_with_neither_task_nor_budget_line_does_not_count(city, team):
    part = agreed(city, asked(city, team))
    assert (part.answer, part.counts, team.partners.real().count()) == ("agreed", False, 1)
    with pytest.raises(ValidationError, match="没有任务也没有预算的不算"):
        acts.form_consortium(team, by=city.user("org.secretary"), at=city.now)
    part = asked(city, team, line="场地", fen=30_000)
    assert part.answer == "asked", "what it is to do has changed: it agrees anew"
    agreed(city, part)
    assert team.partners.real().count() == 2
    team = acts.form_consortium(team, by=city.user("org.secretary"), at=city.now)
    assert team.state == "FORMED"
    assert Notice.objects.filter(kind="consortium_formed", user=city.user("secretary05.org")).count() == 1


def test_nobody_is_a_partner_without_its_own_yes(city, team):
    part = asked(city, team, task="送餐")
    assert (part.counts, Duty.objects.open().get(verb="answer_consortium").body) == (False, other(city))
    for name in ("org.secretary", "secretary06.org", "hub.officer"):
        with pytest.raises(PermissionDenied):
            acts.answer_consortium(part, agree=True, by=city.user(name), at=city.now)
    assert agreed(city, part, agree=False).answer == "declined"
    assert asked(city, team, task="送餐").answer == "asked", "asked once more"
    assert Consortium.objects.visible_to(city.user("secretary05.org"), city.now).get() == team
    assert not Consortium.objects.visible_to(city.user("secretary06.org"), city.now).exists()


def test_lines_never_add_up_to_more_than_the_budget_and_have_a_name(city, team):
    asked(city, team, line="场地", fen=60_000)
    with pytest.raises(ValidationError, match="超过了总预算"):
        asked(city, team, n=6, line="物资", fen=50_000)
    with pytest.raises(ValidationError, match="一起写"):
        asked(city, team, n=6, fen=10)
    with pytest.raises(IntegrityError, match="budget_line"), transaction.atomic():
        ConsortiumPartner.objects.filter(organization=other(city)).update(budget_line="")
    with pytest.raises(PermissionDenied):
        asked(city, team, n=6, task="x", by="secretary05.org")


def test_a_formed_one_stands_until_it_ends_with_what_came_of_it(city, team):
    agreed(city, asked(city, team, task="送餐"))
    lead = city.user("org.secretary")
    acts.form_consortium(team, by=lead, at=city.now)
    with pytest.raises(ValidationError, match="不能再改"):
        asked(city, team, n=6, task="后来的")
    with pytest.raises(ValidationError, match="outcome"):
        acts.end_consortium(team, outcome=" ", by=lead, at=city.now)
    assert acts.end_consortium(team, outcome="服务三百人", by=lead, at=city.now).state == "ENDED"


def test_practice_is_shared_and_used_by_others_only(city):
    secretary = city.user("org.secretary")
    note = acts.write_practice_note(
        city.hub,
        city.member,
        title="送餐怎么排班",
        did="按楼排",
        learned="别超过四十分钟",
        key="n",
        by=secretary,
        at=city.now,
    )
    assert (
        acts.write_practice_note(
            city.hub, city.member, title="x", did="x", learned="x", key="n", by=secretary, at=city.now
        ).pk
        == note.pk
    )
    with pytest.raises(ValidationError, match="由别家"):
        acts.say_used(note, city.member, how="很好", by=secretary, at=city.now)
    use = acts.say_used(note, other(city), how="改成按小区排，更好用", by=city.user("secretary05.org"), at=city.now)
    assert acts.say_used(note, other(city), how="再说", by=city.user("secretary05.org"), at=city.now).pk == use.pk
    with pytest.raises(PermissionDenied):
        acts.withdraw_practice_note(note, by=city.user("secretary05.org"), at=city.now)
    assert acts.withdraw_practice_note(note, by=secretary, at=city.now).withdrawn_at is not None
