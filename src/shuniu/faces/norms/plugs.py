from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.faces.norms import records  # noqa: F401  what proves a statement
from shuniu.kernel.core.registries import Entry, navigation
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "norms",
    Entry("norms", _("规则和限额"), "flag", "norms:limits", order=70, shown=lambda d: bool(d.hubs or d.overseeing)),
)
navigation.add(
    "norms.designations",
    Entry("norms.designations", _("枢纽确定"), "sitemap", "norms:designations", order=71,
          shown=lambda d: bool(d.user.is_operator) or bool(d.overseeing) or bool(d.hubs and any(p.role == "head" for p in d.posts))),
)  # fmt: skip
navigation.add(
    "norms.text",
    Entry(
        "norms.text",
        _("规范文本"),
        "book",
        "norms:text",
        order=72,
        shown=lambda d: bool(d.overseeing) or d.user.is_operator,
    ),
)
navigation.add(
    "norms.areas",
    Entry(
        "norms.areas",
        _("区划和领域"),
        "map-pin",
        "norms:areas",
        order=73,
        shown=lambda d: bool(d.overseeing) or d.user.is_operator,
    ),
)
feature(
    "norms", title=_("规则：限额、工作日历、规范文本、枢纽确定"), url_name="norms:limits", state="part", units=["A01", "A03", "A35", "A36"],
    records=["norms.Setting", "norms.Holiday", "specification.Edition", "specification.OfficialText", "orgs.Designation"],
)  # fmt: skip
