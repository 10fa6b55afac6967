from shuniu.engines.exchange.actions.change import change_posting, rename_lender, resume_posting
from shuniu.engines.exchange.actions.delivery import (
    confirm_by_receipt,
    confirm_delivery,
    dispute_delivery,
    record_delivery,
)
from shuniu.engines.exchange.actions.match import accept_match, close_match, decline_match, fail_match, introduce
from shuniu.engines.exchange.actions.posting import post_need, post_offer, refuse_twin, set_source
from shuniu.engines.exchange.actions.probe import probe_search
from shuniu.engines.exchange.actions.relay import write_message
from shuniu.engines.exchange.actions.screen import (
    close_past,
    close_posting,
    open_posting,
    refuse_posting,
    reopen_posting,
    withdraw_posting,
)
from shuniu.engines.exchange.actions.share import agree_share, propose_share
from shuniu.engines.exchange.actions.shown import count_shown
from shuniu.engines.exchange.actions.terms import end_term, save_term, take_default_terms

__all__ = [
    "accept_match",
    "agree_share",
    "change_posting",
    "close_match",
    "close_past",
    "close_posting",
    "confirm_by_receipt",
    "confirm_delivery",
    "count_shown",
    "decline_match",
    "dispute_delivery",
    "end_term",
    "fail_match",
    "introduce",
    "open_posting",
    "post_need",
    "post_offer",
    "probe_search",
    "propose_share",
    "record_delivery",
    "refuse_posting",
    "refuse_twin",
    "rename_lender",
    "reopen_posting",
    "resume_posting",
    "save_term",
    "set_source",
    "take_default_terms",
    "withdraw_posting",
    "write_message",
]
