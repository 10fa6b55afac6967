from shuniu.domain.registry.actions.cards import (
    answer_card_link,
    ask_for_cards,
    close_campaign,
    confirm_card,
    confirm_cards,
    remind_of_cards,
)
from shuniu.domain.registry.actions.commit import import_roster, import_rows, resume_rosters
from shuniu.domain.registry.actions.contacts import export_contacts, remove_tag, tag_organizations
from shuniu.domain.registry.actions.facts import correct_facts, object_to_facts
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
from shuniu.domain.registry.actions.sheets import check_confirmation, enter_signed_sheet, withdraw_confirmation
from shuniu.domain.registry.actions.undo import take_rows_back, undo_roster

__all__ = [
    "answer_card_link", "answer_query", "ask_for_cards", "ask_query", "bring_roster", "check_confirmation",
    "close_campaign", "close_left_accounts", "compare_with_registrar", "confirm_card", "confirm_cards", "correct_facts",
    "enter_signed_sheet", "export_contacts", "hand_over_liaison", "import_roster", "import_rows", "name_liaison",
    "note_news", "note_training", "object_to_facts", "plan_roster", "remark_on_difference", "remind_of_cards",
    "remove_tag", "resume_rosters", "send_news", "tag_organizations", "take_registrar_value", "take_rows_back",
    "tell_of_difference", "undo_roster", "watch_terms", "withdraw_confirmation", "withdraw_query",
]  # fmt: skip
