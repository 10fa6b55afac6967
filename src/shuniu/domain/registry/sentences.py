from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.columns import COLUMNS
from shuniu.domain.registry.models import CardConfirmation
from shuniu.kernel.trail.sentences import sentence, tellers


def way_word(value: Any) -> str:
    ways = CardConfirmation.Way
    return str(ways(value).label) if value in ways.values else str(value)


def column_words(value: Any) -> str:
    labels = {column.key: str(column.label) for column in COLUMNS}
    return gettext("、").join(labels.get(key, str(key)) for key in value) if isinstance(value, list) else str(value)


tellers.add("way", way_word)
tellers.add("columns", column_words)

sentence("registry.roster_brought", _("上传名录"))
sentence("registry.roster_planned", _("核对名录，共 %(rows)s 行"))
sentence("registry.row_corrected", _("改正第 %(number)s 行"))
sentence("registry.roster_import_started", _("开始导入"))
sentence("registry.roster_import_resumed", _("后台任务中断后重新导入"))
sentence("registry.roster_imported", _("导入完成，新增 %(new)s 家，更新 %(changed)s 家"))
sentence("registry.roster_undo_started", _("开始撤销导入"))
sentence("registry.roster_undone", _("撤销导入，保留已改动的 %(kept)s 行"))
sentence("registry.organization_taken_back", _("随撤销的导入移出登记册"))
sentence("registry.facts_restored", _("随撤销的导入恢复原资料"))
sentence("registry.claim_taken_back", _("随撤销的导入收回联系"))
sentence("registry.cards_asked", _("请 %(count)s 家组织核对资料，%(on)s 前确认"))
sentence("registry.cards_reminded", _("催办资料核对，提醒 %(count)s 家"))
sentence("registry.campaign_closed", _("结束资料核对"))
sentence("registry.card_confirmed", _("确认资料属实（%(way)s）"))
sentence("registry.card_remarked", _("%(organization)s说资料有不对的地方"))
sentence("registry.sheet_entered", _("按签字表登记 %(count)s 家的确认，抽 %(drawn)s 家回访"))
sentence("registry.confirmation_checked", _("回访签字表上的确认"))
sentence("registry.confirmation_withdrawn", _("撤回 %(on)s 的资料确认"))
sentence("registry.registrar_fact_kept", _("按登记机关的名单记下等级、异常名录或处罚：%(value)s"))
sentence("registry.compared_with_registrar", _("与登记机关 %(on)s 的名单比对，共 %(count)s 项资料"))
sentence("registry.difference_told", _("%(hub)s请组织核对与登记机关不同的 %(count)s 项资料"))
sentence("registry.difference_remarked", _("说明与登记机关不同的原因"))
sentence("registry.liaison_named", _("%(person)s任信息联络员，到 %(on)s 为止"))
sentence("registry.liaison_trained", _("%(hub)s登记 %(on)s 的培训"))
sentence("registry.liaison_handed_over", _("%(leaver)s把信息联络员的工作交给%(successor)s"))
sentence("registry.query_asked", _("询问%(organization)s"))
sentence("registry.query_answered", _("%(organization)s答复"))
sentence("registry.query_withdrawn", _("撤回询问"))
sentence("registry.news_sent", _("%(organization)s报来消息"))
sentence("registry.news_noted", _("已阅"))
sentence("registry.contacts_exported", _("导出 %(count)s 位联络员的联系方式，用到 %(on)s"))
sentence("registry.list_exported", _("导出名录 %(count)s 家（%(columns)s）"))
sentence("registry.organizations_tagged", _("给 %(count)s 家组织加标签"))
sentence("registry.tag_removed", _("从 %(count)s 家组织取下标签"))
sentence("registry.pair_proposed", _("提出两家可能是同一家"))
sentence("registry.pair_judged", _("判断：%(verdict)s"))
sentence("registry.judgement_withdrawn", _("撤回判断"))
sentence("registry.request_made", _("拟订填报任务"))
sentence("registry.request_changed", _("修改了填报任务"))
sentence("registry.columns_added", _("加 %(count)s 列"))
sentence("registry.column_changed", _("修改列"))
sentence("registry.column_dropped", _("去掉一列"))
sentence("registry.bodies_added", _("加 %(count)s 家对象"))
sentence("registry.bodies_dropped", _("去掉 %(count)s 家对象"))
sentence("registry.request_sent", _("向 %(count)s 家发出填报任务，期限 %(due_on)s"))
sentence("registry.answer_links_made", _("备好 %(count)s 个填报链接"))
sentence("registry.request_chased", _("催办 %(count)s 家"))
sentence("registry.request_extended", _("期限延到 %(due_on)s"))
sentence("registry.request_closed", _("了结了填报任务"))
sentence("registry.request_reopened", _("重新开放了填报"))
sentence("registry.request_withdrawn", _("撤回了填报任务"))
sentence("registry.roster_forgotten", _("到期删去原文件和表格原文"))
sentence("registry.answer_opened", _("打开填报任务"))
sentence("registry.answer_saved", _("保存填报草稿，%(rows)s 行"))
sentence("registry.answer_filed", _("报送填报，%(rows)s 行"))
sentence("registry.answer_taken_back", _("撤回报送，准备修改"))
sentence("registry.answer_returned", _("退回填报，请修改"))
