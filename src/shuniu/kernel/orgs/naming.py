"""Keys derived from an organization's name: for comparing, sorting and searching."""

from __future__ import annotations

import os

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from shuniu.kernel.core.search import vector_text
from shuniu.kernel.orgs.models.organization import fold_name as name_key

__all__ = ["name_key", "pinyin_of", "search_vector", "sort_key"]


class _Pinyin(dict[str, str]):
    """Character → its reading, looked up once in a process."""

    def __missing__(self, character: str) -> str:
        # Imported late, and without its table of phrases, which says nothing of single characters and takes longest.
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
        from pypinyin import Style, lazy_pinyin

        self[character] = found = lazy_pinyin(character, style=Style.NORMAL)[0]
        return found


_reading = _Pinyin().__getitem__


def sort_key(name: str) -> str:
    """Pinyin of the name: Chinese lists sort as a reader expects, in any collation."""
    return pinyin_of(name_key(name))


def pinyin_of(key: str) -> str:
    """`sort_key` of a name whose `name_key` is known."""
    return " ".join(map(_reading, key))[:120]


def search_vector(*texts: str) -> SearchVector:
    return SearchVector(Value(vector_text(*texts)), config="simple")
