from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("record.answer_checked", _("向组织核实凭链接的答复"))
sentence("record.duty_moved", _("待办由%(leaver)s转给%(successor)s"))
sentence("record.handed_over", _("%(leaver)s离任，由%(successor)s接手"))
sentence("record.invited", _("发出邀请：%(role)s"))
sentence("record.invitation_accepted", _("接受了邀请"))
sentence("record.invitation_withdrawn", _("撤回了邀请"))
sentence("record.invitation_restored", _("恢复撤回的邀请"))
sentence("record.attached", _("添加了附件"))
sentence("record.evidence_added", _("添加了佐证"))
sentence("record.evidence_withdrawn", _("撤回佐证"))
sentence("record.evidence_restored", _("恢复撤下的佐证"))
sentence("record.taken_back", _("随即撤销了刚才这一步"))
sentence("record.view_saved", _("保存一个视图"))
sentence("record.view_dropped", _("删除一个视图"))
sentence("record.template_kept", _("存下模板"))
sentence("record.template_dropped", _("停用模板"))
sentence("record.template_restored", _("恢复停用的模板"))
sentence("record.template_filled", _("用模板填出 %(rows)s 行"))
