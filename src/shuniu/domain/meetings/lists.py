"""The roll of a meeting fills an office's own sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.queries import on_roll
from shuniu.kernel.core.moments import CITY_TIME
from shuniu.kernel.record.lists import ListSource, filled_by, list_sources

ROLL = {
    "姓名": lambda row: row.name, "名称": lambda row: row.organization.name if row.organization else "",
    "职务": lambda row: row.post, "到会情况": lambda row: row.get_attendance_display(),
    "签到方式": lambda row: row.get_way_display(), "签到时间": lambda row: f"{row.signed_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}",
    "会后补录": lambda row: "是" if row.is_late_entry else "",
}  # fmt: skip


def _roll(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.meetings.views.common import staffed_meeting  # views are not there yet when apps plug in

    meeting = staffed_meeting(request, int(request.GET["of"]))
    return filled_by(ROLL, on_roll(meeting.gathering).select_related("organization").order_by("signed_at", "pk"))


list_sources.add("meetings.roll", ListSource(_("签到名册"), tuple(ROLL), _roll, "meetings:roll", of=True))
