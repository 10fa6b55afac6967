from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import guidance_records, records  # noqa: F401  what proves a statement
from shuniu.domain.network.guidance import (
    district_bodies,
    figure_answers,
    figure_titles,
    is_concerned,
    subdistrict_bodies,
    task_panel,
)
from shuniu.kernel.core.registries import Entry, navigation, panels
from shuniu.kernel.orgs.merging import pointer, prefer
from shuniu.kernel.record.asking import AnswerSource, Audience, answer_sources, audiences
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
    "network.guidance",
    Entry(
        "network.guidance", _("工作对接"), "sitemap", "network:guidance", element="open", order=36, shown=is_concerned
    ),
)
feature(
    "network.guidance", title=_("区和街道的对应机构：任务下达、请求上报、走访指导，一个问题只问一遍"), units=["A06"],
    url_name="network:guidance",
    records=["network.Counterpart", "network.VerticalTask", "network.GuidanceVisit", "network.LocalFigure"],
)  # fmt: skip
answer_sources.add("network.figures", AnswerSource(figure_titles, figure_answers))
audiences.add("network.districts", Audience(_("已确认的区级对应机构"), district_bodies))
audiences.add("network.subdistricts", Audience(_("已确认的街道（乡镇）对应机构"), subdistrict_bodies))
panels.add("asked:tasks", task_panel)
prefer("network.localfigure", lambda row: (row.entered_at, row.pk))

# When two rows become one, what these point to by type and id follows.
pointer("network.intentoutcome", "record_type", "record_id")
pointer("network.cooperationintent", "happening_type", "happening_id")
