from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("network.confirmation_link_made", _("生成确认链接"))
sentence("network.answered_by_link", _("通过链接答复"))
sentence("network.letters_made", _("生成确认函"))
sentence("network.conditions_published", _("公布入会条件"))
sentence("network.application_started", _("开始填写入会申请"))
sentence("network.application_filed", _("提交入会申请，最迟 %(due_on)s 决定"))
sentence("network.application_asked", _("一次告知还缺 %(count)s 项"))
sentence("network.application_withdrawn", _("撤回入会申请"))
sentence("network.application_admitted", _("决定接纳为会员"))
sentence("network.application_refused", _("决定不接纳，理由已告知"))
sentence("network.refusal_objected_to", _("对未接纳提出异议，最迟 %(due_on)s 答复"))
sentence("network.objection_answered", _("书面答复异议"))
sentence("network.invited_to_join", _("%(hub)s邀请%(organization)s入会"))
sentence("network.invitation_accepted", _("%(organization)s接受邀请，成为会员"))
sentence("network.invitation_declined", _("%(organization)s谢绝邀请"))
sentence("network.membership_invitation_withdrawn", _("撤回入会邀请"))
sentence("network.confirmed_by_sheet", _("按 %(on)s 的签字表确认 %(count)s 家会员"))
sentence("network.signature_checked", _("抽查签字表的一行"))
sentence("network.engagement_logged", _("%(hub)s登记与%(organization)s的一次工作联系"))
sentence("network.engagement_confirmed", _("对方确认工作联系属实"))
sentence("network.engagement_declined", _("对方表示工作联系不属实"))
sentence("network.engagement_asked_again", _("再请对方确认，期限 %(on)s"))
sentence("network.engagement_withdrawn", _("撤回工作联系的登记"))
sentence("network.intent_recorded", _("登记合作意向"))
sentence("network.intent_confirmed", _("%(organization)s确认合作意向"))
sentence("network.intent_declined", _("%(organization)s不认可合作意向"))
sentence("network.outcome_stated", _("说明合作意向的结果"))
sentence("network.outcome_confirmed", _("确认合作意向的结果"))
