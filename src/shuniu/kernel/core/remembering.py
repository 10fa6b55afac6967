"""What is asked about a person again and again while one page is drawn is asked once.

Only while a page is read: the edge opens `user.answers` for GET and HEAD. Where something is written every question is
asked anew, so that an action sees the rows as they are after its lock.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def remembered(user: Any, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask()`, kept for this page; the question names the moment it is asked for."""
    answers: dict[Hashable, Any] | None = getattr(user, "answers", None)
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    return answers[question]  # type: ignore[no-any-return]
