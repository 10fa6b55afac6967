from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("support.consortium_opened", _("%(organization)s发起联合体"))
sentence("support.consortium_saved", _("修改联合体的说明"))
sentence("support.partner_asked", _("邀请%(organization)s加入联合体"))
sentence("support.share_saved", _("修改%(organization)s的任务和预算，请其重新同意"))
sentence("support.partner_withdrawn", _("撤回对%(organization)s的邀请"))
sentence("support.partner_joined", _("%(organization)s加入联合体"))
sentence("support.partner_declined", _("%(organization)s没有同意加入联合体"))
sentence("support.partner_left", _("%(organization)s退出联合体"))
sentence("support.task_stated", _("%(organization)s说明任务完成情况"))
sentence("support.task_confirmed", _("确认%(organization)s完成任务"))
sentence("support.consortium_started", _("联合体启动，%(count)s 家承担任务或预算"))
sentence("support.consortium_ended", _("联合体完成"))
sentence("support.consortium_called_off", _("联合体停止"))
sentence("support.note_shared", _("%(organization)s分享做法"))
sentence("support.note_saved", _("修改分享的做法"))
sentence("support.note_withdrawn", _("收回分享的做法"))
sentence("support.note_used", _("%(organization)s说用过这个做法"))
