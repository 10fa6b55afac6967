"""What a hub publishes about its services: the charter, the guides, the units of its desk (A07)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.models.desk import DeskUnit, GuidePaper, ServiceCharter, ServiceGuide
from shuniu.domain.support.rules.desk import ACCEPT_DAYS, SOLVE_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.record.actions import attach
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

FACTS = ("title", "category", "audience", "conditions", "steps", "openness", "accept_days", "solve_days")


class Paper(NamedTuple):
    """A line of the guide form: `sample` is a new file, `kept` the one published before."""

    name: str
    note: str = ""
    sample: UploadedFile | None = None
    kept: Attachment | None = None


def _hub(hub: Organization, at: datetime) -> Organization:
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    if not hubs_at(at).filter(pk=hub.pk).exists():
        raise ValidationError(_("这家单位现在不是枢纽，不能公布服务。"))
    return hub


@transaction.atomic
def publish_charter(hub: Organization, *, promises: str, complaint: str, by: Any, at: datetime) -> ServiceCharter:
    """A new version of the charter; the same words again are the same version."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.publish_guide", ServiceCharter(hub=hub), at=at)
    hub = _hub(hub, at)
    promises, complaint = promises.strip(), complaint.strip()
    wrong = {name: _("请填写这一项。") for name, text in (("promises", promises), ("complaint", complaint)) if not text}
    if wrong:
        raise ValidationError(wrong)
    last = ServiceCharter.objects.filter(hub=hub).order_by("-number").first()
    if last is not None and (last.promises, last.complaint) == (promises, complaint):
        return last
    row = ServiceCharter.objects.create(
        hub=hub, number=last.number + 1 if last else 1, promises=promises, complaint=complaint, published_at=at,
        published_by=by,
    )  # fmt: skip
    trace(row, "support.charter_published", by=by, at=at, hub=hub, number=row.number)
    return row


