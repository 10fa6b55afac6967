"""Measures a rendered PDF against a profile: lines, characters, margins, page numbers, fonts that were embedded."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass

from pypdf import PdfReader

from shuniu.methods.gongwen.document import Profile

_MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """A line of text on a page: distance of its baseline from the top and of its first glyph from the left, in mm."""

    page: int
    top: float
    left: float
    size: float
    text: str


@dataclass(frozen=True)
class Layout:
    lines: list[Line]
    pages: int
    fonts: list[str]


@dataclass(frozen=True)
class Finding:
    """One number: expected and measured; `ok` None means not verified."""

    name: str
    expected: float
    measured: float | None
    ok: bool | None


def measure(pdf: bytes) -> Layout:
    """The lines of text of every page and the fonts embedded."""
    reader = PdfReader(io.BytesIO(pdf))
    lines: list[Line] = []
    fonts: set[str] = set()
    for number, page in enumerate(reader.pages, start=1):
        height = float(page.mediabox.height)
        pieces: dict[float, list[tuple[float, float, str]]] = defaultdict(list)

        def visit(text: str, cm: list[float], tm: list[float], font: dict | None, size: float, height: float = height,
                  pieces: dict = pieces) -> None:  # fmt: skip
            if text.strip():
                y = height - (tm[5] * cm[3] + cm[5])
                pieces[round(y, 0)].append((tm[4] * cm[0] + cm[4], size * abs(tm[3] or 1), text.strip("\n")))
            if font:
                fonts.add(str(font.get("/BaseFont", "")).lstrip("/"))

        page.extract_text(visitor_text=visit)
        for y in sorted(pieces):
            parts = sorted(pieces[y])
            lines.append(Line(number, y / _MM, parts[0][0] / _MM, parts[0][1], "".join(part[2] for part in parts)))
    return Layout(lines, len(reader.pages), sorted(fonts))


def verify(layout: Layout, profile: Profile | None = None) -> list[Finding]:
    """Lines and characters of a full middle page, margins; what the document is too short for stays not verified."""
    profile = profile or Profile()
    middle = [
        line for line in layout.lines
        if 1 < line.page < layout.pages and line.top < profile.top + profile.height + 1
    ]  # fmt: skip
    if not middle:
        return [Finding("lines", profile.lines, None, None), Finding("characters", profile.characters, None, None)]
    page = middle[0].page
    rows = [line for line in middle if line.page == page]
    left = min(line.left for line in rows)
    longest = max(len(line.text) for line in rows)
    pitch = (rows[-1].top - rows[0].top) / max(1, len(rows) - 1)
    expected_pitch = profile.pitch / 20 / _MM
    return [
        Finding("lines", profile.lines, len(rows), len(rows) == profile.lines),
        Finding("characters", profile.characters, longest, longest == profile.characters),
        Finding("left", profile.left, round(left, 1), abs(left - profile.left) <= 1),
        Finding("pitch", round(expected_pitch, 2), round(pitch, 2), abs(pitch - expected_pitch) < 0.15),
    ]
