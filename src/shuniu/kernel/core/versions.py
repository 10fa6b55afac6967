"""Two editors at once: a row carries `version`; a form carries the version it was drawn from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Stale(ValidationError):
    """Somebody saved since the form was drawn; what was typed is kept on the page."""

    def __init__(self) -> None:
        super().__init__(_("这份内容刚被别人保存过。你填的还在页面上，请对照最新内容后再保存。"), code="stale")


def check_version(row: Any, version: int) -> None:
    """Raises Stale unless `row.version` is `version`."""
    if row.version != version:
        raise Stale
