"""The working calendar of a year: holidays and weekends worked in exchange; an office adds days or a whole year."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.moments import is_working_day, local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.actions import load_holidays, set_day
from shuniu.kernel.norms.calendar import Day, read_pasted
from shuniu.kernel.norms.models import CalendarYear, Holiday

FIRST, LAST = 2000, 2100
WEEKDAYS = [
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"), gettext_lazy("周五"),
    gettext_lazy("周六"), gettext_lazy("周日"),
]  # fmt: skip


class DayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    is_working = forms.TypedChoiceField(
        label=gettext_lazy("这一天"), choices=[("0", gettext_lazy("放假")), ("1", gettext_lazy("上班"))],
        coerce=lambda value: value == "1",
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class PasteForm(forms.Form):
    source = forms.CharField(label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("通知的名称和文号。"))
    issued_on = forms.DateField(label=gettext_lazy("发布日期"), required=False, widget=DayInput())
    days = forms.CharField(
        label=gettext_lazy("放假和调休"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("每行一段，例如：2027-01-01 至 2027-01-03 休 元旦；2027-01-04 班 元旦。"),
    )


@signed_in
def this_year(request: HttpRequest) -> HttpResponse:
    return redirect("norms:calendar-year", year=local_date(request.at).year)


@signed_in
def year(request: HttpRequest, year: int) -> HttpResponse:
    if not FIRST <= year <= LAST:
        raise Http404
    may = allowed(request.user, "norms.load_holidays", None, at=request.at)
    day_form = DayForm(request.POST if "set_day" in request.POST else None)
    paste_form = PasteForm(request.POST if {"look", "load"} & set(request.POST) else None)
    preview: dict[str, Any] | None = None
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if "set_day" in request.POST and save_day(request, day_form):
            return redirect("norms:calendar-year", year=day_form.cleaned_data["day"].year)
        if paste_form.is_bound and paste_form.is_valid():
            days, faults = read_pasted(paste_form.cleaned_data["days"], year=year)
            if "load" in request.POST and days and not faults and load(request, paste_form, year, days):
                return redirect("norms:calendar-year", year=year)
            preview = {"days": days, "faults": faults, "clean": bool(days) and not faults}
    kept = {row.day: row for row in Holiday.objects.filter(day__year=year)}
    context = {
        "year": year, "known": CalendarYear.objects.filter(year=year).first(), "months": month_grids(year, kept),
        "rows": spans(list(kept.values())), "may": may, "day_form": day_form, "paste_form": paste_form, "preview": preview,
        "weekdays": WEEKDAYS,
    }  # fmt: skip
    return render(request, "norms/calendar.html", context)


def save_day(request: HttpRequest, form: DayForm) -> bool:
    if not form.is_valid():
        return False
    try:
        set_day(**form.cleaned_data, by=request.user, at=request.at)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("已写入工作日历。"))
    return True


def load(request: HttpRequest, form: PasteForm, year: int, days: list[Day]) -> bool:
    try:
        load_holidays(
            days, year=year, source=form.cleaned_data["source"], issued_on=form.cleaned_data["issued_on"],
            by=request.user, at=request.at,
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("%(year)s 年的工作日历已写入。") % {"year": year})
    return True


def month_grids(year: int, kept: dict[date, Holiday]) -> list[dict[str, Any]]:
    """Twelve months of weeks (Monday first) of {"day", "css", "name"}; the days around a month are None."""
    exceptions = {day: row.is_working for day, row in kept.items()}
    grids = []
    for number in range(1, 13):
        weeks = []
        for week in months.Calendar().monthdatescalendar(year, number):
            weeks.append([cell(day, kept, exceptions) if day.month == number else None for day in week])
        working = sum(bool(one and one["working"]) for week in weeks for one in week)
        grids.append({"first": date(year, number, 1), "weeks": weeks, "working": working})
    return grids


def spans(rows: list[Holiday]) -> list[dict[str, Any]]:
    """Neighbouring days of one name and kind as one line: {"first", "last", "name", "is_working"}."""
    found: list[dict[str, Any]] = []
    for row in rows:
        before = found[-1] if found else None
        if before and (before["name"], before["is_working"], before["last"] + timedelta(days=1)) == (
            row.name, row.is_working, row.day,
        ):  # fmt: skip
            before["last"] = row.day
        else:
            found.append({"first": row.day, "last": row.day, "name": row.name, "is_working": row.is_working})
    return found


def cell(day: date, kept: dict[date, Holiday], exceptions: dict[date, bool]) -> dict[str, Any]:
    row = kept.get(day)
    working = is_working_day(day, exceptions)
    css = "off" if row and not working else "work" if row else "" if working else "rest"
    mark = _("休") if css == "off" else _("班") if css == "work" else ""
    return {"day": day, "css": css, "mark": mark, "name": row.name if row else "", "working": working}
