from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions import judge_different, judge_same, propose_pair, take_apart, withdraw_judgement
from shuniu.domain.registry.comparing import better
from shuniu.domain.registry.models import DuplicatePair, Judgement
from shuniu.domain.registry.rules import REASONS
from shuniu.domain.registry.sheets import fact_label, figures_workbook, yuan_text
from shuniu.domain.registry.views.cards import FACTS, source_text, visible_organization
from shuniu.domain.registry.views.common import download, looked_at
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Affiliation, Merge, Organization, present_of
from shuniu.kernel.orgs.queries import hubs_of, overseen_by

PER_PAGE = 30
BOTH = ("first__area", "first__field", "first__brought_by", "second__area", "second__field", "second__brought_by")


def _waiting(request: HttpRequest) -> QuerySet[DuplicatePair]:
    """What the person may look at and nobody has judged, as the filters say, the likeliest first."""
    rows = DuplicatePair.objects.visible_to(request.user, request.at).waiting().select_related(*BOTH)
    return _narrowed(rows, request).order_by("-score", "pk")


def _narrowed(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    text = request.GET.get("q", "").strip()
    if text:
        seen = Organization.objects.search(text).values("pk")
        rows = rows.filter(Q(first__in=seen) | Q(second__in=seen))
    if request.GET.get("reason") in REASONS and rows.model is DuplicatePair:
        rows = rows.filter(kinds__contains=request.GET["reason"])
    return rows


def reason_words(reasons: list[list[str]]) -> list[dict[str, Any]]:
    """Reasons in words; what speaks against is marked."""
    return [{"text": str(REASONS.get(kind, kind)), "detail": detail if kind not in ("place", "alike") else "",
             "against": kind == "place"} for kind, detail in reasons]  # fmt: skip


@signed_in
def duplicates(request: HttpRequest) -> HttpResponse:
    """The queue: waiting pairs with their reasons, or what was judged and by whom."""
    here = looked_at(request)
    which = "judged" if request.GET.get("which") == "judged" else "waiting"
    if which == "waiting":
        rows: QuerySet[Any] = _waiting(request)
    else:
        judged = Judgement.objects.visible_to(request.user, request.at)
        merged = Judgement.objects.filter(
            merge__isnull=False, merge__kept__in=Organization.objects.visible_to(request.user, request.at)
        )
        rows = _narrowed((judged | merged).distinct(), request).select_related("first", "second", "by", "body", "merge")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"row": row, "reasons": reason_words(row.reasons)} for row in page]
    context = {"here": here, "page": page, "lines": lines, "which": which, "text": request.GET.get("q", ""),
               "reason": request.GET.get("reason", ""), "kinds": [(k, v) for k, v in REASONS.items() if k not in ("place", "alike")],
               "narrowed": bool(request.GET.get("q") or request.GET.get("reason"))}  # fmt: skip
    return render(request, "registry/duplicates.html", context)


@signed_in
def duplicates_export(request: HttpRequest) -> HttpResponse:
    """The waiting pairs as a workbook, for a meeting in which they are talked over."""
    here = looked_at(request)
    head = [_("名称"), _("信用代码"), _("名称"), _("信用代码"), _("理由")]
    rows = [head, *pairs_listed(request)]
    return download(figures_workbook([(_("疑似重复"), rows)]), f"{here.body.name}{_('疑似重复')}.xlsx")


def pairs_listed(request: HttpRequest) -> list[list[str]]:
    """Waiting pairs as on the page, narrowed as there: both names and codes, why they may be one."""
    looked_at(request)
    return [
        [pair.first.name, pair.first.credit_code or "", pair.second.name, pair.second.credit_code or "",
         _("；").join(f"{one['text']} {one['detail']}".strip() for one in reason_words(pair.reasons))]
        for pair in _waiting(request)[:5000]
    ]  # fmt: skip


