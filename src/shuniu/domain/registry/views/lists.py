from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions import note_list_export
from shuniu.domain.registry.as_of import as_then, day_of, moment_of
from shuniu.domain.registry.columns import COLUMNS, ListColumn, chosen_columns, state_text
from shuniu.domain.registry.models import Tag
from shuniu.domain.registry.queries import (
    DIMENSIONS,
    Listing,
    Standpoint,
    growth,
    register,
    sorted_rows,
    state_of_field,
    tally_of,
    ties_of,
)
from shuniu.domain.registry.sheets import figures_workbook, list_workbook
from shuniu.domain.registry.tabulation import DIMENSIONS as DIMENSIONS_SAID
from shuniu.domain.registry.tabulation import filter_words
from shuniu.domain.registry.views.common import download, looked_at
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.registries import list_acts
from shuniu.kernel.orgs.models import Affiliation, Area, Field, Organization, OrganizationKind

PER_PAGE = 50


def _scopes(here: Standpoint) -> list[tuple[str, str]]:
    if here.hub is None:
        return [("", _("整个登记册")), ("rest", _("未归领域"))]
    return [("", _("整个领域")), ("tied", _("已有联系")), ("rest", _("未归领域"))]


def _tie_states(here: Standpoint) -> list[tuple[str, str]]:
    states = [("confirmed", _("已确认")), ("active", _("近 12 个月有联系")), ("dormant", _("已确认、近 12 个月没有联系")),
              ("none", _("未联系"))]  # fmt: skip
    if here.own:
        states[1:1] = [("claimed", _("待确认")), ("declined", _("组织未认可"))]
    return states


def _filters(here: Standpoint, asked: str) -> list[dict[str, Any]]:
    """The filters of the list: name, label, choices. Areas are the districts, and the one asked for (by a line of the
    statistics), which may be smaller or the city itself.
    """
    rows = Area.objects.filter(Q(pk__in=Area.objects.standing().filter(level="district")) | Q(code=asked))
    areas = [(area.code, str(area)) for area in rows]
    fields = [(field.code, str(field)) for field in Field.objects.all()]
    return [
        {"name": "scope", "label": _("范围"), "choices": _scopes(here)},
        {"name": "tie", "label": _("联系状态"), "choices": [("", _("全部")), *_tie_states(here)]},
        {"name": "kind", "label": _("类型"), "choices": [("", _("全部")), *OrganizationKind.choices]},
        {"name": "area", "label": _("所在区域"), "choices": [("", _("全部")), *areas, ("-", _("未填区域"))]},
        {"name": "field", "label": _("领域"), "choices": [("", _("全部")), *fields, ("-", _("未归领域"))]},
        {"name": "life", "label": _("状态"), "choices": [("", _("存续")), ("ended", _("已终止")), ("all", _("全部"))]},
    ]


