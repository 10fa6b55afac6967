"""The DOCX: exact pitch, both indents, East-Asian fonts on style and run, page numbers left and right."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

from docx import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from shuniu.methods.gongwen.box import text_box
from shuniu.methods.gongwen.document import Block, Document, Paragraph, Profile, Table

_DIGITS = "零一二三四五六七八九"
_ORDINARY = 16.0
_IMPRINT_PITCH = 22.0
# Fixed so that the same document gives the same file.
_WRITTEN = datetime(2012, 7, 1, tzinfo=UTC).replace(tzinfo=None)


def render_docx(document: Document, profile: Profile | None = None) -> bytes:
    """The document as a Word file; official typefaces are named, whatever the machine has."""
    writer = _Writer(profile or Profile())
    writer.write(document)
    out = io.BytesIO()
    writer.word.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.word = WordDocument()
        self._page()

    def _page(self) -> None:
        profile, section = self.profile, self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.left_margin = Mm(profile.top), Mm(profile.left)
        section.bottom_margin = Mm(297 - profile.top - profile.height)
        section.right_margin = Mm(210 - profile.left - profile.width)
        section.footer_distance = Mm(297 - profile.top - profile.height - profile.number_below_area - 5)
        self.word.settings.odd_and_even_pages_header_footer = True
        core = self.word.core_properties
        core.created = core.modified = _WRITTEN
        core.author = core.last_modified_by = ""
        style = self.word.styles["Normal"]
        style.font.size = Pt(16)
        self._fonts(style.element.get_or_add_rPr(), profile.body)
        self._page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    def _fonts(self, properties: object, name: str) -> None:
        fonts = properties.find(qn("w:rFonts"))  # type: ignore[attr-defined]
        if fonts is None:
            fonts = OxmlElement("w:rFonts")
            properties.insert(0, fonts)  # type: ignore[attr-defined]
        for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(slot), name)

    def _page_number(self, footer: object, side: WD_ALIGN_PARAGRAPH) -> None:
        """— 1 — in 4-hao, one character in from the outer side."""
        paragraph = footer.paragraphs[0]  # type: ignore[attr-defined]
        paragraph.alignment = side
        indent = paragraph.paragraph_format
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            indent.right_indent = Pt(14)
        else:
            indent.left_indent = Pt(14)
        for part in ("— ", None, " —"):
            run = paragraph.add_run(part or "")
            run.font.size = Pt(14)
            self._fonts(run._element.get_or_add_rPr(), self.profile.digits)
            if part is None:
                for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                    run._element.append(_field(kind, text))

    def line(
        self, text: str, *, font: str | None = None, size: float = 16, indent: int = 0, colour: str = "",
        side: WD_ALIGN_PARAGRAPH | None = None, hanging: int = 0,
    ) -> object:  # fmt: skip
        """A paragraph on the pitch; `indent` in characters for its first line."""
        paragraph = self.word.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.widow_control = False
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(self.profile.pitch)
        if side is not None:
            paragraph.alignment = side
        if indent:
            self._indent(paragraph, indent, hanging)
        run = self._run(paragraph, text, font or self.profile.body, size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)  # type: ignore[attr-defined]
        return paragraph

    def _indent(self, paragraph: object, characters: int, hanging: int) -> None:
        """Both ways of saying it: LibreOffice reads the twips, Word the characters."""
        element = paragraph._p.get_or_add_pPr().get_or_add_ind()  # type: ignore[attr-defined]
        if hanging:
            # A set character is its size less the run spacing: what hangs must line up with what is set.
            width = 320 + self.profile.run_spacing
            element.set(qn("w:left"), str((characters + hanging) * width))
            element.set(qn("w:hanging"), str(hanging * width))
        else:
            element.set(qn("w:firstLineChars"), str(characters * 100))
            element.set(qn("w:firstLine"), str(characters * 320))

    def write(self, document: Document) -> None:
        centre = WD_ALIGN_PARAGRAPH.CENTER
        mark = self.line(
            document.mark, font=self.profile.song, size=_mark_size(document.mark), colour="E60000", side=centre
        )
        # The mark's top edge lies 35 mm below the type area's top: an exact spacer before it.
        mark.paragraph_format.space_before = Mm(self.profile.mark_below_area)  # type: ignore[attr-defined]
        mark.paragraph_format.line_spacing = Pt(_mark_size(document.mark) * 1.15)  # type: ignore[attr-defined]
        self.line("")
        number = f"　{document.number}" if document.signer else document.number
        ruled = self.line(number, side=None if document.signer else centre)
        self._rule(ruled)
        self.line("")
        self.line("")
        for part in _title_lines(document.title):
            self.line(part, font=self.profile.song, size=22, side=centre)
        self.line("")
        if document.addressee:
            self.line(f"{document.addressee}：")
        self._body(document.blocks)
        self.line("")
        for label, names in document.attendance:
            self._attendance(label, names)
        for text in (document.issuer, document.date):
            closing = self.line(text, side=WD_ALIGN_PARAGRAPH.RIGHT)
            closing.paragraph_format.right_indent = Pt(32)  # type: ignore[attr-defined]
            # The signature never stands alone on a page of its own.
            closing.paragraph_format.keep_with_next = text is document.issuer  # type: ignore[attr-defined]
        if document.printed_by:
            self._imprint(document, closing)

    def _body(self, blocks: list[Block]) -> None:
        numbers = [0, 0]
        for block in blocks:
            if isinstance(block, Paragraph):
                self.line(block.text, indent=2)
                continue
            if isinstance(block, Table):
                self._table(block)
                continue
            numbers[block.level - 1] += 1
            if block.level == 1:
                numbers[1] = 0
            numeral = chinese_number(numbers[block.level - 1])
            text = f"{numeral}、{block.text}" if block.level == 1 else f"（{numeral}）{block.text}"
            heading = self.line(text, font=self.profile.hei if block.level == 1 else self.profile.kai, indent=2)
            heading.paragraph_format.keep_with_next = True  # type: ignore[attr-defined]

    def _attendance(self, label: str, names: list[str]) -> None:
        """出席 in Hei two characters in, the names aligned under the first one."""
        paragraph = self.line(f"{label}：", font=self.profile.hei, indent=2, hanging=len(label) + 1)
        room = self.profile.characters - 2 - len(label) - 1
        self._run(paragraph, "\n".join(_name_rows(names, room)), self.profile.body, _ORDINARY)

    def _table(self, table: Table) -> None:
        """As wide as the type area, 4-hao, thin black rules, the head again on every page."""
        columns = len(table.head)
        grid = self.word.add_table(rows=1 + len(table.rows), cols=columns)
        grid.style = self.word.styles["Table Grid"]
        grid.autofit = False
        shares = table.widths or [1] * columns
        for column, share in zip(grid.columns, shares, strict=True):
            column.width = Mm(self.profile.width * share / sum(shares))
        head = grid.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))
        for row, cells in zip(grid.rows, [table.head, *table.rows], strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = Mm(self.profile.width * shares[number] / sum(shares))
                paragraph = cell.paragraphs[0]
                shape = paragraph.paragraph_format
                shape.space_before = shape.space_after = Pt(0)
                shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(22)
                font = self.profile.hei if cells is table.head else self.profile.body
                self._run(paragraph, text, font, 14)

    def _imprint(self, document: Document, anchor: object) -> None:
        """版记 at the foot of the page on which the document ends: 4-hao, one character in from both sides.

        A text box at a fixed place of the page, hung on the last paragraph: paragraph frames and floating tables are
        not placed by every program that opens the file.
        """
        printed = f"{document.printed_by}\t{document.printed_on}印发" if document.printed_on else document.printed_by
        texts = [f"抄送：{document.copies_to}", printed] if document.copies_to else [printed]
        lines = []
        for text in texts:
            paragraph = self.word.add_paragraph()
            shape = paragraph.paragraph_format
            shape.space_before = shape.space_after = Pt(0)
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_IMPRINT_PITCH)
            shape.tab_stops.add_tab_stop(Mm(self.profile.width) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
            # The rules are as wide as the type area, so the one character in is set, not indented.
            self._run(paragraph, f"　{text}", self.profile.body, 14)
            self._rules_around(paragraph._p.get_or_add_pPr())
            lines.append(paragraph._p)
        height = Pt(_IMPRINT_PITCH * len(lines) + 4)
        box = text_box(
            left=Mm(self.profile.left), top=Mm(self.profile.top + self.profile.height) - height,
            width=Mm(self.profile.width), height=height, paragraphs=lines,
        )  # fmt: skip
        anchor.add_run()._element.append(box)  # type: ignore[attr-defined]

    def _rules_around(self, properties: object) -> None:
        borders = OxmlElement("w:pBdr")
        outer, inner = self.profile.imprint_outer_rule, self.profile.imprint_inner_rule
        for side, width in (("top", outer), ("bottom", outer), ("between", inner)):
            rule = OxmlElement(f"w:{side}")
            for key, value in (("val", "single"), ("sz", str(round(width * 72 / 25.4 * 8))), ("space", "0"),
                               ("color", "000000")):  # fmt: skip
                rule.set(qn(f"w:{key}"), value)
            borders.append(rule)
        tabs = properties.find(qn("w:tabs"))  # type: ignore[attr-defined]
        tabs.addprevious(borders)

    def _run(self, paragraph: object, text: str, font: str, size: float) -> object:
        run = paragraph.add_run(text)  # type: ignore[attr-defined]
        run.font.size = Pt(size)
        properties = run._element.get_or_add_rPr()
        self._fonts(properties, font)
        if size == _ORDINARY:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(self.profile.run_spacing))
            properties.append(spacing)
        return run

    def _rule(self, paragraph: object) -> None:
        """The red rule as wide as the type area, 4 mm below the number line."""
        borders = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for key, value in (("val", "single"), ("sz", "8"), ("space", "11"), ("color", "E60000")):
            bottom.set(qn(f"w:{key}"), value)
        borders.append(bottom)
        paragraph._p.get_or_add_pPr().append(borders)  # type: ignore[attr-defined]


def _field(kind: str, text: str) -> object:
    if text:
        element = OxmlElement("w:instrText")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def chinese_number(number: int) -> str:
    """1 … 99 as headings are numbered: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _padded(names: list[str]) -> list[str]:
    """Two-character names are spread to three, so that names stand in columns as in print."""
    return [f"{name[0]}　{name[1]}" if len(name) == 2 else name for name in names]


