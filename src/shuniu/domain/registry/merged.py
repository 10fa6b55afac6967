"""The merged table of a data request: filed rows filtered, sorted, summed; partial results column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from shuniu.domain.registry.models import AnswerCell, AnswerRow, DataRequest, RequestColumn
from shuniu.methods.cells.read import plain

PER_PAGE = 50
FEN_PER = {"万元": 1_000_000}


def shown(column: RequestColumn, *, number: Any = None, fen: Any = None) -> str:
    """A figure in the column's unit, without trailing noughts."""
    if fen is not None:
        return plain((Decimal(fen) / FEN_PER.get(column.unit, 100)).quantize(Decimal("0.0001")))
    return "" if number is None else plain(Decimal(number).quantize(Decimal("0.0001")))


def filed_rows(request: DataRequest) -> QuerySet[AnswerRow]:
    return AnswerRow.objects.filter(answer__request=request, answer__state="FILED").select_related("answer__body__area")


def filtered(
    rows: QuerySet[AnswerRow], columns: list[RequestColumn], filters: Mapping[str, str]
) -> QuerySet[AnswerRow]:
    """By the body's name, by what stands in one column, by whether it came late."""
    if filters.get("q"):
        rows = rows.filter(answer__body__name__icontains=filters["q"].strip())
    if filters.get("late") == "yes":
        rows = rows.filter(answer__is_late=True)
    column = next((one for one in columns if str(one.pk) == filters.get("col")), None)
    if column is not None and filters.get("has"):
        cells = AnswerCell.objects.filter(row=OuterRef("pk"), column=column, text__icontains=filters["has"].strip())
        rows = rows.filter(Exists(cells))
    return rows


def sorted_rows(rows: QuerySet[AnswerRow], columns: list[RequestColumn], sort: str) -> QuerySet[AnswerRow]:
    """By body, by day of filing, or by a column's value (numbers as numbers); empty ones last."""
    name, down = sort.lstrip("-"), sort.startswith("-")
    column = next((one for one in columns if f"c{one.pk}" == name), None)
    if column is None:
        first = "answer__filed_at" if name == "filed" else "answer__body__sort_key"
        return rows.order_by(f"-{first}" if down else first, "answer_id", "position")
    value = {"number": "number", "yes_no": "number", "money": "fen", "date": "day"}.get(column.kind, "text")
    cell = AnswerCell.objects.filter(row=OuterRef("pk"), column=column).values(value)[:1]
    by = F("value").desc(nulls_last=True) if down else F("value").asc(nulls_last=True)
    return rows.annotate(value=Subquery(cell)).order_by(by, "answer_id", "position")


@dataclass
class Table:
    """One page of the merged table: rows with their cells in the columns' order, and the sums of all that is filtered."""

    page: Page[AnswerRow]
    lines: list[dict[str, Any]]
    sums: dict[int, str]


def table_page(request: DataRequest, columns: list[RequestColumn], filters: Mapping[str, str]) -> Table:
    """A page in four queries, however many bodies answered."""
    rows = filtered(filed_rows(request), columns, filters)
    page = Paginator(sorted_rows(rows, columns, filters.get("sort", "")), PER_PAGE).get_page(filters.get("page"))
    return Table(page, list(lines_of(page, columns)), sums_of(rows, columns))


def lines_of(rows: Iterable[AnswerRow], columns: list[RequestColumn]) -> Iterator[dict[str, Any]]:
    """Rows with their cells: one query for all of them."""
    there = list(rows)
    cells: dict[tuple[int, int], AnswerCell] = {
        (cell.row_id, cell.column_id): cell for cell in AnswerCell.objects.filter(row__in=[row.pk for row in there])
    }
    for row in there:
        yield {
            "row": row,
            "answer": row.answer,
            "cells": [(column, cells.get((row.pk, column.pk))) for column in columns],
        }


def sums_of(rows: QuerySet[AnswerRow], columns: list[RequestColumn]) -> dict[int, str]:
    numbers = [column for column in columns if column.is_number]
    if not numbers:
        return {}
    found = AnswerCell.objects.filter(row__in=rows.order_by().values("pk"), column__in=numbers).values("column")
    sums = {line["column"]: line for line in found.annotate(n=Sum("number"), f=Sum("fen"))}
    return {
        column.pk: shown(column, number=sums[column.pk]["n"], fen=sums[column.pk]["f"])
        for column in numbers if column.pk in sums
    }  # fmt: skip


def summary(request: DataRequest, columns: list[RequestColumn]) -> list[dict[str, Any]]:
    """What has come in so far, column by column: two queries."""
    cells = AnswerCell.objects.filter(row__answer__request=request, row__answer__state="FILED").exclude(text="")
    figures = {
        line["column"]: line
        for line in cells.values("column").annotate(
            filled=Count("pk"), bodies=Count("row__answer", distinct=True), n=Sum("number"), f=Sum("fen"),
            n_mean=Avg("number"), f_mean=Avg("fen"), n_least=Min("number"), f_least=Min("fen"), n_most=Max("number"),
            f_most=Max("fen"), first=Min("day"), last=Max("day"),
        )
    }  # fmt: skip
    counts: dict[int, list[tuple[str, int]]] = {}
    chosen = cells.filter(Q(column__kind="choice") | Q(column__kind="yes_no"))
    for line in chosen.values("column", "text").annotate(n=Count("pk")).order_by("column", "-n", "text"):
        counts.setdefault(line["column"], []).append((line["text"], line["n"]))
    return [_told(column, figures.get(column.pk), counts.get(column.pk, [])) for column in columns]


def _told(column: RequestColumn, line: dict[str, Any] | None, counts: list[tuple[str, int]]) -> dict[str, Any]:
    if line is None:
        return {"column": column, "filled": 0, "counts": []}
    told: dict[str, Any] = {"column": column, "filled": line["filled"], "bodies": line["bodies"], "counts": []}
    if column.is_number:
        which = "f" if column.kind == "money" else "n"
        for name, key in (
            ("sum", which),
            ("mean", f"{which}_mean"),
            ("least", f"{which}_least"),
            ("most", f"{which}_most"),
        ):
            value = line[key]
            told[name] = shown(column, **({"fen": value} if which == "f" else {"number": value}))
    most = max((n for _text, n in counts), default=1)
    told["counts"] = [{"text": text, "n": n, "share": round(100 * n / most)} for text, n in counts]
    if column.kind == "date":
        told |= {"first": line["first"], "last": line["last"]}
    return told