def _pair(request: HttpRequest, pk: int) -> DuplicatePair:
    return get_object_or_404(DuplicatePair.objects.visible_to(request.user, request.at).select_related(*BOTH), pk=pk)


def _next(request: HttpRequest, pair: DuplicatePair) -> DuplicatePair | None:
    """The pair after this one in the queue, from its top again at the end."""
    rows = _waiting(request).exclude(pk=pair.pk)
    after = rows.filter(Q(score__lt=pair.score) | Q(score=pair.score, pk__gt=pair.pk)).first()
    return after or rows.first()


def _value(row: Organization, key: str) -> str:
    if key == "kind":
        return str(row.get_kind_display())
    value = getattr(row, key)
    return "" if value is None else yuan_text(value) if key == "capital_fen" else str(value)


def _side_by_side(pair: DuplicatePair) -> list[dict[str, Any]]:
    lines = [{"label": _("名称"), "values": [pair.first.name, pair.second.name]}]
    lines += [
        {"label": fact_label(key), "values": [_value(pair.first, key), _value(pair.second, key)]} for key in FACTS
    ]
    former = [[_("、").join(row.former_names.values_list("name", flat=True))] for row in (pair.first, pair.second)]
    lines.insert(1, {"label": _("曾用名"), "values": [former[0][0], former[1][0]]})
    lines.append({"label": _("来源"), "values": [source_text(row.source) for row in (pair.first, pair.second)]})
    for line in lines:
        one, two = line["values"]
        line["agree"] = "" if not (one and two) else "same" if one == two else "other"
    return [line for line in lines if any(line["values"])]


def _ties(request: HttpRequest, row: Organization) -> list[Affiliation]:
    """The ties the person may know of: of own and overseen hubs, and public confirmed ones."""
    hubs = [*hubs_of(request.user, request.at), *overseen_by(request.user, request.at)]
    known = Q(hub__in=hubs) | Q(confirmed_at__isnull=False, is_public=True)
    return list(
        Affiliation.objects.valid(request.at).filter(known, organization=row).select_related("hub").order_by("pk")
    )


