from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("people.account_opened", _("开通账号"))
sentence("people.account_closed", _("停用账号"))
sentence("people.preferences_saved", _("保存个人设置"))
sentence("people.contact_saved", _("修改姓名、邮箱或手机号"))
