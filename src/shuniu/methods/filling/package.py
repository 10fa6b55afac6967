"""The document as a package of parts (ECMA-376): which fields it names, and the filled copy."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from shuniu.methods.archives import TAIL, directory_is_small
from shuniu.methods.filling import document, sheet
from shuniu.methods.filling.marks import FIELD, Value

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
_TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml$")
_SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml$")


class TemplateError(ValueError):
    """`code`: too_large, damaged, encrypted, macros, not_a_template, no_fields."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _parts(content: bytes) -> dict[str, bytes]:
    """Name → bytes; raises TemplateError before anything large is unpacked."""
    if len(content) > MAX_BYTES:
        raise TemplateError("too_large", limit=MAX_BYTES // 1024 // 1024)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TemplateError("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "not_a_template")
    if not content.startswith(b"PK"):
        raise TemplateError("not_a_template")
    if not directory_is_small(content[-TAIL:]):
        raise TemplateError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                raise TemplateError("macros")
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise TemplateError("too_large", limit=MAX_BYTES // 1024 // 1024)
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise TemplateError("damaged") from error


def kind_of(parts: Mapping[str, bytes]) -> str:
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    raise TemplateError("not_a_template")


def fields_of(content: bytes) -> tuple[str, list[str]]:
    """(docx or xlsx, the fields named in order of appearance). Raises TemplateError."""
    parts = _parts(content)
    kind = kind_of(parts)
    texts = [
        document.plain_text(_decoded(data)) if kind == "docx" else sheet.plain_text(_decoded(data))
        for name, data in sorted(parts.items())
        if (_TEXT_PARTS if kind == "docx" else re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml$")).search(name)
    ]
    found = list(dict.fromkeys(match[1].strip() for text in texts for match in FIELD.finditer(text)))
    if not found:
        raise TemplateError("no_fields")
    return kind, found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeError as error:
        raise TemplateError("damaged") from error


def fill(
    content: bytes, *, rows: Sequence[Mapping[str, Value]], about: Mapping[str, Value], of_list: frozenset[str]
) -> bytes:
    """The filled copy. `rows` give the fields named in `of_list`, `about` those of the whole document.

    A field nobody knows is left empty. Memory grows with the filled document. Raises TemplateError.
    """
    parts = _parts(content)
    if kind_of(parts) == "docx":
        for name in [name for name in parts if _TEXT_PARTS.search(name)]:
            parts[name] = document.filled(
                _decoded(parts[name]), rows, about, of_list, is_body=name == "word/document.xml"
            ).encode()
    else:
        strings = sheet.shared_texts(_decoded(parts.get("xl/sharedStrings.xml", b"")))
        for name in [name for name in parts if _SHEETS.search(name)]:
            parts[name] = sheet.filled(_decoded(parts[name]), strings, rows, about, of_list).encode()
        _drop_calculation_chain(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _drop_calculation_chain(parts: dict[str, bytes]) -> None:
    """The order of calculation is made anew by whoever opens the workbook: rows have moved."""
    if parts.pop("xl/calcChain.xml", None) is None:
        return
    for name, entry in (
        ("[Content_Types].xml", rb"<Override[^>]*calcChain[^>]*/>"),
        ("xl/_rels/workbook.xml.rels", rb"<Relationship [^>]*calcChain[^>]*/>"),
    ):
        parts[name] = re.sub(entry, b"", parts[name])