def _chips(query: QueryDict, filters: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What is filtered now, each with the query that takes it away."""
    chips = []
    for one in [
        {"name": "q", "label": _("搜索"), "choices": None},
        {"name": "on", "label": _("截至"), "choices": None},
        *filters,
    ]:
        value = query.get(one["name"], "")
        text = value if one["choices"] is None else dict(one["choices"]).get(value, "")
        if value and text:
            rest = query.copy()
            for key in (one["name"], "page"):
                rest.pop(key, None)
            chips.append({"label": one["label"], "text": str(text), "without": "?" + rest.urlencode()})
    for key in ("size", "people", "year", "tag"):
        text = query.get(key, "") if key == "tag" else filter_words(key, query.get(key, ""))
        if text:
            rest = query.copy()
            for gone in (key, "page"):
                rest.pop(gone, None)
            label = _("标签") if key == "tag" else str(DIMENSIONS_SAID[key].label)
            chips.append({"label": label, "text": text, "without": "?" + rest.urlencode()})
    return chips


def _acts(here: Standpoint) -> list[tuple[str, Any]]:
    """What may be done with ticked organizations; a hub's own people see the acts of the other parts too."""
    own = [("ask", _("请他们核对资料")), ("tag", _("加标签")), *((name, act.label) for name, act in list_acts)]
    return [*(own if here.own and here.hub else []), ("export", _("导出选出的"))]


def _tags(here: Standpoint) -> list[str]:
    if not here.own or here.hub is None:
        return []
    return list(Tag.objects.filter(hub=here.hub).order_by("name").values_list("name", flat=True).distinct())


def _heads(columns: list[ListColumn]) -> list[tuple[ListColumn, SafeString]]:
    """Each column with what its cells carry: the heading for the phone, said once and not again for every row."""
    return [
        (column, format_html(' data-label="{}"{}{}', column.label, mark_safe(' class="number"') if column.is_number else "",
                             mark_safe(" data-more") if place > 1 else ""))
        for place, column in enumerate(columns)
    ]  # fmt: skip


def _cells(row: Organization, heads: list[tuple[ListColumn, SafeString]]) -> list[tuple[SafeString, Any]]:
    texts = [(attributes, column.text(row)) for column, attributes in heads]
    return [(attributes, "—" if text == "" else text) for attributes, text in texts]


@signed_in
def organizations(request: HttpRequest) -> HttpResponse:
    here = looked_at(request)
    listing = Listing(here, request.GET, PER_PAGE, user=request.user, at=request.at)
    page = listing.get_page(request.GET.get("page"))
    found = listing.shown(page)
    ties = ties_of(here, [row.pk for row in found], moment_of(request.GET, request.at))
    columns = chosen_columns(request.GET.getlist("col"))
    filters = [
        {**one, "value": request.GET.get(one["name"], "")} for one in _filters(here, request.GET.get("area", ""))
    ]
    kept = [(key, value) for key, values in request.GET.lists() if key not in ("col", "page") for value in values]
    heads = _heads(columns)
    table = [
        {"organization": row, "cells": _cells(row, heads), "tie": ties.get(row.pk), "state": state_text(ties.get(row.pk))}
        for row in found
    ]  # fmt: skip
    context = {
        "here": here, "page": page, "rows": table, "columns": columns, "filters": filters,
        "every_column": [(column, column in columns) for column in COLUMNS], "chips": _chips(request.GET, filters),
        "kept": kept, "asked_columns": request.GET.getlist("col"),
        "on": day_of(request.GET), "may_import": here.own and allowed(request.user, "registry.bring_for_hub", here.hub, at=request.at),
        "acts": _acts(here), "tags": _tags(here),
    }  # fmt: skip
    return render(request, "registry/organizations.html", context)


@signed_in
def organizations_export(request: HttpRequest) -> HttpResponse:
    """The same rows and columns as on the page, all pages, as a workbook that can be brought in again."""
    here = looked_at(request)
    rows: Any = sorted_rows(register(here, filters=request.GET, user=request.user, at=request.at), request.GET)
    count = rows.count()
    rows = rows.iterator(chunk_size=2000) if day_of(request.GET) is None else as_then(rows)
    columns = chosen_columns(request.GET.getlist("col"))
    if not request.GET.getlist("col"):
        columns = [column for column in COLUMNS if column in columns or column.key == "credit_code"]
    keys = [column.key for column in columns]
    note_list_export(here.body, columns=keys, count=count, by=request.user, at=request.at)
    ties = ties_of(here, None, moment_of(request.GET, request.at))
    file = list_workbook(rows, ties, columns, with_ties=here.hub is not None)
    return download(file, f"{here.body.name}名录.xlsx")


def template_rows(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """The list as its page shows it, all pages, for an office's own template: the Chinese headings are the fields."""
    here = looked_at(request)
    rows: Any = sorted_rows(register(here, filters=request.GET, user=request.user, at=request.at), request.GET)
    keys = [column.key for column in COLUMNS]
    note_list_export(here.body, columns=keys, count=rows.count(), by=request.user, at=request.at)
    rows = rows.iterator(chunk_size=2000) if day_of(request.GET) is None else as_then(rows)
    ties = ties_of(here, None, moment_of(request.GET, request.at))
    with translation.override("zh-hans"):
        for row in rows:
            tie = ties.get(row.pk)
            yield {"名称": row.name, "编号": row.code, **_told_tie(tie), **{column.heading: column.text(row) if column.is_number else str(column.text(row)) for column in COLUMNS}}  # fmt: skip


def _told_tie(tie: Affiliation | None) -> dict[str, str]:
    told = {"联系状态": state_text(tie), "联系类型": "", "联系开始日期": "", "联系确认日期": ""}
    if tie is not None:
        told |= {"联系类型": str(tie.get_kind_display()), "联系开始日期": str(tie.valid_from)}
        told["联系确认日期"] = str(local_date(tie.confirmed_at)) if tie.confirmed_at else ""
    return told


def field_state(request: HttpRequest) -> dict[str, Any]:
    here = looked_at(request)
    tally, at = (
        tally_of(here, filters=request.GET, user=request.user, at=request.at),
        moment_of(request.GET, request.at),
    )
    return state_of_field(here, tally, user=request.user, at=at)


def _dimension(request: HttpRequest, key: str, default: str) -> str:
    value = request.GET.get(key, default)
    return value if value in DIMENSIONS else default


def _dimension_words() -> dict[str, str]:
    return {"kind": _("类型"), "field": _("领域"), "area": _("区域")}


@signed_in
def register_statistics(request: HttpRequest) -> HttpResponse:
    here = looked_at(request)
    tally, at = (
        tally_of(here, filters=request.GET, user=request.user, at=request.at),
        moment_of(request.GET, request.at),
    )
    words = _dimension_words()
    by, across = _dimension(request, "by", "area"), _dimension(request, "across", "kind")
    if by == across:
        across = "kind" if by != "kind" else "area"
    context = {
        "here": here, "state": state_of_field(here, tally, user=request.user, at=at),
        "parts": [(key, _("按%(what)s") % {"what": word}, tally.counts(key)) for key, word in words.items()],
        "growth": growth(here, at), "on": day_of(request.GET), "cross": tally.cross(by, across), "by": by, "across": across,
        "words": words.items(), "by_word": words[by], "across_word": words[across], "scopes": _scopes(here), "scope": request.GET.get("scope", ""),
    }  # fmt: skip
    return render(request, "registry/statistics.html", context)


@signed_in
def statistics_export(request: HttpRequest) -> HttpResponse:
    """All tables of the page as one workbook."""
    here = looked_at(request)
    tally, at = (
        tally_of(here, filters=request.GET, user=request.user, at=request.at),
        moment_of(request.GET, request.at),
    )
    words = _dimension_words()
    by, across = _dimension(request, "by", "area"), _dimension(request, "across", "kind")
    tables: list[tuple[str, list[list[Any]]]] = []
    for key, word in words.items():
        tables.append(
            (_("按%(what)s") % {"what": word}, [[word, _("家数")], *([r["label"], r["n"]] for r in tally.counts(key))])
        )
    if by != across:
        table = tally.cross(by, across)
        lines = [[line["label"], *line["cells"], line["sum"]] for line in table["lines"]]
        title = f"{words[by]}×{words[across]}"
        tables.append((title, [[title, *table["heads"], _("合计")], *lines, [_("合计"), *table["sums"], table["sum"]]]))
    state = state_of_field(here, tally, user=request.user, at=at)
    gaps = [[g["label"], g["known"], g["tied"], g["active"]] for g in state["gaps"]]
    tables.append((_("各区联系情况"), [[_("区域"), _("已知"), _("已确认联系"), _("近 12 个月有联系")], *gaps]))
    return download(figures_workbook(tables), f"{here.body.name}{_('名录统计')}.xlsx")
