"""Needs and offers brought together with reasons: facets first, a thesaurus beside them, words beneath.

The fit of a pair depends on that pair alone (and on the thesaurus and the rules), never on what else is offered.
"""

from shuniu.methods.matching.index import Index
from shuniu.methods.matching.model import EVERYWHERE, Match, Posting, Reason, Rules
from shuniu.methods.matching.thesaurus import Concept, Thesaurus, default_thesaurus

__all__ = [
    "EVERYWHERE",
    "Concept",
    "Index",
    "Match",
    "Posting",
    "Reason",
    "Rules",
    "Thesaurus",
    "default_thesaurus",
]
