"""Form fields that know organizations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.naming import name_key


def bodies_called(text: str, seen: Any) -> list[Organization]:
    """Those of `seen` with this number, credit code or name; two at most, which is already one too many."""
    found = list(seen.filter(code=text.upper())[:1] or seen.filter(credit_code=text.upper())[:1])
    return found or list(seen.filter(name_key=name_key(text))[:2])


class BodyField(forms.CharField):
    """An organization by its name, number or credit code; the value is the row."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", gettext_lazy("写全称、编号或统一社会信用代码。"))
        super().__init__(max_length=120, **more)
        self.seen: Any = Organization.objects.none()

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = bodies_called(text, self.seen)
        if not found:
            raise forms.ValidationError(_("登记册里没有找到这家组织，请写全称，或写它的编号。"))
        if len(found) > 1:
            raise forms.ValidationError(_("有几家同名的组织，请改写编号或统一社会信用代码。"))
        return found[0]


class OwnBodyField(forms.ModelChoiceField):
    """One of the bodies the person stands for; with one only there is nothing to choose."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Organization.objects.none(), empty_label=None, **more)

    def offer(self, bodies: list[Organization]) -> None:
        self.queryset = Organization.objects.filter(pk__in=[row.pk for row in bodies]).order_by("sort_key")
        if len(bodies) == 1:
            self.widget = forms.HiddenInput()
            self.initial = bodies[0].pk
