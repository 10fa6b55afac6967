"""A notice as text for a WeChat group: short, with its address, without anybody's personal data beyond the sentence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from shuniu.kernel.record.actions.notice import notice_text


def wechat_text(notice: Any) -> str:
    """Plain lines in the active language: sentence, address, who it comes from."""
    lines = [_("【枢纽】%(text)s") % {"text": notice_text(notice.kind, notice.facts)}]
    if notice.url:
        lines.append(_("办理：%(address)s") % {"address": f"{settings.PUBLIC_URL}{notice.url}"})
    return "\n".join(lines)
