"""Answers through a secret address, of every kind on one page: the body above asks the organizations and writes it down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.record.actions import check_answer
from shuniu.kernel.record.answers import asks_after, checks_of, link_answers

ROWS_A_PAGE = 100


@signed_in
def link_answers_checked(request: HttpRequest) -> HttpResponse:
    """What was answered by a link alone, of one kind: the unchecked first, in the order of random tokens: nobody picks."""
    asked = asks_after(request.user, request.at)
    kind = request.GET.get("kind", "")
    kind = kind if kind in link_answers else "network.tie"
    source = link_answers[kind]
    if source.is_kept_from_hub:
        asked = hubs = set(overseen_by(request.user, request.at).values_list("pk", flat=True))
    else:
        own = bodies_of(request.user, request.at, "head", "officer", "clerk").values_list("pk", flat=True)
        hubs = asked | set(own)
    seen = source.listed(hubs)
    if request.method == "POST":
        row = get_object_or_404(seen, pk=whole_number(request.POST.get("answer")))
        try:
            check_answer(kind, row, is_right=request.POST.get("act") == "right", by=request.user, at=request.at)
            messages.success(request, _("核实结果已记下。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request.get_full_path())
    page = Paginator(seen.order_by("is_checked", source.order, "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    checks = checks_of(page)
    shown = [source.describe(row) for row in page]
    context = {
        "page": page, "checked": seen.filter(is_checked=True).count(),
        "kinds": [{"key": key, "label": one.label, "current": key == kind} for key, one in link_answers],
        "answers": [
            {"shown": one, "check": checks.get(one.row.pk), "may": one.hub.pk in asked and one.passed_by != request.user}
            for one in shown
        ],
    }  # fmt: skip
    return render(request, "desk/link_answers.html", context)
