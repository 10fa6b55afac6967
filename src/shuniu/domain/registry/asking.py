"""Reads of data requests: who may be asked, what is known already, what is prefilled, how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.card_facts import last_changes
from shuniu.domain.registry.models import AnswerCell, DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.request_rules import FACT_KINDS, FAULTS
from shuniu.domain.registry.sheets import fact_label
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import fact_text
from shuniu.kernel.orgs.models import Affiliation, FactChange, FormerName, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import hubs_at, hubs_below
from shuniu.kernel.record.asking import Known, Match, already_there, audiences
from shuniu.methods.cells import Cell, Column, check_rows, question_key

_FACT_TITLES = {
    "name": ("单位名称", "组织名称", "机构名称"), "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码"),
    "registered_on": ("成立日期", "登记日期", "成立（登记）日期", "成立时间"), "legal_representative": ("法定代表人",),
    "staff_count": ("专职人员", "专职工作人员", "专职员工"), "member_count": ("会员（志愿者）数",),
    "kind": ("组织类型", "单位类型", "机构类型"), "area": ("所在区域", "所在区", "所属区", "行政区划"),
    "field": ("所属领域", "业务领域"), "capital_fen": ("开办资金", "注册资金", "开办（注册）资金"),
    "supervising_unit": ("业务主管单位",), "registration_authority": ("登记管理机关", "登记机关"),
    "address": ("住所", "办公地址", "注册地址"), "purpose": ("宗旨和业务范围", "业务范围"), "activities": ("主要活动",),
}  # fmt: skip
FACT_OF = {question_key(title): fact for fact, titles in _FACT_TITLES.items() for title in titles}
"""Question → the fact of the register that answers it: only titles that can mean nothing else (not 人数, 名称, 负责人)."""
REMARKS = {
    question_key(title)
    for title in ("备注", "说明", "其他", "其他说明", "补充说明", "情况说明", "意见", "建议", "意见建议", "意见和建议")
}
"""Room for a word on this table: may stay empty."""
OF_ITS_OWN = REMARKS | {
    question_key(title) for title in ("填表人", "填报人", "经办人", "联系人", "联系电话", "填报日期")
}
"""Columns that say something about this table alone: no other table answers them."""
STAGES = {
    "unopened": gettext_lazy("还没打开"), "opened": gettext_lazy("打开过"), "drafted": gettext_lazy("写了草稿"),
    "returned": gettext_lazy("已退回"), "filed": gettext_lazy("已填报"),
}  # fmt: skip


def askers_of(desk: Any) -> list[Organization]:
    """The bodies for which the person can ask: hubs and bodies with hubs below."""
    return list({body.pk: body for body in [*desk.overseeing, *desk.hubs]}.values())


def askable(asker: Organization, at: datetime) -> QuerySet[Organization]:
    """Hubs below it, organizations with a confirmed tie to it or to them, and the audiences that it has."""
    below = list(hubs_below([asker.pk], at))
    ties = Affiliation.objects.confirmed(at).filter(hub__in=[asker.pk, *below])
    may = Q(pk__in=below) | Q(pk__in=ties.values("organization"))
    for _name, audience in audiences:
        found = audience.bodies(body=asker, at=at)
        if found is not None:
            may |= Q(pk__in=found.values("pk"))
    return Organization.objects.filter(may, merged_into__isnull=True).exclude(pk=asker.pk)


def hubs_under(*, body: Organization, at: datetime) -> QuerySet[Organization] | None:
    below = hubs_below([body.pk], at)
    return Organization.objects.filter(pk__in=list(below)) if below else None


def confirmed_members(*, body: Organization, at: datetime) -> QuerySet[Organization] | None:
    if not hubs_at(at).filter(pk=body.pk).exists():
        return None
    ties = Affiliation.objects.confirmed(at).filter(hub=body)
    return Organization.objects.filter(pk__in=ties.values("organization"))


@dataclass
class Pasted:
    """Lines of a pasted list: found bodies, lines that name nobody, and bodies that may not be asked."""

    found: list[Organization] = field(default_factory=list)
    unknown: list[tuple[str, list[Organization]]] = field(default_factory=list)
    strangers: list[Organization] = field(default_factory=list)


def read_pasted(request: DataRequest, text: str, *, user: Any, at: datetime) -> Pasted:
    """Each line a name, a former name, a code or a credit code; numbering and what stands after a tab is left out."""
    lines = [line.split("\t")[0].strip(" 　、,，;；") for line in text.splitlines()]
    lines = [line for line in dict.fromkeys(lines) if line][:5000]
    keys, codes = {name_key(line): line for line in lines}, {line.upper().replace(" ", ""): line for line in lines}
    seen = Organization.objects.visible_to(user, at)
    rows = seen.filter(Q(code__in=codes) | Q(credit_code__in=codes) | Q(name_key__in=keys)).only(
        "pk", "code", "credit_code", "name", "name_key"
    )
    named: dict[str, Organization] = {}
    for row in rows:
        for line in (codes.get(row.code), codes.get(row.credit_code or ""), keys.get(row.name_key)):
            if line:
                named.setdefault(line, row)
    rest = [line for line in lines if line not in named]
    former = FormerName.objects.filter(name__in=rest, organization__in=seen).select_related("organization")
    named |= {one.name: one.organization for one in former}
    may = set(askable(request.asker, at).filter(pk__in=[row.pk for row in named.values()]).values_list("pk", flat=True))
    pasted = Pasted()
    for line in lines:
        if line not in named:
            near = seen.search(line).ranked(line)[:3] if len(pasted.unknown) < 10 else []
            pasted.unknown.append((line, list(near)))
        elif named[line].pk in may:
            pasted.found.append(named[line])
        else:
            pasted.strangers.append(named[line])
    return pasted


def cells_columns(columns: Iterable[RequestColumn]) -> list[Column]:
    """The columns as the checks know them."""
    return [
        Column(
            key=str(column.pk), title=column.title, kind=column.kind, unit=column.unit, required=column.required,  # type: ignore[arg-type]
            choices=tuple(column.choices), least=column.least, most=column.most, not_above=str(column.not_above_id or ""),
        )
        for column in columns
    ]  # fmt: skip


def fault_text(column: RequestColumn, cell: Cell) -> str:
    """What is wrong with a cell, in one sentence; nothing when nothing is."""
    if cell.fault is None:
        return ""
    return str(FAULTS[cell.fault.code]) % {"title": column.title, **cell.fault.params}


@dataclass
class Block:
    """One column whose question is answered already: by whom, and what the asker can do about it."""

    column: RequestColumn
    match: Match
    everybody: bool

    @property
    def blocks(self) -> bool:
        """The same question, neither taken over from what is there nor said to be another one."""
        if self.match.same:
            return self.everybody or not self.column.reuses
        return not self.column.differs


def asked_already(request: DataRequest, columns: list[RequestColumn], *, at: datetime) -> list[Block]:
    """Columns of the draft that its bodies answered this quarter, whoever asked."""
    bodies = list(request.answers.values_list("body", flat=True))
    leave = [f"registry.facts:{column.key}" for column in columns if column.fact]
    keys = [column.key for column in columns if column.key not in OF_ITS_OWN]
    found = already_there(keys, bodies=bodies, at=at, leave_out=leave)
    return [
        Block(column, match, everybody=len(match.known) >= len(bodies))
        for column in columns
        for match in found.get(column.key, [])
    ]


def readable(known: Known, asker: Organization, below: Iterable[int]) -> bool:
    """An answer said to another body stays between the two, unless that body stands below the asker."""
    return known.kept_by is None or known.kept_by == asker.pk or known.kept_by in below


def fact_text_of(body: Organization, fact: str, *, unit: str = "") -> str:
    if fact == "kind":
        return str(body.get_kind_display())
    value = getattr(body, fact, None)
    if fact == "capital_fen":
        many = 10**6 if unit == "万元" else 100
        return "" if value is None else f"{Decimal(value) / many:f}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def facts_of(body: Organization, columns: Iterable[RequestColumn]) -> dict[int, dict[str, Any]]:
    """Column id → what the register says: text, since when, who said so."""
    chosen = [column for column in columns if column.fact]
    wanted = {column.pk: column.fact for column in chosen}
    units = {column.pk: column.unit for column in chosen}
    if not wanted:
        return {}
    changes = FactChange.objects.filter(organization=body, key__in=set(wanted.values()))
    last = last_changes(changes, {key: fact_text(getattr(body, key, "")) for key in wanted.values()})
    return {
        pk: {"text": fact_text_of(body, fact, unit=units[pk]), "on": last[fact].on if fact in last else body.facts_on,
             "label": fact_label(fact)}
        for pk, fact in wanted.items()
    }  # fmt: skip


def grid_of(answer: RequestAnswer, columns: list[RequestColumn]) -> tuple[list[list[str]], list[dict[int, AnswerCell]]]:
    """The rows as texts in the columns' order, and the stored cells by column id; two queries."""
    stored = list(answer.rows.prefetch_related("cells"))
    cells = [{cell.column_id: cell for cell in row.cells.all()} for row in stored]
    texts = [[line[c.pk].text if c.pk in line else "" for c in columns] for line in cells]
    return texts, cells


