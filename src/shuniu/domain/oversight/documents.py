"""The year's self-assessment as an official document; its fixed words are not translated."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation

from shuniu.domain.oversight.queries import Proof
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.engines.indicators.queries import Shown
from shuniu.engines.indicators.templatetags.figures import figure_text, threshold_text
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.templatetags.ui import plain, plain_score
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.specification.models import unit_label
from shuniu.methods.gongwen import Block, Document, Heading, Paragraph, Table


def year_document(
    hub: Organization, year: int, parts: list[dict[str, Any]], *, scores: list[dict[str, Any]],
    snapshot: Snapshot | None, on: date,
) -> Document:  # fmt: skip
    """Every element with its figures and its units: what was done, to what degree, by which proofs; what does not apply.

    `parts` = [{"element", "figures": [Shown], "lines": [{"line": UnitLine, "proofs": [Proof]}]}]; drafts are not in it.
    `scores` = six rows {label, score}; `snapshot` is the year's.
    """
    with translation.override("zh-hans"):
        blocks: list[Block] = [
            Paragraph(
                f"按照规范{unit_label('A03')}，现将我单位{year}年开展六要素自查的情况报告如下。自述和计算值分列，互不合计；"
                f"佐证附在各条之后。{_computed(year, snapshot)}"
            )
        ]
        if snapshot is not None:
            blocks.append(Table([str(row["label"]) for row in scores], [[plain_score(row["score"]) for row in scores]]))
        for part in parts:
            blocks.append(Heading(1, str(part["element"].label)))
            if part["figures"]:
                blocks.append(_figures(part["figures"]))
            for one in part["lines"]:
                blocks += _unit(one["line"], one["proofs"])
    designation = hub.designations.order_by("-valid_from").select_related("reports_to").first()
    return Document(
        mark=f"{hub.name}文件", title=f"关于{year}年六要素自查情况的报告", blocks=blocks,
        addressee=designation.reports_to.name if designation else "", issuer=hub.name,
        date=f"{on.year}年{on.month}月{on.day}日",
    )  # fmt: skip


def _computed(year: int, snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return f"{year}年没有计算值。"
    day = local_date(snapshot.closed_at or snapshot.computed_at)
    said = f"{day.year}年{day.month}月{day.day}日"
    return f"计算值为{year}年全年，{said}结账。" if snapshot.closed_at else f"计算值截至{said}，全年尚未结账。"


def _figures(rows: list[Shown]) -> Table:
    head = ["指标", "对应条款", "分子", "分母", "数值", "参考值"]
    return Table(head, [_figure(row) for row in rows], widths=[5, 3, 2, 2, 3, 2])


def _figure(row: Shown) -> list[str]:
    value, units = row.value, "、".join(unit_label(code) for code in row.indicator.units)
    name = f"{row.indicator.code} {row.indicator.title}"
    if value is None:
        return [name, units, "—", "—", "—", "—"]
    if value.state in (IndicatorValue.State.FAILED, IndicatorValue.State.NOT_APPLICABLE):
        shown = str(value.get_state_display())
    else:
        shown = figure_text(row.indicator, value)
    return [name, units, plain(value.numerator), plain(value.denominator), shown, threshold_text(row.indicator, value)]


def _proof(proof: Proof) -> str:
    said = [f"{proof.evidence.happened_on:%Y年%-m月%-d日}"]
    said += ["不在本年度"] if proof.other_year else []
    said += ["确认后添加"] if proof.later else []
    return f"{proof.evidence.title}（{'，'.join(said)}）"


def _unit(line: Any, proofs: list[Proof]) -> list[Heading | Paragraph]:
    unit = line.unit
    heading = Heading(2, f"{unit.label}{unit.title}")
    if not line.applicable.applies:
        return [heading, Paragraph(f"不适用：{line.applicable.reason}。")]
    if not line.told.text.strip() or not line.told.confirmed:
        return [heading, Paragraph("尚无经负责人确认的自述。")]
    blocks: list[Heading | Paragraph] = [heading, Paragraph(f"{line.told.degree}。")]
    blocks += [Paragraph(text) for text in line.told.text.splitlines() if text.strip()]
    if proofs:
        named = "；".join(_proof(proof) for proof in proofs)
        blocks.append(Paragraph(f"佐证：{named}。"))
    return blocks
