from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("oversight.statement_saved", _("保存了自述"))
sentence("oversight.statement_confirmed", _("确认自述"))
sentence("oversight.statement_unconfirmed", _("撤销确认"))
sentence("oversight.statement_copied", _("带入了去年的自述"))
sentence("oversight.statement_remarked", _("写批注"))
sentence("oversight.remark_answered", _("答复了批注"))
sentence("oversight.request_filed", _("%(hub)s提出协调请求，%(due_on)s 前答复"))
sentence("oversight.request_answered", _("答复协调请求"))
sentence("oversight.request_withdrawn", _("撤回协调请求"))
sentence("oversight.request_restored", _("收回撤回，协调请求仍待答复"))
sentence("oversight.request_asked_back", _("请枢纽补充情况"))
sentence("oversight.question_answered", _("补充情况"))
sentence("oversight.hub_reminded", _("催办 %(period)s"))
