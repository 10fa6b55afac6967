"""Letters of the network as official documents; a Chinese document's fixed words are not translated."""

from __future__ import annotations

from datetime import date, datetime

from shuniu.domain.network.models import Issue
from shuniu.kernel.core.moments import local_date
from shuniu.methods.gongwen import Document, Heading, Paragraph


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(line) for line in text.splitlines() if line.strip()]


def issue_document(issue: Issue, at: datetime) -> Document:
    """The letter that passes an issue on: the hub's words alone."""
    day = chinese_day(issue.passed_on or local_date(at))
    blocks: list[Heading | Paragraph] = [
        Paragraph("我单位在联系社会组织中了解到一些共性情况，现整理转送，请贵单位研究，并将意见函告我单位。"),
        Heading(1, "情况和建议"),
        *paragraphs(issue.text),
    ]
    return Document(
        mark=f"{issue.hub.name}文件", title=f"关于转送“{issue.title}”的函", blocks=blocks, addressee=issue.department,
        issuer=issue.hub.name, date=day, printed_by=issue.hub.name, printed_on=day,
    )  # fmt: skip
