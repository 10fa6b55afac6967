from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a row with their labels, lengths and kinds, filled in by a person and given to an action.

    The action checks what holds between them, in its own words; the server's constraints are the last line, and Django's
    sentence about one ("Constraint … is violated") tells nobody what to do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            nothing = _("请选择") if field.required else _("不选")
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
                field.empty_label = nothing
            elif isinstance(field, forms.TypedChoiceField):
                field.choices = [(value, nothing if label == DASHES else label) for value, label in field.choices]

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda exclude=None: None  # type: ignore[method-assign]
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints
