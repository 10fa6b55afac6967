from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("exchange.offer_posted", _("发布供给"))
sentence("exchange.need_posted", _("发布需求"))
sentence("exchange.changed", _("改内容"))
sentence("exchange.opened", _("审核通过"))
sentence("exchange.refused", _("审核未通过"))
sentence("exchange.withdrawn", _("撤回"))
sentence("exchange.reopened", _("恢复，重新审核"))
sentence("exchange.resumed", _("重新开放"))
sentence("exchange.ended", _("结束"))
sentence("exchange.source_set", _("改来源"))
sentence("exchange.source_forced", _("来源按出资部门定为财政，改不成别的"))
sentence("exchange.introduced", _("牵线，合适度 %(fit)s"))
sentence("exchange.accepted", _("一方答应"))
sentence("exchange.declined", _("一方谢绝"))
sentence("exchange.match_closed", _("办成"))
sentence("exchange.match_failed", _("记下没有办成"))
sentence("exchange.message_written", _("转达留言"))
sentence("exchange.delivery_recorded", _("登记交付"))
sentence("exchange.delivery_confirmed", _("受方确认交付"))
sentence("exchange.receipt_kept", _("存受方签收单，确认交付"))
sentence("exchange.delivery_disputed", _("受方说有出入"))
sentence("exchange.share_proposed", _("提出分计 %(share)s 分"))
sentence("exchange.share_agreed", _("同意分计"))
sentence("exchange.term_saved", _("改词表"))
sentence("exchange.term_ended", _("从词表移出"))
