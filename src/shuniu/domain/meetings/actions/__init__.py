from shuniu.domain.meetings.actions.exception import answer_exception, file_exception
from shuniu.domain.meetings.actions.hold import (
    announce_meeting,
    call_off_meeting,
    close_sign_in,
    reopen_sign_in,
    restore_meeting,
)
from shuniu.domain.meetings.actions.mechanism import (
    change_mechanism,
    end_mechanism,
    list_mechanism,
    owe_mechanism_runs,
    record_run,
    withdraw_run,
)
from shuniu.domain.meetings.actions.minutes import (
    approve_minutes,
    close_resolution,
    record_resolution,
    reopen_minutes,
    reopen_resolution,
    save_minutes,
    send_minutes_back,
    submit_minutes,
    withdraw_minutes,
)
from shuniu.domain.meetings.actions.plan import change_meeting, plan_meeting
from shuniu.domain.meetings.actions.remind import owe_quarterly_meetings, remind_invited
from shuniu.domain.meetings.actions.report import (
    accept_report,
    answer_question,
    ask_about_report,
    draft_report,
    file_report,
    return_report,
    save_report,
)
from shuniu.domain.meetings.actions.topics import (
    add_material,
    answer_topic,
    call_for_topics,
    propose_topic,
    set_agenda,
    tied_organizations,
)

__all__ = [
    "accept_report", "add_material", "announce_meeting", "answer_exception", "answer_question", "answer_topic",
    "approve_minutes", "ask_about_report", "call_for_topics", "call_off_meeting", "change_mechanism", "change_meeting",
    "close_resolution", "close_sign_in", "draft_report", "end_mechanism", "file_exception", "file_report",
    "list_mechanism", "owe_mechanism_runs", "owe_quarterly_meetings", "plan_meeting", "propose_topic",
    "record_resolution", "record_run", "remind_invited", "reopen_minutes", "reopen_resolution", "reopen_sign_in",
    "restore_meeting", "return_report", "save_minutes", "save_report", "send_minutes_back", "set_agenda",
    "submit_minutes", "tied_organizations", "withdraw_minutes", "withdraw_run",
]  # fmt: skip