def _name_rows(names: list[str], room: int) -> list[str]:
    """Names in rows of at most `room` characters: a name is never broken over two lines."""
    rows: list[str] = []
    for name in _padded(names):
        if rows and len(rows[-1]) + 1 + len(name) <= room:
            rows[-1] += f"　{name}"
        else:
            rows.append(name)
    return rows


def _mark_size(mark: str) -> float:
    """As large as the type area's width allows, at most 48 pt."""
    return max(22.0, min(48.0, 430 / max(1, len(mark))))


# Words a title may not be broken in (GB/T 9704-2012, 7.3.1: 词意完整), with numbers and their unit.
_WHOLE = re.compile(
    r"[\d ]+[年月日家人]?|[A-Za-z]+|“[^”]{1,12}”|第.季度|秘书长|秘書長|联席会议|聯席會議|工作例会|工作例會|工作沙龙|工作沙龍|"
    r"专题研讨|專題研討|社会组织|社會組織|联合会|聯合會|例会|例會|会议|會議|情况|情況|报告|報告|纪要|紀要|自查|自評|要素|枢纽|樞紐|关于|關於"
)


def _title_lines(title: str) -> list[str]:
    """A long title in lines that break between words, the upper one a little longer."""
    if len(title) <= 19:
        return [title]
    inside = {place for word in _WHOLE.finditer(title) for place in range(word.start() + 1, word.end())}
    half = -(-len(title) // 2) + 1
    places = [
        place
        for place in range(8, min(20, len(title) - 1))
        if place not in inside and title[place] not in "的暨和、）”"
    ]
    first = min(places, key=lambda place: abs(place - half), default=half)
    return [title[:first].rstrip(), *_title_lines(title[first:].lstrip())]
