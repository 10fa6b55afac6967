"""Two editors at once: a row carries `version`; a form carries the version it was drawn from."""

from __future__ import annotations

from typing import Any

from django import forms
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


def keep_typed(form: forms.BaseForm, error: ValidationError) -> None:
    """After somebody else's save: what was typed stays, the newest stands beside it, saving again is possible.

    The form's initial values are those of the row as it stands now; each field that says something else carries
    `newest`, and the hidden `version` becomes the newest one. Any other error changes nothing.
    """
    if not isinstance(error, Stale):
        return
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("version")] = str(form.get_initial_for_field(form.fields["version"], "version"))
    form.data = data
    for name, field in form.fields.items():
        newest = form.get_initial_for_field(field, name)
        if name != "version" and field.has_changed(newest, form[name].data):
            field.newest = _in_words(field, newest)  # type: ignore[attr-defined]


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value)
