"""One request in one place: by an organization, by an officer for someone at the counter, by anybody without account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.desk.charter import ensure_hall
from shuniu.domain.support.actions.desk.steps import add_step, owe_work, reckon, tell_applicant, tell_desk
from shuniu.domain.support.models.desk import RequestLink, RequestPaper, ServiceGuide, ServiceRequest
from shuniu.domain.support.queries.desk.requests import earlier_of
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User, plain_phone
from shuniu.kernel.record.actions import attach, issue_query_number
from shuniu.kernel.trail.actions import trace

SHORTEST_PHONE = 7
"""Who writes none, or a dash, would be the same applicant as everybody else who does."""
NEEDED = ("applicant", "contact_name", "phone", "text")


def subject_of(text: str) -> str:
    """The first line of what was written, for the lists."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 40 else line[:39] + "…"


@transaction.atomic
def file_request(
    guide: ServiceGuide, *, facts: Mapping[str, str], key: str, by: Any, at: datetime,
    organization: Organization | None = None, channel: str = "web", papers: Mapping[str, UploadedFile] | None = None,
) -> ServiceRequest:  # fmt: skip
    """File a request. Without account `by` is None; an officer enters one for somebody with another channel than the web.

    `key` comes with the form: sent twice it is one request. The same applicant's request for the same service, while an
    earlier one is open or soon after its closing, takes up the earlier one and its clock goes on: a new number sets no
    clock anew.
    """
    hub = Organization.objects.select_for_update().get(pk=guide.hub_id)
    there = ServiceRequest.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    if by is not None:
        authorise(by, "support.file_request", ServiceRequest(hub=hub, organization=organization), at=at)
    elif organization is not None or channel != "web":
        raise ValidationError(_("请登录后以组织的名义申请。"))
    if organization is not None and organization.pk == hub.pk:
        raise ValidationError(_("本枢纽不能在自己的服务台给自己提申请，自己的评价也不算数。请选别家枢纽的服务。"))
    at = db_now()
    guide = _open_guide(guide, organization, at)
    clean = _checked(facts, organization)
    if channel != "web":
        _own_mail(clean["email"], hub, at)
    earlier = earlier_of(hub, organization=organization, phone_key=clean["phone_key"], guide=guide, at=at)
    row = ServiceRequest(
        hub=hub, guide=guide, organization=organization, channel=channel, filed_at=at, token=secrets.token_urlsafe(24),
        key=key, subject=subject_of(clean["text"]), reopens=earlier, unit=ensure_hall(hub, at=at), clock_from=local_date(at),
        accept_by=add_working_days(local_date(at), guide.accept_days, working_calendar()), due_on=local_date(at),
        entered_by=by if channel != "web" else None,
        address_printed=channel != "web" and not _reaches_itself(organization, clean["email"], at), **clean,
    )  # fmt: skip
    row.save()
    add_step(row, "submit", by=by, at=at, unit=row.unit)
    reckon(row)
    row.save(update_fields=["due_on", "clock_from"])
    keep_papers(row, papers or {}, by=by, at=at)
    if earlier is not None:
        RequestLink.objects.create(first=earlier, second=row, kind=RequestLink.Kind.SAME, linked_at=at)
    issue_query_number(row, prefix="FW", at=at)
    owe_work(row, at)
    tell_desk(row, "service_request_filed", key="filed", at=at, day=row.accept_by.isoformat())
    if channel != "web":
        tell_applicant(row, _("已登记，最迟 %(day)s 受理。") % {"day": row.accept_by}, key="filed", at=at)
    trace(row, "support.request_filed", by=by, at=at, hub=hub)
    return row


def _open_guide(guide: ServiceGuide, organization: Organization | None, at: datetime) -> ServiceGuide:
    """The guide in force for a page that was opened before it changed; members' services are for members."""
    row = ServiceGuide.objects.published(at).filter(hub=guide.hub_id, slug=guide.slug).first()
    if row is None:
        raise ValidationError({"guide": _("这项服务刚刚停办了，请另选一项。")})
    if row.openness == ServiceGuide.Openness.MEMBERS and not (
        organization is not None
        and Affiliation.objects.confirmed(at)
        .filter(hub=row.hub_id, organization=organization, kind="membership")
        .exists()
    ):
        raise ValidationError({"guide": _("这项服务面向会员，请由会员单位登录后申请，或另选一项。")})
    return row


def _checked(facts: Mapping[str, str], organization: Organization | None) -> dict[str, str]:
    clean = {name: facts.get(name, "").strip() for name in (*NEEDED, "email")}
    if organization is not None:
        clean["applicant"] = organization.name
    wrong = {name: _("请填写这一项。") for name in NEEDED if not clean[name]}
    if clean["phone"] and sum(one.isdigit() for one in plain_phone(clean["phone"])) < SHORTEST_PHONE:
        wrong["phone"] = _("请写能打通的电话，至少 7 位数字；自己没有的，写家人或社区的。")
    if wrong:
        raise ValidationError(wrong)
    return {**clean, "applicant": clean["applicant"][:120], "contact_name": clean["contact_name"][:60],
            "phone": clean["phone"][:30], "phone_key": plain_phone(clean["phone"])[:30]}  # fmt: skip


def _reaches_itself(organization: Organization | None, email: str, at: datetime) -> bool:
    """Whether the applicant gets its own address without the desk: by mail, or in the account of its organization."""
    return bool(email) or (organization is not None and bool(holders(organization, *SPEAKS, at=at)))


def _own_mail(email: str, hub: Organization, at: datetime) -> None:
    """The address that acts for the applicant is mailed to the applicant, never to the desk itself."""
    person = User.objects.filter(email__iexact=email).first() if email else None
    if person is not None and bodies_of(person, at).filter(pk=hub.pk).exists():
        raise ValidationError({"email": _("这是本枢纽人员的邮箱，请写申请人自己的；没有就空着，网址印在回执上。")})


def keep_papers(row: ServiceRequest, papers: Mapping[str, UploadedFile], *, by: Any, at: datetime) -> None:
    """Name of the paper → file."""
    system = User.objects.system("applicant")
    for name, upload in papers.items():
        file = attach(upload, owner=row.hub, subject=row, by=system, at=at)
        if not row.papers.filter(file=file, name=name[:120]).exists():
            RequestPaper.objects.create(request=row, name=name[:120], file=file, added_at=at)
