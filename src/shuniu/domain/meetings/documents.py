"""Minutes and reports as official documents."""

from __future__ import annotations

from django.utils import translation

from shuniu.domain.meetings.models import MeetingReport, Minutes, ReportFiling
from shuniu.domain.meetings.queries import owner_of
from shuniu.engines.gatherings.models import Invitee, RollEntry
from shuniu.engines.gatherings.queries import not_there, on_roll
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.specification.models import unit_label
from shuniu.methods.gongwen import Block, Document, Heading, Paragraph

# An official document is a Chinese document: its fixed words are not translated.


def _names(minutes: Minutes, attendance: str, *, late: bool = False) -> list[str]:
    rows = on_roll(minutes.meeting.gathering).filter(attendance=attendance, is_late_entry=late)
    return [row.name for row in rows.order_by("signed_at", "pk")]


def _excused(minutes: Minutes) -> list[str]:
    """Who stands excused on the roll, and the bodies that declined: by their person where one is known."""
    away = not_there(minutes.meeting.gathering).filter(answer=Invitee.Answer.DECLINED)
    return _names(minutes, RollEntry.Attendance.EXCUSED) + [row.person_name or row.organization.name for row in away]


def _day(moment: object) -> str:
    day = local_date(moment)  # type: ignore[arg-type]
    return f"{day.year}年{day.month}月{day.day}日"


def minutes_document(minutes: Minutes) -> Document:
    """The minutes with attendance 出席、请假、列席 after the body (GB/T 9704-2012, 10.3)."""
    meeting = minutes.meeting
    gathering = meeting.gathering
    blocks: list[Block] = [
        Paragraph(
            f"{_day(gathering.starts_at)}，{meeting.host.name}在{gathering.place}召开{gathering.title}。"
            f"会议由{minutes.chair}主持。纪要如下："
        ),
        Heading(1, "会议议题"),
    ]
    blocks += [
        Paragraph(f"{n}. {item.title}" + ("（会后补列）" if item.is_late else ""))
        for n, item in enumerate(meeting.agenda.all(), start=1)
    ]
    blocks += [Heading(1, "会议情况"), *(Paragraph(line) for line in minutes.summary.splitlines() if line.strip())]
    resolutions = list(meeting.resolutions.select_related("owner"))
    if resolutions:
        blocks.append(Heading(1, "会议决议"))
        blocks += [
            Paragraph(f"{n}. {row.text}（{owner_of(row, meeting)}，{row.due_on:%Y年%-m月%-d日}前完成）")
            for n, row in enumerate(resolutions, start=1)
        ]
    kinds = RollEntry.Attendance
    attendance = [
        ("出席", _names(minutes, kinds.PRESENT)),
        ("补录", _names(minutes, kinds.PRESENT, late=True)),
        ("请假", _excused(minutes)),
        ("列席", _names(minutes, kinds.WITH_VOICE)),
    ]
    return Document(
        mark=f"{meeting.host.name}会议纪要", title=f"{gathering.title}纪要", blocks=blocks, issuer=meeting.host.name,
        date=_day(minutes.approved_at or gathering.ends_at), attendance=[(k, v) for k, v in attendance if v],
    )  # fmt: skip


def _clause(code: str) -> str:
    with translation.override("zh-hans"):
        return unit_label(code)


def report_document(report: MeetingReport | ReportFiling) -> Document:
    meeting = report.meeting
    late = f"（其中会后补录{report.late_entries}人：{report.late_reason}）" if report.late_entries else ""
    blocks: list[Block] = [
        Paragraph(
            f"按照规范{_clause('A14.4')}，现将{_day(meeting.starts_at)}我单位召开{meeting.gathering.title}的情况报告如下。"
        ),
        Heading(1, "会议议题"),
        *(Paragraph(line) for line in report.topics.splitlines() if line.strip()),
        Heading(1, "会议规模"),
        Paragraph(f"按到会名单，出席{report.scale}人{late}。"),
        Heading(1, "会议决议"),
        *(Paragraph(line) for line in (report.resolutions or "无。").splitlines() if line.strip()),
        Heading(1, "会议成效"),
        *(Paragraph(line) for line in (report.effect or "—").splitlines() if line.strip()),
    ]
    designation = meeting.host.designations.order_by("-valid_from").select_related("reports_to").first()
    return Document(
        mark=f"{meeting.host.name}文件", title=f"关于{meeting.gathering.title}情况的报告", blocks=blocks,
        addressee=designation.reports_to.name if designation else "", issuer=meeting.host.name,
        date=_day(report.filed_at or meeting.gathering.ends_at), printed_by=meeting.host.name,
        printed_on=_day(report.filed_at or meeting.gathering.ends_at),
    )  # fmt: skip
