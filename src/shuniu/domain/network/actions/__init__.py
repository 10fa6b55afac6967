from shuniu.domain.network.actions.confirmation import answer_by_link, make_confirmation_link, make_letters
from shuniu.domain.network.actions.counterpart import (
    confirm_counterpart,
    confirm_visit,
    decline_counterpart,
    end_counterpart,
    name_counterpart,
    record_visit,
)
from shuniu.domain.network.actions.intent import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)
from shuniu.domain.network.actions.tasks import (
    answer_upward,
    ask_up,
    close_task,
    decline_task,
    enter_figure,
    report_task,
    send_back_task,
    send_tasks,
    withdraw_task,
)

__all__ = ["answer_by_link", "answer_upward", "ask_up", "close_task", "confirm_counterpart", "confirm_intent", "confirm_outcome", "confirm_visit", "decline_counterpart", "decline_intent", "decline_task", "end_counterpart", "enter_figure", "make_confirmation_link", "make_letters", "name_counterpart", "record_intent", "record_visit", "report_task", "send_back_task", "send_tasks", "state_outcome", "withdraw_task"]  # fmt: skip
