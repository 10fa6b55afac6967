"""Form parts of all rooms: money in yuan, a department of the register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.fields import ListInput
from shuniu.kernel.core.money import to_fen
from shuniu.kernel.orgs.models import Organization, OrganizationKind
from shuniu.kernel.orgs.naming import name_key


class YuanField(forms.DecimalField):
    """Typed in yuan, worked with in fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=2, **more)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return 0 if amount is None else to_fen(amount)

    def prepare_value(self, value: Any) -> Any:
        return value


def yuan_of(fen: int) -> str:
    """Fen as they are typed: 12345 → `123.45`."""
    return f"{Decimal(fen) / 100:.2f}".removesuffix(".00")


def departments() -> Any:
    """Authorities of the register; what lies below a district can be written, it is only not offered."""
    return Organization.objects.filter(kind=OrganizationKind.AUTHORITY, merged_into__isnull=True)


def _named() -> list[str]:
    rows = departments().exclude(area__level="subdistrict").order_by("sort_key", "pk")
    return list(rows.values_list("name", flat=True)[:300])


class DepartmentForm(forms.Form):
    """A department of the register; one that it does not know yet only when that is said, so that a slip makes none.

    Cleaned to `department` (the row or None) and `department_name` (the full name of a new one).
    """

    department = forms.CharField(label=gettext_lazy("党政部门"), max_length=120, widget=ListInput(_named),
                                 help_text=gettext_lazy("写全称，或从列出的里面选。"))  # fmt: skip
    new_department = forms.BooleanField(label=gettext_lazy("登记册里还没有这个部门，按这个全称一并登记"), required=False)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        name, is_new = (data.get("department") or "").strip(), data.pop("new_department", False)
        data["department"], data["department_name"] = None, ""
        if name:
            rows = departments()
            data["department"] = (
                rows.filter(code=name.upper()).first() or rows.filter(name_key=name_key(name)).order_by("pk").first()
            )
            if data["department"] is None and is_new:
                data["department_name"] = name
            elif data["department"] is None:
                self.add_error("department", _("登记册里没有这个部门。请核对全称；确实还没有的，勾选下面一项一并登记。"))  # fmt: skip
        return data
