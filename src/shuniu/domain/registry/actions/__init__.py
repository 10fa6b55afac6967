from shuniu.domain.registry.actions.answer import (
    file_answer,
    offer_facts,
    open_answer,
    return_answer,
    save_answer,
    take_back_answer,
)
from shuniu.domain.registry.actions.answer_link import fill_by_link, make_answer_links, open_by_link
from shuniu.domain.registry.actions.cards import (
    answer_card_link,
    ask_for_cards,
    close_campaign,
    confirm_card,
    confirm_cards,
    remind_of_cards,
)
from shuniu.domain.registry.actions.commit import import_roster, import_rows, resume_rosters, sort_search_index
from shuniu.domain.registry.actions.contacts import export_contacts, remove_tag, tag_organizations
from shuniu.domain.registry.actions.correct import correct_row
from shuniu.domain.registry.actions.duplicates import (
    judge_different,
    judge_same,
    look_for_duplicates,
    merge_equal_codes,
    propose_pair,
    take_apart,
    withdraw_judgement,
)
from shuniu.domain.registry.actions.facts import correct_facts, end_body, object_to_facts, revive_body
from shuniu.domain.registry.actions.forget import forget_rosters
from shuniu.domain.registry.actions.liaison import (
    close_left_accounts,
    hand_over_liaison,
    name_liaison,
    note_training,
    watch_terms,
)
from shuniu.domain.registry.actions.plan import bring_roster, plan_roster
from shuniu.domain.registry.actions.queries_asked import answer_query, ask_query, note_news, send_news, withdraw_query
from shuniu.domain.registry.actions.registrar import (
    compare_with_registrar,
    remark_on_difference,
    take_registrar_value,
    tell_of_difference,
)
from shuniu.domain.registry.actions.request import (
    add_bodies,
    add_columns,
    change_column,
    change_request,
    drop_bodies,
    drop_column,
    make_request,
    move_column,
)
from shuniu.domain.registry.actions.send import (
    chase_request,
    close_request,
    extend_request,
    reopen_request,
    send_request,
    withdraw_request,
)
from shuniu.domain.registry.actions.sheets import check_confirmation, enter_signed_sheet, withdraw_confirmation
from shuniu.domain.registry.actions.undo import take_rows_back, undo_roster

__all__ = [
    "add_bodies",
    "add_columns",
    "answer_card_link",
    "answer_query",
    "ask_for_cards",
    "ask_query",
    "bring_roster",
    "change_column",
    "change_request",
    "chase_request",
    "check_confirmation",
    "close_campaign",
    "close_left_accounts",
    "close_request",
    "compare_with_registrar",
    "confirm_card",
    "confirm_cards",
    "correct_facts",
    "correct_row",
    "drop_bodies",
    "drop_column",
    "end_body",
    "enter_signed_sheet",
    "export_contacts",
    "extend_request",
    "file_answer",
    "fill_by_link",
    "forget_rosters",
    "hand_over_liaison",
    "import_roster",
    "import_rows",
    "judge_different",
    "judge_same",
    "look_for_duplicates",
    "make_answer_links",
    "make_request",
    "merge_equal_codes",
    "move_column",
    "name_liaison",
    "note_news",
    "note_training",
    "object_to_facts",
    "offer_facts",
    "open_answer",
    "open_by_link",
    "plan_roster",
    "propose_pair",
    "remark_on_difference",
    "remind_of_cards",
    "remove_tag",
    "reopen_request",
    "resume_rosters",
    "return_answer",
    "revive_body",
    "save_answer",
    "send_news",
    "send_request",
    "sort_search_index",
    "tag_organizations",
    "take_apart",
    "take_back_answer",
    "take_registrar_value",
    "take_rows_back",
    "tell_of_difference",
    "undo_roster",
    "watch_terms",
    "withdraw_confirmation",
    "withdraw_judgement",
    "withdraw_query",
    "withdraw_request",
]
