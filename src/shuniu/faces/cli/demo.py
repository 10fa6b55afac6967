"""The demo city: fictional, relative to a given day, the same for the same size, seed and day.

History is written in bulk with its own past dates, which no action allows: an action always writes now.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shuniu.domain.meetings.models import AgendaItem, MeetingReport, Minutes, Resolution, SecretaryMeeting
from shuniu.domain.oversight.models import CoordinationRequest, Statement
from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.faces.cli.demo_names import (
    CITY,
    DISTRICTS,
    FIELDS,
    GIVEN,
    RESOLUTIONS,
    STEMS,
    SURNAMES,
    TAILS,
    TOPICS,
)  # fmt: skip
from shuniu.kernel.core.moments import CITY_TIME, Period, add_working_days, db_now, local_date, period_of
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.norms.queries import applicable_units, units_of, working_calendar
from shuniu.kernel.orgs.actions import next_organization_codes
from shuniu.kernel.orgs.models import Affiliation, Appointment, Area, Designation, Field, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Evidence
from shuniu.kernel.specification.actions import load_edition, read_edition
from shuniu.methods.rosters import make_credit_code

PASSWORD = "shuniu-demo"  # noqa: S105  printed at start-up; accounts exist only in the demo
QUARTERS = 8


class DemoCity:
    """36 hubs at three levels, `size` organizations, two years of history up to `day`."""

    def __init__(self, *, size: int = 3000, seed: int = 1, day: date | None = None, hubs: int = 36) -> None:
        self.size, self.hub_count = size, hubs
        self.random = random.Random(seed)  # noqa: S311  a demo wants the same city every time
        self.now = db_now()
        if day is not None:
            self.now = datetime.combine(day, time(10), tzinfo=CITY_TIME)
        self.today = local_date(self.now)
        self.start = self.now - timedelta(days=900)
        self.password = make_password(PASSWORD)
        self.serial = 0

    @transaction.atomic
    def fill(self) -> DemoCity:
        self.system = User.objects.system("demo")
        load_published_calendars(by=self.system, at=self.now)
        facts, units = read_edition()
        self.edition = load_edition(
            facts={**facts, "area_code": "990000", "area_name": CITY}, units=units, valid_from=date(2016, 7, 1),
            by=self.system, at=self.now,
        )  # fmt: skip
        self._places()
        self._bodies()
        self._organizations()
        self._ties()
        self._people()
        self._history()
        self._statements()
        self._requests()
        self._snapshots()
        return self

    def _places(self) -> None:
        self.city = Area.objects.create(code="990000", name=CITY, name_hant="雲州市", name_en="Yunzhou", level="city")
        self.areas = Area.objects.bulk_create(
            Area(code=f"9901{n:02d}", name=f"{name}区", name_hant=f"{name}區", name_en=f"District {n}", level="district",
                 parent=self.city)
            for n, name in enumerate(DISTRICTS, start=1)
        )  # fmt: skip
        self.fields = Field.objects.bulk_create(
            Field(code=code, name=name, name_hant=hant, name_en=en) for code, name, hant, en in FIELDS
        )

    def _make(self, name: str, kind: str, **facts: Any) -> Organization:
        self.serial += 1
        code = None
        if kind in ("social_association", "social_service", "foundation"):
            code = make_credit_code(kind, area="990101", serial=self.serial)
        return Organization(
            name=name, kind=kind, credit_code=code, name_key=name_key(name), sort_key=sort_key(name), source="demo",
            created_at=self.start, facts_on=local_date(self.start), search=search_vector(name, code or ""), **facts,
        )  # fmt: skip

    def _save(self, rows: list[Organization]) -> list[Organization]:
        for row, code in zip(rows, next_organization_codes(len(rows)), strict=True):
            row.code = code
            row.former_name_checked = True  # type: ignore[attr-defined]
        return Organization.objects.bulk_create(rows, batch_size=1000)

    def _bodies(self) -> None:
        """The office, one district authority, municipal hubs, district hubs and second-level hubs."""
        self.office, self.district = self._save(
            [self._make(f"{CITY}社会建设工作办公室", "authority", area=self.city),
             self._make(f"{CITY}{DISTRICTS[0]}区社会建设工作办公室", "authority", area=self.areas[0])]
        )  # fmt: skip
        municipal = max(1, self.hub_count - 11) if self.hub_count > 12 else max(1, self.hub_count - 2)
        district = 7 if self.hub_count > 12 else 1
        plans = []
        for n in range(self.hub_count):
            field = self.fields[n % len(self.fields)]
            mass = n < 6
            level = "city" if n < municipal else "district" if n < municipal + district else "second_level"
            prefix = (
                CITY
                if level == "city"
                else f"{CITY}{DISTRICTS[0]}区"
                if level == "district"
                else f"{CITY}{STEMS[n % 30]}"
            )
            name = f"{prefix}{field.name}{'工作联合会' if mass else '社会组织联合会' if level != 'second_level' else '服务联盟'}"
            plans.append((name, "mass_organization" if mass else "social_association", level, field, mass))
        rows = self._save(
            [self._make(name, kind, field=field, area=self.areas[0]) for name, kind, _l, field, _m in plans]
        )
        self.hubs = rows
        self.strength = {hub.pk: 0.35 + 0.6 * ((n * 7) % 11) / 10 for n, hub in enumerate(rows)}
        designations = []
        for (_name, _kind, level, field, mass), hub in zip(plans, rows, strict=True):
            above = {"city": self.office, "district": self.district, "second_level": rows[0]}[level]
            designations.append(
                Designation(
                    organization=hub,
                    designated_by=above,
                    reports_to=above,
                    level=level,
                    field=field,
                    edition_code=self.edition.code,
                    mass_organization=mass,
                    supervisory_status=mass and field.code != "youth",
                    not_fiscally_funded=not mass,
                    vertical_guidance=mass,
                    large_coverage=level == "city",
                    functional_hub=field.code in ("legal", "science", "socialwork"),
                    valid_from=local_date(self.start),
                )
            )
        # A second-level hub has the field of the hub it belongs to narrowed to its own; the district's hubs share fields.
        self.designations = Designation.objects.bulk_create(designations)

    def _organizations(self) -> None:
        kinds = ["social_association"] * 4 + ["social_service"] * 5 + ["foundation"] + ["grassroots"] * 2
        rows = []
        for n in range(self.size):
            kind = kinds[n % len(kinds)]
            field = self.fields[n % len(self.fields)] if n % 40 else None
            stem = f"{STEMS[n % 30]}{STEMS[(n // 30 * 7 + 3) % 30]}"
            tail = TAILS[kind][n % len(TAILS[kind])]
            number = f"第{n // 900 + 1}" if n >= 900 else ""
            complete = self.random.random() < 0.8
            rows.append(
                self._make(
                    f"{CITY}{stem}{field.name if field else ''}{number}{tail}",
                    kind,
                    field=field,
                    area=self.areas[n % len(self.areas)],
                    registered_on=None if kind == "grassroots" else date(2005 + n % 19, n % 12 + 1, n % 28 + 1),
                    legal_representative="" if kind == "grassroots" else self._person(n),
                    staff_count=n % 37 if complete else None,
                    member_count=n % 260,
                    purpose=f"面向{DISTRICTS[n % 10]}区居民开展{field.name if field else '社区'}服务"
                    if complete
                    else "",
                    activities="每月一次主题活动" if complete or n % 3 else "",
                )
            )
        self.organizations = self._save(rows)

    def _person(self, n: int) -> str:
        return SURNAMES[n % len(SURNAMES)] + GIVEN[(n // len(SURNAMES)) % len(GIVEN)]

    def _ties(self) -> None:
        """Each hub is tied to a part of its field, as large as it is strong; some ties are only claimed."""
        rows = []
        self.tied: dict[int, list[Organization]] = {}
        by_field: dict[int, list[Organization]] = {}
        for org in self.organizations:
            if org.field_id:
                by_field.setdefault(org.field_id, []).append(org)
        for n, (hub, designation) in enumerate(zip(self.hubs, self.designations, strict=True)):
            there = by_field.get(designation.field_id or 0, [])
            chosen = there[: max(3, int(len(there) * (0.4 + 0.55 * self.strength[hub.pk])))]
            self.tied[hub.pk] = chosen
            for m, org in enumerate(chosen):
                confirmed = (m * 13 + n) % 10 < 9
                rows.append(
                    Affiliation(
                        hub=hub,
                        organization=org,
                        kind="membership" if m % 3 else "contact",
                        route="membership" if m % 3 else "engagement",
                        source="demo",
                        valid_from=local_date(self.start),
                        claimed_at=self.start,
                        confirmed_at=self.start if confirmed else None,
                        confirmed_through="sign_in" if confirmed else "",
                    )
                )
        Affiliation.objects.bulk_create(rows, batch_size=2000)

    def _account(self, username: str, name: str) -> User:
        return User(username=username, name=name, email=f"{username}@demo.invalid", password=self.password)

    def _people(self) -> None:
        """The named demo accounts, then a head and an officer for every hub and a secretary-general here and there."""
        first, member = self.hubs[0], self.tied[self.hubs[0].pk][0]
        second = self.hubs[-1]
        wanted = [
            ("hub.head", self.hubs[0], "head"), ("hub.officer", first, "officer"), ("hub.clerk", first, "clerk"),
            ("office.head", self.office, "head"), ("office.officer", self.office, "officer"),
            ("district.head", self.district, "head"), ("district.officer", self.district, "officer"),
            ("second.head", second, "head"), ("second.officer", second, "officer"),
            ("org.head", member, "head"), ("org.secretary", member, "secretary_general"),
            ("org.liaison", self.tied[first.pk][1], "liaison_officer"),
        ]  # fmt: skip
        for n, hub in enumerate(self.hubs[1:-1], start=2):
            wanted += [(f"hub{n:02d}.head", hub, "head"), (f"hub{n:02d}.officer", hub, "officer")]
        for n, org in enumerate(self.tied[first.pk][2:40], start=1):
            wanted.append((f"secretary{n:02d}.org", org, "secretary_general"))
        users = User.objects.bulk_create(
            self._account(name, self._person(n)) for n, (name, _o, _r) in enumerate(wanted)
        )
        self.users = {user.username: user for user in users}
        Appointment.objects.bulk_create(
            Appointment(person=user, organization=org, role=role, valid_from=local_date(self.start))
            for user, (_name, org, role) in zip(users, wanted, strict=True)
        )

    def _quarters(self) -> list[Period]:
        quarter, rows = period_of("Q", self.today), []
        for _n in range(QUARTERS + 1):
            rows.append(quarter)
            quarter = quarter.previous()
        return rows[::-1]

    def _history(self) -> None:
        calendar = working_calendar()
        for quarter in self._quarters():
            running = quarter == period_of("Q", self.today)
            plans = list(self._plans(quarter, running))
            gatherings = Gathering.objects.bulk_create(plan["gathering"] for plan in plans)
            meetings = SecretaryMeeting.objects.bulk_create(
                SecretaryMeeting(
                    host=plan["hub"], gathering=gathering, form=plan["form"], state="HELD",
                    created_at=gathering.starts_at - timedelta(days=20),
                )
                for plan, gathering in zip(plans, gatherings, strict=True)
            )  # fmt: skip
            self._contents(plans, meetings)
            self._after(plans, meetings, calendar, quarter)

    def _plans(self, quarter: Period, running: bool) -> Iterator[dict[str, Any]]:
        number = (quarter.start.month - 1) // 3 + 1
        for n, hub in enumerate(self.hubs):
            strength = self.strength[hub.pk]
            day = quarter.start + timedelta(days=18 + (n * 5 + number * 3) % 55)
            while day.weekday() > 4:
                day += timedelta(days=1)
            if self.random.random() > 0.62 + 0.4 * strength or day >= self.today - timedelta(days=2):
                continue
            starts = datetime.combine(day, time(14), tzinfo=CITY_TIME)
            gathering = Gathering(
                host=hub, title=f"{quarter.start.year} 年第 {number} 季度秘书长例会", starts_at=starts,
                ends_at=starts + timedelta(hours=2), place="联合会三楼会议室", door_token=secrets.token_urlsafe(18),
                door_code=f"{self.random.randrange(10**6):06d}", sign_in_opens_at=starts - timedelta(hours=2),
                sign_in_closes_at=starts + timedelta(hours=4), created_at=starts - timedelta(days=20),
            )  # fmt: skip
            yield {"hub": hub, "gathering": gathering, "form": ("joint", "salon", "seminar")[n % 3 if number % 2 else 0],
                   "strength": strength, "n": n}  # fmt: skip

    def _contents(self, plans: list[dict[str, Any]], meetings: list[SecretaryMeeting]) -> None:
        agenda, invitees, roll = [], [], []
        for plan, meeting in zip(plans, meetings, strict=True):
            members = self.tied[plan["hub"].pk]
            gathering = meeting.gathering
            for position in range(3):
                kind, title = TOPICS[(plan["n"] + position * 2) % len(TOPICS)]
                proposed = position == 2 and self.random.random() < 0.35 + 0.5 * plan["strength"]
                agenda.append(AgendaItem(meeting=meeting, kind=kind, title=title, position=position + 1,
                                         proposer=members[plan["n"] % len(members)] if proposed else None))  # fmt: skip
            for m, org in enumerate(members):
                invitees.append(Invitee(gathering=gathering, organization=org, token=secrets.token_urlsafe(12),
                                        answer="coming" if m % 3 else "none", sent_at=gathering.created_at))  # fmt: skip
                if self.random.random() < 0.3 + 0.5 * plan["strength"]:
                    late = m % 17 == 5
                    entered = gathering.ends_at + timedelta(days=1) if late else gathering.starts_at
                    roll.append(RollEntry(
                        gathering=gathering, organization=org, name=self._person(m), attendance="present",
                        way="paper" if late else "qr", key=f"demo:{m}", signed_at=gathering.starts_at, entered_at=entered,
                        is_late_entry=late, is_principal=m % 5 != 0,
                    ))  # fmt: skip
        AgendaItem.objects.bulk_create(agenda, batch_size=2000)
        Invitee.objects.bulk_create(invitees, batch_size=2000)
        RollEntry.objects.bulk_create(roll, batch_size=2000)

    def _after(
        self, plans: list[dict[str, Any]], meetings: list[SecretaryMeeting], calendar: Any, quarter: Period
    ) -> None:
        minutes, reports, resolutions = [], [], []
        for plan, meeting in zip(plans, meetings, strict=True):
            day = local_date(meeting.gathering.ends_at)
            minutes.append(Minutes(
                meeting=meeting, chair=self._person(plan["n"]), summary="与会单位围绕议题交换了意见，形成一致看法。",
                effect="明确了下一步分工。", state="APPROVED", approved_at=meeting.gathering.ends_at + timedelta(hours=4),
            ))  # fmt: skip
            due = day + timedelta(days=45 + plan["n"] % 30)
            closed = due - timedelta(days=3) if self.random.random() < 0.4 + 0.55 * plan["strength"] else None
            resolutions.append(Resolution(
                meeting=meeting, text=RESOLUTIONS[plan["n"] % len(RESOLUTIONS)], owner_name=self._person(plan["n"] + 3),
                due_on=due, closed_on=closed if closed and closed < self.today else None, outcome="已完成" if closed else "",
                created_at=meeting.gathering.ends_at,
            ))  # fmt: skip
            lateness = 2 if self.random.random() < 0.35 + 0.65 * plan["strength"] else 9
            filed_on = add_working_days(day, lateness, calendar)
            if filed_on >= self.today or (lateness == 9 and plan["n"] % 4 == 0):
                continue
            filed = datetime.combine(filed_on, time(10), tzinfo=CITY_TIME)
            returned = int(plan["n"] % 9 == 4)
            accepted = filed + timedelta(days=3) < self.now
            present = meeting.gathering.roll.count()
            reports.append(MeetingReport(
                meeting=meeting, topics="1. 通报情况\n2. 交流经验\n3. 研究问题", resolutions=RESOLUTIONS[plan["n"] % 5],
                effect="与会单位反映良好。", scale=present, state="ACCEPTED" if accepted else "FILED", late_reason="部分人员用纸质表签到",
                late_entries=meeting.gathering.roll.filter(is_late_entry=True).count(), first_filed_at=filed, filed_at=filed,
                times_returned=returned, version=2 if accepted else 1, replied_at=filed + timedelta(days=2) if accepted else None,
            ))  # fmt: skip
        Minutes.objects.bulk_create(minutes)
        Resolution.objects.bulk_create(resolutions)
        MeetingReport.objects.bulk_create(reports)

    def _statements(self) -> None:
        """This year's and last year's self-assessment: the stronger a hub, the more of it is written and proven."""
        units = units_of(self.edition.code)
        rows = []
        for hub, designation in zip(self.hubs, self.designations, strict=True):
            for year in (self.today.year - 1, self.today.year):
                for one in applicable_units(designation, units):
                    if one.applies and self.random.random() < 0.25 + 0.6 * self.strength[hub.pk]:
                        done = self.random.random() < self.strength[hub.pk]
                        rows.append(Statement(
                            hub=hub, unit_code=one.unit.code, year=year, text=f"围绕“{one.unit.title}”，按计划开展工作并留有记录。",
                            degree="done" if done else "partly", state="CONFIRMED", confirmed_at=self.now - timedelta(days=30),
                            saved_at=self.now - timedelta(days=31), version=1,
                        ))  # fmt: skip
        rows = Statement.objects.bulk_create(rows, batch_size=2000)
        latest = {
            m.host_id: m for m in SecretaryMeeting.objects.select_related("gathering").order_by("gathering__starts_at")
        }
        proofs = []
        for row in rows:
            meeting = latest.get(row.hub_id)
            if meeting is None or self.random.random() > 0.7:
                continue
            proofs.append(Evidence(
                owner_id=row.hub_id, subject_type="oversight.statement", subject_id=row.pk, form="record",
                title=meeting.gathering.title, happened_on=local_date(meeting.gathering.starts_at), added_by=self.system,
                record_type="meetings.secretarymeeting", record_id=meeting.pk, added_at=self.now - timedelta(days=30),
            ))  # fmt: skip
        Evidence.objects.bulk_create(proofs, batch_size=2000)

    def _requests(self) -> None:
        calendar = working_calendar()
        rows = []
        for n, (hub, designation) in enumerate(zip(self.hubs, self.designations, strict=True)):
            for age in (200, 100, 20):
                filed = self.now - timedelta(days=age + n % 12)
                due = add_working_days(local_date(filed), 15, calendar)
                answered = filed + timedelta(days=9 + (n * 5) % 20) if age > 20 else None
                rows.append(CoordinationRequest(
                    hub=hub, addressed_to=designation.reports_to, subject=("协调活动场地", "协调数据共享", "协调培训师资")[n % 3],
                    detail="请帮助协调，详情见附言。", filed_by=self.users["hub.head"], filed_at=filed, due_on=due,
                    state="ANSWERED" if answered else "FILED", answer="已与有关单位沟通，请直接联系。" if answered else "",
                    answered_at=answered, key=f"demo:{n}:{age}",
                ))  # fmt: skip
        CoordinationRequest.objects.bulk_create(rows)

    def _snapshots(self) -> None:
        for quarter in self._quarters():
            running = quarter == period_of("Q", self.today)
            compute_snapshot(quarter, by=self.system, at=self.now if running else quarter.ends_at, close=not running)
