"""What hubs asked of departments and won, whom they signed with, and which forms of article 10 they chose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from shuniu.domain.support.models.exchange import ChosenForm, Deliverable, DepartmentProposal, Opportunity, Partnership
from shuniu.engines.exchange.models import GRANTS, Delivery, Match, Offer
from shuniu.faces.cli.demo.bodies import _make, _save
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import CITY
from shuniu.kernel.core.moments import local_date, start_of_day
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

DEPARTMENTS = ("民政局", "财政局", "人力资源和社会保障局", "教育局", "卫生健康委员会")
WON = (
    ("夜间服务点场地补贴", "money", "每个点每年不超过五万元，按实际开放天数拨付。", 5_000_000),
    ("社区服务项目申报", "project", "面向本领域组织征集，单个项目三个月至一年。", 8_000_000),
    ("社会工作督导名额", "training", "每家一至两名，集中学习四天。", 1_200_000),
)  # fmt: skip
AGES = (480, 300, 150, 45)
TOPICS = (
    ("共用培训师资和督导", ("people", "consultancy"), "社工督导二十人次", "people", 2_000_000),
    ("设立小额资助", ("funds", "projects"), "小额项目资助", "money", 2_000_000),
    ("项目策划陪伴", ("planning",), "项目策划半日辅导十次", "expertise", 1_500_000),
    ("志愿者互派", ("people",), "赛会志愿者六十名", "people", 900_000),
    ("法律和财务咨询", ("consultancy",), "咨询时间每月两次", "expertise", 1_200_000),
    ("联合劝募", ("funds",), "联合劝募上线名额", "project", 3_000_000),
    ("共用教室和设备", ("projects",), "培训教室周末时段", "place", 800_000),
)  # fmt: skip
FORMS = (
    ("online", "组织分散，网上发布和牵线最方便。"),
    ("expo", "每年一次集中见面，企业愿意来。"),
    ("landing", "街道社区需求多，项目能落地。"),
    ("grouping", "几家一起做的项目多，场地可以互借。"),
)


def fill(city: DemoCity) -> None:
    _won(city)
    _partners(city)
    ChosenForm.objects.bulk_create(
        ChosenForm(hub=hub, form=form, reason=reason, chosen_on=city.today - timedelta(days=400 - n),
                   chosen_by=city.users[account(city, n, "head")])
        for n, hub in enumerate(city.hubs) for form, reason in FORMS[: 1 + (n + 3) % 4]
    )  # fmt: skip


def _won(city: DemoCity) -> None:
    proposals, won, offers = [], [], []
    departments = _save([_make(city, f"{CITY}{name}", "authority", area=city.city_area) for name in DEPARTMENTS])
    for n, hub in enumerate(city.hubs):
        officer = city.users[account(city, n, "officer")]
        for turn, age in enumerate(AGES):
            day = city.today - timedelta(days=age + n % 11)
            title, _kind, details, _value = WON[(n + turn) % len(WON)]
            department = departments[(n + turn) % len(departments)]
            result = "waiting" if turn == 3 and n % 2 else "refused" if (n + turn) % 3 == 2 else "obtained"
            proposal = DepartmentProposal(
                hub=hub, department=department, subject=f"争取{title}", asked=f"希望支持本领域组织：{details}", made_on=day,
                recorded_by=officer, recorded_at=start_of_day(day), result=result, key=f"demo-proposal-{n}-{turn}",
                reply="" if result == "waiting" else "已列入年度安排。" if result == "obtained" else "今年预算已经安排完。",
                replied_on=None if result == "waiting" else day + timedelta(days=20),
            )  # fmt: skip
            proposals.append(proposal)
            if result != "obtained":
                continue
            row = _opportunity(city, n, turn, proposal, day + timedelta(days=22))
            won.append(row)
            if row.offer is not None:
                offers.append(row.offer)
    DepartmentProposal.objects.bulk_create(proposals)
    Offer.objects.bulk_create(offers)
    Opportunity.objects.bulk_create(won)


def _opportunity(city: DemoCity, n: int, turn: int, proposal: DepartmentProposal, got: date) -> Opportunity:
    """What came of a proposal; the weak hubs forget to publish now and then, some publish late and say why."""
    hub, (title, kind, details, value) = proposal.hub, WON[(n + turn) % len(WON)]
    at, late = start_of_day(got) + timedelta(hours=34), (n + turn) % 7 == 3
    deadline, key = got + timedelta(days=8 if late else 45), f"demo-won-{n}-{turn}"
    row = Opportunity(
        hub=hub, proposal=proposal, department=proposal.department, kind=kind, title=title, details=details, value_fen=value,
        obtained_on=got, deadline=deadline, recorded_by=proposal.recorded_by, recorded_at=start_of_day(got), key=key,
    )  # fmt: skip
    if at < city.now and (city.strength[hub.pk] > 0.3 or turn % 2):
        row.offer = Offer(
            keeper=hub, department=proposal.department, body_name=proposal.department.name, source="fiscal", kind=kind, groups=["organizations"], title=title,
            details=details, closes_on=deadline, value_fen=value, is_cash=kind in GRANTS, posted_at=at, changed_at=at, screened_at=at,
            state="open" if deadline >= city.today else "closed", token=key, key=key,
        )  # fmt: skip
        row.published_at, row.published_by, row.eligible, row.told = at, proposal.recorded_by, 40 + n * 4, 30 + n * 3
        row.days_left, row.is_late = (5, True) if late else (31, False)
        row.late_reason = "部门通知到得晚，离截止只剩一周" if late else ""
    return row


def _partners(city: DemoCity) -> None:
    rows, parts, offers = [], [], []
    for n, hub in enumerate(city.hubs):
        known = members(hub, 6)
        for turn, (topic, elements, what, kind, value) in enumerate(_topics(n) if known else ()):
            partner: Organization = known[(n + turn) % len(known)]
            begins = city.today - timedelta(days=250 + n * 3)
            at, waits = start_of_day(begins), turn == 1 and n % 4 == 1
            row = Partnership(
                hub=hub, partner=partner, title=topic, elements=list(elements), valid_from=begins, valid_to=begins + timedelta(days=730),
                ties="无", state="submitted" if waits else "approved", submitted_by=city.users[account(city, n, "officer")],
                submitted_at=at, approved_by=None if waits else city.users[account(city, n, "head")],
                approved_at=None if waits else at + timedelta(days=4), partner_ties="" if waits else "无",
                partner_signed_at=None if waits else at + timedelta(days=2), key=f"demo-partner-{n}-{turn}",
            )  # fmt: skip
            part = Deliverable(partnership=row, kind=kind, what=what, value_fen=value, is_cash=kind == "money")
            if not waits:
                part.offer = Offer(
                    keeper=hub, body=partner, body_name=partner.name, source="partner", kind=kind, title=what, details=topic,
                    opens_on=begins, closes_on=row.valid_to, value_fen=value, is_cash=kind == "money", posted_at=row.approved_at,
                    changed_at=row.approved_at, screened_at=row.approved_at, state="open", token=f"demo-partner-{n}-{turn}",
                    key=f"demo-partner-{n}-{turn}",
                )  # fmt: skip
                offers.append(part.offer)
            rows.append(row)
            parts.append(part)
    Partnership.objects.bulk_create(rows)
    Offer.objects.bulk_create(offers)
    Deliverable.objects.bulk_create(parts)
    _delivered(city, [one.offer for one in parts if one.offer is not None])


def _topics(n: int) -> list[tuple[str, tuple[str, ...], str, str, int]]:
    return [TOPICS[(n * 2 + turn) % len(TOPICS)] for turn in range(1 + n % 2)]


def _delivered(city: DemoCity, offers: list[Offer]) -> None:
    """The strong hubs' partners delivered to an organization whose need stood open."""
    matches, deliveries = [], []
    for n, offer in enumerate(offers):
        need = offer.keeper.kept_needs.filter(body__isnull=False, state="open").exclude(body=offer.body_id).first()
        if need is None or city.strength[offer.keeper_id] < 0.4:
            continue
        at = city.now - timedelta(days=70 + n)
        match = Match(hub=offer.keeper, offer=offer, need=need, fit=62, introduced_at=at - timedelta(days=9), state="accepted",
                      offer_accepted_at=at - timedelta(days=7), need_accepted_at=at - timedelta(days=6), accepted_at=at - timedelta(days=6))  # fmt: skip
        matches.append(match)
        deliveries.append(Delivery(match=match, what=offer.title, delivered_on=local_date(at), value_fen=offer.value_fen or 0,
                                   is_cash=offer.is_cash, recorded_at=at, confirmed_at=at + timedelta(days=3), key=offer.key))  # fmt: skip
    Match.objects.bulk_create(matches)
    Delivery.objects.bulk_create(deliveries)
