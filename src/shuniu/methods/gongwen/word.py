"""The DOCX: exact pitch, both indents, East-Asian fonts on style and run, page numbers left and right."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from shuniu.methods.gongwen.document import Document, Heading, Paragraph, Profile

_NUMERALS = "一二三四五六七八九十"
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
        section.footer_distance = Mm(297 - profile.top - profile.height - 7 - 5)
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
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        properties = run._element.get_or_add_rPr()
        self._fonts(properties, font or self.profile.body)
        if size == 16:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(self.profile.run_spacing))
            properties.append(spacing)
        return paragraph

    def _indent(self, paragraph: object, characters: int, hanging: int) -> None:
        """Both ways of saying it: LibreOffice reads the twips, Word the characters."""
        element = paragraph._p.get_or_add_pPr().get_or_add_ind()  # type: ignore[attr-defined]
        if hanging:
            element.set(qn("w:left"), str((characters + hanging) * 320))
            element.set(qn("w:hanging"), str(hanging * 320))
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

    def _body(self, blocks: list[Heading | Paragraph]) -> None:
        numbers = [0, 0]
        for block in blocks:
            if isinstance(block, Paragraph):
                self.line(block.text, indent=2)
                continue
            numbers[block.level - 1] += 1
            if block.level == 1:
                numbers[1] = 0
            numeral = _NUMERALS[numbers[block.level - 1] - 1]
            text = f"{numeral}、{block.text}" if block.level == 1 else f"（{numeral}）{block.text}"
            self.line(text, font=self.profile.hei if block.level == 1 else self.profile.kai, indent=2)

    def _attendance(self, label: str, names: list[str]) -> None:
        """出席 in Hei two characters in, the names aligned under the first one."""
        paragraph = self.line(f"{label}：", font=self.profile.hei, indent=2, hanging=len(label) + 1)
        run = paragraph.add_run("　".join(names))  # type: ignore[attr-defined]
        run.font.size = Pt(16)
        self._fonts(run._element.get_or_add_rPr(), self.profile.body)

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


def _mark_size(mark: str) -> float:
    """As large as the type area's width allows, at most 48 pt."""
    return max(22.0, min(48.0, 430 / max(1, len(mark))))


def _title_lines(title: str) -> list[str]:
    """Lines of at most 19 characters of 22 pt, the longer one above: a trapezoid."""
    if len(title) <= 19:
        return [title]
    first = -(-len(title) // 2) + 1
    return [title[:first], *_title_lines(title[first:])]
