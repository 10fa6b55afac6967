from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import records  # noqa: F401  what proves a statement
from shuniu.domain.network.models import MembershipApplication
from shuniu.kernel.core.registries import Entry, navigation, query_states
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "network.ties",
    Entry("network.ties", _("联系的枢纽"), "affiliate", "network:ties", order=30, shown=lambda d: bool(d.members)),
)
feature(
    "network.confirmation", title=_("组织确认枢纽名录里的联系"), units=["A04"], url_name="network:ties", state="part",
    records=["orgs.Affiliation", "network.ConfirmationLink"],
)  # fmt: skip


def waiting_applications(desk: Any) -> int | None:
    """How many the first hub of the person has still to decide."""
    if not desk.hubs:
        return None
    return MembershipApplication.objects.waiting().filter(hub=desk.hubs[0]).count() or None


navigation.add(
    "network.applications",
    Entry("network.applications", _("入会申请"), "user-plus", "network:applications", element="open", order=23,
          shown=lambda d: bool(d.hubs), count=waiting_applications),
)  # fmt: skip
navigation.add(
    "network.sheets",
    Entry("network.sheets", _("签字表"), "file-text", "network:sheets", element="open", order=24,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "network.joining", title=_("入会条件、申请、邀请、决定、异议和退出"), units=["A05.1"], url_name="network:joining",
    records=["network.JoiningConditions", "network.MembershipApplication", "network.MembershipInvitation",
             "network.MembershipObjection", "network.SignedSheet", "orgs.Affiliation", "orgs.Consent"],
)  # fmt: skip


def application_state(*, subject_id: int, at: Any) -> dict[str, Any] | None:
    row = MembershipApplication.objects.filter(pk=subject_id).first()
    if row is None:
        return None
    return {"what": _("入会申请"), "state": row.get_state_display(), "due_on": row.due_on, "done_on": row.decided_at}


query_states.add("network.membershipapplication", application_state)
