"""The unified social credit code of GB 32100-2015 with the subject code of GB 11714 inside it.

18 characters: registering department, category, six digits of the division, nine of the subject code (the last one
its own check, mod 11), one check over all (mod 31). The division is the one at the day of registration and frozen,
so it never tells today's district.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

from shuniu.methods.roster.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""No I, O, S, V, Z: value of a character = its place."""

_VALUE = {letter: place for place, letter in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SUBJECT_VALUE = {letter: place for place, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_UNSEEN = dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff-‐‑–—_'‘’`·.、"))
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_CLEANING = {**_HALF_WIDTH, **_UNSEEN, 0xFF0D: None}

CATEGORIES: dict[str, str] = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19",
    "9": "1239", "A": "19", "G": "1", "N": "1239", "Y": "1",
}  # fmt: skip
"""Registering department → its categories; G1 is used for offices of overseas organizations."""

KIND_OF_PREFIX: dict[str, str] = {
    "51": "social_association", "52": "social_service", "53": "foundation",
    "13": "mass_organization", "81": "mass_organization", "89": "mass_organization", "11": "authority",
}  # fmt: skip


class CreditCode(NamedTuple):
    """What a valid code tells: prefix of two characters, division (GB/T 2260, as registered), subject code, kind."""

    text: str
    prefix: str
    area: str
    subject: str
    kind: str


def normalise_code(*, text: str) -> str:
    """Half width, capital letters, no spaces, hyphens or quotes; the characters themselves are never guessed."""
    if len(text) == 18 and text.isascii() and text.isalnum():
        return text.upper()
    return text.translate(_CLEANING).upper()


def check17(*, eight: str) -> str:
    """Check character of a subject code over its eight characters (mod 11; 10 is X, 11 is 0)."""
    rest = 11 - sum(map(mul, (_SUBJECT_VALUE[c] for c in eight), _SUBJECT_WEIGHTS)) % 11
    return "X" if rest == 10 else str(rest % 11)


def check18(*, seventeen: str) -> str:
    """Check character of the whole code over its first 17 characters (mod 31)."""
    return ALPHABET[-sum(map(mul, (_VALUE[c] for c in seventeen), _WEIGHTS)) % 31]


def check_code(*, code: str) -> Problem | None:
    """The first fault of a normalised code in the order a person would look for it, or None when all is right.

    Length, characters, department and category, division, position 18, position 17. A single mistyped character is
    always found, by position 18 at the latest.
    """
    if len(code) != 18:
        return _problem("credit_code_length", length=len(code))
    try:
        values = [_VALUE[letter] for letter in code]
    except KeyError:
        place = next(i for i, letter in enumerate(code) if letter not in _VALUE)
        return _problem("credit_code_letter", position=place + 1, letter=code[place])
    if code[1] not in CATEGORIES.get(code[0], ""):
        return _problem("credit_code_prefix", prefix=code[:2])
    if max(values[2:8]) > 9:
        return _problem("credit_code_area")
    whole = -sum(map(mul, values, _WEIGHTS)) % 31
    if whole != values[17]:
        return _problem("credit_code_check18", expected=ALPHABET[whole], found=code[17])
    subject = check17(eight=code[8:16])
    if subject != code[16]:
        return _problem("credit_code_check17", expected=subject, found=code[16])
    return None


def _problem(problem_code: str, **params: object) -> Problem:
    return Problem(problem_code, "error", "credit_code", params)


def kind_of_code(*, code: str) -> str:
    """Organization kind that the first two characters stand for; `other` where they stand for none of ours."""
    return KIND_OF_PREFIX.get(code[:2], "other")


def parse_code(*, text: str) -> CreditCode:
    """Parts of a code as written by anybody. Raises ValueError with the problem's code when it is not valid."""
    code = normalise_code(text=text)
    problem = check_code(code=code)
    if problem is not None:
        raise ValueError(problem.code)
    return CreditCode(code, code[:2], code[2:8], code[8:17], kind_of_code(code=code))


def make_code(*, kind: str, area: str, serial: int) -> str:
    """A valid code for tests and demos: `kind` of 51, 52, 53 …, six digits of `area`, `serial` below 31**8.

    Raises ValueError when the three do not make a code.
    """
    prefix = next((p for p, k in KIND_OF_PREFIX.items() if k == kind), kind)
    if not 0 <= serial < 31**8:
        raise ValueError("serial")
    eight = ""
    for _ in range(8):
        serial, place = divmod(serial, 31)
        eight = ALPHABET[place] + eight
    body = f"{prefix}{area}{eight}{check17(eight=eight)}"
    code = body + check18(seventeen=body)
    problem = check_code(code=code)
    if problem is not None:
        raise ValueError(problem.code)
    return code


_LOOKALIKES = {"I": "1", "L": "1", "O": "0", "Q": "0", "S": "5", "Z": "2", "V": "U", "B": "8", "G": "6"}


def candidates(*, code: str, prefixes: Sequence[str] = ("51", "52", "53")) -> list[str]:
    """Valid codes that differ from a faulty 18-character `code` in one character, look-alikes first.

    Only codes whose first two characters stay or become one of `prefixes`; at most a handful pass both checks.
    """
    if len(code) != 18:
        return []
    odd = [i for i, letter in enumerate(code) if letter not in _VALUE]
    found = []
    for place in odd[:1] if len(odd) == 1 else range(0 if odd else 18):
        for letter in ALPHABET:
            tried = code[:place] + letter + code[place + 1 :]
            if letter != code[place] and check_code(code=tried) is None and (place > 1 or tried[:2] in prefixes):
                found.append((_LOOKALIKES.get(code[place]) != letter and _LOOKALIKES.get(letter) != code[place], tried))
    return [tried for _, tried in sorted(found)]
