from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import correct_facts, end_body, object_to_facts, revive_body
from shuniu.domain.registry.as_of import as_then, day_of
from shuniu.domain.registry.card_facts import last_changes
from shuniu.domain.registry.columns import state_text
from shuniu.domain.registry.forms import EndingForm, FactsForm
from shuniu.domain.registry.models import DuplicatePair
from shuniu.domain.registry.queries import attended
from shuniu.domain.registry.sheets import fact_label, yuan_text
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import to_fen
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.actions import fact_text
from shuniu.kernel.orgs.models import (
    Affiliation,
    Area,
    FactChange,
    Field,
    Organization,
    OrganizationKind,
    RegistrarFact,
    present_of,
    standing_text,
)
from shuniu.kernel.orgs.queries import appointments_of, hubs_of, merges_within, overseen_by
from shuniu.kernel.record.pages import show_errors
from shuniu.kernel.record.undo import offer_undo

FACTS = ("credit_code", "kind", "field", "area", "registered_on", "legal_representative", "staff_count", "member_count", "capital_fen",
         "address", "supervising_unit", "registration_authority", "purpose", "activities")  # fmt: skip
LONG = ("purpose", "activities")


def visible_organization(request: HttpRequest, code: str) -> Organization:
    """For the desk page: anybody who holds a role somewhere may read the public facts of what is visible to him."""
    row = get_object_or_404(
        Organization.objects.visible_to(request.user, request.at).select_related("area", "field"), code=code
    )
    if not appointments_of(request.user, request.at).exists():
        raise Http404
    return row


def _value(organization: Organization, key: str) -> str:
    if key == "kind":
        return organization.get_kind_display()
    value = getattr(organization, key)
    return "" if value is None else yuan_text(value) if key == "capital_fen" else str(value)


def source_text(source: str, body: Any = None) -> str:
    """Who says so, in words."""
    kind = source.partition(":")[0]
    if kind in ("roster", "hub") and body is not None:
        return _("%(hub)s名录") % {"hub": body.name} if kind == "roster" else body.name
    return {
        "self": _("组织自己填写"), "roster": _("枢纽名录"), "hub": _("枢纽"), "registrar": _("登记机关"), "undo": _("撤销导入"),
        "merge": _("合并的记录"), "split": _("拆开合并"), "area": _("区划调整"),
        "demo": _("演示数据"), "entry": _("录入"),
    }.get(kind, _("录入"))  # fmt: skip


def _facts(organization: Organization, changes: list[FactChange]) -> list[dict[str, Any]]:
    """Every fact with its source and date: of its last change, else of the row as it came in."""
    last = last_changes(changes, {key: fact_text(getattr(organization, key, "")) for key in FACTS})
    lines = []
    for key in FACTS:
        change = last.get(key)
        lines.append({
            "label": fact_label(key), "value": _value(organization, key), "long": key in LONG,
            "source": source_text(change.source, change.body) if change else source_text(organization.source),
            "on": change.on if change else organization.facts_on,
        })  # fmt: skip
    return lines


def _registrar(organization: Organization, day: date) -> list[RegistrarFact]:
    """Grade, abnormal list and penalties that hold on a day, as the registrar said."""
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return list(organization.registrar_facts.filter(held, valid_from__lte=day).order_by("kind", "valid_from"))


def facts_on(organization: Organization, day: date) -> list[dict[str, Any]]:
    """Every fact as it stood on a day: what the next change after it replaced, else what stands now."""
    later: dict[str, FactChange] = {}
    for change in organization.fact_changes.filter(on__gt=day).select_related("body").order_by("-at", "-pk"):
        later[change.key] = change
    words = _Words()
    then = as_then(Organization.objects.filter(pk=organization.pk).as_of(day))
    lines = []
    for key in FACTS:
        change = later.get(key)
        value = words.of(key, change.old) if change else _value(organization, key)
        if then and key in ("kind", "area"):  # these have days of their own, which may lie before they were entered
            value = then[0].area.name_on(day) if key == "area" and then[0].area else _value(then[0], key)
        lines.append({"label": fact_label(key), "value": value, "long": key in LONG, "source": "", "on": None})
    return lines


class _Words:
    """Codes of areas, fields and kinds as a reader knows them."""

    def __init__(self) -> None:
        self.places = {("area", row.code): str(row) for row in Area.objects.all()}
        self.places |= {("field", row.code): str(row) for row in Field.objects.all()}
        self.kinds = dict(OrganizationKind.choices)

    def of(self, key: str, text: str) -> str:
        if key == "capital_fen":
            return yuan_text(int(text)) if text else ""
        if key == "standing":
            return standing_text(text)
        return str(self.kinds.get(text, text)) if key == "kind" else self.places.get((key, text), text)


def _history(changes: list[FactChange], *, mine: bool) -> list[dict[str, Any]]:
    words = _Words()
    return [
        {"change": row, "label": fact_label(row.key), "old": words.of(row.key, row.old), "new": words.of(row.key, row.new),
         "source": source_text(row.source, row.body),
         "may_object": mine and row.source not in ("self", "undo", "merge", "split", "area") and row.objected_at is None}
        for row in changes[:30]
    ]  # fmt: skip


def _moved(request: HttpRequest, code: str) -> HttpResponse | None:
    """A merged row's page leads for good to the organization it is one with; there a sentence says so."""
    gone = Organization.objects.filter(code=code, merged_into__isnull=False).first()
    if (
        gone is None
        or not Organization.objects.visible_to(request.user, request.at).filter(pk=present_of(gone).pk).exists()
    ):
        return None
    address = reverse("registry:organization", args=[present_of(gone).code])
    return HttpResponsePermanentRedirect(f"{address}?was={gone.code}")


