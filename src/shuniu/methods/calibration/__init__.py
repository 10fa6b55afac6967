"""What the scores say: the mean first, beside it a model of quality, severity and noise with intervals.

Names are imported on first use, so that the command line starts without the numerics.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuniu.methods.calibration.method import calibrate
    from shuniu.methods.calibration.model import (
        ApplicationResult,
        Calibration,
        Change,
        ReviewerResult,
        Score,
        Variances,
    )  # fmt: skip

__all__ = ["ApplicationResult", "Calibration", "Change", "ReviewerResult", "Score", "Variances", "calibrate"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "method" if name == "calibrate" else "model"
        return getattr(import_module(f"shuniu.methods.calibration.{module}"), name)
    raise AttributeError(name)
