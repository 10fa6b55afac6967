from shuniu.domain.support.actions.exchange.coverage import record_coverage, withdraw_coverage
from shuniu.domain.support.actions.exchange.department import (
    close_department,
    enter_departments,
    rename_department,
)
from shuniu.domain.support.actions.exchange.form import choose_form, drop_form
from shuniu.domain.support.actions.exchange.ledger import enter_offer
from shuniu.domain.support.actions.exchange.opportunity import (
    change_opportunity,
    propose_to_department,
    publish_opportunity,
    record_opportunity,
    record_reply,
    withdraw_opportunity,
)
from shuniu.domain.support.actions.exchange.partnership import (
    approve_partnership,
    end_partnership,
    except_partnership,
    submit_partnership,
)
from shuniu.domain.support.actions.exchange.partnership_term import (
    add_partnership_paper,
    let_partnership_end,
    resume_partnership,
    sign_partnership,
    watch_partnerships,
)

__all__ = [
    "add_partnership_paper",
    "approve_partnership",
    "change_opportunity",
    "choose_form",
    "close_department",
    "drop_form",
    "end_partnership",
    "enter_departments",
    "enter_offer",
    "except_partnership",
    "let_partnership_end",
    "propose_to_department",
    "publish_opportunity",
    "record_coverage",
    "record_opportunity",
    "record_reply",
    "rename_department",
    "resume_partnership",
    "sign_partnership",
    "submit_partnership",
    "watch_partnerships",
    "withdraw_coverage",
    "withdraw_opportunity",
]
