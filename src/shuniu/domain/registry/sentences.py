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
sentence("registry.pair_proposed", _("提出两家可能是同一家"))
sentence("registry.pair_judged", _("判断：%(verdict)s"))
sentence("registry.judgement_withdrawn", _("撤回判断"))
