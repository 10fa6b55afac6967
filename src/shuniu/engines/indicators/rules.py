from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.norms.queries import limit

limit(
    "indicators.recommended_cap",
    default=5,
    unit_label=_("分"),
    title=_("提倡类条款最多加分"),
    clause="A03",
)
