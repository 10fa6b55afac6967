from shuniu.domain.registry.models.duplicates import DuplicatePair, Judgement, Looked
from shuniu.domain.registry.models.request import AnswerCell, AnswerRow, DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.models.roster import ColumnMemory, RosterImport, RosterProgress, RosterRow

__all__ = [
    "AnswerCell", "AnswerRow", "ColumnMemory", "DataRequest", "DuplicatePair", "Judgement", "Looked", "RequestAnswer",
    "RequestColumn", "RosterImport", "RosterProgress", "RosterRow",
]  # fmt: skip
