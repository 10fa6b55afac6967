"""WordprocessingML: fields are found across the runs a word processor cuts a text into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from shuniu.methods.filling.marks import FIELD, Value, as_xml, names_in, said

_TEXT = re.compile(r"(<w:t(?: [^>]*)?>)([^<]*)(</w:t>)|(</w:p>|<w:br/>|<w:tab/>)")
_ROW = re.compile(r"<w:tr[ >]|</w:tr>")
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_BODY = re.compile(r"(<w:body>)(.*?)((?:<w:sectPr[ >](?:(?!<w:sectPr).)*)?</w:body>)", re.DOTALL)


def plain_text(xml: str) -> str:
    """The text as read, paragraphs on lines of their own."""
    return "".join("\n" if match[4] else unescape(match[2]) for match in _TEXT.finditer(xml))


def filled(
    xml: str, rows: Sequence[Mapping[str, Value]], about: Mapping[str, Value], of_list: frozenset[str], *, is_body: bool
) -> str:
    """Table rows with fields of the list are repeated; where there are none, the body is, one entry a page."""
    spans = list(_rows_with(xml, of_list))
    if spans:
        for start, end in reversed(spans):
            row = xml[start:end]
            xml = xml[:start] + "".join(_put(row, {**about, **values}) for values in rows) + xml[end:]
    elif is_body and rows and names_in(plain_text(xml)) & of_list:
        body = _BODY.search(xml)
        if body:
            pages = _BREAK.join(_put(body[2], {**about, **values}) for values in rows)
            return _put(xml[: body.start(2)], about) + pages + _put(xml[body.end(2) :], about)
    return _put(xml, about)


def _rows_with(xml: str, of_list: frozenset[str]) -> list[tuple[int, int]]:
    """Innermost table rows in which a field of the list stands, in order."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _ROW.finditer(xml):
        if match[0] != "</w:tr>":
            opened.append(match.start())
        elif opened:
            start, end = opened.pop(), match.end()
            within = any(start < one[0] and one[1] < end for one in found)
            if not within and names_in(plain_text(xml[start:end])) & of_list:
                found.append((start, end))
    return sorted(found)


def _put(xml: str, values: Mapping[str, Value]) -> str:
    """Every field replaced: the value goes where the field begins, what was left of the field in later runs goes away."""
    pieces = list(_TEXT.finditer(xml))
    text, at = "", []  # the whole text, and for each of its characters the piece and the place within it
    for number, match in enumerate(pieces):
        piece = "\n" if match[4] else unescape(match[2])
        at += [(number, place) for place in range(len(piece))]
        text += piece
    new: dict[int, list[str]] = {}
    for match in FIELD.finditer(text):
        for place in range(match.start(), match.end()):
            number, inside = at[place]
            letters = new.setdefault(number, list(unescape(pieces[number][2])))
            letters[inside] = "\x00" if place > match.start() else "\x01" + said(values.get(match[1].strip())) + "\x01"
    out, last = [], 0
    for number, letters in sorted(new.items()):
        match = pieces[number]
        words = as_xml("".join(letters).replace("\x00", "").replace("\x01", "")).replace(
            "\n", '</w:t><w:br/><w:t xml:space="preserve">'
        )
        out += [xml[last : match.start()], '<w:t xml:space="preserve">', words, "</w:t>"]
        last = match.end()
    return "".join(out) + xml[last:]
