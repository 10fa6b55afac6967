from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.trail.sentences import sentence

sentence("meetings.meeting_planned", _("建立例会"))
sentence("meetings.meeting_changed", _("修改例会安排"))
sentence("meetings.meeting_announced", _("发出会议通知"))
sentence("meetings.meeting_called_off", _("取消例会"))
sentence("meetings.agenda_set", _("保存议程"))
sentence("meetings.topic_proposed", _("%(organization)s提出议题"))
sentence("meetings.topic_answered", _("答复议题"))
sentence("meetings.sign_in_closed", _("结束签到"))
sentence("meetings.minutes_saved", _("保存纪要第 %(version)s 稿"))
sentence("meetings.minutes_submitted", _("提请审定纪要"))
sentence("meetings.minutes_approved", _("审定纪要"))
sentence("meetings.minutes_sent_back", _("退改纪要"))
sentence("meetings.resolution_recorded", _("记下一条决议，%(due_on)s 前完成"))
sentence("meetings.resolution_closed", _("决议办结"))
sentence("meetings.report_drafted", _("起草报告，规模 %(scale)s 人"))
sentence("meetings.report_saved", _("修改报告草稿"))
sentence("meetings.report_filed", _("报送报告，规模 %(scale)s 人，其中补录 %(late_entries)s 人"))
sentence("meetings.report_accepted", _("接收报告"))
sentence("meetings.report_returned", _("退回报告，请补充"))
sentence("meetings.exception_filed", _("说明 %(period)s 未开会的原因"))
sentence("meetings.exception_answered", _("答复未开会的说明"))
