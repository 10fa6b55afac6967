"""Which organization of the register a name may mean (A04, A16.1): candidates with their reasons, for a person to judge.

Only an equal valid credit code is certain; a name, however alike, is a suggestion. Names are compared without spaces to
split on: place affixes are taken off by a dated gazetteer, the rest by overlapping characters weighted by rarity.
"""

from shuniu.methods.duplicates.index import Candidate, DuplicateIndex, Known, Reason, Weights
from shuniu.methods.duplicates.names import Gazetteer, NameParts, Place, fold, split_name

__all__ = [
    "Candidate", "DuplicateIndex", "Gazetteer", "Known", "NameParts", "Place", "Reason", "Weights", "fold",
    "split_name",
]  # fmt: skip
