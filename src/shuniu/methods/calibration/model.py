"""What a calibration starts from and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Score:
    """One reviewer's score of one application, an exact decimal."""

    application: str
    reviewer: str
    value: Decimal


@dataclass(frozen=True)
class ApplicationResult:
    """`mean` is exact and comes first. `calibrated` is the mean after each reviewer's severity is taken out.

    `low`, `high`: interval for the application's true quality on the score scale. `rank_low`, `rank_high`: interval
    for its true rank (1 is best). Equal means share a rank.
    """

    application: str
    reviews: int
    mean: Fraction
    rank_mean: int
    calibrated: float
    rank_calibrated: int
    low: float
    high: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True)
class ReviewerResult:
    """`severity`: points that the reviewer gives less than others for the same application (below 0: more)."""

    reviewer: str
    reviews: int
    mean: Fraction
    severity: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """Which awards change when one reviewer's scores are left out: by the mean and by the calibrated score."""

    reviewer: str
    mean_in: tuple[str, ...] = ()
    mean_out: tuple[str, ...] = ()
    calibrated_in: tuple[str, ...] = ()
    calibrated_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variances:
    """Variances of quality, severity and noise (score points squared), and minus twice the REML log-likelihood."""

    quality: float
    severity: float
    noise: float
    deviance: float


@dataclass(frozen=True)
class Calibration:
    """`used`: severity is significant, so `calibrated` differs from the mean. `p_value`: of the test of no severity.

    `components`: groups of applications that no reviewer connects (one: all are connected). `warnings`: in words.
    """

    used: bool
    p_value: float | None
    variances: Variances | None
    level: float
    applications: tuple[ApplicationResult, ...]
    reviewers: tuple[ReviewerResult, ...]
    components: tuple[tuple[str, ...], ...]
    places: int | None = None
    awards_mean: tuple[str, ...] = ()
    awards_calibrated: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = field(default=())


Scores = Sequence[Score]
