"""Information on the members: cards confirmed twice a year, liaison officers with terms, queries, news, the registrar's list.

Laid down with the open work: the stories of the tests begin without.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from shuniu.domain.registry.actions.registrar import KEYS
from shuniu.domain.registry.models import CardAsk, CardCampaign, LiaisonNews, LiaisonQuery, RegistrarList, RosterImport
from shuniu.faces.cli.demo.people import account
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization
from shuniu.kernel.people.models import User

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

QUERIES = (
    "去年年底的专职人员和志愿者人数",
    "今年办过几次面向居民的活动",
    "是否有党员、有几名",
    "能不能借出会议室",
    "换届定在什么时候",
)
NEWS = (
    ("选出新一届理事会", "会员大会选出理事七人、监事一人，任期四年。"), ("服务站搬了新址", "新址在社区服务中心二楼，电话不变。"),
    ("获评区级先进集体", "在区里的年度表扬中获评先进集体。"), ("办了一期骨干培训", "二十三位骨干参加，为期两天。"),
)  # fmt: skip

# Every half-year a hub asked; the stronger it is, the more confirmed: by link, signed in or on paper's place in a batch.
_CONFIRMED = """
INSERT INTO registry_cardconfirmation (organization_id, way, "on", at, said_by, facts, to_check)
SELECT t.organization_id, (ARRAY['link', 'sign_in', 'batch', 'link'])[1 + t.organization_id %% 4],
       (%(at)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date - (t.organization_id %% 25)::int,
       %(at)s::timestamptz - (t.organization_id %% 25) * interval '1 day', coalesce(nullif(o.legal_representative, ''), '负责人'),
       jsonb_build_object('name', o.name), false
  FROM (SELECT DISTINCT organization_id FROM orgs_affiliation
         WHERE hub_id = %(hub)s AND confirmed_at < %(at)s AND valid_to IS NULL) t
  JOIN orgs_organization o ON o.id = t.organization_id
 WHERE (t.organization_id * 31) %% 100 < %(share)s
ON CONFLICT DO NOTHING
"""
# What the registrar's list says: the same as the register but for one fact in nineteen.
_SAID = """
INSERT INTO registry_registrarvalue (source_id, organization_id, key, value, as_of, remark)
SELECT %(list)s, o.id, f.key, CASE WHEN (o.id * 7 + f.n) %% 19 = 0 THEN f.other ELSE f.value END, %(day)s, ''
  FROM (SELECT DISTINCT organization_id FROM orgs_affiliation WHERE hub_id = %(hub)s AND confirmed_at IS NOT NULL) t
  JOIN orgs_organization o ON o.id = t.organization_id AND o.credit_code IS NOT NULL
 CROSS JOIN LATERAL (VALUES (1, 'legal_representative', o.legal_representative, '钱' || right(o.legal_representative, 1)),
                            (2, 'registered_on', o.registered_on::text, (o.registered_on + 30)::text),
                            (3, 'address', o.address, o.address || '二层')) f(n, key, value, other)
 WHERE f.value <> ''
"""


def fill(city: DemoCity) -> None:
    """Nothing for the small city of the tests."""
    if city.with_open_work:
        _cards(city)
        _officers(city)
        _talk(city)
        _registrar(city)


def _cards(city: DemoCity) -> None:
    for hub in city.hubs:
        for months in range(5):
            moment = city.now - timedelta(days=182 * months + 30)
            share = round(100 * (0.35 + 0.6 * city.strength[hub.pk]))
            with connection.cursor() as cursor:
                cursor.execute(_CONFIRMED, {"hub": hub.pk, "at": moment, "share": share})
    hub, officer = city.hubs[0], city.users["hub.officer"]
    campaign = CardCampaign.objects.create(
        hub=hub, title="下半年资料核对", whom="stale", ends_on=city.today + timedelta(days=12), asked_by=officer,
        asked_at=city.now - timedelta(days=8), note="人数请按上个月底的填。",
    )  # fmt: skip
    tied = Affiliation.objects.confirmed(city.now).filter(hub=hub).values("organization")
    rows = Organization.objects.filter(pk__in=tied).order_by("pk")
    asks = [
        CardAsk(campaign=campaign, organization=row, token=f"demo-card-{row.code}", asked_at=campaign.asked_at)
        for row in rows
    ]
    for n, ask in enumerate(asks):
        ask.confirmed_at = city.now - timedelta(days=n % 7) if n % 5 < 3 else None
        if n % 11 == 4 and ask.confirmed_at is None:
            ask.remark, ask.remarked_at = "陈会计，办公室：地址已经搬了，在隔壁楼", city.now - timedelta(days=2)
    CardAsk.objects.bulk_create(asks)


def _officers(city: DemoCity) -> None:
    """A liaison officer for most members of each hub, some without a term or with one that ends soon."""
    people, terms, taken = (
        [],
        [],
        set(Appointment.objects.filter(role="liaison_officer").values_list("organization", flat=True)),
    )
    for hub in city.hubs:
        members = (
            Affiliation.objects.confirmed(city.now)
            .filter(hub=hub, kind="membership")
            .values_list("organization", "organization__code")
        )
        for n, (organization, code) in enumerate(members.order_by("organization")):
            if organization in taken or (n * 7) % 10 >= 4 + 6 * city.strength[hub.pk]:
                continue
            taken.add(organization)
            people.append(
                User(
                    username=f"liaison.{code.lower()}",
                    name=person(n * 13 + 5),
                    email=f"liaison.{code.lower()}@demo.invalid",
                )
            )
            end = None if n % 13 == 5 else city.today + timedelta(days=20 + n * 37 % 600)
            terms.append((organization, end))
    users = User.objects.bulk_create(people)
    Appointment.objects.bulk_create(
        Appointment(
            person=user,
            organization_id=organization,
            role="liaison_officer",
            valid_from=local_date(city.start),
            valid_to=end,
        )
        for user, (organization, end) in zip(users, terms, strict=True)
    )
    Appointment.objects.filter(person__username="org.liaison").update(valid_to=city.today + timedelta(days=300))


def _talk(city: DemoCity) -> None:
    calendar, asked, sent = working_calendar(), [], []
    for n, hub in enumerate(city.hubs):
        officer = city.users[account(city, n, "officer")]
        tied = list(
            Affiliation.objects.confirmed(city.now)
            .filter(hub=hub)
            .values_list("organization", flat=True)
            .order_by("pk")[:12]
        )
        for turn, organization in enumerate(tied):
            at = city.now - timedelta(days=2 + turn * 23 % 160)
            due = add_working_days(local_date(at), 3, calendar)
            answered = None if turn == 0 and n % 3 == 0 else at + timedelta(days=1 + (n + turn) % 6 // 4 * 7)
            answered = answered if answered is None or answered < city.now else city.now - timedelta(hours=3)
            asked.append(LiaisonQuery(
                hub=hub, organization_id=organization, title=QUERIES[(n + turn) % len(QUERIES)], asked_by=officer, asked_at=at, due_on=due,
                answer="已核对，请见我们在名录里的资料。" if answered else "", answered_at=answered, answered_by=officer if answered else None,
            ))  # fmt: skip
            if turn % 4 == 0:
                title, text = NEWS[(n + turn) % len(NEWS)]
                sent.append(LiaisonNews(
                    hub=hub, organization_id=organization, title=title, text=text, happened_on=local_date(at), sent_by=officer, sent_at=at,
                    noted_at=at + timedelta(hours=20) if turn else None, noted_by=officer if turn else None,
                ))  # fmt: skip
    LiaisonQuery.objects.bulk_create(asked)
    LiaisonNews.objects.bulk_create(sent, ignore_conflicts=True)


def _registrar(city: DemoCity) -> None:
    day = city.today - timedelta(days=40)
    for n, hub in enumerate(city.hubs):
        officer = city.users[account(city, n, "officer")]
        roster = RosterImport.objects.create(
            hub=hub, file_name=f"登记机关名单 {day.isoformat()}.xlsx", digest="0" * 64, state="DONE", columns=dict.fromkeys(KEYS, 0),
            uploaded_by=officer, uploaded_at=city.now - timedelta(days=38), finished_at=city.now - timedelta(days=38),
        )  # fmt: skip
        row = RegistrarList.objects.create(
            hub=hub, roster=roster, as_of=day, compared_at=roster.uploaded_at, compared_by=officer
        )
        with connection.cursor() as cursor:
            cursor.execute(_SAID, {"list": row.pk, "hub": hub.pk, "day": day})
