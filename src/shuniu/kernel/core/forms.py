from __future__ import annotations

from django import forms


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a row with their labels, lengths and kinds, filled in by a person and given to an action.

    The action checks what holds between them, in its own words; the server's constraints are the last line, and Django's
    sentence about one ("Constraint … is violated") tells nobody what to do.
    """

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda exclude=None: None  # type: ignore[method-assign]
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints
