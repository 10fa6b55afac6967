"""The first organizations for a text, exactly, by a stated ranking; read from the indexes, however large the register.

The classes, best first; within one by pinyin of the name:
1 the very name, credit code or register number · 2 a code that begins so · 3 a name that begins so · 4 a name that
contains it · 5 a former name that contains it · 6 all its pairs of characters occur in name, former names or code ·
7 a legal representative whose name begins so · 8 a field named so · 9 an area named so · then what is plugged in (services)
· last, for the people of the organization itself and of a hub tied to it, who speaks for it (head, secretary-general,
liaison officer) by the beginning of the name: such names belong to the two, the representative's is public.
Letters and figures are found from the beginning of a word on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from shuniu.kernel.core.registries import search_classes
from shuniu.kernel.core.search import query_text, query_tokens
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Appointment, Area, Field, Organization
from shuniu.kernel.orgs.models.organization import fold_name, own_bodies
from shuniu.kernel.orgs.naming import sort_key
from shuniu.kernel.orgs.rules import SPEAKS

WALK = 2000
"""So many organizations are looked at in the order of the list before the word index is asked: common words end here."""
FEW = 5000
"""At most so many hits are sorted; a word with more of them is common enough to walk the list for it."""

_SEEN = (
    "o.merged_into_id IS NULL AND (o.brought_by_id IS NULL OR o.brought_by_id = ANY(%(mine)s) OR o.id = ANY(%(mine)s))"
)
_ROWS = "SELECT o.id FROM orgs_organization o WHERE {seen} AND o.id <> ALL(%(found)s) AND {test} ORDER BY o.sort_key, o.id LIMIT %(n)s"
_CONTAINS = "o.name_key LIKE %(inside)s"
_AT_WORD = "o.name_key ~ %(at_word)s"
_FORMER = """EXISTS (SELECT 1 FROM orgs_formername f WHERE f.organization_id = o.id
             AND translate(lower(normalize(f.name, NFKC)), ' ·“”"', '') {like})"""
# The list in its order, so far as it is needed: the fence keeps the server from sorting all hits instead.
_WALK = """
SELECT id FROM (SELECT o.id, o.name_key, o.sort_key{code} FROM orgs_organization o WHERE {seen}
                 ORDER BY o.sort_key, o.id {end}) o
 WHERE {test} AND o.id <> ALL(%(found)s) ORDER BY o.sort_key, o.id LIMIT %(n)s
"""
# What the word index names, sorted: the fence keeps the server from walking the list.
_AMONG = """
WITH o AS MATERIALIZED (
    SELECT o.id, o.name_key, o.sort_key, o.merged_into_id, o.brought_by_id
      FROM orgs_organization o WHERE o.search @@ %(key_pairs)s::tsquery)
