from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS

limit("gatherings.sign_in_lead_hours", default=2, unit_label=_("小时"), title=_("会前开放签到"), clause="A14")
limit("gatherings.sign_in_grace_hours", default=2, unit_label=_("小时"), title=_("会后保留签到"), clause="A14")
limit("gatherings.upload_grace_hours", default=24, unit_label=_("小时"), title=_("弱网签到上传宽限"), clause="A14")
limit("gatherings.door_tries_client", default=20, unit_label=_("次"), title=_("同一处输错签到码的次数"), clause="A14")
limit("gatherings.door_tries_all", default=200, unit_label=_("次"), title=_("一次会议输错签到码的总次数"), clause="A14")
limit("gatherings.door_tries_minutes", default=15, unit_label=_("分钟"), title=_("签到码试错的计次时长"), clause="A14")


@predicate
def works_for_the_host(user: Any, gathering: Gathering, at: datetime) -> bool:
    return holds(user, gathering.host, "head", "officer", "clerk", at=at)


@predicate
def calls_for_the_host(user: Any, gathering: Gathering, at: datetime) -> bool:
    return holds(user, gathering.host, "head", "officer", at=at)


@predicate
def speaks_for_the_invited(user: Any, invitee: Invitee, at: datetime) -> bool:
    return holds(user, invitee.organization, *SPEAKS, at=at)


permit("gatherings.call", calls_for_the_host)
permit("gatherings.invite_organizations", calls_for_the_host)
permit("gatherings.enter_roll", works_for_the_host)
permit("gatherings.enter_sheet", works_for_the_host)
permit("gatherings.remove_from_roll", works_for_the_host)
permit("gatherings.restore_to_roll", works_for_the_host)
permit("gatherings.answer", speaks_for_the_invited)
