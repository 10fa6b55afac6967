from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import explained, guidance_records, link_answers, lists, records  # noqa: F401  who sees what and why, what is answered by link, what fills a template, what proves a statement
from shuniu.domain.network.actions import unanswer_tie
from shuniu.domain.network.guidance import (
    district_bodies,
    figure_answers,
    figure_titles,
    is_concerned,
    subdistrict_bodies,
    task_panel,
)
from shuniu.domain.network.models import MembershipApplication, SupervisionApplication
from shuniu.domain.network.queries.intake import hubs_that_take_in
from shuniu.kernel.core.registries import Entry, navigation, panels, query_states
from shuniu.kernel.orgs.contacts import contact_sources
from shuniu.kernel.orgs.merging import pointer, prefer, stay
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.asking import AnswerSource, Audience, answer_sources, audiences
from shuniu.kernel.record.kinds import withheld_files
from shuniu.kernel.record.undo import Undo, undos
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "network.ties",
    Entry(
        "network.ties",
        _("联系的枢纽"),
        "affiliate",
        "network:ties",
        group="joining",
        order=30,
        shown=lambda d: bool(d.members),
    ),
)
feature(
    "network.confirmation", title=_("组织确认枢纽名录里的联系"), units=["A04"], url_name="network:ties",
    records=["orgs.Affiliation", "network.ConfirmationLink", "record.AnswerCheck"],
)  # fmt: skip


def is_draft_of_a_stranger(subject_id: int) -> bool:
    """Papers of a form that nobody signed in for belong to the hub, but only once it is filed."""
    drafts = MembershipApplication.objects.filter(pk=subject_id, organization__isnull=True)
    return drafts.filter(state=MembershipApplication.State.DRAFT).exists()


withheld_files.add("network.membershipapplication", is_draft_of_a_stranger)


def waiting_applications(desk: Any) -> int | None:
    """How many the first hub of the person has still to decide."""
    if not desk.hubs:
        return None
    return MembershipApplication.objects.waiting().filter(hub=desk.hubs[0]).count() or None


navigation.add(
    "network.applications",
    Entry("network.applications", _("入会申请"), "user-plus", "network:applications", element="open", group="joining", order=23,
          shown=lambda d: bool(d.hubs), count=waiting_applications),
)  # fmt: skip
navigation.add(
    "network.sheets",
    Entry("network.sheets", _("签字表"), "file-text", "network:sheets", element="open", group="joining", order=24,
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
navigation.add(
    "network.intents",
    Entry("network.intents", _("合作意向"), "signature", "network:intents", element="open", group="joining", order=34,
          shown=lambda d: bool(d.hubs or d.members or d.overseeing)),
)  # fmt: skip
feature(
    "network.intents", title=_("合作意向：双方签署、双方确认、见结果"), units=["A05.3"], url_name="network:intents",
    records=["network.CooperationIntent", "network.IntentOutcome"],
)  # fmt: skip
navigation.add(
    "network.appeals",
    Entry("network.appeals", _("诉求"), "inbox", "network:appeals", element="open", group="appeals", order=32,
          shown=lambda d: any(post.role in ("head", "officer") and post.organization in d.hubs for post in d.posts)),
)  # fmt: skip
navigation.add(
    "network.own_appeals",
    Entry("network.own_appeals", _("我们的诉求"), "inbox", "network:own-appeals", group="appeals", order=32,
          shown=lambda d: bool(d.members)),
)  # fmt: skip
navigation.add(
    "network.issues",
    Entry("network.issues", _("诉求议题"), "message-report", "network:issues", element="open", group="appeals", order=33,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "network.appeals", title=_("诉求：统一渠道、匿名、凭编号跟进，并成议题转送部门"), units=["A05.3"], url_name="appeals:raise",
    records=["network.Appeal", "network.Appellant", "network.Issue", "network.ValueStatement", "network.Endorsement"],
)  # fmt: skip
navigation.add(
    "network.guidance",
    Entry(
        "network.guidance",
        _("工作对接"),
        "sitemap",
        "network:guidance",
        element="open",
        group="levels",
        order=36,
        shown=is_concerned,
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


navigation.add(
    "network.engagements",
    Entry("network.engagements", _("工作联系"), "messages", "network:engagements", element="open", group="joining", order=25,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
navigation.add(
    "network.log",
    Entry("network.log", _("记一次联系"), "plus", "network:engagement-log", order=24, short=_("记联系"), only_phone=True,
          shown=lambda d: bool(d.hubs)),
)  # fmt: skip
navigation.add(
    "network.routes",
    Entry("network.routes", _("途径报告"), "sitemap", "network:routes", element="open", group="joining", order=26,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "network.engagements", title=_("工作联系：三步登记、对方确认、两边同一份历史"), units=["A05.2"], url_name="network:engagements",
    records=["network.Engagement", "orgs.Affiliation"],
)  # fmt: skip
feature(
    "network.routes", title=_("五种途径：每条联系定途径，按途径的年度报告"), units=["A05"], url_name="network:routes",
    records=["orgs.Affiliation", "network.Engagement", "network.CooperationIntent"],
)  # fmt: skip

contact_sources.add(
    "engagements",
    "SELECT e.hub_id, e.organization_id, e.happened_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS happened_at, "
    "e.confirmed_at AS known_at, (e.entered_at AT TIME ZONE 'Asia/Shanghai')::date > e.happened_on + 30 AS is_late "
    "FROM network_engagement e WHERE e.confirmed_at IS NOT NULL AND e.withdrawn_at IS NULL",
)
# When two rows become one, what these point to by type and id follows.
pointer("network.intentoutcome", "record_type", "record_id")
pointer("network.cooperationintent", "happening_type", "happening_id")
# Where two organizations have become one, the surer of two records stands.
prefer("network.engagement", lambda row: (row.confirmed_at is not None, row.declined_at is None))
prefer("network.membershipapplication", lambda row: (row.filed_at is not None, row.saved_at))
prefer("network.membershipinvitation", lambda row: row.invited_at)
for _field in (
    "appeal.organization",
    "appeal.hub",
    "appellant.organization",
    "appellant.hub",
    "appealmessage.hub",
    "appealfile.hub",
    "appealpassing.from_hub",
    "appealpassing.to_hub",
):
    stay(f"network.{_field}", because="whoever merges learns nothing of appeals; they are found under either row")
navigation.add(
    "network.intakes",
    Entry("network.intakes", _("受理申请"), "certificate", "network:intakes", element="open", group="joining", order=35,
          shown=lambda d: bool(d.overseeing) or hubs_that_take_in(d.at).filter(pk__in=[hub.pk for hub in d.hubs]).exists()),
)  # fmt: skip
feature(
    "network.intake", title=_("受理业务主管单位申请：公布条件、一次告知、按期决定、转送登记"), units=["A05.5"], url_name="intake:hubs",
    records=["network.SupervisionApplication", "network.IntakeCondition", "network.IntakeCheck", "network.CoordinationMatter"],
)  # fmt: skip


def intake_state(*, subject_id: int, at: Any) -> dict[str, Any] | None:
    """By its public number only how far it is; the contents open with the applicant's own address."""
    row = SupervisionApplication.objects.filter(pk=subject_id).first()
    if row is None:
        return None
    return {
        "what": _("业务主管单位申请"),
        "state": row.get_state_display(),
        "due_on": row.due_on or row.check_by,
        "done_on": row.decided_at,
    }


query_states.add("network.supervisionapplication", intake_state)
undos.add("network.answered_signed_in", Undo(Affiliation, unanswer_tie))
