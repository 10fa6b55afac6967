"""Measures a rendered PDF against a profile: lines, characters, margins, mark, page numbers, fonts embedded."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass

from pypdf import PdfReader

from shuniu.methods.gongwen.document import Profile

_MM = 72 / 25.4
# How high a Han glyph of size 1 stands above its baseline, as a typeface for print is drawn.
_ASCENT = 0.86


@dataclass(frozen=True)
class Line:
    """A line of text on a page: its baseline from the top, its first glyph and its end from the left, in mm.

    `size` in pt; `colour` as rrggbb.
    """

    page: int
    top: float
    left: float
    size: float
    text: str
    colour: str = "000000"

    @property
    def upper_edge(self) -> float:
        """Where the glyphs begin, in mm from the top of the paper."""
        return self.top - self.size * _ASCENT / _MM


@dataclass(frozen=True)
class Layout:
    lines: list[Line]
    pages: int
    fonts: list[str]
    paper: tuple[float, float] = (210.0, 297.0)

    def of(self, page: int) -> list[Line]:
        return [line for line in self.lines if line.page == page]


@dataclass(frozen=True)
class Finding:
    """One number: expected and measured in `unit`; `ok` None means not verified."""

    name: str
    expected: float
    measured: float | None
    ok: bool | None
    unit: str = ""


def measure(pdf: bytes) -> Layout:
    """The lines of text of every page and the fonts embedded."""
    reader = PdfReader(io.BytesIO(pdf))
    lines: list[Line] = []
    fonts: set[str] = set()
    for number, page in enumerate(reader.pages, start=1):
        lines += _lines_of(page, number, fonts)
    box = reader.pages[0].mediabox
    return Layout(lines, len(reader.pages), sorted(fonts), (float(box.width) / _MM, float(box.height) / _MM))


def _lines_of(page: object, number: int, fonts: set[str]) -> list[Line]:
    height = float(page.mediabox.height)  # type: ignore[attr-defined]
    pieces: dict[float, list[tuple[float, float, str, str]]] = defaultdict(list)
    colour = ["000000"]

    def before(operator: bytes, operands: list, cm: list[float], tm: list[float]) -> None:
        if operator == b"rg":
            colour[0] = "".join(f"{round(float(part) * 255):02x}" for part in operands)
        elif operator == b"g":
            colour[0] = f"{round(float(operands[0]) * 255):02x}" * 3

    def visit(text: str, cm: list[float], tm: list[float], font: dict | None, size: float) -> None:
        if text.strip():
            y = height - (tm[5] * cm[3] + cm[5])
            pieces[round(y, 0)].append((tm[4] * cm[0] + cm[4], size * abs(tm[3] or 1), text.strip("\n"), colour[0]))
        if font:
            fonts.add(str(font.get("/BaseFont", "")).lstrip("/"))

    page.extract_text(visitor_text=visit, visitor_operand_before=before)  # type: ignore[attr-defined]
    found = []
    for y in sorted(pieces):
        parts = sorted(pieces[y])
        found.append(
            Line(number, y / _MM, parts[0][0] / _MM, parts[0][1], "".join(part[2] for part in parts), parts[0][3])
        )
    return found


def verify(layout: Layout, profile: Profile | None = None) -> list[Finding]:
    """Every number of the profile that the page can be measured for; what it is too short for stays not verified."""
    profile = profile or Profile()
    return [*_paper(layout), *_head(layout, profile), *_area(layout, profile), *_numbers(layout, profile)]


def _finding(name: str, expected: float, measured: float | None, tolerance: float, unit: str = "mm") -> Finding:
    ok = None if measured is None else abs(measured - expected) <= tolerance
    return Finding(name, round(expected, 2), None if measured is None else round(measured, 1), ok, unit)


def _paper(layout: Layout) -> list[Finding]:
    width, height = layout.paper
    return [_finding("paper_width", 210, width, 0.5), _finding("paper_height", 297, height, 0.5)]


def _head(layout: Layout, profile: Profile) -> list[Finding]:
    """The red mark's upper edge below the type area's top, and the title's size."""
    marks = [line for line in layout.of(1) if _is_red(line.colour)]
    titles = [line for line in layout.of(1) if round(line.size) == 22 and not _is_red(line.colour)]
    edge = marks[0].upper_edge - profile.top if marks else None
    return [
        _finding("mark", profile.mark_below_area, edge, 2),
        _finding("title_size", 22, titles[0].size if titles else None, 0.1, "pt"),
    ]


def _is_red(colour: str) -> bool:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return red > 150 and green < 80 and blue < 80


def _area(layout: Layout, profile: Profile) -> list[Finding]:
    """Lines and characters of the fullest page of ordinary text, its left edge, pitch and last line."""
    best: list[Line] = []
    for page in range(2, layout.pages):
        rows = [
            line for line in layout.of(page) if line.top < profile.top + profile.height + 1 and round(line.size) == 16
        ]
        if len(rows) > len(best):
            best = rows
    pitch = profile.pitch / 20 / _MM
    if len(best) < 2:
        names = (("lines", profile.lines, ""), ("characters", profile.characters, ""), ("left", profile.left, "mm"),
                 ("pitch", round(pitch, 2), "mm"), ("area_bottom", profile.top + profile.height, "mm"))  # fmt: skip
        return [Finding(name, expected, None, None, unit) for name, expected, unit in names]
    longest = max(len(line.text) for line in best)
    step = (best[-1].top - best[0].top) / (len(best) - 1)
    return [
        Finding("lines", profile.lines, len(best), len(best) == profile.lines),
        Finding("characters", profile.characters, longest, longest == profile.characters),
        _finding("left", profile.left, min(line.left for line in best), 1),
        Finding("pitch", round(pitch, 2), round(step, 2), abs(step - pitch) < 0.15, "mm"),
        # A baseline stands about a fifth of the pitch above its line's foot.
        _finding("area_bottom", profile.top + profile.height, best[-1].top + pitch * 0.2, 2),
    ]


def _numbers(layout: Layout, profile: Profile) -> list[Finding]:
    """Page numbers: below the type area, right on odd pages, left on even ones, one character of 14 pt in."""
    below = profile.top + profile.height
    found = {
        line.page: line for line in layout.lines
        if line.top > below and line.text.replace(" ", "").strip("—-").isdigit()
    }  # fmt: skip
    odd, even = found.get(1), found.get(2)
    inset = 14 / _MM
    gap = odd.upper_edge - below if odd else None
    right = _end(odd) if odd else None
    return [
        _finding("number_below", profile.number_below_area, gap, 2),
        _finding("number_right", profile.left + profile.width - inset, right, 3),
        _finding("number_left", profile.left + inset, even.left if even else None, 1.5),
    ]


def _end(line: Line) -> float:
    """The right edge of a page number by its glyphs: a dash is as wide as its size, a digit or space half of it."""
    units = sum(1.0 if character == "—" else 0.5 for character in line.text)
    return line.left + units * line.size / _MM


def embedded_instead(fonts: list[str], profile: Profile | None = None) -> list[tuple[str, str]]:
    """(official typeface, what the PDF embeds) for every official one that is not in the PDF."""
    profile = profile or Profile()
    there = [name.partition("+")[2] or name for name in fonts if name]
    names = {profile.body: "FangSong", profile.song: "XiaoBiaoSong", profile.hei: "SimHei", profile.kai: "KaiTi",
             profile.digits: "SimSun"}  # fmt: skip
    missing = []
    for official, latin in names.items():
        if not any(official in name or latin.lower() in name.lower().replace("-", "") for name in there):
            missing.append((official, "、".join(there)))
    return missing