@signed_in
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Two rows side by side with the reasons: the same, not the same, or the next pair."""
    pair = _pair(request, pk)
    judged = (
        Judgement.objects.standing().filter(first=pair.first, second=pair.second).select_related("by", "body").first()
    )
    if request.method == "POST":
        return _judged(request, pair)
    seen = set(
        Organization.objects.visible_to(request.user, request.at)
        .filter(pk__in=(pair.first_id, pair.second_id))
        .values_list("pk", flat=True)
    )
    sides = [{"row": row, "ties": _ties(request, row), "staff": row.appointments.count(), "roll": row.roll_entries.count(),
              "seen": row.pk in seen} for row in (pair.first, pair.second)]  # fmt: skip
    both_claimed = all(side["row"].claimed_at for side in sides)
    draft = Merge(kept=pair.first, gone=pair.second)
    context = {
        "pair": pair, "sides": sides, "lines": _side_by_side(pair), "reasons": reason_words(pair.reasons), "judged": judged,
        "keep": better(pair.first, pair.second), "next": _next(request, pair), "waiting": _waiting(request).count(),
        "may_judge": allowed(request.user, "registry.judge_pair", pair, at=request.at) and judged is None,
        "may_merge": allowed(request.user, "orgs.merge_organizations", draft, at=request.at), "both_claimed": both_claimed,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "registry/duplicate.html", context)


def _judged(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    note, onward = request.POST.get("note", "").strip(), _next(request, pair)
    try:
        if request.POST.get("verdict") == "same":
            keep = pair.first if request.POST.get("keep") == pair.first.code else pair.second
            merge = judge_same(
                pair, keep=keep if request.POST.get("keep") else None, note=note, by=request.user, at=request.at
            ).merge
            messages.success(
                request,
                _("已合并为“%(name)s”，两边的枢纽都会收到通知；随时可以拆开。")
                % {"name": merge.kept.name if merge else ""},
            )
        else:
            judge_different(pair, note=note, by=request.user, at=request.at)
            messages.success(request, _("已记下：不是同一家，以后不再问。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("registry:duplicate", pk=pair.pk)
    if onward is None:
        return redirect("registry:duplicates")
    target = redirect("registry:duplicate", pk=onward.pk)
    if request.GET:
        target["Location"] += f"?{request.GET.urlencode()}"
    return target


@signed_in
def judgement_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Judgement.objects.visible_to(request.user, request.at), pk=pk)
    if request.method == "POST":
        try:
            withdraw_judgement(row, by=request.user, at=request.at)
            messages.success(request, _("已撤回，这一对重新等待判断。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("registry:duplicates")


@signed_in
def pair_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Another row for the same organization that no comparison found: looked for by name or code, then judged as any pair."""
    row = visible_organization(request, code)
    text = request.POST.get("q", request.GET.get("q", "")).strip()
    found = Organization.objects.visible_to(request.user, request.at).exclude(pk=row.pk)
    if request.method == "POST":
        other = get_object_or_404(found, code=request.POST.get("other", ""))
        try:
            pair = propose_pair(row, other, by=request.user, at=request.at)
            return redirect("registry:duplicate", pk=pair.pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    listed = list(found.search(text).ranked(text).select_related("area")[:20]) if text else []
    return render(request, "registry/pair_propose.html", {"organization": row, "text": text, "found": listed})


def visible_merge(request: HttpRequest, pk: int) -> Merge:
    """Whoever may see the organization as it stands today may know what it was merged from."""
    row = get_object_or_404(Merge.objects.select_related("kept", "gone", "merged_by", "split_by"), pk=pk)
    if not Organization.objects.visible_to(request.user, request.at).filter(pk=present_of(row.kept).pk).exists():
        raise Http404
    visible_organization(request, present_of(row.kept).code)
    return row


def followed(merge: Merge) -> list[dict[str, Any]]:
    """What followed, in words: table by table how many rows, and how many lay twice."""
    moved, aside = Counter[str](), Counter[str]()
    for model, content in merge.steps.values_list("model", "content__isnull"):
        (moved if content else aside)[model] += 1
    names = sorted(set(moved) | set(aside))
    return [{"what": _table_word(name), "moved": moved[name], "aside": aside[name]} for name in names]


def _table_word(label: str) -> str:
    words = {
        "orgs.affiliation": _("与枢纽的联系"), "orgs.appointment": _("任职"), "orgs.factchange": _("资料的变化"),
        "orgs.formername": _("曾用名"), "orgs.registrarfact": _("登记机关的记录"), "orgs.consent": _("同意"),
        "gatherings.invitee": _("会议邀请"), "gatherings.rollentry": _("签到"), "record.duty": _("应办事项"),
        "record.evidence": _("佐证材料"), "record.attachment": _("附件"), "registry.rosterrow": _("名录里的行"),
        "record.invitation": _("加入邀请"), "meetings.topicproposal": _("议题建议"), "meetings.topiccall": _("征题"),
    }  # fmt: skip
    model = apps.get_model(label)
    return str(words.get(label, model._meta.verbose_name))


@signed_in
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """What became one with what, who decided it and why, what followed; and the way back."""
    row = visible_merge(request, pk)
    problem = ""
    if request.method == "POST":
        try:
            take_apart(row, reason=request.POST.get("reason", ""), by=request.user, at=request.at)
            messages.success(request, _("已拆成两家，各自的记录已恢复。"))
            return redirect("registry:merge", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"merge": row, "lines": followed(row), "problem": problem, "present": present_of(row.kept),
               "may_split": row.split_at is None and allowed(request.user, "orgs.split_organizations", row, at=request.at),
               "rows": [row.kept, row.gone]}  # fmt: skip
    return render(request, "registry/merge.html", context)
