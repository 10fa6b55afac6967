"""Incubation centres: the first hub's with twelve tenants, smaller ones at other hubs, and what became of those before (A09.1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.desk import CapacityReview
from shuniu.domain.support.models.growing import (
    ExitCriterion,
    ExitFinding,
    ExitReview,
    FollowUp,
    Incubation,
    IncubationApplication,
    IncubationCenter,
    IncubationMilestone,
    IntakeRound,
    Mentor,
    MentorSession,
    PlaceCheck,
)
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import CITY_TIME, months_after
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

CRITERIA = (
    "完成登记或备案，章程和理事会健全", "有一个持续半年以上的服务项目", "有独立账目，一年内没有违规",
    "至少两名专职或固定的工作人员", "收入来源不少于两种",
)  # fmt: skip
PLAN = "起点：三名骨干，一个社区活动。\n半年内：建立理事会和账目，服务固定到每周两次。\n一年内：完成登记，争取第一个购买服务项目。"
MILESTONES = ("理事会开成第一次会", "账目交给代账并公开一次", "服务满 100 人次", "完成登记材料")
TOPICS = ("服务怎么定价和记录", "第一次理事会怎么开", "给资助方写一页纸", "志愿者怎么留得住")
EXITS = (30, 120, 210, 300, 400, 500, 620, 760, 800, 860)


def fill(city: DemoCity) -> None:
    taken: set[int] = set()
    for n, hub in enumerate(city.hubs):
        if n and (city.strength[hub.pk] < 0.35 or (n % 2 and n < len(city.hubs) - 1)):
            continue
        known = [
            one
            for one in members(hub, 40)[3:]
            if one.pk not in taken and one.kind not in ("authority", "mass_organization")
        ]
        inside, gone = (15, 8) if n == 0 else (5, 6)
        gone = min(gone, len(known) // 2)  # a small city has few members
        chosen = known[: inside + gone]
        taken |= {one.pk for one in chosen}
        _center(city, n, hub, chosen[gone:], chosen[:gone])


def _center(city: DemoCity, n: int, hub: Organization, tenants: list[Organization], gone: list[Organization]) -> None:
    center = IncubationCenter.objects.create(
        hub=hub, name=f"{hub.name.removeprefix('云州市')}孵化中心", place=f"{hub.area.name if hub.area else ''}服务大楼一层",
        places=14 if n == 0 else 6, services="工位和会议室\n财务代账\n每月一次督导\n登记辅导", opened_at=city.start, key=f"demo:{n}",
        house_rules="工位不得转借、转租；连续一个月不用的收回。",
    )  # fmt: skip
    criteria = ExitCriterion.objects.bulk_create(
        ExitCriterion(center=center, position=k, text=text) for k, text in enumerate(CRITERIA, 1)
    )
    if n == 0:
        _rounds(city, center)
    stays = Incubation.objects.bulk_create(_tenant(city, center, body, k, n) for k, body in enumerate(tenants))
    _work(city, n, stays)
    ended = Incubation.objects.bulk_create(_ended(city, center, body, k) for k, body in enumerate(gone))
    _reviews(city, n, ended, criteria)
    _looked_at(city, n, stays, ended)
    if n == 0:
        _old_results(city, tenants)


def _looked_at(city: DemoCity, n: int, stays: list[Incubation], ended: list[Incubation]) -> None:
    """Places seen this month, one of them empty; capacity at entry and, of those who left, afterwards."""
    officer, gain = (
        city.users[account(city, n, "officer")],
        10 + int(20 * city.strength[stays[0].center.hub_id]) if stays else 0,
    )
    day = city.today - timedelta(days=6)
    PlaceCheck.objects.bulk_create(
        PlaceCheck(incubation=row, seen_on=day, finding="empty" if k == 4 else "used", noted_by=officer, noted_at=_at(city, day))
        for k, row in enumerate(stays[:9]) if row.mode == "onsite" and row.starts_on <= day
    )  # fmt: skip
    CapacityReview.objects.bulk_create(
        CapacityReview(stay=row, stage=stage, score=38 + (k * 5) % 20 + (gain if stage == "after" else 0), grounds="按十项清单打分，现场看了台账。",
                       reviewed_at=_at(city, when), reviewer=officer)
        for k, row in enumerate([*stays[:10], *ended])
        for stage, when in (("before", row.starts_on), ("after", row.ended_on)) if when is not None
    )  # fmt: skip


def _old_results(city: DemoCity, tenants: list[Organization]) -> None:
    """What became of last year's round: everybody reads it, the refused by number only."""
    row = IntakeRound.objects.get(key="demo:old")
    decided = city.now - timedelta(days=360)
    IncubationApplication.objects.bulk_create(
        IncubationApplication(
            round=row, organization=body, mode="onsite", team_size=4 + k, filed_by=city.system, filed_at=decided - timedelta(days=30 - k),
            work="社区服务，一年没有间断。", difficulties="没有固定场地。", goals="一年内完成登记。", state="REFUSED" if k % 4 == 3 else "ADMITTED",
            reason="还没有三名骨干，明年再来" if k % 4 == 3 else "四条标准都符合，两个街道等着它", decided_at=decided,
        )
        for k, body in enumerate(tenants[:10])
    )  # fmt: skip


