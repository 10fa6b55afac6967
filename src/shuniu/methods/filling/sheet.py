"""SpreadsheetML: rows with fields of the list are repeated, what lies below moves down with its merged cells and sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from shuniu.methods.filling.marks import FIELD, Value, as_xml, names_in, replaced

_SI = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)
_T = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")
_ROW = re.compile(r"<row ([^>]*?)(/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c ([^>]*?)(/>|>(.*?)</c>)", re.DOTALL)
_REF = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
_PLACED = re.compile(
    r'(<(?:mergeCell|dataValidation|conditionalFormatting|hyperlink|autoFilter)\b[^>]*?(?:ref|sqref)=")([^"]+)(")'
)


def shared_texts(xml: str) -> list[str]:
    """The shared strings as read, rich ones without their formats."""
    return [unescape("".join(_T.findall(match[1] or ""))) for match in _SI.finditer(xml)]


def plain_text(xml: str) -> str:
    return "\n".join(unescape(text) for text in _T.findall(xml))


def filled(
    xml: str,
    strings: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    about: Mapping[str, Value],
    of_list: frozenset[str],
) -> str:
    found = list(_ROW.finditer(xml))
    block = [n for n, row in enumerate(found) if names_in("\n".join(_texts(row[3] or "", strings))) & of_list]
    if not block:
        return _ROW.sub(lambda row: _row(row, 0, strings, about, None), xml)
    first, last = found[block[0]], found[block[-1]]
    top, bottom = _number(first), _number(last)
    height = bottom - top + 1
    shift = height * (max(len(rows), 1) - 1)
    span = (top, bottom, shift)
    repeated = [
        _row(found[n], turn * height, strings, {**about, **values}, None)
        for turn, values in enumerate(rows or [{}])
        for n in range(block[0], block[-1] + 1)
    ]
    before = [xml[: found[0].start()], *(_row(row, 0, strings, about, span) for row in found[: block[0]])]
    after = [_row(row, shift, strings, about, span) for row in found[block[-1] + 1 :]]
    tail = _PLACED.sub(lambda match: match[1] + _moved_all(match[2], span) + match[3], xml[found[-1].end() :])
    return "".join([*before, *repeated, *after]) + _merged(tail, span)


def _number(row: re.Match[str]) -> int:
    match = re.search(r'\br="(\d+)"', row[1])
    return int(match[1]) if match else 0


def _texts(cells: str, strings: Sequence[str]) -> list[str]:
    return [_text(cell[1], cell[3] or "", strings) for cell in _CELL.finditer(cells)]


def _text(attributes: str, inner: str, strings: Sequence[str]) -> str:
    value = re.search(r"<v>(\d+)</v>", inner)
    if 't="s"' in attributes and value and int(value[1]) < len(strings):
        return strings[int(value[1])]
    return unescape("".join(_T.findall(inner))) if 't="inlineStr"' in attributes else ""


def _row(
    row: re.Match[str],
    shift: int,
    strings: Sequence[str],
    values: Mapping[str, Value],
    span: tuple[int, int, int] | None,
) -> str:
    """A row moved down by `shift`, its fields replaced; formulas outside the repeated block follow what moved."""

    def cell(match: re.Match[str]) -> str:
        attributes, inner = _lower(match[1], shift), match[3] or ""
        text = _text(match[1], inner, strings)
        if FIELD.search(text):
            return _written(attributes, text, values)
        if "<f" in inner:
            inner = re.sub(r"<v>[^<]*</v>", "", inner)
            inner = re.sub(
                r"(<f[^>]*>)([^<]*)", lambda f: f[1] + (_formula(f[2], span) if span else _down(f[2], shift)), inner
            )
        return f"<c {attributes}>{inner}</c>" if inner else f"<c {attributes}/>"

    attributes = _lower(row[1], shift)
    return f"<row {attributes}>{_CELL.sub(cell, row[3] or '')}</row>"


def _lower(attributes: str, shift: int) -> str:
    return re.sub(r'\br="([A-Z]*)(\d+)"', lambda match: f'r="{match[1]}{int(match[2]) + shift}"', attributes)


def _written(attributes: str, text: str, values: Mapping[str, Value]) -> str:
    """A whole number alone in its cell as a number, all else as text: nothing that is filled in is ever a formula."""
    bare = re.sub(r'\s*\bt="[^"]*"', "", attributes)
    alone = FIELD.fullmatch(text.strip())
    value = values.get(alone[1].strip()) if alone else None
    if isinstance(value, int):
        return f"<c {bare}><v>{value}</v></c>"
    words = as_xml(replaced(text, values))
    return f'<c {bare} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>' if words else f"<c {bare}/>"


def _down(formula: str, shift: int) -> str:
    return _REF.sub(lambda match: f"{match[1]}{int(match[2]) + ('$' not in match[1][1:]) * shift}", formula)


def _formula(formula: str, span: tuple[int, int, int]) -> str:
    """A range that ends with the repeated block grows with it; what lies below has moved down."""
    return re.sub(
        r"(:?)(\$?[A-Z]{1,3}\$?)(\d+)",
        lambda match: match[1] + match[2] + str(_moved(int(match[3]), span, ends=bool(match[1]))), formula,
    )  # fmt: skip


def _moved(row: int, span: tuple[int, int, int], *, ends: bool) -> int:
    _top, bottom, shift = span
    return row + shift if row > bottom or (ends and row == bottom) else row


def _moved_all(refs: str, span: tuple[int, int, int]) -> str:
    return _formula(refs, span) if span[2] else refs


def _merged(tail: str, span: tuple[int, int, int]) -> str:
    """Cells merged within the repeated block are merged in each repetition; the growing range of before is undone."""
    top, bottom, shift = span
    height = bottom - top + 1

    def each(match: re.Match[str]) -> str:
        ends = [int(row) for _column, row in _REF.findall(match[1])]
        if not shift or ends[0] < top or ends[0] > bottom:
            return match[0]
        low = ends[-1] - shift if ends[-1] - shift >= ends[0] else ends[-1]
        columns = [column for column, _row in _REF.findall(match[1])]
        return "".join(
            f'<mergeCell ref="{columns[0]}{ends[0] + turn}:{columns[-1]}{low + turn}"/>'
            for turn in range(0, shift + 1, height)
        )

    tail = re.sub(r'<mergeCell ref="([^"]+)"\s*/>', each, tail)
    count = len(re.findall(r"<mergeCell ", tail))
    return re.sub(r'<mergeCells(?: count="\d+")?>', f'<mergeCells count="{count}">', tail)
