"""Chinese numerals up to 999, as articles and clauses carry them."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100}


def read_numeral(text: str) -> int:
    """`十二` → 12, `一百零三` → 103, `３６` → 36. Raises ValueError on anything else."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            total += max(digit, 1) * _UNITS[character]
            digit = 0
        else:
            raise ValueError(f"not a numeral: {text}")
    if not text:
        raise ValueError("empty numeral")
    return total + digit


def write_numeral(number: int) -> str:
    """1 … 999 in the usual form: 10 → 十, 21 → 二十一, 103 → 一百零三. Raises ValueError outside."""
    if not 1 <= number <= 999:
        raise ValueError(number)
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    return text + (digits[ones] if ones else "")
