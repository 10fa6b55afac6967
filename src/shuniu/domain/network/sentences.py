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
sentence("network.appeal_raised", _("收到诉求"))
sentence("network.appeal_answered", _("答复诉求"))
sentence("network.appeal_concluded", _("写明办理结果"))
sentence("network.appeal_written", _("反映人补充情况"))
sentence("network.appeal_viewed", _("反映人评价并办结"))
sentence("network.appeal_closed", _("到期没有评价，办结"))
sentence("network.appeal_merged", _("并入议题"))
sentence("network.appeal_taken_out", _("从议题里取出"))
sentence("network.appeals_exported", _("导出诉求办理清单"))
sentence("network.issue_written", _("起草议题"))
sentence("network.issue_saved", _("修改议题"))
sentence("network.issue_published", _("公开议题"))
sentence("network.issue_passed_on", _("转送部门"))
sentence("network.issue_answered", _("记下部门答复"))
sentence("network.values_published", _("公布价值主张第 %(number)s 版"))
sentence("network.endorsed", _("%(organization)s表示认同"))
sentence("network.endorsement_withdrawn", _("%(organization)s收回认同"))
