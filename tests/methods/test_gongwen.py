"""Official documents: laid out as the standard says, measured on the rendered page."""

from __future__ import annotations

import io

from docx import Document as WordDocument

from shuniu.methods.gongwen import Document, Heading, Paragraph, measure, render_docx, render_pdf, verify

LONG = "各单位交流了服务社区、联系群众和培育队伍方面的做法并就下一步工作安排交换了意见达成一致" * 30
MINUTES = Document(
    mark="云州市示例联合会会议纪要", title="第三季度秘书长例会纪要", issuer="云州市示例联合会", date="2026年9月20日",
    blocks=[Heading(1, "会议情况"), Paragraph(LONG), Heading(1, "会议决议"), Paragraph(LONG)],
    attendance=[("出席", ["甲一", "乙二", "丙三"] * 8), ("请假", ["丁四"])],
)  # fmt: skip


def test_the_rendered_minutes_have_22_lines_of_28_characters_in_the_type_area():
    result = render_pdf(render_docx(MINUTES))
    assert result.pdf is not None, result.reason
    layout = measure(result.pdf)
    found = {finding.name: (finding.measured, finding.ok) for finding in verify(layout)}
    assert layout.pages >= 3
    assert [name for name, (_value, ok) in found.items() if not ok] == [], found


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    layout = measure(render_pdf(render_docx(MINUTES)).pdf)
    numbers = {
        line.page: line.left for line in layout.lines if line.text.replace(" ", "").startswith("—") and line.top > 262
    }
    assert numbers[1] > 150
    assert numbers[2] < 45


def test_the_attendance_follows_the_body_of_minutes():
    words = [p.text for p in WordDocument(io.BytesIO(render_docx(MINUTES))).paragraphs]
    start = next(i for i, text in enumerate(words) if text.startswith("出席："))
    assert words[start + 1] == "请假：丁四"


def test_the_same_document_gives_the_same_words_twice():
    first, second = (WordDocument(io.BytesIO(render_docx(MINUTES))).element.xml for _ in range(2))
    assert first == second


def test_without_a_renderer_the_docx_stays_and_nothing_is_called_verified():
    result = render_pdf(render_docx(MINUTES), soffice="/nonexistent/soffice")
    assert (result.pdf, result.reason) == (None, "no_renderer")
    short = measure(render_pdf(render_docx(Document("甲", "乙", [Paragraph("丙")], "丁", "戊"))).pdf)
    assert [finding.ok for finding in verify(short)] == [None, None]
