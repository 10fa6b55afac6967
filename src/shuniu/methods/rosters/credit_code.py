"""The unified social credit code, GB 32100-2015: 18 characters, two check characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_INNER = (3, 7, 9, 10, 5, 8, 4, 2)
_DROPPED = {ord(c): None for c in " -—_'’‘`·.\t\n\u200b"}
KINDS = {"51": "social_association", "52": "social_service", "53": "foundation"}


def normalise(code: str) -> str:
    """Half width, upper case, without spaces and dashes."""
    if code.isascii() and code.isalnum():
        return code.upper()
    return unicodedata.normalize("NFKC", code).upper().translate(_DROPPED)


def _inner_value(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - ord("A") + 10


def inner_check(body: str) -> str:
    """Check character of the organization code (positions 9–16): weights 3,7,9,10,5,8,4,2 modulo 11."""
    rest = 11 - sum(w * _inner_value(c) for w, c in zip(_INNER, body, strict=True)) % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def outer_check(body: str) -> str:
    """Check character of the whole (positions 1–17): weights 3^i modulo 31."""
    return ALPHABET[(31 - sum(w * _VALUE[c] for w, c in zip(_WEIGHTS, body, strict=True)) % 31) % 31]


def check_credit_code(code: str) -> str:
    """Empty when right; otherwise what is wrong: `length`, `characters`, `check17` or `check18`."""
    if len(code) != 18:
        return "length"
    if any(character not in _VALUE for character in code):
        return "characters"
    if outer_check(code[:17]) != code[17]:
        return "check18"
    return "" if inner_check(code[8:16]) == code[16] else "check17"


_PLACES = np.full(256, -1, dtype=np.int16)  # value of a character by its byte; -1 for one that no code may hold
_PLACES[[ord(character) for character in ALPHABET]] = range(31)
_INNER_PLACES = np.zeros(256, dtype=np.int16)
_INNER_PLACES[[ord(character) for character in ALPHABET]] = [_inner_value(character) for character in ALPHABET]
_INNER_SIGNS = np.frombuffer(b"0X987654321", dtype=np.uint8)  # by the weighted sum modulo 11


def right_codes(codes: Sequence[str]) -> NDArray[np.bool_]:
    """For each of n codes (already normalised) whether `check_credit_code` finds nothing wrong; shape (n,)."""
    fits = np.fromiter((len(code) == 18 and code.isascii() for code in codes), dtype=np.bool_, count=len(codes))
    text = "".join(code for code, fit in zip(codes, fits, strict=True) if fit)
    signs = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    values = _PLACES[signs]
    outer = (31 - values[:, :17] @ np.array(_WEIGHTS, dtype=np.int16) % 31) % 31
    inner = _INNER_SIGNS[_INNER_PLACES[signs[:, 8:16]] @ np.array(_INNER, dtype=np.int16) % 11]
    fits[fits] = (values >= 0).all(axis=1) & (outer == values[:, 17]) & (inner == signs[:, 16])
    return fits


def kind_of_code(code: str) -> str | None:
    """The kind that the first two characters say; None for others than the civil-affairs kinds."""
    return KINDS.get(code[:2])


def make_credit_code(kind: str, *, area: str, serial: int) -> str:
    """A right code for tests and the demo: `area` six digits, serial below 10^8."""
    prefix = next(key for key, value in KINDS.items() if value == kind)
    number = f"{serial:08d}"
    body = f"{prefix}{area}{number}{inner_check(number)}"
    return body + outer_check(body)


def candidates(code: str) -> list[str]:
    """Right codes that differ from a wrong one in one character or one swap of neighbours, at most three.

    Kind and area (positions 1–8) are taken as read: a slip there is seen by eye, and guesses would be many.
    """
    if len(code) != 18:
        return []
    tries = {code[:i] + c + code[i + 1 :] for i in range(8, 18) for c in ALPHABET}
    tries |= {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(8, 17)}
    return sorted(one for one in tries if one != code and check_credit_code(one) == "")[:3]
