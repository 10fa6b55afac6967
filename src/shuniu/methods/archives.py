"""Before an archive or a picture is opened: how much its own first words say would have to be kept in memory."""

from __future__ import annotations

import re
import struct

TAIL = 1 << 17
"""So much of an archive's end holds everything about its directory."""
MAX_DIRECTORY = 2 << 20
"""Bytes of the directory: some ten thousand parts. Office files have a few hundred; each costs memory just to be listed."""
MAX_PIXELS = 80_000_000
"""A phone's largest photographs have 50 million; decoded, a pixel takes four bytes."""
_ENDS = ((re.compile(rb"PK\x05\x06"), 12, "<I"), (re.compile(rb"PK\x06\x06"), 40, "<Q"))
_SIZE_OF_JPEG = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def directory_is_small(tail: bytes) -> bool:
    """Whether the directory of the archive that ends with `tail` can be listed without harm (APPNOTE 4.3.14, 4.3.16)."""
    for mark, place, form in _ENDS:
        for match in mark.finditer(tail):
            at = match.start() + place
            if at + struct.calcsize(form) <= len(tail) and struct.unpack_from(form, tail, at)[0] > MAX_DIRECTORY:
                return False
    return True


def pixels_of(content: bytes) -> int | None:
    """How many pixels a PNG (ISO/IEC 15948) or JPEG (ITU T.81) says it has; None when it does not say.

    Nothing is decoded: the size stands in the first chunk of the one and in the frame header of the other.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        if len(content) < 24 or content[12:16] != b"IHDR":
            return None
        width, height = struct.unpack(">II", content[16:24])
        return int(width) * int(height)
    return _pixels_of_jpeg(content) if content.startswith(b"\xff\xd8\xff") else None


def _pixels_of_jpeg(content: bytes) -> int | None:
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return None
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind in _SIZE_OF_JPEG:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width) * int(height)
        if kind == 0xDA:
            return None
        at += 2 + (0 if 0xD0 <= kind <= 0xD8 or kind == 0x01 else struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None
