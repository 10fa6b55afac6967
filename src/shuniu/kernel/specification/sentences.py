from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("specification.edition_published", _("发布规范版本，共 %(units)s 个单元"))
sentence("specification.edition_superseded", _("这一版到 %(on)s 为止，由新版接替"))
sentence(
    "specification.official_text_loaded",
    _("载入官方原文，对上 %(units)s 个单元，替换 %(replaced)s 个，摘要码 %(digest)s"),
)
sentence("specification.edition_amended", _("由上一版修改而来，改动 %(units)s"))
