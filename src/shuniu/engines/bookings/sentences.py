from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("bookings.facility_listed", _("开放设施"))
sentence("bookings.facility_changed", _("修改设施"))
sentence("bookings.facility_withdrawn", _("下架设施"))
sentence("bookings.facility_relisted", _("重新开放设施"))
sentence("bookings.hours_set", _("设定开放时间 %(count)s 段"))
sentence("bookings.times_closed", _("登记不能使用的时段"))
sentence("bookings.times_reopened", _("恢复可用"))
sentence("bookings.busy_times_read", _("读入日历，%(count)s 段占用"))
sentence("bookings.booked", _("%(organization)s预订，按规则即时确认"))
sentence("bookings.cancelled", _("取消预订"))
sentence("bookings.displaced", _("收回已订时段，已通知预订单位"))
sentence("bookings.used", _("登记已使用"))
sentence("bookings.missed", _("登记未到"))
sentence("bookings.sublet", _("登记转给别人用，暂停预订"))
sentence("bookings.charge_stated", _("使用单位说明实际收费"))
