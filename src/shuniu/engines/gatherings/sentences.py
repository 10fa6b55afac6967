from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("gatherings.called", _("召集活动"))
sentence("gatherings.moved", _("改时间或地点"))
sentence("gatherings.organizations_invited", _("邀请 %(count)s 家组织"))
sentence("gatherings.answered", _("回复邀请"))
sentence("gatherings.signed_in", _("签到"))
sentence("gatherings.removed_from_roll", _("从签到名单移出"))
sentence("gatherings.restored_to_roll", _("恢复到签到名单"))
sentence("gatherings.called_off", _("取消活动"))
sentence("gatherings.restored", _("恢复活动"))