def checked(columns: list[RequestColumn], rows: list[list[str]]) -> list[list[Cell]]:
    return check_rows(cells_columns(columns), rows)


def progress(request: DataRequest) -> dict[str, int]:
    """How many were asked, opened it, drafted, filed, filed late, were sent back: one query."""
    state = RequestAnswer.State
    waits = ~Q(state=state.FILED)
    return request.answers.aggregate(
        asked=Count("pk"), filed=Count("pk", filter=Q(state=state.FILED)), late=Count("pk", filter=Q(is_late=True)),
        returned=Count("pk", filter=Q(state=state.RETURNED)),
        unopened=Count("pk", filter=Q(state=state.ASKED, opened_at=None, saved_at=None)),
        opened=Count("pk", filter=Q(state=state.ASKED, saved_at=None, opened_at__isnull=False)),
        drafted=Count("pk", filter=Q(state=state.ASKED, saved_at__isnull=False)), waiting=Count("pk", filter=waits),
    )  # fmt: skip


def in_stage(rows: QuerySet[RequestAnswer], stage: str) -> QuerySet[RequestAnswer]:
    state = RequestAnswer.State
    tests = {
        "unopened": Q(state=state.ASKED, opened_at=None, saved_at=None),
        "opened": Q(state=state.ASKED, saved_at=None, opened_at__isnull=False),
        "drafted": Q(state=state.ASKED, saved_at__isnull=False), "returned": Q(state=state.RETURNED),
        "filed": Q(state=state.FILED), "late": Q(is_late=True), "waiting": ~Q(state=state.FILED),
    }  # fmt: skip
    return rows.filter(tests[stage]) if stage in tests else rows


