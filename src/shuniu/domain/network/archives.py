"""Files that go out: the list of applications, and all that is stored about one membership."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from shuniu.domain.network.confidential import opened, spoken_for
from shuniu.domain.network.models import (
    Appeal,
    CooperationIntent,
    Engagement,
    MembershipApplication,
    MembershipInvitation,
    SignedLine,
    TieEnding,
)
from shuniu.domain.network.models.engagement import STATES
from shuniu.domain.network.queries.joining import papers_of
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.orgs.models import Affiliation, Consent
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.archives import Rows, membership_parts, moment
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.rosters.writer import write_table


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int] = ()) -> bytes:
    """One sheet as xlsx."""
    file = io.BytesIO()
    cells = ([cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows)
    write_table(file, title, list(headings), cells, widths=list(widths))
    return file.getvalue()


def applications_table(applications: Iterable[MembershipApplication]) -> bytes:
    headings = [_("单位名称"), _("类型"), _("统一社会信用代码"), _("所在区域"), _("负责人"), _("联系人和职务"), _("提交时间"),
                _("材料齐全"), _("最迟决定"), _("状态"), _("决定时间"), _("理由")]  # fmt: skip
    rows = (
        [row.name, row.get_kind_display(), row.credit_code, str(row.area or ""), row.leader, row.contact_name,
         moment(row.filed_at), moment(row.complete_at), str(row.due_on or ""), str(row.get_state_display()),
         moment(row.decided_at), row.reason]
        for row in applications
    )  # fmt: skip
    return table(_("入会申请"), headings, rows, [34, 14, 22, 14, 12, 18, 18, 18, 14, 10, 18, 40])


def engagements_table(engagements: Iterable[Engagement], today: date) -> bytes:
    headings = [_("发生日期"), _("枢纽"), _("组织"), _("联系形式"), _("是什么事"), _("状态"), _("登记时间"), _("确认时间"), _("答复人"),
                _("说明")]  # fmt: skip
    rows = (
        [str(row.happened_on), row.hub.name, row.organization.name, str(row.get_type_display()), row.subject,
         str(STATES[row.state(today)]), moment(row.entered_at), moment(row.confirmed_at), row.answered_by, row.reason]
        for row in engagements
    )  # fmt: skip
    return table(_("工作联系"), headings, rows, [12, 26, 34, 12, 30, 16, 18, 18, 18, 30])


def _membership(tie: Affiliation) -> Rows:
    ending = TieEnding.objects.filter(affiliation=tie).first()
    line = SignedLine.objects.filter(affiliation=tie).select_related("sheet").first()
    return [
        [_("项目"), _("内容")], [_("枢纽"), tie.hub.name], [_("组织"), tie.organization.name],
        [_("联系类型"), str(tie.get_kind_display())], [_("途径"), str(tie.get_route_display())],
        [_("开始日期"), str(tie.valid_from)], [_("终止日期"), str(tie.valid_to or "")],
        [_("确认时间"), moment(tie.confirmed_at)], [_("怎样确认的"), tie.confirmed_through],
        [_("签字人"), f"{line.signer} {line.sheet.signed_on}" if line else ""],
        [_("终止原因"), ending.reason if ending else ""],
    ]  # fmt: skip


def _application(application: MembershipApplication) -> Rows:
    fields = ("name", "credit_code", "area", "leader", "contact_name", "contact", "purpose", "activities", "wish", "asked",
              "reason")  # fmt: skip
    rows: Rows = [[_("项目"), _("内容")], [_("状态"), str(application.get_state_display())]]
    rows += [
        [str(application._meta.get_field(key).verbose_name), str(getattr(application, key) or "")] for key in fields
    ]
    rows += [
        [_("提交时间"), moment(application.filed_at)], [_("决定时间"), moment(application.decided_at)],
        [_("会费（元/年）"), yuan(application.fee_fen)],
    ]  # fmt: skip
    return rows


def _parts(tie: Affiliation, by: Any, at: datetime) -> list[tuple[str, Rows]]:
    consents = Consent.objects.filter(organization=tie.organization, purpose__contains=tie.hub.name).order_by("pk")
    invitations = MembershipInvitation.objects.filter(hub=tie.hub, organization=tie.organization).order_by("pk")
    events = AuditEvent.objects.filter(subject_type=tie._meta.label_lower, subject_id=tie.pk).order_by("at", "pk")
    parts = [
        (_("会员关系"), _membership(tie)),
        (_("同意"), [[_("事项"), _("同意时间"), _("有效期至"), _("撤回时间")],
                   *([c.purpose, moment(c.given_at), str(c.ends_on), moment(c.withdrawn_at)] for c in consents)]),
        (_("入会邀请"), [[_("邀请时间"), _("想说的话"), _("接受时间"), _("谢绝时间"), _("说明")],
                     *([moment(i.invited_at), i.message, moment(i.accepted_at), moment(i.declined_at), i.reason] for i in invitations)]),
        (_("办理记录"), [[_("时间"), _("事项"), _("内容")],
                     *([moment(e.at), e.verb, json.dumps(e.facts, ensure_ascii=False)] for e in events)]),
    ]  # fmt: skip
    for row in MembershipApplication.objects.filter(hub=tie.hub, organization=tie.organization).order_by("pk"):
        parts.append((f"{_('入会申请')} {row.pk}", _application(row)))
    contacts = Engagement.objects.filter(hub=tie.hub, organization=tie.organization).order_by("happened_on", "pk")
    parts.append((
        _("工作联系"), [[_("发生日期"), _("联系形式"), _("是什么事"), _("状态"), _("答复人")],
                     *([str(e.happened_on), str(e.get_type_display()), e.subject, str(STATES[e.state(local_date(at))]), e.answered_by]
                       for e in contacts)],
    ))  # fmt: skip
    parts += [
        _intents(tie),
        *([_appeals(tie, by, at)] if by is not None and holds(by, tie.organization, *SPEAKS, at=at) else []),
    ]
    parts += [(str(title), rows) for title, rows in (part(tie=tie, at=at) for _name, part in membership_parts)]
    return parts


def _intents(tie: Affiliation) -> tuple[str, Rows]:
    found = CooperationIntent.objects.filter(hub=tie.hub).filter(Q(first=tie.organization) | Q(second=tie.organization))
    rows: Rows = [[_("签署日期"), _("事项"), _("一方"), _("另一方"), _("结果")]]
    for one in found.select_related("first", "second").prefetch_related("outcomes").order_by("signed_on", "pk"):
        ends = "；".join(f"{outcome.happened_on} {outcome.title}" for outcome in one.outcomes.all())
        rows.append([str(one.signed_on), one.subject, one.first.name, one.second.name, ends])
    return _("合作意向"), rows


def _appeals(tie: Affiliation, by: Any, at: datetime) -> tuple[str, Rows]:
    """What the organization raised in its own name: only for whoever speaks for it and is signed in."""
    rows: Rows = [[_("提出时间"), _("诉求事项"), _("情况和要求"), _("状态"), _("首次答复")]]
    with opened(bodies=spoken_for(by, at)):
        for one in Appeal.objects.raised_for(by, at).filter(hub=tie.hub).order_by("raised_at"):
            said = [
                moment(one.raised_at),
                one.subject,
                one.text,
                str(one.get_state_display()),
                moment(one.first_answered_at),
            ]
            rows.append(said)
    return _("我们的诉求"), rows


def membership_archive(tie: Affiliation, *, at: datetime, by: Any = None) -> bytes:
    """A zip with everything stored about the two: tables as workbooks, and the files that were handed in.

    `by`: who is signed in; appeals go along only for somebody who speaks for the organization.
    """
    file = io.BytesIO()
    with translation.override("zh-hans"), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (title, rows) in enumerate(_parts(tie, by, at), 1):
            archive.writestr(f"{number:02d} {title}.xlsx", table(title[:31], [str(cell) for cell in rows[0]], rows[1:]))
        applications = MembershipApplication.objects.filter(hub=tie.hub, organization=tie.organization)
        for application in applications:
            for paper in papers_of(application):
                with paper.file.open("rb") as content:
                    archive.writestr(f"{_('材料')}/{paper.pk} {paper.name}", content.read())
    return file.getvalue()
