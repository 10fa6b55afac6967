from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.faces.cockpit import lists  # noqa: F401  what fills a template
from shuniu.kernel.core.registries import Entry, navigation

navigation.add(
    "cockpit",
    Entry("cockpit", _("驾驶舱"), "chart-histogram", "cockpit:home", order=0, shown=lambda d: bool(d.overseeing)),
)
