"""What the stories of the desk begin with: a guide, a request, days gone by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F

from shuniu.domain.support.actions import desk
from shuniu.domain.support.actions.desk.steps import reckon
from shuniu.domain.support.models.desk import DeskUnit, RequestStep, ServiceGuide, ServiceRequest
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import Duty

GUIDE = {
    "title": "财税和票据咨询", "category": "finance", "audience": "本领域的社会组织和社区团队", "conditions": "",
    "steps": "提交申请\n两个工作日内受理\n十个工作日内答复", "openness": "all", "accept_days": 2, "solve_days": 10,
}  # fmt: skip
FACTS = {
    "applicant": "梧桐里邻里互助队", "contact_name": "王桂兰", "phone": "13800000011",
    "text": "社区团队怎样领用公益事业捐赠票据\n我们没有登记，想知道能不能由街道代开。",
}  # fmt: skip


def publish(city: Any, *, slug: str = "", papers: Any = (), **more: Any) -> ServiceGuide:
    return desk.publish_guide(
        city.hub, facts=GUIDE | more, papers=list(papers), slug=slug, by=city.user("hub.officer"), at=city.now
    )


def file(
    city: Any, guide: ServiceGuide, *, key: str = "k", by: Any = None, at: Any = None, **more: Any
) -> ServiceRequest:
    facts = {name: more.pop(name) for name in list(more) if name in {*FACTS, "email"}}
    return desk.file_request(guide, facts=FACTS | facts, key=key, by=by, at=at or city.now, **more)


def unit(
    city: Any, name: str = "社会组织服务中心", kind: str = "center", organization: Organization | None = None
) -> DeskUnit:
    return desk.open_unit(
        city.hub, kind=kind, name=name, organization=organization, by=city.user("hub.officer"), at=city.now
    )


def ago(row: ServiceRequest, days: int) -> ServiceRequest:
    """All that happened to the request so far happened so many days earlier."""
    gone = timedelta(days=days)
    RequestStep.objects.filter(request=row).update(happened_at=F("happened_at") - gone)
    row.refresh_from_db()
    for name in ("filed_at", "accepted_at", "answered_at", "closed_at", "missing_told_at"):
        moment = getattr(row, name)
        if moment is not None:
            setattr(row, name, moment - gone)
    reckon(row)
    row.save()
    return row


def answered(city: Any, row: ServiceRequest, text: str = "可以由街道枢纽代开，已办好。") -> ServiceRequest:
    row.refresh_from_db()
    return desk.answer_request(row, text=text, version=row.version, by=city.user("hub.officer"), at=city.now)


def agreed(city: Any, row: ServiceRequest) -> ServiceRequest:
    return desk.judge_answer(row, done=True, text="", opened_by=None, at=city.now)


def owed(row: ServiceRequest, body: Organization | None = None) -> list[str]:
    rows = Duty.objects.open().filter(subject_type="support.servicerequest", subject_id=row.pk)
    return sorted((rows.filter(body=body) if body else rows).values_list("verb", flat=True))
