"""The work list fills an office's own template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.kinds import duty_title
from shuniu.kernel.record.lists import ListSource, filled_by, list_sources
from shuniu.kernel.record.models import Duty
from shuniu.kernel.specification.models import Element

_ELEMENTS = dict(Element.choices)
DUTY = {
    "事项": duty_title, "单位": lambda row: row.body.name, "经办人": lambda row: row.person.name if row.person else "",
    "要素": lambda row: _ELEMENTS.get(row.element, ""), "期限": lambda row: row.due_on,
    "办结日期": lambda row: local_date(row.settled_at) if row.settled_at else "",
}  # fmt: skip


def _duties(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.faces.desk.work import duties_listed  # views are not there yet when apps plug in

    rows: Iterable[Duty] = duties_listed(request)
    return filled_by(DUTY, rows)


list_sources.add("desk.duties", ListSource(_("我的待办"), tuple(DUTY), _duties, "desk:duties"))
