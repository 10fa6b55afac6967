from shuniu.engines.indicators.actions.snapshot import compute_snapshot

__all__ = ["compute_snapshot"]
