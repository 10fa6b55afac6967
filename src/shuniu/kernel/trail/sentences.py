"""What an event says when it is read: declared beside the actions that trace it, drawn in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model

from shuniu.kernel.core.registries import Registry

sentences: Registry[Any] = Registry("sentences of the trail")
"""verb → text with named fields from the event's facts"""

namers: Registry[Callable[[set[int]], dict[int, str]]] = Registry("names of what an event's facts point to")
"""kind → names(ids): an event keeps ids only, a name is looked up when somebody reads it"""

tellers: Registry[Callable[[Any], str]] = Registry("words for codes in an event's facts")
"""field → word(value), for codes that a reader would not understand"""

POINTS_TO = {
    "person": "person", "leaver": "person", "successor": "person", "substitute": "person",
    "organization": "organization", "hub": "organization", "owner": "organization", "host": "organization",
    "kept": "organization", "gone": "organization",
}  # fmt: skip


def sentence(verb: str, text: Any) -> None:
    """Declare what `verb` says; fields named in POINTS_TO read as names."""
    sentences.add(verb, text)


def names_of_people(ids: set[int]) -> dict[int, str]:
    return dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "name"))


namers.add("person", names_of_people)
