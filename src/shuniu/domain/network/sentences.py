from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("network.confirmation_link_made", _("生成确认链接"))
sentence("network.answered_by_link", _("通过链接答复"))
sentence("network.letters_made", _("生成确认函"))
