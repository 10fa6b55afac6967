"""How every command says what it refuses: one line on stderr and exit code 1, never a traceback for a wrong argument."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.management.base import BaseCommand
from django.db import DatabaseError


class Refused(Exception):
    """What cannot be done, in the words of the line."""


class OneLineCommand(BaseCommand, ABC):
    """`act(options)` does the work; what it refuses is told in one line."""

    words: dict[str, str] = {}
    """Field → the argument that gave it."""

    @abstractmethod
    def act(self, options: dict[str, Any]) -> None:
        """Raises ValidationError, PermissionDenied, Refused or OSError for what cannot be done."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.act(options)
        except (ValidationError, PermissionDenied, Refused, OSError) as error:
            self._refuse(self._said(error))
        except DatabaseError as error:
            self._refuse(
                f"数据库还不能用（{str(error).splitlines()[0]}）。请先用 make run 启动一次；自己的服务器先运行 shuniu migrate，并核对 DATABASE_URL。"
            )

    def _refuse(self, line: str) -> None:
        self.stderr.write(" ".join(line.split()))
        sys.exit(1)

    def _said(self, error: Exception) -> str:
        if not hasattr(error, "error_dict"):
            return " ".join(getattr(error, "messages", [str(error)]))
        told = error.message_dict.items()  # type: ignore[attr-defined]
        return " ".join(
            " ".join(said) if field == NON_FIELD_ERRORS else f"{self.words.get(field, field)}：{' '.join(said)}"
            for field, said in told
        )
