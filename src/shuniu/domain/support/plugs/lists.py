"""Lists of this package that fill an office's own template: what their pages export, with the headings as fields."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.record.lists import list_sources, of_export

_VIEWS = "shuniu.domain.support.views"

for _name, _label, _export, _more in (
    ("offers", _("资源池"), "exchange.pool.pool_export", ("offers",)),
    ("needs", _("需求池"), "exchange.pool.pool_export", ("needs",)),
    ("matches", _("供需对接"), "exchange.matches.matches_export", ()),
    ("opportunities", _("党政部门支持"), "exchange.opportunities.opportunities_export", ()),
    ("partnerships", _("合作伙伴"), "exchange.partnerships.partnerships_export", ()),
    ("consortia", _("联合体"), "together.consortia.consortia_export", ()),
    ("scouting", _("发现和培育"), "growing.scouting.scouting_export", ()),
    ("landings", _("项目落地"), "growing.landings.landings_export", ()),
    ("deals", _("展会意向"), "growing.expos.deals_export", ()),
    ("stays", _("孵化名单"), "growing.incubation.stays_export", ()),
    ("facilities", _("共享设施"), "growing.facilities.facilities_export", ()),
    ("enterprise", _("社会企业转型"), "growing.enterprise.enterprise_export", ()),
    ("bookings", _("设施预订"), "growing.bookings.bookings_export", ()),
    ("entrusted", _("托管和陪伴服务"), "desk.others.entrusted_export", ()),
    ("platforms", _("平台协议"), "desk.others.platforms_export", ()),
    ("consultations", _("专委会咨询"), "desk.experts.consultations_export", ()),
    ("requests", _("服务申请"), "desk.queue.requests_export", ()),
):
    _page = "pool" if _more else _name
    list_sources.add(f"support.{_name}", of_export(_label, f"{_VIEWS}.{_export}", f"support:{_page}", *_more))
