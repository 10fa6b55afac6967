"""What every method says when its input is wrong: where it stands and what is the matter, in one line."""

from __future__ import annotations

from shuniu.methods.words import Said


class BadInput(ValueError):
    """Input that no method can work on: `file`, `line` (from 1), `field` where they are known, and the reason.

    A reason that was `Said` is told in the language spoken. `str()` is the one line that the commands print: `calls.pb:25: cost: 造价不能为负（-5）`.
    """

    def __init__(self, reason: str, *, file: str = "", line: int | None = None, field: str = "") -> None:
        self.reason, self.file, self.line, self.field = reason, file, line, field
        super().__init__(reason)

    @property
    def told(self) -> str:
        """The reason in the language spoken."""
        return self.reason.again() if isinstance(self.reason, Said) else self.reason

    def __str__(self) -> str:
        place = (
            f"{self.file}:{self.line}"
            if self.file and self.line
            else self.file or (f"{self.line}" if self.line else "")
        )
        return ": ".join(" ".join(part.split()) for part in (place, self.field, self.told) if part)