def _answered_cells(bodies: list[int], since: date) -> QuerySet[AnswerCell]:
    """Filed answers of one row each, of this quarter on: what counts as said."""
    return AnswerCell.objects.filter(
        row__answer__body__in=bodies, row__answer__state="FILED", row__answer__request__many_rows=False, origin="",
        row__answer__first_filed_at__date__gte=since,
    ).exclude(text="")  # fmt: skip


def request_titles(*, bodies: list[int], since: date, at: datetime) -> dict[str, str]:
    return dict(_answered_cells(bodies, since).values_list("column__key", "column__title").distinct())


def request_answers(*, keys: list[str], bodies: list[int], since: date, at: datetime) -> list[Known]:
    """Newest first; tens of thousands of cells are read as plain values, what their columns share once."""
    columns = RequestColumn.objects.filter(key__in=keys, request__many_rows=False, request__sent_at__isnull=False)
    shared = {
        column.pk: (
            column.key, column.title, column.unit, column.request.asker_id,
            _("%(asker)s的填报任务“%(title)s”") % {"asker": column.request.asker.name, "title": column.request.title},
            reverse("registry:request", args=[column.request_id]),
        )
        for column in columns.select_related("request__asker")
    }  # fmt: skip
    answers = "row__answer"
    rows = _answered_cells(bodies, since).filter(column__in=list(shared)).order_by(f"-{answers}__filed_at", "pk")
    found = []
    for body, name, column, text, filed in rows.values_list(
        f"{answers}__body", f"{answers}__body__name", "column", "text", f"{answers}__filed_at"
    ):
        key, title, unit, asker, source, url = shared[column]
        found.append(Known(body, name, key, title, text, unit, source, local_date(filed), url, kept_by=asker))
    return found


def _said_facts(bodies: list[int], since: date) -> QuerySet[FactChange]:
    kept = FactChange.objects.filter(organization__in=bodies, on__gte=since, key__in=FACT_KINDS)
    return kept.exclude(source="undo").exclude(new="").filter(objected_at=None)


def fact_titles(*, bodies: list[int], since: date, at: datetime) -> dict[str, str]:
    facts = set(_said_facts(bodies, since).values_list("key", flat=True).distinct())
    return {key: fact_label(fact) for key, fact in FACT_OF.items() if fact in facts}


def fact_answers(*, keys: list[str], bodies: list[int], since: date, at: datetime) -> list[Known]:
    spellings: dict[str, list[str]] = {}
    for key in keys:
        if key in FACT_OF:
            spellings.setdefault(FACT_OF[key], []).append(key)
    rows = _said_facts(bodies, since).filter(key__in=spellings).select_related("organization").order_by("-at")
    return [
        Known(change.organization_id, change.organization.name, key, fact_label(change.key), change.new, "",
              _("登记册"), change.on, reverse("registry:organization", args=[change.organization.code]))
        for change in rows for key in spellings[change.key]
    ]  # fmt: skip


def counted(values: Iterable[str]) -> list[tuple[str, int]]:
    return Counter(value for value in values if value).most_common()
