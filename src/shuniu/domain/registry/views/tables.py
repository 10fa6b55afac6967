"""Statistics over up to four dimensions: a picture of the largest, the whole table, the list behind each line."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shuniu.domain.registry.as_of import day_of
from shuniu.domain.registry.queries import register
from shuniu.domain.registry.sheets import figures_workbook
from shuniu.domain.registry.tabulation import DIMENSIONS, MOST, tabulate
from shuniu.domain.registry.views.common import download, looked_at
from shuniu.kernel.core.policy import signed_in

SHOWN = 12


@signed_in
def register_tables(request: HttpRequest) -> HttpResponse:
    here = looked_at(request)
    asked = [key for key in dict.fromkeys(request.GET.getlist("d")) if key in DIMENSIONS]
    chosen = asked[:MOST] or ["kind", "area"]
    rows = register(here, filters=request.GET, user=request.user, at=request.at)
    day = day_of(request.GET)
    lines = tabulate(rows, chosen, then=day is not None)
    heads = [DIMENSIONS[key].label for key in chosen]
    total = sum(line.n for line in lines)
    if request.GET.get("export"):
        table = [[*map(str, heads), _("家数"), _("专职人员"), _("会员（志愿者）数")]]
        table += [[*line.words, line.n, line.staff, line.members] for line in lines]  # type: ignore[list-item]
        return download(figures_workbook([(_("统计表"), table)]), f"{here.body.name}{_('统计表')}.xlsx")
    page = Paginator(lines, 100).get_page(request.GET.get("page"))
    context = {
        "here": here, "on": day, "heads": heads, "page": page,
        "lines": [{"cells": list(zip(heads, line.words, strict=True)), "line": line} for line in page], "top": lines[:SHOWN],
        "dimensions": [(key, one.label, key in chosen) for key, one in DIMENSIONS.items()], "total": total,
        "too_many": len(asked) > MOST, "most": MOST,
        "kept": "&".join(f"{key}={request.GET[key]}" for key in ("hub", "scope", "on") if request.GET.get(key)),
    }  # fmt: skip
    return render(request, "registry/tables.html", context)
