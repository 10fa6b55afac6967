"""Keys derived from an organization's name: for comparing, sorting and searching."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from shuniu.kernel.core.search import vector_text
from shuniu.kernel.orgs.models.organization import fold_name as name_key

__all__ = ["name_key", "search_vector", "sort_key"]


@lru_cache(maxsize=20000)
def _pinyin(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # imported late: its table takes a while to load

    return lazy_pinyin(character, style=Style.NORMAL)[0]


def sort_key(name: str) -> str:
    """Pinyin of the name: Chinese lists sort as a reader expects, in any collation."""
    return " ".join(map(_pinyin, name_key(name)))[:120]


def search_vector(*texts: str) -> SearchVector:
    return SearchVector(Value(vector_text(*texts)), config="simple")