def _rounds(city: DemoCity, center: IncubationCenter) -> None:
    facts = {
        "center": center,
        "criteria": "成立不满三年或还没有登记\n服务对象在本市\n有至少三名骨干\n不是机关、枢纽自己的内部机构",
        "takes_virtual": True,
    }
    at = city.now - timedelta(days=12)
    IntakeRound.objects.create(title=f"{city.today.year} 年秋季招募", offered=4, published_at=at, key="demo:autumn",
                               opens_on=city.today - timedelta(days=10), closes_on=city.today + timedelta(days=25), **facts)  # fmt: skip
    old = city.today - timedelta(days=400)
    IntakeRound.objects.create(title=f"{old.year} 年招募", offered=10, published_at=city.now - timedelta(days=420), key="demo:old",
                               opens_on=old, closes_on=old + timedelta(days=30), **facts)  # fmt: skip


def applications(city: DemoCity) -> None:
    """Two that wait for their answer today: laid out with the open work."""
    row = IntakeRound.objects.get(key="demo:autumn")
    there = Incubation.objects.filter(state="IN").values("organization")
    bodies = [one for one in members(row.hub, 42) if one.pk not in {x["organization"] for x in there}]
    texts = {
        "work": "在两个社区做独居老人陪伴，十二名志愿者轮班。", "difficulties": "没有固定场地，账目靠一个人记。",
        "goals": "一年内完成登记，每周服务两次，账目公开。",
    }  # fmt: skip
    IncubationApplication.objects.bulk_create(
        IncubationApplication(round=row, organization=body, mode=mode, team_size=5 + k, filed_by=city.system,
                              filed_at=city.now - timedelta(days=3 + k), **texts)
        for k, (body, mode) in enumerate(zip(bodies[-2:], ("onsite", "virtual"), strict=True))
    )  # fmt: skip


def _tenant(city: DemoCity, center: IncubationCenter, body: Organization, k: int, n: int) -> Incubation:
    virtual = (n == 0 and k >= 12) or (n > 0 and k == 4)
    start = city.today - timedelta(days=25 + k * 21)
    stretched = k in (7, 10)
    end = months_after(start, 12)
    return Incubation(
        center=center, organization=body, mode="virtual" if virtual else "onsite", starts_on=start, plan=PLAN if k != 0 else "",
        ends_on=months_after(start, 20) if stretched else end, first_ends_on=end if stretched else None,
        extension_reason="登记材料还在补正" if stretched else "", plan_agreed_at=_at(city, start, 20) if k > 1 else None,
    )  # fmt: skip


def _at(city: DemoCity, day: date, later: int = 0) -> datetime:
    return min(datetime.combine(day + timedelta(days=later), time(15), tzinfo=CITY_TIME), city.now)


