"""What a hub's meetings keep of an organization, for it to take along (A05.1): invitations and presence, topics."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import TopicProposal
from shuniu.engines.gatherings.models import RollEntry
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.archives import Rows, membership_parts, moment


def attendance(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("时间"), _("名称"), _("姓名"), _("职务"), _("到会情况")]]
    found = RollEntry.objects.filter(gathering__host=tie.hub, organization=tie.organization, removed_at__isnull=True)
    for one in found.select_related("gathering").order_by("gathering__starts_at", "pk"):
        rows.append(
            [
                moment(one.gathering.starts_at),
                one.gathering.title,
                one.name,
                one.post,
                str(one.get_attendance_display()),
            ]
        )
    return _("到会记录"), rows


def topics(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("时间"), _("议题"), _("说明"), _("答复"), _("理由")]]
    found = TopicProposal.objects.filter(meeting__host=tie.hub, organization=tie.organization)
    for one in found.order_by("proposed_at", "pk"):
        rows.append([moment(one.proposed_at), one.title, one.detail, str(one.get_answer_display()), one.answer_reason])
    return _("提过的议题"), rows


membership_parts.add("meetings.attendance", attendance)
membership_parts.add("meetings.topics", topics)
