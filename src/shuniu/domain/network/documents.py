"""Letters of the network as official documents; a Chinese document's fixed words are not translated."""

from __future__ import annotations

from datetime import date, datetime

from shuniu.domain.network.models import Issue, SupervisionApplication
from shuniu.kernel.core.moments import local_date
from shuniu.methods.gongwen import Document, Heading, Paragraph, Table


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


def decision_document(row: SupervisionApplication) -> Document:
    """The written decision: each condition with what was found, the grounds, the remedy."""
    admitted = row.state == SupervisionApplication.State.ADMITTED
    assert row.decided_at is not None
    day = chinese_day(local_date(row.decided_at))
    word = "同意" if admitted else "不同意"
    blocks: list[Heading | Paragraph | Table] = [
        Paragraph(f"你们关于由我单位担任“{row.name}”业务主管单位的申请，材料于{chinese_day(row.complete_on)}齐全。"
                  f"经审核，我单位{word}担任其业务主管单位。"),
        Heading(1, "审核情况"),
        Table(["条件", "依据", "审核"], [
            [one.condition.title, one.condition.ground, "符合" if one.met else f"不符合：{one.note}"]
            for one in row.checks.select_related("condition")
        ], [45, 30, 25]),
        Heading(1, "理由和依据"),
        *paragraphs(row.grounds),
    ]  # fmt: skip
    if row.remedy:
        blocks += [Heading(1, "不服的救济"), *paragraphs(row.remedy)]
    return Document(
        mark=f"{row.hub.name}文件", title=f"关于{word}担任“{row.name}”业务主管单位的决定", blocks=blocks,
        addressee=row.founders, issuer=row.hub.name, date=day, printed_by=row.hub.name, printed_on=day,
    )  # fmt: skip
