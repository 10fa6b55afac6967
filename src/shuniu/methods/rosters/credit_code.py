"""The unified social credit code, GB 32100-2015: 18 characters, two check characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_INNER = (3, 7, 9, 10, 5, 8, 4, 2)
_DROPPED = {ord(c): None for c in " -—_'’‘`·.\t\n\u200b"}
KINDS = {"51": "social_association", "52": "social_service", "53": "foundation", "11": "authority",
         "13": "mass_organization", "81": "mass_organization", "12": "other", "91": "other", "92": "other", "93": "other"}  # fmt: skip
CIVIL_AFFAIRS = ("51", "52", "53")
PREFIXES = frozenset(
    ("11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53", "59", "61", "62",
     "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1")
)  # fmt: skip
"""Registering department and category, the first two characters (GB 32100-2015, table 2 with its amendment)."""
PROVINCES = frozenset(
    ("10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
     "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82")
)  # fmt: skip
"""The first two figures of a division (GB/T 2260); 10 is the nation's own registrar."""
_LOOKS_LIKE = str.maketrans("OIZSV", "0125U")  # letters that no code has, and what they are taken for


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
    """Empty when right; otherwise what is wrong: `length`, `characters`, `prefix`, `check17` or `check18`."""
    if len(code) != 18:
        return "length"
    if any(character not in _VALUE for character in code):
        return "characters"
    if outer_check(code[:17]) != code[17]:
        return "check18"
    if code[:2] not in PREFIXES:
        return "prefix"
    return "" if inner_check(code[8:16]) == code[16] else "check17"


_PLACES = np.full(256, -1, dtype=np.int16)  # value of a character by its byte; -1 for one that no code may hold
_PLACES[[ord(character) for character in ALPHABET]] = range(31)
_INNER_PLACES = np.zeros(256, dtype=np.int16)
_INNER_PLACES[[ord(character) for character in ALPHABET]] = [_inner_value(character) for character in ALPHABET]
_PREFIX = np.zeros((256, 256), dtype=np.bool_)
for _prefix in PREFIXES:
    _PREFIX[ord(_prefix[0]), ord(_prefix[1])] = True
_INNER_SIGNS = np.frombuffer(b"0X987654321", dtype=np.uint8)  # by the weighted sum modulo 11


def right_codes(codes: Sequence[str]) -> NDArray[np.bool_]:
    """For each of n codes (already normalised) whether `check_credit_code` finds nothing wrong; shape (n,)."""
    fits = np.fromiter((len(code) == 18 and code.isascii() for code in codes), dtype=np.bool_, count=len(codes))
    text = "".join(code for code, fit in zip(codes, fits, strict=True) if fit)
    signs = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    values = _PLACES[signs]
    outer = (31 - values[:, :17] @ np.array(_WEIGHTS, dtype=np.int16) % 31) % 31
    inner = _INNER_SIGNS[_INNER_PLACES[signs[:, 8:16]] @ np.array(_INNER, dtype=np.int16) % 11]
    fits[fits] = (
        (values >= 0).all(axis=1)
        & (outer == values[:, 17])
        & (inner == signs[:, 16])
        & _PREFIX[signs[:, 0], signs[:, 1]]
    )
    return fits


def kind_of_code(code: str) -> str | None:
    """The kind that the first two characters say; None where they leave it open."""
    return KINDS.get(code[:2])


def make_credit_code(kind: str, *, area: str, serial: int) -> str:
    """A right code for tests and the demo: `area` six digits, serial below 10^8."""
    prefix = next(key for key, value in KINDS.items() if value == kind)
    number = f"{serial:08d}"
    body = f"{prefix}{area}{number}{inner_check(number)}"
    return body + outer_check(body)


def candidates(code: str, *, divisions: Collection[str] = ()) -> list[str]:
    """Right codes that one slip may have turned into this wrong one, the likeliest first: a letter that no code has for
    the figure it looks like (O, I, Z, S, V), one wrong character in any place, two neighbours changed over, one missing
    or one too many.

    `divisions` (six figures each) are those in which bodies are registered here: a code of another one comes last, since
    the check character alone fits any prefix. No candidate is certain; whoever knows the register puts its codes first.
    """
    code = code[:20]
    found: dict[str, int] = {}
    looks = code.translate(_LOOKS_LIKE)
    if looks != code:
        _offer(found, [looks], 0)
    for base in dict.fromkeys((looks, code)):
        if len(base) == 18:
            _offer(found, [base[:i] + base[i + 1] + base[i] + base[i + 2 :] for i in range(17)], 1)
            _offer(found, [base[:i] + c + base[i + 1 :] for i in range(17) for c in ALPHABET], 1)
            _offer(found, [base[:17] + c for c in ALPHABET], 2)
        elif len(base) == 17:
            _offer(found, [base[:i] + c + base[i:] for i in range(18) for c in ALPHABET], 1)
        elif len(base) == 19:
            _offer(found, [base[:i] + base[i + 1 :] for i in range(19)], 1)
    found.pop(code, None)
    here = frozenset(divisions)
    if (
        here
    ):  # only the check character put right: of a prefix that may itself be the slip, it would be right for certain
        found = {one: weight for one, weight in found.items() if weight < 2 or one[2:8] in here}

    def unlikely(one: str) -> tuple[bool, bool, bool, int, bool, str]:
        is_known = one[2:8] in here
        is_elsewhere = one[2:4] not in PROVINCES and not is_known
        # A figure typed for a letter is rare; where the division is known, the check character is the likeliest slip: one
        # in the number before it would have spoilt the check within as well.
        is_odd = len(one) == len(code) and any(
            a.isdigit() and b.isalpha() for a, b in zip(code[:17], one[:17], strict=False)
        )
        weight = (0, 2, 1)[found[one]] if here else found[one]
        return not is_known and bool(here), is_elsewhere, is_odd, weight, one[:2] not in CIVIL_AFFAIRS, one

    return sorted(found, key=unlikely)


def _offer(found: dict[str, int], tries: Iterable[str], weight: int) -> None:
    for one in tries:
        if one not in found and check_credit_code(one) == "":
            found[one] = weight
