"""What anybody reads of incubation: centres, their exit criteria, rounds and what came of them (A09.1, A12)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from shuniu.domain.support.actions.common import lines_of
from shuniu.domain.support.models.growing import IntakeRound
from shuniu.domain.support.queries.growing.incubation import centers_open, newest_rounds, results_of
from shuniu.domain.support.views.common import page_of
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public


@public
def incubation(request: HttpRequest) -> HttpResponse:
    """Rounds that take applications and the last ones decided, then every centre."""
    text, today = request.GET.get("q", ""), local_date(request.at)
    rounds = list(newest_rounds(request.at)[:12])
    context = {
        "page": page_of(request, centers_open(text), 20), "text": text, "today": today,
        "open": [row for row in rounds if row.is_open(today)], "past": [row for row in rounds if not row.is_open(today)][:6],
    }  # fmt: skip
    return render(request, "support/growing/incubation_public.html", context)


@public
def round(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(IntakeRound.objects.select_related("center__hub"), pk=pk)
    today, results = local_date(request.at), results_of(row)
    context = {
        "row": row, "criteria": lines_of(row.criteria), "is_open": row.is_open(today), "today": today, "number": len(results),
        "results": [] if today <= row.closes_on and row.withdrawn_at is None else results,
        "exits": row.center.criteria.filter(retired_at__isnull=True),
    }  # fmt: skip
    return render(request, "support/growing/round_public.html", context)
