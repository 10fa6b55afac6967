from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import records  # noqa: F401  what proves a statement
from shuniu.kernel.core.registries import Entry, navigation
from shuniu.kernel.orgs.merging import pointer
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "network.ties",
    Entry("network.ties", _("联系的枢纽"), "affiliate", "network:ties", order=30, shown=lambda d: bool(d.members)),
)
feature(
    "network.confirmation", title=_("组织确认枢纽名录里的联系"), units=["A04"], url_name="network:ties", state="part",
    records=["orgs.Affiliation", "network.ConfirmationLink"],
)  # fmt: skip
navigation.add(
    "network.intents",
    Entry("network.intents", _("合作意向"), "signature", "network:intents", element="open", order=34,
          shown=lambda d: bool(d.hubs or d.members or d.overseeing)),
)  # fmt: skip
feature(
    "network.intents", title=_("合作意向：双方签署、双方确认、见结果"), units=["A05.3"], url_name="network:intents",
    state="part", records=["network.CooperationIntent", "network.IntentOutcome"],
)  # fmt: skip
navigation.add(
    "network.appeals",
    Entry("network.appeals", _("诉求"), "inbox", "network:appeals", element="open", order=32,
          shown=lambda d: any(post.role in ("head", "officer") and post.organization in d.hubs for post in d.posts)),
)  # fmt: skip
navigation.add(
    "network.own_appeals",
    Entry("network.own_appeals", _("我们的诉求"), "inbox", "network:own-appeals", order=32,
          shown=lambda d: bool(d.members)),
)  # fmt: skip
navigation.add(
    "network.issues",
    Entry("network.issues", _("诉求议题"), "message-report", "network:issues", element="open", order=33,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "network.appeals", title=_("诉求：统一渠道、匿名、凭编号跟进，并成议题转送部门"), units=["A05.3"], url_name="appeals:raise",
    records=["network.Appeal", "network.Appellant", "network.Issue", "network.ValueStatement", "network.Endorsement"],
)  # fmt: skip

# When two rows become one, what these point to by type and id follows.
pointer("network.intentoutcome", "record_type", "record_id")
pointer("network.cooperationintent", "happening_type", "happening_id")
