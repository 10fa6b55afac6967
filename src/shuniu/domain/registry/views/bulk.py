"""One act for many organizations ticked in the list: tag, ask for confirmation, export, and what other parts plug in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import note_list_export, tag_organizations
from shuniu.domain.registry.columns import chosen_columns
from shuniu.domain.registry.queries import Standpoint, register, sorted_rows, ties_of
from shuniu.domain.registry.sheets import list_workbook
from shuniu.domain.registry.views.common import download, looked_at
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.registries import list_acts


def _note(here: Standpoint, query: QueryDict, count: int, request: HttpRequest) -> None:
    columns = [column.key for column in chosen_columns(query.getlist("col"))]
    note_list_export(here.body, columns=columns, count=count, by=request.user, at=request.at)


@signed_in
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """What is ticked has to be on the person's own list; afterwards the same list is shown again."""
    here = looked_at(request)
    query = QueryDict(request.POST.get("query", "").lstrip("?"))
    back = redirect(f"{reverse('registry:list')}?{query.urlencode()}")
    chosen = register(here, filters=query, user=request.user, at=request.at).filter(
        code__in=request.POST.getlist("organization")
    )
    rows, act = list(sorted_rows(chosen, query)), request.POST.get("act", "")
    if not rows:
        messages.error(request, _("请先勾选组织，再选要办的事。"))
        return back
    if act == "export":
        _note(here, query, len(rows), request)
        columns, ties = chosen_columns(query.getlist("col")), ties_of(here, [row.pk for row in rows], request.at)
        return download(
            list_workbook(rows, ties, columns, with_ties=here.hub is not None), f"{here.body.name}名录（选出）.xlsx"
        )
    if here.hub is None or not here.own:
        return back
    if act == "ask":
        return redirect(
            f"{reverse('registry:campaign-new')}?{urlencode({'organization': [row.code for row in rows]}, doseq=True)}"
        )
    try:
        if act == "tag":
            name = request.POST.get("text", "")
            n = tag_organizations(
                here.hub, organizations=[row.pk for row in rows], name=name, by=request.user, at=request.at
            )
            messages.success(request, ngettext("已给 %(n)s 家加上标签。", "已给 %(n)s 家加上标签。", n) % {"n": n})
        elif act in list_acts:
            done = list_acts[act].act(here.hub, rows, text=request.POST.get("text", ""), by=request.user, at=request.at)
            messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back
