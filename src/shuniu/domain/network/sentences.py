from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("network.confirmation_link_made", _("生成确认链接"))
sentence("network.answered_by_link", _("通过链接答复"))
sentence("network.letters_made", _("生成确认函"))
sentence("network.intent_recorded", _("登记合作意向"))
sentence("network.intent_confirmed", _("%(organization)s确认合作意向"))
sentence("network.intent_declined", _("%(organization)s不认可合作意向"))
sentence("network.outcome_stated", _("说明合作意向的结果"))
sentence("network.outcome_confirmed", _("确认合作意向的结果"))
sentence("network.counterpart_named", _("%(hub)s提名%(organization)s为对应机构"))
sentence("network.counterpart_confirmed", _("%(organization)s确认担任对应机构"))
sentence("network.counterpart_declined", _("%(organization)s没有接受担任对应机构"))
sentence("network.counterpart_ended", _("终止与%(organization)s的对应关系"))
sentence("network.visit_recorded", _("登记 %(on)s 的走访指导"))
sentence("network.visit_confirmed", _("确认走访指导"))
sentence("network.task_sent", _("下达任务，期限 %(due_on)s"))
sentence("network.task_reported", _("反馈办理情况"))
sentence("network.task_closed", _("办结任务"))
sentence("network.task_sent_back", _("请对方补充"))
sentence("network.task_declined", _("回复超出指导关系，没有接受"))
sentence("network.task_withdrawn", _("撤回任务"))
sentence("network.upward_asked", _("上报请求，%(due_on)s 前答复"))
sentence("network.upward_answered", _("答复上报的请求"))
sentence("network.figure_entered", _("%(organization)s填了一项数据：%(value)s"))
sentence("network.figure_changed", _("%(organization)s把数据从 %(old)s 改为 %(value)s"))
