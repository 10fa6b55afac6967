from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import works_for_the_hub

LINK_DAYS = limit(
    "network.confirmation_days", default=90, unit_label=_("天"), title=_("确认链接和确认函的有效期"), clause="A04"
)


@predicate
def works_for_this_hub(user: Any, hub: Any, at: Any) -> bool:
    return holds(user, hub, "head", "officer", "clerk", at=at)


permit("network.make_confirmation_link", works_for_the_hub)
permit("network.make_letters", works_for_this_hub)
