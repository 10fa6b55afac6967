"""The clauses that a page or a figure serves, each leading to its text as it is in force for the reader."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuniu.kernel.specification.models import unit_label

register = template.Library()


@register.simple_tag
def clause_links(codes: Iterable[str] | str) -> SafeString:
    """`codes` = one code of a unit or several."""
    found = [codes] if isinstance(codes, str) else list(codes)
    links = [(reverse("portal:clause", args=[code]), unit_label(code)) for code in found if code]
    return format_html_join(_("、"), '<a href="{}">{}</a>', links)
