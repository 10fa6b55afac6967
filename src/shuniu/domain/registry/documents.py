"""The summary of a data request as an official document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shuniu.domain.registry.asking import progress
from shuniu.domain.registry.merged import summary
from shuniu.domain.registry.models import DataRequest, RequestColumn
from shuniu.kernel.core.moments import local_date
from shuniu.methods.gongwen import Block, Document, Heading, Paragraph, Table

# An official document is a Chinese document: its fixed words are not translated.
NAMED = 60


def _day(moment: Any) -> str:
    day = local_date(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def _line(told: dict[str, Any]) -> list[str]:
    column: RequestColumn = told["column"]
    if column.is_number and told["filled"]:
        said = f"合计{told['sum']}，平均{told['mean']}，最低{told['least']}，最高{told['most']}"
    elif told["counts"]:
        said = "；".join(f"{one['text']}{one['n']}家" for one in told["counts"])
    else:
        said = "见汇总表" if told["filled"] else "—"
    return [column.heading, str(told["filled"]), said]


def summary_document(request: DataRequest, columns: list[RequestColumn], *, at: datetime) -> Document:
    """How many answered and when, the figures column by column, who has not answered."""
    count = progress(request)
    until = request.closed_at or at
    missing = request.answers.exclude(state="FILED").order_by("body__sort_key").values_list("body__name", flat=True)
    partly = "" if request.state == "CLOSED" else "（填报尚未结束，以下为阶段情况）"
    blocks: list[Block] = [
        Paragraph(
            f"{request.asker.name}于{_day(request.sent_at or request.made_at)}发出填报任务“{request.title}”，请{count['asked']}家单位于{request.due_on.year}年{request.due_on.month}月"
            f"{request.due_on.day}日前填报。截至{_day(until)}情况如下{partly}。"
        ),
        Heading(1, "用途和说明"),
        *(Paragraph(line) for line in request.purpose.splitlines() if line.strip()),
        Heading(1, "填报情况"),
        Paragraph(
            f"应填报{count['asked']}家，已填报{count['filed']}家，其中逾期填报{count['late']}家；未填报{count['waiting']}家。"
        ),
        Heading(1, "汇总结果"),
        Table(["项目", "填报数", "结果"], [_line(told) for told in summary(request, columns)], [50, 24, 82]),
    ]
    if count["waiting"]:
        names = "、".join(missing[:NAMED]) + ("等" if count["waiting"] > NAMED else "")
        blocks += [Heading(1, "未填报单位"), Paragraph(f"{names}。")]
    if request.conclusion:
        blocks += [Heading(1, "小结"), *(Paragraph(line) for line in request.conclusion.splitlines() if line.strip())]
    return Document(
        mark=f"{request.asker.name}文件", title=f"关于“{request.title}”填报情况的汇总", blocks=blocks,
        issuer=request.asker.name, date=_day(until), printed_by=request.asker.name, printed_on=_day(until),
    )  # fmt: skip
