"""Lists of this package that fill an office's own template: the register, its figures by area, an asked table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.actions import export_contacts
from shuniu.domain.registry.columns import COLUMNS
from shuniu.domain.registry.merged import filed_rows, filtered, lines_of, sorted_rows
from shuniu.domain.registry.models import RosterImport
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.lists import ListSource, list_sources
from shuniu.kernel.record.pages import asked_hub

TIE = ("联系状态", "联系类型", "联系开始日期", "联系确认日期")
AREA = ("区域", "已知", "已确认联系", "近 12 个月有联系", "未联系", "联系率")
ASK = ("名称", "编号", "确认日期", "提醒次数", "哪里不对")
LIAISON = ("名称", "编号", "信息联络员", "任期至")
PAIR = ("名称一", "信用代码一", "名称二", "信用代码二", "理由")
DIFFERENCE = ("名称", "资料项", "登记册", "登记机关", "登记机关资料日期", "说明")
ROSTER = ("行号", "处理", "原因")
CONTACT = ("组织", "信息联络员", "工作邮箱", "任期至")
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


def _pairs(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.registry.views.duplicates import pairs_listed

    return _told(PAIR, lambda: pairs_listed(request))


def _differences(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.registry.views.registrar import differences_listed

    return _told(DIFFERENCE, lambda: differences_listed(request))


def _told(fields: tuple[str, ...], lines: Callable[[], Iterable[Any]]) -> list[dict[str, Any]]:
    with translation.override("zh-hans"):
        return [dict(zip(fields, line, strict=True)) for line in lines()]


def _roster(request: Any) -> RosterImport:
    from shuniu.domain.registry.views.importing import own_roster

    return own_roster(request, int(request.GET["of"]))


def _roster_rows(request: Any) -> Iterable[Mapping[str, Any]]:
    """A roster's rows as they came, each heading of the file a field, with what the import does of them."""
    from shuniu.domain.registry.views.importing import rows_listed

    roster = _roster(request)
    with translation.override("zh-hans"):
        for row, problems in rows_listed(request, roster):
            done = str(row.get_outcome_display() or row.get_action_display())
            cells = dict(zip(roster.headings, row.cells, strict=False))
            yield cells | dict(zip(ROSTER, (row.number, done, problems), strict=True))


def _contacts(request: Any) -> Iterable[Mapping[str, Any]]:
    """Names and work addresses, for a purpose and up to a day that are kept, as on the page of contacts."""
    from shuniu.domain.registry.forms_cards import ContactsForm

    form = ContactsForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("请写明用途（至少四个字）和用到哪天；过了那天应当删除。"))
    _export, rows = export_contacts(asked_hub(request), **form.cleaned_data, by=request.user, at=request.at)
    keys = ("organization", "person", "email", "until")
    return [dict(zip(CONTACT, (row[key] for key in keys), strict=True)) for row in rows]


for _name, _source in {
    "list": ListSource(
        _("成员名录"), ("名称", "编号", *(column.heading for column in COLUMNS), *TIE), _register, "registry:list"
    ),
    "liaisons": ListSource(_("信息联络员"), LIAISON, _liaisons, "registry:liaisons"),
    "duplicates": ListSource(_("疑似重复"), PAIR, _pairs, "registry:duplicates"),
    "registrar": ListSource(_("与登记机关不同"), DIFFERENCE, _differences, "registry:registrar"),
    "roster": ListSource(
        _("名录导入"),
        ROSTER,
        _roster_rows,
        "registry:roster",
        of=True,
        more_fields=lambda request: [one for one in _roster(request).headings if one],
    ),
    "contacts": ListSource(_("信息联络员的联系方式"), CONTACT, _contacts, "registry:contacts", until=True),
    "campaign": ListSource(_("资料核对"), ASK, _campaign, "registry:campaign", of=True),
    "statistics": ListSource(_("各区联系情况"), AREA, _areas, "registry:statistics"),
    "request_table": ListSource(
        _("填报汇总表"), ANSWER, _answers, "registry:request-table", of=True, more_fields=_columns
    ),
}.items():
    list_sources.add(f"registry.{_name}", _source)
