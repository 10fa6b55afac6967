from shuniu.domain.support.actions.exchange.form import choose_form, drop_form
from shuniu.domain.support.actions.exchange.opportunity import (
    propose_to_department,
    publish_opportunity,
    record_opportunity,
    record_reply,
)
from shuniu.domain.support.actions.exchange.partnership import (
    approve_partnership,
    end_partnership,
    except_partnership,
    submit_partnership,
)

__all__ = [
    "approve_partnership",
    "choose_form",
    "drop_form",
    "end_partnership",
    "except_partnership",
    "propose_to_department",
    "publish_opportunity",
    "record_opportunity",
    "record_reply",
    "submit_partnership",
]
