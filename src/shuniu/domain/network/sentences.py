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
