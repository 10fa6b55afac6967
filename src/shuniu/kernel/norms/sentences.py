from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("norms.setting_fixed", _("把数值定为 %(value)s，自 %(on)s 起"))
sentence("norms.setting_withdrawn", _("撤回原定 %(on)s 起的数值"))
sentence("norms.day_set", _("改定 %(on)s 是否上班"))
sentence("norms.calendar_loaded", _("写入 %(year)s 年工作日历 %(days)s 天"))
