from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.oversight.actions import (
    as_confirmed,
    confirm_statement,
    remark_on_statement,
    reply_to_remark,
    save_statement,
)
from shuniu.domain.oversight.forms import EvidenceForm, StatementForm
from shuniu.domain.oversight.history import history_of
from shuniu.domain.oversight.models import Remark, Statement
from shuniu.domain.oversight.queries import UnitLine, changed_proofs, proofs_of, taken_down, unit_lines
from shuniu.domain.oversight.views.common import asked_filter, asked_snapshot, asked_year, seen_hub
from shuniu.engines.indicators.queries import figures_of_unit
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import add_evidence, attach, withdraw_evidence
from shuniu.kernel.record.kinds import record_sources
from shuniu.kernel.record.models import Evidence
from shuniu.kernel.record.undo import offer_undo

RIGHTS = ("save_statement", "confirm_statement", "remark_on_statement", "reply_to_remark")
OFFERED = 30
"""Records of each kind offered at once; the rest is found by typing."""
Neighbours = tuple[UnitLine | None, UnitLine | None]


@signed_in
def statement(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One unit of one hub: statement, evidence, confirmation, remarks; on to the next with one key."""
    row, year, which = seen_hub(request, code), asked_year(request), asked_filter(request)
    lines = unit_lines(row, year=year, user=request.user, at=request.at)
    line = next((one for one in lines if one.unit.code == unit), None)
    if line is None:
        raise Http404
    before, after = _neighbours(lines, line, which)
    there = line.told.statement
    subject = there or Statement(hub=row, unit_code=unit, year=year)
    find = request.GET.get("find", "").strip()
    records = _records(row, unit, year, request.at, find) if line.told.own else []
    form = StatementForm(
        request.POST if request.POST.get("act", "").startswith("save") else None,
        initial={"text": subject.text, "degree": subject.degree, "version": subject.version},
    )
    proof = EvidenceForm(
        request.POST if request.POST.get("act") == "prove" else None, request.FILES or None, records=records
    )
    if request.method == "POST" and _act(request, row, subject, form, proof):
        onward = request.POST.get("act", "").endswith("-next") and after is not None
        return redirect(_address(row, after.unit.code if onward and after else unit, year, which))
    last = Statement.objects.visible_to(request.user, request.at).filter(hub=row, unit_code=unit, year=year - 1).first()
    context = {
        "hub": row, "line": line, "unit": line.unit, "year": year, "which": which, "statement": there,
        "told": line.told, "form": form, "proof_form": proof, "find": find, "found": len(records), "last_year": last, "before": before, "after": after,
        "may": {name: allowed(request.user, f"oversight.{name}", subject, at=request.at) for name in RIGHTS},
        "changed": bool(there and changed_proofs(there)), "taken_down": taken_down(there) if there else [],
        "proofs": proofs_of(there, user=request.user, at=request.at) if there else [],
        "remarks": list(there.remarks.select_related("written_by", "replied_by")) if there else [],
        "history": history_of(there, own=line.told.own) if there else [],
        "figures": figures_of_unit(row.pk, unit, asked_snapshot(request, year)),
        "place": [one.unit.code for one in lines].index(unit) + 1, "total": len(lines),
    }  # fmt: skip
    return render(request, "oversight/statement.html", context)


def _address(hub: Organization, unit: str, year: int, which: str) -> str:
    return f"{reverse('oversight:statement', args=[hub.code, unit])}?year={year}&which={which}"


def _neighbours(lines: list[UnitLine], line: UnitLine, which: str) -> Neighbours:
    """The applicable units before and after under the filter the person came with."""
    way = [one for one in lines if one is line or (one.applicable.applies and one.matches(which))]
    place = way.index(line)
    return way[place - 1] if place else None, way[place + 1] if place + 1 < len(way) else None


def _records(hub: Organization, unit: str, year: int, at: datetime, text: str) -> list[tuple[str, str]]:
    """What the hub may point to: of each kind the newest, or of hundreds those whose name holds `text`; another year's
    records are named so."""
    found = []
    for name, source in record_sources:
        for line in source.candidates(hub=hub, unit_code=unit, at=at, limit=OFFERED, text=text):
            other = "" if line["on"].year == year else f" · {_('不在本年度')}"
            found.append((f"{name}:{line['id']}", f"{source.label} · {line['title']} · {line['on']}{other}"))
    return found


def _act(request: HttpRequest, hub: Organization, row: Statement, form: StatementForm, proof: EvidenceForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    try:
        if act in ("save", "save-next") and form.is_valid():
            save_statement(hub, unit_code=row.unit_code, year=row.year, **form.cleaned_data, **who)
            messages.success(request, _("%(unit)s 的自述已保存。") % {"unit": row.unit_code})
        elif act == "prove" and row.pk and proof.is_valid():
            made = _prove(row, hub, proof, request)
            if made.added_at == request.at:
                offer_undo(request, _("佐证已添加。"), "record.evidence_added", made)
            else:
                messages.info(request, _("这份佐证已经在这里了。"))
            _warn(request, row, made)
        elif act == "withdraw" and row.pk:
            found = get_object_or_404(Evidence.objects.of(row), pk=_number(request, "evidence"))
            withdraw_evidence(found, **who)
            offer_undo(request, _("佐证已撤下。"), "record.evidence_withdrawn", found)
        elif act in ("confirm", "confirm-next") and row.pk:
            _confirm(request, row, who)
        elif act == "remark" and row.pk:
            remark_on_statement(row, text=request.POST.get("remark", ""), **who)
            messages.success(request, _("批注已保存，枢纽会收到消息。"))
        elif act == "reply" and row.pk:
            remark = get_object_or_404(Remark.objects.filter(statement=row), pk=_number(request, "of"))
            reply_to_remark(remark, reply=request.POST.get("reply", ""), **who)
            messages.success(request, _("答复已送达上级。"))
        else:
            return False
    except ValidationError as error:
        if act.startswith("save"):
            keep_typed(form, error)
            form.add_error(None, error)
            return False
        if act == "prove":
            proof.add_error(None, error)
            return False
        messages.error(request, " ".join(error.messages))
    return True


def _confirm(request: HttpRequest, row: Statement, who: dict[str, Any]) -> None:
    before = as_confirmed(row)
    done = confirm_statement(row, version=_number(request, "version"), **who)
    said = _("%(unit)s 已确认，上级可以看到。") % {"unit": row.unit_code}
    if as_confirmed(done) == before:
        messages.success(request, said)
    else:
        offer_undo(request, said, "oversight.statement_confirmed", done, version=done.version, before=before)


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name))


def _warn(request: HttpRequest, row: Statement, made: Evidence) -> None:
    """What the reader of the statement will see beside this proof."""
    if made.happened_on.year != row.year:
        words = _("这份佐证发生在 %(day)s，不在 %(year)s 年，会标明“不在本年度”；不合适请撤下。")
        messages.warning(request, words % {"day": made.happened_on.isoformat(), "year": row.year})
    if row.confirmed_at is not None:
        messages.warning(request, _("负责人确认在先，这份佐证会标明“确认后添加”，请负责人再确认一次。"))


def _prove(row: Statement, hub: Organization, proof: EvidenceForm, request: HttpRequest) -> Evidence:
    data = proof.cleaned_data
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if data["record"]:
        name, _colon, pk = data["record"].partition(":")
        found = record_sources[name].describe(ids=[int(pk)], user=request.user, at=request.at)[int(pk)]
        return add_evidence(row, owner=hub, form="record", title=found["title"], happened_on=found["on"], record_type=name,
                            record_id=int(pk), **who)  # fmt: skip
    if data.get("upload"):
        kept = attach(data["upload"], owner=hub, subject=row, **who)
        return add_evidence(row, owner=hub, form="file", title=data["title"], happened_on=data["happened_on"],
                            attachment=kept, **who)  # fmt: skip
    return add_evidence(row, owner=hub, form="link", title=data["title"], happened_on=data["happened_on"],
                        link=data["link"], **who)  # fmt: skip
