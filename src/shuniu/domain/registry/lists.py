"""Lists of this package that fill an office's own template: the register, its figures by area, an asked table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.columns import COLUMNS
from shuniu.domain.registry.merged import filed_rows, filtered, lines_of, sorted_rows
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.lists import ListSource, list_sources

TIE = ("联系状态", "联系类型", "联系开始日期", "联系确认日期")
AREA = ("区域", "已知", "已确认联系", "近 12 个月有联系", "未联系", "联系率")
ASK = ("名称", "编号", "确认日期", "提醒次数", "哪里不对")
LIAISON = ("名称", "编号", "信息联络员", "任期至")
ANSWER = ("名称", "填报人", "填报日期", "逾期")


# Views are not there yet when apps plug in.
def _register(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.registry.views import template_rows

    return template_rows(request)


def _areas(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.registry.views.lists import field_state

    for gap in field_state(request)["gaps"]:
        values = (gap["label"], gap["known"], gap["tied"], gap["active"], gap["untied"], f"{gap['share']:.1%}")
        yield dict(zip(AREA, values, strict=True))


def _asked(request: Any) -> Any:
    from shuniu.domain.registry.views.requests import seen_request

    row = seen_request(request, int(request.GET["of"]))
    if row.sent_at is None:
        raise Http404
    return row


def _columns(request: Any) -> Iterable[str]:
    return [column.title for column in _asked(request).columns.all()]


def _answers(request: Any) -> Iterable[Mapping[str, Any]]:
    """The merged table as on its page: who filed and what, a column's title as the field."""
    row = _asked(request)
    columns = list(row.columns.all())
    rows = sorted_rows(filtered(filed_rows(row), columns, request.GET), columns, request.GET.get("sort", ""))
    for line in lines_of(rows.select_related("answer__filed_by"), columns):
        answer = line["answer"]
        cells = {column.title: cell.text if cell else "" for column, cell in line["cells"]}
        told = (answer.body.name, answer.filer, str(local_date(answer.filed_at)), "是" if answer.is_late else "")
        yield cells | dict(zip(ANSWER, told, strict=True))


def _campaign(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.registry.views.campaigns import asks_listed

    for row in asks_listed(request, int(request.GET["of"])):
        yield dict(zip(ASK, row, strict=True))


def _liaisons(request: Any) -> Iterable[Mapping[str, Any]]:
    """Who it is and until when; how to reach them goes out for a purpose only, on its own page."""
    from shuniu.domain.registry.views.liaisons import liaisons_listed

    for organization, posts in liaisons_listed(request):
        people = "、".join(post.person.name for post in posts)
        until = str(posts[0].valid_to or "") if posts else ""
        yield dict(zip(LIAISON, (organization.name, organization.code, people, until), strict=True))


for _name, _source in {
    "list": ListSource(
        _("成员名录"), ("名称", "编号", *(column.heading for column in COLUMNS), *TIE), _register, "registry:list"
    ),
    "liaisons": ListSource(_("信息联络员"), LIAISON, _liaisons, "registry:liaisons"),
    "campaign": ListSource(_("资料核对"), ASK, _campaign, "registry:campaign", of=True),
    "statistics": ListSource(_("各区联系情况"), AREA, _areas, "registry:statistics"),
    "request_table": ListSource(
        _("填报汇总表"), ANSWER, _answers, "registry:request-table", of=True, more_fields=_columns
    ),
}.items():
    list_sources.add(f"registry.{_name}", _source)
