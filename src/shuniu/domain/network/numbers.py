"""Query numbers of appeals: unlike the public ones they tell neither day nor order, and nobody can guess one."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from shuniu.kernel.record.numbers import ALPHABET, check_character

PREFIX = "SQ"
_GROUPS, _LONG = 3, 4  # 31 ** 12: about 59 bits


def number_from(key: str) -> str:
    """The number that belongs to a form's key: the same key gives the same number, and only here."""
    value = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), f"appeal:{key}".encode(), "sha256"), "big")
    signs = []
    for _place in range(_GROUPS * _LONG):
        value, rest = divmod(value, len(ALPHABET))
        signs.append(ALPHABET[rest])
    groups = ["".join(signs[n * _LONG : (n + 1) * _LONG]) for n in range(_GROUPS)]
    body = "-".join([PREFIX, *groups])
    return f"{body}-{check_character(body)}"


def digest_of(text: str) -> str:
    return hashlib.sha256(text.strip().upper().encode()).hexdigest()
