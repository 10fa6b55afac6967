from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.specification.models import in_language as words_of

register = template.Library()

FIELDS = {
    "title": _("标题"),
    "title_hant": _("标题（繁体）"),
    "title_en": _("标题（英文）"),
    "summary": _("摘要"),
    "summary_hant": _("摘要（繁体）"),
    "summary_en": _("摘要（英文）"),
}


@register.filter
def in_language(row: Any, field: str) -> str:
    """`{{ unit|in_language:"summary" }}`: the field in the reader's language."""
    return words_of(row, field)


@register.filter
def unit_field(name: str) -> Any:
    return FIELDS[name]
