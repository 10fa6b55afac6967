"""The year's self-assessment as an official document; its fixed words are not translated."""

from __future__ import annotations

from datetime import date
from typing import Any

from shuniu.kernel.orgs.models import Organization
from shuniu.methods.gongwen import Document, Heading, Paragraph


def year_document(hub: Organization, year: int, parts: list[dict[str, Any]], *, on: date) -> Document:
    """Every element with its units: what was done, to what degree, by which proofs; what does not apply and why.

    `parts` = [{"element", "lines": [{"line": UnitLine, "proofs": [Evidence]}]}]; drafts are not in it.
    """
    blocks: list[Heading | Paragraph] = [
        Paragraph(f"现将我单位{year}年对照规范开展六要素自查的情况报告如下。所列内容为自述，佐证附在各条之后。")
    ]
    for part in parts:
        blocks.append(Heading(1, str(part["element"].label)))
        for one in part["lines"]:
            blocks += _unit(one["line"], one["proofs"])
    designation = hub.designations.order_by("-valid_from").select_related("reports_to").first()
    return Document(
        mark=f"{hub.name}文件", title=f"关于{year}年六要素自查情况的报告", blocks=blocks,
        addressee=designation.reports_to.name if designation else "", issuer=hub.name,
        date=f"{on.year}年{on.month}月{on.day}日",
    )  # fmt: skip


def _unit(line: Any, proofs: list[Any]) -> list[Heading | Paragraph]:
    unit = line.unit
    heading = Heading(2, f"{unit.label}{unit.title}")
    if not line.applicable.applies:
        return [heading, Paragraph(f"不适用：{line.applicable.reason}。")]
    if not line.told.text.strip() or not line.told.confirmed:
        return [heading, Paragraph("尚无经负责人确认的自述。")]
    blocks: list[Heading | Paragraph] = [heading, Paragraph(f"{line.told.degree}。")]
    blocks += [Paragraph(text) for text in line.told.text.splitlines() if text.strip()]
    if proofs:
        named = "；".join(f"{proof.title}（{proof.happened_on:%Y年%-m月%-d日}）" for proof in proofs)
        blocks.append(Paragraph(f"佐证：{named}。"))
    return blocks
