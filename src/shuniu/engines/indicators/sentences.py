from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("indicators.snapshot_computed", _("计算 %(period)s 的指标"))
sentence("indicators.period_closed", _("封存 %(period)s 的指标"))
