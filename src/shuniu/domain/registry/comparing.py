"""Which pairs of the register are worth a person's look. Reads only; nothing is stored here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuniu.domain.registry.models import DuplicatePair, Judgement, Looked
from shuniu.domain.registry.rules import LIKENESS
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Affiliation, Appointment, Area, FormerName, Merge, Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.methods.duplicates import Candidate, DuplicateIndex, Gazetteer, Known, Place, Reason, fold

ASKED = 5
_UNLOOKED = """
SELECT o.id, o.version FROM orgs_organization o LEFT JOIN registry_looked l ON l.organization_id = o.id AND l.version = o.version
 WHERE o.merged_into_id IS NULL AND o.kind <> 'authority' AND l.id IS NULL ORDER BY o.id LIMIT %(limit)s
"""

# The same code in another spelling: the unique constraint sees only the very same characters.
_EQUAL_CODES = """
SELECT array_agg(id ORDER BY id) FROM orgs_organization
 WHERE credit_code IS NOT NULL AND merged_into_id IS NULL
 GROUP BY upper(translate(credit_code, ' -　', '')) HAVING count(*) > 1
"""


@dataclass(frozen=True)
class FoundPair:
    first: int
    second: int
    score: float
    reasons: list[list[str]]


def unlooked(limit: int) -> dict[int, int]:
    """Organization → its version, of those that are new or changed since they were compared."""
    return dict(fetch(_UNLOOKED, {"limit": limit}))


def equal_codes() -> list[list[int]]:
    return [ids for (ids,) in fetch(_EQUAL_CODES, {})]


def gazetteer() -> Gazetteer:
    """The areas with their former names: a county that became a district is one place."""
    areas = Area.objects.select_related("parent").prefetch_related("former_names")
    return Gazetteer.of(
        Place(
            area.code,
            (area.name, *(row.name for row in area.former_names.all())),
            within=area.parent.code if area.parent else "",
        )
        for area in areas
    )


def known_organizations(at: datetime) -> tuple[dict[int, Known], dict[int, int]]:
    """The register as far as it helps to tell its rows apart, and the version of each: few queries whatever its size.

    Phones are those of people who have an account. The numbers in rosters are not kept, not even as a digest: eleven
    figures are soon tried through, and a private number is nothing the register needs.
    """
    former, people, phones = defaultdict(list), defaultdict(list), defaultdict(list)
    for pk, name in FormerName.objects.values_list("organization", "name"):
        former[pk].append(name)
    posts = Appointment.objects.valid(at).filter(role__in=SPEAKS, person__is_active=True)
    for pk, name, phone in posts.values_list("organization", "person__name", "person__phone"):
        people[pk].append(name)
        if phone:
            phones[pk].append(phone)
    rows = Organization.objects.filter(merged_into__isnull=True).exclude(kind="authority")
    found, versions = {}, {}
    for pk, name, code, person, version in rows.values_list(
        "pk", "name", "credit_code", "legal_representative", "version"
    ):
        persons = tuple(dict.fromkeys(filter(None, (person, *people[pk]))))
        found[pk] = Known(pk, name, code or "", tuple(former[pk]), persons, tuple(dict.fromkeys(phones[pk])))
        versions[pk] = version
    return found, versions


def likeness_for(at: datetime) -> tuple[dict[int, float], float]:
    """Organization id → how alike names must be to be asked about, as fixed for the hubs that have to do with it, the
    lowest of them; and what holds where no hub has, the lowest of all. Two queries where nothing was fixed.
    """
    fixed = settings_for(hubs_at(at).values_list("pk", flat=True), LIKENESS.key, at)
    values = {hub: (LIKENESS.default if value is None else value) / 100 for hub, value in fixed.items()}
    lowest = min(values.values(), default=LIKENESS.default / 100)
    found: dict[int, float] = {}
    if len(set(values.values())) > 1:
        ties = Affiliation.objects.valid(at).filter(declined_at__isnull=True).values_list("organization", "hub")
        brought = Organization.objects.filter(brought_by__isnull=False).values_list("pk", "brought_by")
        for pk, hub in [*ties.iterator(chunk_size=5000), *brought]:
            if hub in values:
                found[pk] = min(found.get(pk, values[hub]), values[hub])
    return found, lowest


class Comparison:
    """The register as it stood at a moment, in an index. Building it takes seconds, so that one serves several batches:
    whatever is changed or entered since has another version, is left out, and is compared with the next one.
    """

    def __init__(self, at: datetime) -> None:
        self.known, self.versions = known_organizations(at)
        self.index = DuplicateIndex(self.known.values(), gazetteer=gazetteer())

    def stands_for(self, versions: Mapping[int, int]) -> list[int]:
        """Those of `versions` that still are as they were taken in."""
        return [pk for pk, version in versions.items() if self.versions.get(pk) == version]


_kept: Comparison | None = None


def comparison_for(versions: Mapping[int, int], at: datetime) -> Comparison:
    """The one kept from the batch before while it stands for at least half of what is asked; else a new one."""
    global _kept
    if _kept is None or 2 * len(_kept.stands_for(versions)) < len(versions):
        _kept = None  # not two of them in memory
        _kept = Comparison(at)
    return _kept


def drop_comparison() -> None:
    """Nothing is left to compare: its memory goes back."""
    global _kept
    _kept = None


def pairs_of(asked: Iterable[int], comparison: Comparison, at: datetime) -> Iterator[FoundPair]:
    """Pairs worth asking of the organizations `asked`, each once; what was judged is not asked again."""
    likeness, lowest = likeness_for(at)
    known = comparison.known
    judged, hubs = judged_pairs(), set(hubs_at(at).values_list("pk", flat=True))
    gone = set(Organization.objects.filter(merged_into__isnull=False).values_list("pk", flat=True))
    seen: set[tuple[int, int]] = set()
    for pk in asked:
        mine = known[pk]
        for candidate in comparison.index.candidates(mine, limit=ASKED):
            theirs = known[candidate.id]
            if candidate.id in gone:
                continue
            pair = (min(pk, candidate.id), max(pk, candidate.id))
            if pair in seen or pair in judged or hubs.issuperset(pair):
                continue
            alike = min(likeness.get(one, lowest) for one in pair)
            if worth_asking(candidate, both_coded=bool(mine.code and theirs.code), likeness=alike):
                seen.add(pair)
                yield FoundPair(*pair, candidate.score, [said(reason, mine, theirs) for reason in candidate.reasons])


def worth_asking(candidate: Candidate, *, both_coded: bool, likeness: float) -> bool:
    """Names that are merely alike are no question. Two different right codes say two bodies, unless the names are one."""
    kinds = {reason.kind for reason in candidate.reasons}
    linked = kinds & {"person", "phone"}
    if "place" in kinds and len(linked) < 2:
        return False
    if kinds & {"name", "former_name"}:
        return True
    if both_coded:
        return len(linked) == 2 or bool(linked and "core" in kinds)
    if "core" in kinds:
        return True
    if linked:
        return candidate.score >= likeness - 0.3
    return bool(kinds & {"abbreviation", "contained"}) and candidate.score >= likeness


def said(reason: Reason, mine: Known, theirs: Known) -> list[str]:
    """[kind, what agrees]: of persons those both have; phones only by their last figures, contacts belong to their hub."""
    if reason.kind == "person":
        there = {fold(name) for name in theirs.persons}
        return ["person", "、".join(name for name in mine.persons if fold(name) in there)]
    if reason.kind == "phone":
        return ["phone", ""]
    return [reason.kind, reason.detail]


def judged_pairs() -> set[tuple[int, int]]:
    """Pairs as they stand today, through all merges, about which a standing judgement says something."""
    leads = dict(Merge.objects.standing().values_list("gone", "kept"))

    def today(pk: int) -> int:
        while pk in leads:
            pk = leads[pk]
        return pk

    found = set()
    for first, second in Judgement.objects.standing().values_list("first", "second"):
        a, b = today(first), today(second)
        found.add((min(a, b), max(a, b)))
    return found


def looked_rows(ids: Iterable[int], comparison: Comparison, at: datetime) -> list[Looked]:
    return [Looked(organization_id=pk, version=comparison.versions[pk], at=at) for pk in ids]


def pair_row(pair: FoundPair, at: datetime) -> DuplicatePair:
    kinds = " ".join(dict.fromkeys(kind for kind, _detail in pair.reasons))
    return DuplicatePair(first_id=pair.first, second_id=pair.second, score=pair.score, reasons=pair.reasons, kinds=kinds,
                         found_at=at)  # fmt: skip


def better(first: Organization, second: Organization) -> Organization:
    """Which of the two to keep unless a person says otherwise: who keeps its own card, has a code, more ties, came first."""

    def worth(row: Any) -> tuple[bool, bool, int, float]:
        return row.claimed_at is not None, bool(row.credit_code), row.ties.count(), -row.created_at.timestamp()

    return first if worth(first) >= worth(second) else second