def _work(city: DemoCity, n: int, stays: list[Incubation]) -> None:
    """Mentors, sessions each month, milestones each quarter."""
    officer = city.users[account(city, n, "officer")]
    coach = city.users["hub02.officer" if n == 0 else "hub.officer"]
    mentors = Mentor.objects.bulk_create(
        Mentor(incubation=stay, person=coach, strength="组织治理和财务", named_at=_at(city, stay.starts_on, 5))
        for stay in stays
    )
    sessions, milestones = [], []
    for k, (stay, mentor) in enumerate(zip(stays, mentors, strict=True)):
        months = (city.today - stay.starts_on).days // 30
        for month in range(1, months + 1):
            day = stay.starts_on + timedelta(days=30 * month - 10)
            sessions.append(MentorSession(
                incubation=stay, mentor=mentor, held_on=day, hours=2, topic=TOPICS[month % 4], advice="把做过的记下来，下次带着记录来。",
                recorded_by=coach, recorded_at=_at(city, day, 1), key=f"demo:{stay.pk}:{month}",
                confirmed_at=_at(city, day, 3) if month < months or k % 3 else None,
                confirmed_by=city.system if month < months or k % 3 else None,
            ))  # fmt: skip
        for q, title in enumerate(MILESTONES):
            due = min(stay.starts_on + timedelta(days=80 * (q + 1)), stay.ends_on)
            done = due < city.today - timedelta(days=10)
            milestones.append(IncubationMilestone(
                incubation=stay, title=title, due_on=due, stated_at=_at(city, due) if done else None,
                stated_by=city.system if done else None, proof="会议记录和照片已交" if done else "",
                confirmed_at=_at(city, due, 4) if done else None, confirmed_by=officer if done else None,
            ))  # fmt: skip
    MentorSession.objects.bulk_create(sessions)
    IncubationMilestone.objects.bulk_create(milestones)


def _ended(city: DemoCity, center: IncubationCenter, body: Organization, k: int) -> Incubation:
    """The stronger the hub, the more of its exits were graduations in time."""
    day = city.today - timedelta(days=EXITS[k % len(EXITS)])
    luck = city.random.random()
    state = "GRADUATED" if luck < 0.35 + 0.6 * city.strength[center.hub_id] else "LAPSED" if luck < 0.9 else "NOT_MET"
    end = day if state == "LAPSED" else day + timedelta(days=20)
    return Incubation(center=center, organization=body, mode="onsite", starts_on=months_after(end, -12), ends_on=end, plan=PLAN,
                      state=state, ended_on=day)  # fmt: skip


def _reviews(city: DemoCity, n: int, ended: list[Incubation], criteria: list[ExitCriterion]) -> None:
    officer = city.users[account(city, n, "officer")]
    judged = [row for row in ended if row.state != "LAPSED"]
    reviews = ExitReview.objects.bulk_create(
        ExitReview(incubation=row, held_on=row.ended_on, reviewers=f"{person(n * 7 + k)}、{person(n * 5 + k + 3)}", summary="逐条核对了材料和账目。",
                   filed_by=officer, filed_at=_at(city, row.ended_on))
        for k, row in enumerate(judged)
    )  # fmt: skip
    ExitFinding.objects.bulk_create(
        ExitFinding(review=review, criterion=one, met=review.incubation.state == "GRADUATED" or place != 4, note="材料齐全")
        for review in reviews for place, one in enumerate(criteria)
    )  # fmt: skip
    looked = [
        row
        for row in judged
        if row.state == "GRADUATED" and months_after(row.ended_on, 24) < city.today - timedelta(days=20)
    ]
    FollowUp.objects.bulk_create(
        FollowUp(
            incubation=row, looked_on=months_after(row.ended_on, 24) + timedelta(days=5), is_active=k % 4 != 3, note="每周服务三次，专职四人。",
            recorded_by=officer, recorded_at=_at(city, months_after(row.ended_on, 24), 6), confirmed_by=city.system,
            confirmed_at=_at(city, months_after(row.ended_on, 24), 9),
        )
        for k, row in enumerate(looked)
    )  # fmt: skip
