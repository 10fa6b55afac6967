from shuniu.domain.registry.models.duplicates import DuplicatePair, Judgement, Looked
from shuniu.domain.registry.models.roster import ColumnMemory, RosterImport, RosterProgress, RosterRow

__all__ = ["ColumnMemory", "DuplicatePair", "Judgement", "Looked", "RosterImport", "RosterProgress", "RosterRow"]
