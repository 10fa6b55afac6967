"""Official documents: laid out as the standard says, measured on the rendered page."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordDocument

from shuniu.methods.gongwen import (
    Document,
    Heading,
    Layout,
    Paragraph,
    Profile,
    Table,
    chinese_number,
    embedded_instead,
    measure,
    render_docx,
    render_pdf,
    verify,
)
from shuniu.methods.gongwen.word import _title_lines

LONG = "各单位交流了服务社区、联系群众和培育队伍方面的做法并就下一步工作安排交换了意见达成一致" * 30
MINUTES = Document(
    mark="云州市示例联合会会议纪要", title="第三季度秘书长例会纪要", issuer="云州市示例联合会", date="2026年9月20日",
    blocks=[Heading(1, "会议情况"), Paragraph(LONG), Heading(1, "会议决议"), Paragraph(LONG)],
    attendance=[("出席", ["甲一", "乙二", "丙三"] * 8), ("请假", ["丁四"])],
)  # fmt: skip


@pytest.fixture(scope="module")
def rendered() -> Layout:
    result = render_pdf(render_docx(MINUTES))
    assert result.pdf is not None, result.reason
    return measure(result.pdf)


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
    assert words[start + 1] == "请假：丁　四"


def test_the_same_document_gives_the_same_words_twice():
    first, second = (WordDocument(io.BytesIO(render_docx(MINUTES))).element.xml for _ in range(2))
    assert first == second


def test_without_a_renderer_the_docx_stays_and_nothing_is_called_verified():
    result = render_pdf(render_docx(MINUTES), soffice="/nonexistent/soffice")
    assert (result.pdf, result.reason) == (None, "no_renderer")
    short = measure(render_pdf(render_docx(Document("甲", "乙", [Paragraph("丙")], "丁", "戊"))).pdf)
    unknown = [finding.name for finding in verify(short) if finding.ok is None]
    assert unknown == ["lines", "characters", "left", "pitch", "area_bottom", "number_left"]


def test_paper_mark_title_and_page_numbers_stand_where_the_standard_puts_them(rendered):
    wanted = {
        "paper_width": 210, "paper_height": 297, "mark": 35.0, "title_size": 22, "lines": 22, "characters": 28,
        "left": 28.0, "pitch": 10.21, "area_bottom": 262.0, "number_below": 7.0, "number_right": 179.06,
        "number_left": 32.94,
    }  # fmt: skip
    found = {finding.name: (finding.expected, finding.ok) for finding in verify(rendered)}
    assert found == {name: (value, True) for name, value in wanted.items()}


def test_the_issuer_mark_of_minutes_is_red_and_nothing_else(rendered):
    assert [line.text for line in rendered.lines if line.colour == "e60000"] == [MINUTES.mark]


def test_a_page_that_is_laid_out_wrong_is_found_out():
    """The measuring can fail: 30 pt lines and wider margins are not called conforming."""
    wrong = Profile(pitch=600, left=33.0, top=30.0)
    layout = measure(render_pdf(render_docx(MINUTES, wrong)).pdf)
    bad = {finding.name for finding in verify(layout) if finding.ok is False}
    assert {"lines", "left", "pitch", "mark"} <= bad


def test_names_are_never_broken_over_two_lines():
    words = render_docx(MINUTES)
    names = next(p.text for p in WordDocument(io.BytesIO(words)).paragraphs if p.text.startswith("出席："))
    rows = names.removeprefix("出席：").split("\n")
    assert max(len(row) for row in rows) <= 23
    assert sum(row.count("甲　一") + row.count("乙　二") + row.count("丙　三") for row in rows) == 24


def test_more_than_ten_headings_are_numbered_on():
    many = Document("甲", "乙", [Heading(1, f"第{n}件") for n in range(21)], "丁", "戊")
    words = [p.text for p in WordDocument(io.BytesIO(render_docx(many))).paragraphs]
    assert [words.index("十、第9件") < words.index("十一、第10件"), "二十一、第20件" in words] == [True, True]
    assert [chinese_number(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


def test_long_minutes_with_a_table_of_names_repeat_its_head_and_end_in_the_imprint():
    rows = [[str(n), f"云州市晨光{n}号服务中心", "赵一明"] for n in range(60)]
    blocks = [Paragraph(LONG), Paragraph(LONG), Table(["序号", "单位", "姓名"], rows, [1, 4, 2]), Paragraph(LONG)]
    report = Document(
        mark="云州市示例联合会文件", title="关于第三季度秘书长例会情况的报告", blocks=blocks, issuer="云州市示例联合会",
        date="2026年9月20日", copies_to="云州市甲单位", printed_by="云州市示例联合会", printed_on="2026年9月21日",
    )  # fmt: skip
    layout = measure(render_pdf(render_docx(report)).pdf)
    heads = [line.page for line in layout.lines if line.text.startswith("序号")]
    foot = [line for line in layout.of(layout.pages) if "抄送" in line.text or "印发" in line.text]
    assert (layout.pages >= 5, len(heads) >= 2, heads == sorted(set(heads))) == (True, True, True)
    assert [round(line.size) for line in foot] == [14, 14]
    assert 245 < foot[0].top < foot[1].top < 262


def test_what_was_embedded_instead_of_the_official_typefaces_is_named(rendered):
    missing = dict(embedded_instead(rendered.fonts))
    assert set(missing) <= {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}
    assert embedded_instead(["ABCDEF+FangSong_GB2312"])[0][0] == "方正小标宋简体"
    assert all(used for used in missing.values())


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于 2026 年第一季度秘书长联席会议情况的报告", ["关于 2026 年第一季度", "秘书长联席会议情况的报告"]),
        ("秘书长例会纪要", ["秘书长例会纪要"]),
    ],
)
def test_a_long_title_breaks_between_words(title, lines):
    assert _title_lines(title) == lines
