"""A hub's own departments, and what each of them lends: rooms, people, experts, media (A08.2)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.exchange import close_department, enter_departments, rename_department
from shuniu.domain.support.forms.exchange.raising import DepartmentsForm
from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.domain.support.queries.exchange.forms import lent_by
from shuniu.domain.support.views.common import own_first
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import own_hub, show_errors


@signed_in
def departments(request: HttpRequest) -> HttpResponse:
    """The list is what the share of departments with a used resource is counted over: also who lends nothing stands in it."""
    hub = own_hub(request)
    seen = InternalDepartment.objects.visible_to(request.user, request.at).filter(closed_on__isnull=True)
    form = DepartmentsForm(request.POST if request.POST.get("act") == "enter" else None)
    may_enter = hub is not None and allowed(
        request.user, "support.enter_departments", InternalDepartment(hub=hub), at=request.at
    )
    if request.method == "POST":
        if not may_enter:
            raise PermissionDenied
        who = {"by": request.user, "at": request.at}
        try:
            if request.POST.get("act") == "close":
                number = request.POST.get("row", "")
                close_department(get_object_or_404(seen, pk=whole_number(number)), **who)
                messages.success(request, _("已撤销，原来开放的资源还留着记录。"))
                return redirect("support:departments")
            if request.POST.get("act") == "rename":
                row = get_object_or_404(seen, pk=whole_number(request.POST.get("row", "")))
                rename_department(row, name=request.POST.get("name", ""), **who)
                messages.success(request, _("已改名，原来的记录接着算。"))
                return redirect("support:departments")
            if form.is_valid():
                added = enter_departments(hub, names=form.cleaned_data["names"], **who)
                messages.success(request, _("已列入 %(n)s 个。") % {"n": added})
                return redirect("support:departments")
        except ValidationError as error:
            if request.POST.get("act") == "enter":
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    rows = own_first(seen.select_related("hub"), hub).distinct()
    page = Paginator(rows.order_by("others", "hub__sort_key", "name"), 50).get_page(request.GET.get("page"))
    lent = lent_by(list(page))
    context = {
        "page": page, "rows": [(row, *lent[row.pk]) for row in page], "form": form, "hub": hub,
        "may_enter": may_enter,
    }  # fmt: skip
    return render(request, "support/exchange/departments.html", context)
