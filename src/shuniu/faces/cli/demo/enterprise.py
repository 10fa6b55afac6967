"""Organizations on their way to a social enterprise: self-checks, candidates with adviser and plan, one whose form has changed (A11)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shuniu.domain.support.models.growing import (
    EnterpriseCertificate,
    EnterpriseTransition,
    LegalOpinion,
    Question,
    SelfCheck,
    SelfCheckAnswer,
    TransitionStep,
    TransitionTalk,
)
from shuniu.faces.cli.demo.people import account, members
from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Attachment

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

PLAN = "收入：助餐收费加定制团餐，两年内占六成。\n公益资产单列账目，解散时交给同类组织。\n盈余七成继续用于低价助餐。"
PAPER = "attachments/demo/opinion.pdf"  # one file for all
STEPS = ("mission", "assets", "model", "governance", "form")


def fill(city: DemoCity) -> None:
    for n, hub in enumerate(city.hubs):
        if n and city.strength[hub.pk] < 0.5:
            continue
        known = members(hub, 42)[3:][-4:]
        for k, body in enumerate(known):
            if not SelfCheck.objects.filter(organization=body).exists():  # it may belong to two hubs
                _one(city, n, hub, body, k)


def _check(city: DemoCity, body: Organization, k: int, days: int) -> SelfCheck:
    row = SelfCheck.objects.create(
        organization=body,
        checked_by=_speaker(city, body),
        checked_at=city.now - timedelta(days=days),
        key=f"demo:{body.pk}:{days}",
    )
    SelfCheckAnswer.objects.bulk_create(
        SelfCheckAnswer(check_row=row, question=code, yes=(place * 3 + k) % 4 != 0)
        for place, code in enumerate(Question.values)
    )
    return row


def _one(city: DemoCity, n: int, hub: Organization, body: Organization, k: int) -> None:
    """The first only asks; the second is a candidate; the third is under way; the fourth has changed its form."""
    check = _check(city, body, k, 20 + 90 * k)
    if k == 0 or EnterpriseTransition.objects.filter(organization=body).exists():
        return
    officer = city.users[account(city, n, "officer")]
    coach = city.users["hub02.head" if n == 0 else "hub.head"]
    listed = check.checked_at + timedelta(days=10)
    guided = k > 1 or city.strength[hub.pk] > 0.8
    row = EnterpriseTransition.objects.create(
        hub=hub, organization=body, self_check=check, reasons="服务收费稳定，理事会有共识。", listed_by=officer, listed_at=listed,
        adviser=coach if guided else None, adviser_named_at=listed + timedelta(days=5) if guided else None,
        plan=PLAN if guided else "", planned_at=listed + timedelta(days=9) if guided else None,
        state="CANDIDATE" if not guided else "CHANGED" if k == 3 else "UNDER_WAY", ended_at=city.now - timedelta(days=30) if k == 3 else None,
    )  # fmt: skip
    if guided:
        _work(city, row, k)
    if k == 3 and n == 0:
        _certified(city, row)


def _work(city: DemoCity, row: EnterpriseTransition, k: int) -> None:
    opinion = _opinion(city, row) if k == 3 else None
    TransitionStep.objects.bulk_create(
        TransitionStep(
            transition=row, kind=kind, due_on=city.today + timedelta(days=(place - (7 if k == 3 else 1)) * 30),
            done_on=city.today - timedelta(days=30 * (6 - place)) if k == 3 or place < 1 else None,
            note="理事会通过，已存档" if k == 3 or place < 1 else "", done_by=row.listed_by if k == 3 or place < 1 else None,
            opinion=opinion if kind == "form" else None,
        )
        for place, kind in enumerate(STEPS)
    )  # fmt: skip
    talks = (
        ("session", "定价先从成本算起，三个套餐试一个月。"),
        ("question", "政府购买服务结余买的设备，转型后归谁？"),
    )
    TransitionTalk.objects.bulk_create(
        TransitionTalk(
            transition=row, kind=kind, held_on=city.today - timedelta(days=15 - place), text=text, said_at=city.now - timedelta(days=14 - place),
            said_by=row.adviser if kind == "session" else _speaker(city, row.organization), key=f"demo:{row.pk}:{place}",
            answer="按合同属于公益资产，单列登记，不随经营资产走。" if kind == "question" and k == 3 else "",
            answered_by=row.listed_by if k == 3 else None, answered_at=city.now - timedelta(days=9) if k == 3 else None,
        )
        for place, (kind, text) in enumerate(talks)
    )  # fmt: skip


def _speaker(city: DemoCity, body: Organization) -> User:
    """Who speaks for it: what an organization says has a person, also where the demo gave it no account so far."""
    post = Appointment.objects.filter(organization=body).select_related("person").first()
    if post is not None:
        return post.person
    name = f"speaker{body.pk}.org"
    city.users[name] = User.objects.create(
        username=name, name=person(body.pk * 7 + 5), email=f"{name}@demo.invalid", password=city.password
    )
    Appointment.objects.create(
        person=city.users[name], organization=body, role="secretary_general", valid_from=local_date(city.start)
    )
    return city.users[name]


def _paper(city: DemoCity, row: EnterpriseTransition, name: str, days: int) -> Attachment:
    paper = Attachment(
        owner=row.hub, subject_type=row._meta.label_lower, subject_id=row.pk, name=f"{name}.pdf", media_type="application/pdf",
        size=9, digest=f"{row.pk:032d}{days:032d}", added_by=row.listed_by, added_at=city.now - timedelta(days=days),
    )  # fmt: skip
    if not default_storage.exists(PAPER):
        default_storage.save(PAPER, ContentFile(b"%PDF-1.4\n"))
    paper.file.name = PAPER
    paper.save()
    return paper


def _certified(city: DemoCity, row: EnterpriseTransition) -> None:
    """The first hub's: recognized two weeks after its change of form."""
    on = city.today - timedelta(days=16)
    EnterpriseCertificate.objects.create(
        transition=row, issuer="云州市社会企业认定平台", number="YZSE-0017", stars=2, given_on=on, valid_to=on + timedelta(days=1095),
        paper=_paper(city, row, "认定证书", 15), added_by=row.listed_by, added_at=city.now - timedelta(days=15),
    )  # fmt: skip
    TransitionStep.objects.create(
        transition=row, kind="recognition", due_on=on, done_on=on, note="已发证", done_by=row.listed_by
    )
    EnterpriseTransition.objects.filter(pk=row.pk).update(state="RECOGNIZED")


def _opinion(city: DemoCity, row: EnterpriseTransition) -> LegalOpinion:
    paper = _paper(city, row, "法律意见书", 70)
    return LegalOpinion.objects.create(
        transition=row, subject="assets", lawyer="云州明理律师事务所", given_on=local_date(city.now) - timedelta(days=75), conclusion="conditions",
        summary="公益资产界定清楚，单列账目后可以变更。", assets_fen=3_260_000, goes_to="留在原组织名下，专用于低价助餐", paper=paper,
        added_by=row.listed_by, added_at=city.now - timedelta(days=70),
    )  # fmt: skip
