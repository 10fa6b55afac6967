from shuniu.domain.registry.models.roster import ColumnMemory, RosterImport, RosterProgress, RosterRow

__all__ = ["ColumnMemory", "RosterImport", "RosterProgress", "RosterRow"]
