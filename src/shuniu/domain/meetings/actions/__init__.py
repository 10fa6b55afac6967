from shuniu.domain.meetings.actions.minutes import (
    approve_minutes,
    close_resolution,
    record_resolution,
    save_minutes,
    send_minutes_back,
    submit_minutes,
)
from shuniu.domain.meetings.actions.plan import (
    announce_meeting,
    answer_topic,
    call_off_meeting,
    change_meeting,
    close_sign_in,
    plan_meeting,
    propose_topic,
    set_agenda,
)
from shuniu.domain.meetings.actions.remind import owe_quarterly_meetings
from shuniu.domain.meetings.actions.report import (
    accept_report,
    answer_exception,
    draft_report,
    file_exception,
    file_report,
    return_report,
    save_report,
)

__all__ = [
    "accept_report", "announce_meeting", "answer_exception", "answer_topic", "approve_minutes", "call_off_meeting",
    "change_meeting", "close_resolution", "close_sign_in", "draft_report", "file_exception", "file_report", "owe_quarterly_meetings",
    "plan_meeting", "propose_topic", "record_resolution", "return_report", "save_minutes", "save_report",
    "send_minutes_back", "set_agenda", "submit_minutes",
]  # fmt: skip
