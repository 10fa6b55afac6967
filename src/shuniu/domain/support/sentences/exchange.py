from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("support.department_asked", _("向党政部门提出建议"))
sentence("support.reply_recorded", _("登记部门答复"))
sentence("support.opportunity_recorded", _("登记争取到的机会"))
sentence("support.opportunity_published", _("向所有符合条件的组织公布，离截止 %(days)s 个工作日"))
sentence("support.opportunity_changed", _("改机会的内容"))
sentence("support.opportunity_withdrawn", _("撤销机会"))
sentence("support.partnership_submitted", _("提交合作"))
sentence("support.partnership_approved", _("批准合作"))
sentence("support.partnership_excepted", _("主管单位记录例外"))
sentence("support.partnership_signed", _("合作伙伴签字并声明利害关系"))
sentence("support.partnership_paper_added", _("添加合作文件“%(name)s”"))
sentence("support.partnership_suspended", _("伙伴有异常名录或处罚记录，暂停合作"))
sentence("support.partnership_resumed", _("恢复合作"))
sentence("support.partnership_let_end", _("说明到期不再续签"))
sentence("support.partnership_ended", _("终止合作"))
sentence("support.department_entered", _("列入内设部门“%(name)s”"))
sentence("support.department_renamed", _("“%(before)s”改名为“%(name)s”"))
sentence("support.department_closed", _("撤销内设部门“%(name)s”"))
sentence("support.coverage_recorded", _("登记媒体报道"))
sentence("support.coverage_withdrawn", _("撤回登记的媒体报道"))
sentence("support.form_chosen", _("选定搭建方式"))
sentence("support.form_dropped", _("不再用这种方式"))
