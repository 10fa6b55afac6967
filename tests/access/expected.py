"""The table of who may do what: expected.txt, one line a URL, one sign a role, first for reading, then for sending.

After a view was added: SHUNIU_WRITE_ACCESS=1 make test ARGS="tests/access", then read every changed line before it is kept.
"""

from __future__ import annotations

from pathlib import Path

from tests.access.roles import ROLES

PLACE = Path(__file__).with_name("expected.txt")
METHODS = ("get", "post")
HEAD = f"""# Columns: {", ".join(ROLES)}.
# o page, > redirect, r sign-in, x may not do (403), - does not concern (404), m wrong method (405), b bad request (400).
# A public page is asked as citizen and head only. name, reading, sending:
"""


def _lines() -> dict[str, list[str]]:
    if not PLACE.exists():
        return {}
    rows = [line.split() for line in PLACE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {name: signs for name, *signs in rows}


def table(method: str) -> dict[str, str]:
    return {name: signs[METHODS.index(method)] for name, signs in _lines().items()}


def write(method: str, found: dict[str, str], *, keep: bool) -> None:
    """The table anew with what was found; `keep`: only some were asked for, the other lines stay."""
    before = _lines()
    if keep:
        found = {name: signs[METHODS.index(method)] for name, signs in before.items()} | found
    with PLACE.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for name, row in found.items():
            signs = before.get(name, ["?", "?"])
            signs[METHODS.index(method)] = row
            file.write(f"{name:30} {signs[0]:{len(ROLES) + 1}} {signs[1]}\n")
