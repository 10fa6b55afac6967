"""What the register keeps of an organization, for it to take along: its card, its history, answers, news (A05.1, A16)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from shuniu.domain.registry.card_facts import card_facts
from shuniu.domain.registry.models import (
    AnswerCell,
    CardConfirmation,
    LiaisonNews,
    LiaisonQuery,
    LiaisonTerm,
    RequestAnswer,
)
from shuniu.domain.registry.sheets import fact_label
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.archives import Rows, membership_parts, moment


def card(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    facts = card_facts(tie.organization)
    return _("基础资料"), [[_("项目"), _("内容")], *([fact_label(key), text] for key, text in facts.items())]


def changes(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("日期"), _("项目"), _("原来"), _("改为"), _("谁改的"), _("异议理由")]]
    for one in tie.organization.fact_changes.select_related("body").order_by("at", "pk"):
        who = one.body.name if one.body else one.source
        rows.append([str(one.on), fact_label(one.key), one.old, one.new, who, one.objection])
    return _("资料修改记录"), rows


def confirmations(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("确认日期"), _("方式"), _("确认人姓名和职务"), _("撤回时间")]]
    for one in CardConfirmation.objects.filter(organization=tie.organization).order_by("on", "pk"):
        rows.append([str(one.on), str(one.get_way_display()), one.said_by, moment(one.withdrawn_at)])
    return _("资料确认记录"), rows


def queries(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("询问时间"), _("要问的事"), _("说明"), _("期限"), _("答复"), _("答复时间")]]
    for one in LiaisonQuery.objects.filter(hub=tie.hub, organization=tie.organization).order_by("asked_at", "pk"):
        rows.append([moment(one.asked_at), one.title, one.text, str(one.due_on), one.answer, moment(one.answered_at)])
    return _("枢纽的询问"), rows


def news(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("发生日期"), _("标题"), _("内容"), _("报送时间")]]
    for one in LiaisonNews.objects.filter(hub=tie.hub, organization=tie.organization).order_by("happened_on", "pk"):
        rows.append([str(one.happened_on), one.title, one.text, moment(one.sent_at)])
    return _("报送的信息"), rows


def tables(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    """Each cell of each asked table of this hub, row by row."""
    rows: Rows = [[_("填报什么"), _("状态"), _("填报日期"), _("填报人"), _("行号"), _("列名"), _("内容")]]
    answers = RequestAnswer.objects.filter(
        body=tie.organization, request__asker=tie.hub, request__sent_at__isnull=False
    )
    for one in answers.select_related("request", "filed_by").order_by("pk"):
        head = [one.request.title, str(one.get_state_display()), moment(one.filed_at), one.filer]
        cells = AnswerCell.objects.filter(row__answer=one).select_related("row", "column")
        said = [[*head, cell.row.position, cell.column.title, cell.text] for cell in cells.order_by("row__position", "column__position")]  # fmt: skip
        rows += said or [[*head, "", "", ""]]
    return _("填报"), rows


def training(*, tie: Affiliation, at: datetime) -> tuple[str, Rows]:
    rows: Rows = [[_("信息联络员"), _("任职自"), _("任职至"), _("培训日期"), _("培训内容")]]
    ours = Q(trained_by=tie.hub) | Q(trained_by__isnull=True)
    terms = LiaisonTerm.objects.filter(ours, appointment__organization=tie.organization)
    for one in terms.select_related("appointment__person").order_by("appointment__valid_from", "pk"):
        post = one.appointment
        rows.append(
            [post.person.name, str(post.valid_from), str(post.valid_to or ""), str(one.trained_on or ""), one.training]
        )
    return _("信息联络员"), rows


for _name, _part in {
    "card": card, "changes": changes, "confirmations": confirmations, "queries": queries, "news": news, "tables": tables,
    "training": training,
}.items():  # fmt: skip
    membership_parts.add(f"registry.{_name}", _part)
