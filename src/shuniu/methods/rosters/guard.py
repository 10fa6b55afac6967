"""What must not reach the reader: archives that unpack to gigabytes, and workbooks for which it would ask for more memory
than there is.

The reader (calamine) makes every cell of the rectangle that a sheet's filled cells span, and copies a shared text for each
cell that refers to it; memory it cannot get ends the process. So a workbook is read in this process only when a look at
its own bytes has proved that this needs little. The proof is strict: whatever is said in an unusual way proves nothing,
and such a file is read in a process of its own (`apart`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np

from shuniu.methods.archives import TAIL, directory_is_small
from shuniu.methods.rosters.extent import Extent, text_lengths
from shuniu.methods.rosters.limits import (
    CHUNK,
    MAX_BYTES,
    MAX_LOOKS,
    MAX_RATIO,
    MAX_UNPACKED,
    RosterError,
    UnprovenError,
)


def check_archive(content: bytes) -> bool:
    """Whether it is proved that the workbook can be read with little memory.

    Raises RosterError for what is refused at once: sizes it states itself, macros, a filled cell far out.
    """
    if not directory_is_small(content[-TAIL:]):
        raise RosterError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RosterError("damaged") from error
    names = {part.filename for part in parts}
    if not any(name.startswith(("xl/", "content.xml")) for name in names):
        raise RosterError("not_a_spreadsheet")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RosterError("macros")
    bombs = [p for p in parts if p.file_size > 16 * CHUNK and p.file_size > MAX_RATIO * p.compress_size]
    if bombs or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RosterError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        _prove(content, parts)
    except UnprovenError:
        return False
    except zlib.error as error:
        raise RosterError("damaged") from error
    return True


_TARGET = re.compile(rb"<Relationship\s[^<>]*?\bTarget\s*=\s*[\"']([^\"'<>&]*)[\"']")
_RELATION = re.compile(rb"<(?:[^\s<>/!?]*:)?Relationship[\s/>]")
_SHEET = re.compile(rb"<(?:[^\s<>/!?]*:)?sheet[\s/>]")


def _prove(content: bytes, parts: list[zipfile.ZipInfo]) -> None:
    """Raises UnprovenError, or RosterError for a filled cell that lies too far out."""
    by_name = {part.filename.lower(): part for part in parts}
    if len(by_name) < len(parts) or content.count(b"PK\x05\x06") != 1:
        raise UnprovenError  # two parts of one name, two directories: readers differ about which one holds

    def small(name: str) -> bytes:
        part = by_name.get(name)
        if part is None or part.file_size > CHUNK:
            raise UnprovenError
        return b"".join(_unpacked(content, part))

    if _targets(small("_rels/.rels")) & {b"/xl/workbook.xml", b"xl/workbook.xml"} == set():
        raise UnprovenError
    sheets = len(_SHEET.findall(small("xl/workbook.xml")))
    reached = {_path(target) for target in _targets(small("xl/_rels/workbook.xml.rels"))} | {"xl/styles.xml"}
    lengths = np.zeros(0, dtype=np.int64)
    if "xl/sharedstrings.xml" in by_name:
        lengths = text_lengths(_unpacked(content, by_name["xl/sharedstrings.xml"]))
    widest = 0
    for name in sorted(reached - {"xl/sharedstrings.xml"}):
        if name not in by_name:
            if name == "xl/styles.xml":
                continue
            raise UnprovenError
        widest = max(widest, Extent(lengths).follow(_unpacked(content, by_name[name])))
    if sheets * widest > MAX_LOOKS:
        raise UnprovenError


def _targets(relations: bytes) -> set[bytes]:
    found = _TARGET.findall(relations)
    if len(found) != len(_RELATION.findall(relations)):
        raise UnprovenError
    return set(found)


def _path(target: bytes) -> str:
    """Where the reader looks for a part that the workbook names."""
    name = target.decode("ascii", errors="replace").lower()
    if "\ufffd" in name or "%" in name or ".." in name or "\\" in name:
        raise UnprovenError
    return name[1:] if name.startswith("/xl/") else name if name.startswith("xl/") else f"xl/{name}"


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, as long as it really is: a reader need not stop at the size that the directory states."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise UnprovenError
    start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed, size = content[start : start + part.compress_size], 0
    if part.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = (packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflated(packed)
    else:
        raise UnprovenError
    for piece in pieces:
        size += len(piece)
        if size > part.file_size:
            raise UnprovenError
        yield piece
    if size != part.file_size:
        raise UnprovenError


def _inflated(packed: bytes) -> Iterator[bytes]:
    engine, at = zlib.decompressobj(-15), 0
    while not engine.eof:
        rest = engine.unconsumed_tail or packed[at : at + CHUNK]
        at += 0 if engine.unconsumed_tail else CHUNK
        if not rest:
            raise zlib.error("cut off")
        if piece := engine.decompress(rest, CHUNK):
            yield piece
