from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Affiliation, Organization, Role
from shuniu.kernel.trail.sentences import namers, sentence, tellers


def names_of_organizations(ids: set[int]) -> dict[int, str]:
    return dict(Organization.objects.filter(pk__in=ids).values_list("pk", "name"))


def role_word(value: Any) -> str:
    return str(Role(value).label) if value in Role.values else str(value)


def field_words(value: Any) -> str:
    """Names of the columns that changed, in the reader's language."""
    known = {field.name: field for field in Organization._meta.get_fields() if hasattr(field, "verbose_name")}
    return gettext("、").join(str(known[name].verbose_name) if name in known else str(name) for name in value)


def route_word(value: Any) -> str:
    return str(Affiliation.Route(value).label) if value in Affiliation.Route.values else str(value)


namers.add("organization", names_of_organizations)
tellers.add("role", role_word)
tellers.add("fields", field_words)
tellers.add("route", route_word)

sentence("orgs.organization_ended", _("记为已终止，自 %(on)s 起"))
sentence("orgs.organization_revived", _("更正：没有终止"))
sentence("orgs.area_entered", _("录入区域"))
sentence("orgs.field_entered", _("录入领域"))
sentence("orgs.field_renamed", _("领域由“%(before)s”改名“%(name)s”"))
sentence("orgs.area_renamed", _("区域由“%(before)s”改名“%(name)s”，自 %(on)s 起"))
sentence("orgs.area_moved", _("划归%(parent)s，自 %(on)s 起"))
sentence("orgs.area_ended", _("区域撤销，自 %(on)s 起"))
sentence("orgs.organization_entered", _("录入登记册"))
sentence("orgs.facts_saved", _("修改资料：%(fields)s"))
sentence("orgs.objected_to_change", _("对改动提出异议"))
sentence("orgs.appointed", _("%(person)s任%(role)s"))
sentence("orgs.appointment_ended", _("任职到 %(on)s 为止"))
sentence("orgs.appointment_restored", _("撤销终止，继续任职"))
sentence("orgs.substitute_named", _("请%(substitute)s代理"))
sentence("orgs.substitution_ended", _("代理到 %(on)s 为止"))
sentence("orgs.substitution_restored", _("恢复代理，到 %(until)s 为止"))
sentence("orgs.substitution_withdrawn", _("撤回请%(substitute)s代理"))
sentence("orgs.designated", _("确定为枢纽"))
sentence("orgs.designation_changed", _("调整枢纽的确定事项，自 %(on)s 起"))
sentence("orgs.designation_ended", _("枢纽资格到 %(on)s 为止"))
sentence("orgs.designation_restored", _("撤销终止，仍是枢纽"))
sentence("orgs.affiliation_claimed", _("%(hub)s登记一条联系，待确认"))
sentence("orgs.affiliation_confirmed", _("确认联系属实"))
sentence("orgs.affiliation_declined", _("表示联系不属实"))
sentence("orgs.affiliation_answer_taken_back", _("收回刚才的答复"))
sentence("orgs.affiliation_ended", _("联系到 %(on)s 为止"))
sentence("orgs.organizations_merged", _("合并：%(gone)s并入%(kept)s"))
sentence("orgs.organizations_split", _("拆开：%(gone)s与%(kept)s分为两家"))
sentence("orgs.consent_given", _("表示同意，到 %(on)s 为止"))
sentence("orgs.consent_withdrawn", _("撤回同意"))
sentence("orgs.route_set", _("途径定为“%(route)s”"))
