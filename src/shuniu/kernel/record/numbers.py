"""Public query numbers: `HY-20260922-0032-K`; the last character catches a slip of one character or a swap."""

from __future__ import annotations

from datetime import date

import segno

# Figures and letters that nobody confuses on the phone (no 0/O, 1/I/L) carry the check character; 31 is prime.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTUVWX"


def check_character(body: str) -> str:
    """Weighted sum modulo 31 (weights 2, 3, 4 …, prime modulus): every single slip and neighbour swap shows."""
    values = [ALPHABET.index(c) if c in ALPHABET else ord(c) % 31 for c in body if c != "-"]
    return ALPHABET[sum((position + 2) * value for position, value in enumerate(values)) % 31]


def number_with_check(prefix: str, day: date, serial: int) -> str:
    body = f"{prefix}-{day:%Y%m%d}-{serial:04d}"
    return f"{body}-{check_character(body)}"


def is_right(number: str) -> bool:
    body, _dash, check = number.strip().upper().rpartition("-")
    return bool(body) and check == check_character(body)


def qr_svg(text: str, *, scale: int = 4) -> str:
    """An inline SVG of a QR code (error level M), without script or style."""
    return segno.make(text, error="m").svg_inline(
        scale=scale, border=2, dark="#16263B", light="#FFFFFF", omitsize=False
    )