@signed_in
def organization(request: HttpRequest, code: str) -> HttpResponse:
    moved = _moved(request, code)
    if moved is not None:
        return moved
    row = visible_organization(request, code)
    day = day_of(request.GET)
    mine = allowed(request.user, "orgs.object_to_change", FactChange(organization=row), at=request.at)
    hubs = list(hubs_of(request.user, request.at).values_list("pk", flat=True))
    above = list(overseen_by(request.user, request.at).values_list("pk", flat=True))
    ties = Affiliation.objects.filter(organization=row).select_related("hub").order_by("valid_to", "-valid_from", "pk")
    if not mine:
        ties = [
            tie for tie in ties if tie.hub_id in hubs or (tie.confirmed_at and (tie.is_public or tie.hub_id in above))
        ]
    concerned = mine or any(tie.hub_id in hubs + above for tie in ties) or row.pk in hubs + above
    changes = list(row.fact_changes.select_related("body")[:200])
    merges = merges_within(row)
    context = {
        "organization": row, "mine": mine, "facts": _facts(row, changes) if day is None else facts_on(row, day), "on": day,
        "then": None if day is None else as_then(Organization.objects.filter(pk=row.pk).as_of(day))[:1],
        "ties": [{"tie": tie, "state": state_text(tie), "open": mine or tie.hub_id in hubs + above} for tie in ties],
        "history": _history(changes, mine=mine) if concerned else [], "former": list(row.former_names.order_by("-until")),
        "attended": attended(row, hubs=hubs + above, everything=mine) if concerned else [], "concerned": concerned,
        "confirmations": list(row.card_confirmations.all()[:6]) if concerned else [],
        "may_edit": allowed(request.user, "orgs.save_facts", row, at=request.at),
        "registrar": _registrar(row, day or local_date(request.at)),
        "may_end": allowed(request.user, "orgs.end_organization", row, at=request.at),
        "gone": row.ended_on is not None and (day is None or row.ended_on <= day),
        "merges": merges, "was": next((one for one in merges if one.gone.code == request.GET.get("was")), None),
        "codes": list(row.former_codes.all()), "past_rows": [row, *(one.gone for one in merges)],
        "pairs": DuplicatePair.objects.visible_to(request.user, request.at).waiting().filter(Q(first=row) | Q(second=row))[:5],
        "may_propose": allowed(request.user, "registry.judge_pair", DuplicatePair(first=row, second=row), at=request.at),
    }  # fmt: skip
    return render(request, "registry/organization.html", context)


@signed_in
@require_POST
def change_object(request: HttpRequest, pk: int) -> HttpResponse:
    """The organization objects to a change that another body made to its facts."""
    change = get_object_or_404(FactChange.objects.select_related("organization"), pk=pk)
    visible_organization(request, change.organization.code)
    try:
        object_to_facts(change, reason=request.POST.get("reason", "").strip(), by=request.user, at=request.at)
        messages.success(request, _("已记下异议，原值已恢复；双方的值都留在记录里。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(reverse("registry:organization", args=[change.organization.code]) + "#history")


@signed_in
def organization_end(request: HttpRequest, code: str) -> HttpResponse:
    """It was dissolved, struck off, or gave up; or that was said wrongly."""
    row = visible_organization(request, code)
    if not allowed(request.user, "orgs.end_organization", row, at=request.at):
        raise PermissionDenied(_("这家组织没有与本单位有关的联系。"))
    back = redirect("registry:organization", code=row.code)
    form = EndingForm(request.POST or None, initial={"version": row.version, "ending": row.ending, "on": row.ended_on})
    if request.method == "POST" and request.POST.get("act") == "revive":
        revive_body(row, version=row.version, by=request.user, at=request.at)
        messages.success(request, _("已更正为存续，联系照旧。"))
        return back
    if request.method == "POST" and form.is_valid():
        try:
            done = end_body(row, by=request.user, at=request.at, **form.cleaned_data)
            said = _("已记为终止。以前的记录都还在，从那天起不再计入已知组织。")
            if row.ending:  # said before, and corrected now
                messages.success(request, said)
            else:
                offer_undo(request, said, "registry.body_ended", row, version=done.version)
            return back
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("登记终止"), "context_line": row.name, "verb": _("记为终止"),
               "back": reverse("registry:organization", args=[code]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def facts(request: HttpRequest, code: str) -> HttpResponse:
    row = visible_organization(request, code)
    if not allowed(request.user, "orgs.save_facts", row, at=request.at):
        raise PermissionDenied(_("这家组织的资料由它自己维护。"))
    initial = {name: getattr(row, name) for name in FactsForm.base_fields if name not in ("since", "capital")}
    initial["capital"] = None if row.capital_fen is None else Decimal(row.capital_fen) / 100
    form = FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            version, capital = values.pop("version"), values.pop("capital")
            values["capital_fen"] = None if capital is None else to_fen(capital)
            correct_facts(row, version=version, by=request.user, at=request.at, **values)
            messages.success(request, _("资料已保存。"))
            return redirect("registry:organization", code=row.code)
        except ValidationError as error:
            keep_typed(form, error)
            form.add_error(None, error)
    context = {"form": form, "heading": _("修改资料"), "context_line": row.name, "verb": _("保存资料"),
               "back": reverse("registry:organization", args=[code]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