SELECT o.id FROM o WHERE {seen} AND o.id <> ALL(%(found)s) AND {test} ORDER BY o.sort_key, o.id LIMIT %(n)s
"""


def expected(token: str) -> int:
    """How many organizations the server expects to have this pair of characters, from its statistics; nothing is read."""
    sql = "EXPLAIN (FORMAT JSON, SUMMARY ON) SELECT 1 FROM orgs_organization WHERE search @@ %(token)s::tsquery"
    [[[plan]]] = fetch(sql, {"token": f"'{token}'"})
    return int(plan["Plan"]["Plan Rows"])


@dataclass
class First:
    """The search for the first `n`: what is asked, and what was found so far."""

    text: str
    n: int
    mine: list[int]
    at: datetime
    found: list[int] = field(default_factory=list)

    def run(self) -> list[int]:
        for step in (self._equal, self._code, self._starts, self._contains, self._former, self._pairs, self._facts):
            step()
            if len(self.found) >= self.n:
                break
        return self.found[: self.n]

    @property
    def key(self) -> str:
        return fold_name(self.text)

    def _parameters(self) -> dict[str, Any]:
        key = self.key
        like = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        order = sort_key(key)[:100]
        return {
            "mine": self.mine, "found": self.found, "n": self.n - len(self.found), "key": key, "code": key.upper(),
            "inside": f"%{like}%", "begins": f"{like}%", "code_begins": f"{like.upper()}%", "order": order,
            "order_end": order + "\U0010ffff", "at_word": f"(^|[^0-9a-z]){re.escape(key)}",
            "pairs": query_text(self.text), "key_pairs": query_text(key),
        }  # fmt: skip

    def _take(self, sql: str, **more: Any) -> None:
        self.found += [row[0] for row in fetch(sql, {**self._parameters(), **more})]

    def _rows(self, test: str, **more: Any) -> None:
        if len(self.found) < self.n:
            self._take(_ROWS.format(seen=_SEEN, test=test), **more)

    def _equal(self) -> None:
        self._rows("(o.name_key = %(key)s OR o.credit_code = %(code)s OR o.code = %(code)s)")

    def _code(self) -> None:
        if self.key.isascii() and self.key.isalnum():
            test = "(o.credit_code LIKE %(code_begins)s OR o.code LIKE %(code_begins)s)"
            if not self._near(test):
                self._rows(test)

    def _starts(self) -> None:
        self._rows("o.sort_key >= %(order)s AND o.sort_key < %(order_end)s AND o.name_key LIKE %(begins)s")

    @property
    def _like(self) -> str:
        """Letters and figures count from the beginning of a word; Chinese characters anywhere."""
        return _AT_WORD if self.key[0].isascii() and self.key[0].isalnum() else _CONTAINS

    def _contains(self) -> None:
        if self._near(self._like):
            return
        tokens = query_tokens(self.key)
        mixed = len(tokens) > 1 and any(token.isascii() for token in tokens)  # figures among words: rarer than each
        if not mixed and min(map(expected, tokens)) > FEW:
            self._take(_WALK.format(seen=_SEEN, end="OFFSET 0", test=self._like, code=""))
        else:
            self._take(_AMONG.format(seen=_SEEN, test=self._like))

    def _near(self, test: str) -> bool:
        """True when the first `WALK` rows of the list hold as many hits as are still wanted: those are the first then."""
        before = len(self.found)
        code = ", o.credit_code, o.code" if "code" in test else ""
        self._take(_WALK.format(seen=_SEEN, end=f"LIMIT {WALK}", test=test, code=code))
        if len(self.found) >= self.n:
            return True
        del self.found[before:]
        return False

    def _former(self) -> None:
        like = self._like.removeprefix("o.name_key")
        self._rows("o.search @@ %(key_pairs)s::tsquery AND " + _FORMER.format(like=like))

    def _pairs(self) -> None:
        self._rows("o.search @@ %(pairs)s::tsquery")

    def _facts(self) -> None:
        self._rows("o.legal_representative <> '' AND o.legal_representative LIKE %(begins)s")
        for column, ids in named(self.text):
            if ids:
                self._rows(f"o.{column}_id = ANY(%(ids)s)", ids=ids)
        for _name, ids_of in search_classes:
            self._rows("o.id = ANY(%(ids)s)", ids=[row[0] for row in ids_of(self.text)])
        if self.mine and len(self.found) < self.n:
            self._rows("o.id = ANY(%(ids)s)", ids=[row[0] for row in in_posts(self.text, mine=self.mine, at=self.at)])


def in_posts(text: str, *, mine: list[int], at: datetime) -> models.QuerySet[Any, Any]:
    """Ids of organizations for which a person speaks whose name begins so, among the reader's own and those with a
    confirmed tie to them.
    """
    posts = Appointment.objects.valid(at).filter(role__in=SPEAKS, person__is_active=True)
    ties = Affiliation.objects.valid(at).filter(hub__in=mine, confirmed_at__isnull=False).values("organization")
    known = models.Q(organization__in=mine) | models.Q(organization__in=ties)
    name = text.strip()
    return (
        posts.filter(known, person__name__startswith=name).values_list("organization")
        if name
        else posts.none().values_list("organization")
    )


def named(text: str) -> Iterator[tuple[str, list[int]]]:
    """("field", ids) and ("area", ids) whose name in any language contains the text."""
    for column, model in (("field", Field), ("area", Area)):
        there = models.Q(name__icontains=text) | models.Q(name_hant__icontains=text) | models.Q(name_en__icontains=text)
        yield column, list(model.objects.filter(there).values_list("pk", flat=True))  # type: ignore[attr-defined]


def first_found(text: str, *, user: Any, at: datetime, n: int = 20) -> list[Organization]:
    """The first `n` organizations visible to the user, in the stated order; none for a text without a character to find."""
    text = text.strip()
    if not query_text(text) or not fold_name(text):
        return []
    ids = First(text, n, own_bodies(user, at), at).run()
    rows = Organization.objects.select_related("area", "field").defer("search", "purpose", "activities").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
