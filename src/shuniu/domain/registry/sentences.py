from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("registry.roster_brought", _("上传名录"))
sentence("registry.roster_planned", _("核对名录，共 %(rows)s 行"))
sentence("registry.roster_import_started", _("开始导入"))
sentence("registry.roster_import_resumed", _("后台任务中断后重新导入"))
sentence("registry.roster_imported", _("导入完成，新增 %(new)s 家，更新 %(changed)s 家"))
sentence("registry.roster_undo_started", _("开始撤销导入"))
sentence("registry.roster_undone", _("撤销导入，保留已改动的 %(kept)s 行"))
sentence("registry.organization_taken_back", _("随撤销的导入移出登记册"))
sentence("registry.facts_restored", _("随撤销的导入恢复原资料"))
sentence("registry.claim_taken_back", _("随撤销的导入收回联系"))
sentence("registry.request_made", _("拟订填报任务"))
sentence("registry.request_changed", _("修改填报任务"))
sentence("registry.columns_added", _("加 %(count)s 列"))
sentence("registry.column_changed", _("修改列"))
sentence("registry.column_dropped", _("去掉一列"))
sentence("registry.bodies_added", _("加 %(count)s 家对象"))
sentence("registry.bodies_dropped", _("去掉 %(count)s 家对象"))
sentence("registry.request_sent", _("向 %(count)s 家发出填报任务，期限 %(due_on)s"))
sentence("registry.request_chased", _("催办 %(count)s 家"))
sentence("registry.request_extended", _("期限延到 %(due_on)s"))
sentence("registry.request_closed", _("了结填报任务"))
sentence("registry.request_reopened", _("重新开放填报"))
sentence("registry.request_withdrawn", _("撤回填报任务"))
sentence("registry.answer_opened", _("打开填报任务"))
sentence("registry.answer_saved", _("保存填报草稿，%(rows)s 行"))
sentence("registry.answer_filed", _("报送填报，%(rows)s 行"))
sentence("registry.answer_taken_back", _("撤回报送，准备修改"))
sentence("registry.answer_returned", _("退回填报，请修改"))
