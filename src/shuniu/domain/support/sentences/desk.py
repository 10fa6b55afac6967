from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("support.charter_published", _("公布服务承诺第 %(number)s 版"))
sentence("support.guide_published", _("公布服务指南“%(title)s”"))
sentence("support.guide_withdrawn", _("停办“%(title)s”"))
sentence("support.unit_opened", _("服务台增加“%(name)s”"))
sentence("support.unit_closed", _("服务台撤销“%(name)s”"))
sentence("support.request_filed", _("收到服务申请"))
sentence("support.request_accepted", _("受理服务申请"))
sentence("support.request_assigned", _("分派服务申请"))
sentence("support.request_moved", _("转由%(unit)s办理"))
sentence("support.missing_told", _("一次告知要补的，%(day)s 前补齐"))
sentence("support.request_replied", _("申请人补充，接着计时"))
sentence("support.applicant_wrote", _("申请人留言"))
sentence("support.note_written", _("给申请人留言"))
sentence("support.request_answered", _("答复申请人"))
sentence("support.request_agreed", _("申请人确认办结"))
sentence("support.request_disagreed", _("申请人认为没有办好"))
sentence("support.request_withdrawn", _("申请人撤回"))
sentence("support.request_lapsed", _("到 %(day)s 没有回音，按规则办结"))
sentence("support.requests_linked", _("与“%(other)s”关联"))
sentence("support.requests_unlinked", _("取消与“%(other)s”的关联"))
sentence("support.answer_template_saved", _("保存答复模板“%(name)s”"))
sentence("support.answer_template_dropped", _("删除答复模板“%(name)s”"))
sentence("support.called_back", _("回访申请人"))