def _checked(hub: Organization, facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    clean = {name: facts[name].strip() if isinstance(facts[name], str) else facts[name] for name in FACTS}
    wrong = {name: _("请填写这一项。") for name in ("title", "audience", "steps") if not clean[name]}
    for name, key in (("accept_days", ACCEPT_DAYS.key), ("solve_days", SOLVE_DAYS.key)):
        most = int(setting_for(hub, key, at) or 0)
        if not 1 <= int(clean[name]) <= most:
            wrong[name] = _("请填 1 到 %(most)s 个工作日；可以比规定短，不能更长。") % {"most": most}
    if not wrong and clean["solve_days"] < clean["accept_days"]:
        wrong["solve_days"] = _("办结的天数不能比受理的还少。")
    if wrong:
        raise ValidationError(wrong)
    return clean


@transaction.atomic
def publish_guide(
    hub: Organization, *, facts: Mapping[str, Any], papers: Sequence[Paper], slug: str = "", by: Any, at: datetime
) -> ServiceGuide:
    """Publish a guide, or with `slug` a new version of one; requests under way keep the version they were filed under.

    The same again changes nothing. Raises ValidationError when days are longer than the limit or words are missing.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.publish_guide", ServiceGuide(hub=hub), at=at)
    hub, clean = _hub(hub, at), _checked(hub, facts, at)
    lines = [paper for paper in papers if paper.name.strip()]
    last = ServiceGuide.objects.filter(hub=hub, slug=slug).order_by("-version").first() if slug else None
    if last is not None and last.valid_to is None and _is_same(last, clean, lines):
        return last
    today = local_date(at)
    if last is not None and last.valid_to is None:
        last.valid_to = today
        last.save(update_fields=["valid_to"])
    row = ServiceGuide.objects.create(
        hub=hub, slug=slug or secrets.token_hex(5), version=last.version + 1 if last else 1, valid_from=today,
        published_at=at, published_by=by, **clean,
    )  # fmt: skip
    for position, paper in enumerate(lines, start=1):
        sample = attach(paper.sample, owner=hub, subject=row, by=by, at=at) if paper.sample else paper.kept
        GuidePaper.objects.create(
            guide=row, position=position, name=paper.name.strip()[:120], note=paper.note.strip()[:200], sample=sample
        )
    ensure_hall(hub, at=at)
    trace(row, "support.guide_published", by=by, at=at, hub=hub, title=row.title)
    return row


def _is_same(last: ServiceGuide, clean: Mapping[str, Any], lines: Sequence[Paper]) -> bool:
    if any(getattr(last, name) != clean[name] for name in FACTS) or any(paper.sample for paper in lines):
        return False
    here = [(paper.name, paper.note, paper.sample_id) for paper in last.papers.all()]
    return here == [(one.name.strip(), one.note.strip(), one.kept.pk if one.kept else None) for one in lines]


@transaction.atomic
def withdraw_guide(guide: ServiceGuide, *, by: Any, at: datetime) -> ServiceGuide:
    """No longer offered from today on; what was filed under it goes on."""
    row = ServiceGuide.objects.select_for_update(of=("self",)).select_related("hub").get(pk=guide.pk)
    authorise(by, "support.publish_guide", row, at=at)
    if row.valid_to is None:
        row.valid_to = local_date(at)
        row.save(update_fields=["valid_to"])
        trace(row, "support.guide_withdrawn", by=by, at=at, hub=row.hub, title=row.title)
    return row


def ensure_hall(hub: Organization, *, at: datetime) -> DeskUnit:
    """The desk's own window, where every request begins; to be called with the hub locked."""
    found = DeskUnit.objects.filter(hub=hub, kind=DeskUnit.Kind.HALL, closed_at__isnull=True).first()
    return found or DeskUnit.objects.create(hub=hub, kind=DeskUnit.Kind.HALL, name=str(_("综合窗口")), opened_at=at)


@transaction.atomic
def open_unit(
    hub: Organization, *, kind: str, name: str, organization: Organization | None = None, by: Any, at: datetime
) -> DeskUnit:
    """A place where requests can be sent; the same name again is the same place."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.publish_guide", DeskUnit(hub=hub), at=at)
    name = name.strip()[:80]
    there = DeskUnit.objects.filter(hub=hub, name=name, closed_at__isnull=True).first()
    if there is not None:
        return there
    if not name:
        raise ValidationError({"name": _("请填写这一项。")})
    if kind == DeskUnit.Kind.HALL:
        raise ValidationError({"kind": _("综合窗口只有一个，已经有了。")})
    if kind == DeskUnit.Kind.PLATFORM:
        raise ValidationError({"kind": _("平台组织要先有平台协议，对方同意以后自动列在这里。")})
    if kind == DeskUnit.Kind.SUPPORT and organization is None:
        raise ValidationError({"organization": _("请选承办的组织。")})
    row = DeskUnit.objects.create(hub=hub, kind=kind, name=name, organization=organization, opened_at=at)
    trace(row, "support.unit_opened", by=by, at=at, hub=hub, name=name)
    return row


@transaction.atomic
def close_unit(unit: DeskUnit, *, by: Any, at: datetime) -> DeskUnit:
    """Nothing more is sent there. Refused while requests lie with it."""
    row = DeskUnit.objects.select_for_update(of=("self",)).select_related("hub").get(pk=unit.pk)
    authorise(by, "support.publish_guide", row, at=at)
    if row.closed_at is not None:
        return row
    if row.kind == DeskUnit.Kind.HALL:
        raise ValidationError(_("综合窗口是每件申请的起点，不能撤销。"))
    waiting = row.requests.exclude(state="CLOSED").count()
    if waiting:
        raise ValidationError(_("这里还有 %(n)s 件没有办结的申请，请先转走再撤销。") % {"n": waiting})
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    trace(row, "support.unit_closed", by=by, at=at, hub=row.hub, name=row.name)
    return row
