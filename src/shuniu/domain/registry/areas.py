"""Areas and fields by what a roster calls them, and by what a list that may come back calls them. Reads only."""

from __future__ import annotations

from collections import Counter, defaultdict

from shuniu.kernel.orgs.models import Area, Field, Organization
from shuniu.methods.rosters import Problem
from shuniu.methods.rosters import RosterRow as Row
from shuniu.methods.rosters.credit_code import PROVINCES
from shuniu.methods.rosters.values import several


def area_texts() -> dict[int | None, str]:
    """Area id → its name, with its district's before it where two areas are called the same."""
    areas = list(Area.objects.select_related("parent"))
    times = Counter(area.name for area in areas)
    return {
        area.pk: f"{area.parent.name}{area.name}" if times[area.name] > 1 and area.parent else area.name
        for area in areas
    }


class Places:
    """Areas and fields by name in every script, areas also by former names and after their district's; a name that is
    unknown, or that several bear, is warned of and left out.
    """

    def __init__(self, hub: Organization) -> None:
        areas = list(Area.objects.select_related("parent").prefetch_related("former_names", "parent__former_names"))
        fields = list(Field.objects.all())
        self.codes: dict[tuple[str, int | None], str] = {("area", row.pk): row.code for row in areas} | {
            ("field", row.pk): row.code for row in fields
        }
        self.provinces = PROVINCES | {row.code[:2] for row in areas}
        self.parents = {row.pk: row.parent_id for row in areas}
        self._hub_area = hub.area_id
        self._known: dict[str, dict[str, set[int]]] = {"area": defaultdict(set), "field": defaultdict(set)}
        self._found: dict[tuple[str, str], set[int]] = {}
        fields = [row for row in fields if not getattr(row, "valid_to", None)]
        gone = [row for row in areas if row.valid_to is not None]  # its name may be another area's by now
        areas = [row for row in areas if row.valid_to is None]
        for field in fields:
            self._learn("field", field.pk, field.name, field.name_hant, field.name_en, field.code)
        for area in areas:
            self._learn("area", area.pk, area.code, area.name, area.name_hant, area.name_en)
        self._learn_of_old(areas)
        for area in gone:
            if area.became_id is not None and area.name not in self._known["area"]:
                self._learn("area", area.became_id, area.name, area.code)

    def _learn(self, key: str, pk: int, *names: str) -> None:
        for name in names:
            if name:
                self._known[key][name].add(pk)
        for name in names:
            short = name.removesuffix("区").removesuffix("區")
            if short and short not in self._known[key]:
                self._known[key][short].add(pk)

    def _learn_of_old(self, areas: list[Area]) -> None:
        """Former names, which the present ones go before, and both after those of the district."""
        now = set(self._known["area"])
        for area in areas:
            old = [row.name for row in area.former_names.all()]
            self._learn("area", area.pk, *(name for name in old if name not in now))
            if area.parent is not None:
                above = [area.parent.name, area.parent.name_hant, *(row.name for row in area.parent.former_names.all())]
                names = [area.name, area.name_hant, *old]
                self._learn("area", area.pk, *(one + name for one in above if one for name in names if name))

    def resolve(self, row: Row) -> None:
        self._place_in_street(row)
        for key in self._known:
            text = row.values.pop(key, None)
            if text is None:
                continue
            said, *others = several(str(text))
            found = self._found.get((key, said))
            if found is None:
                found = self._found[key, said] = self._called(key, said)
            if len(found) == 1:
                row.values[f"{key}_id"] = next(iter(found))
                if others:
                    row.problems.append(Problem("warning", key, "first", {"value": said[:20]}))
            else:
                row.problems.append(Problem("warning", key, "several" if found else "unknown", {"value": said[:20]}))

    def _place_in_street(self, row: Row) -> None:
        """The street of a column of its own, within the district beside it; what is unknown there leaves the district."""
        street, area = row.values.pop("street", None), row.values.get("area")
        if street is None:
            return
        if area is None:
            row.values["area"] = street
            return
        whole, said = self._called("area", several(str(area))[0]), several(str(street))[0]
        within = {pk for pk in self._named("area", said) if any(self.lies_in(pk, one) for one in whole)}
        if len(within) == 1:
            row.values["area_id"] = next(iter(within))
            del row.values["area"]
        else:
            row.problems.append(Problem("warning", "street", "unknown", {"value": said[:20]}))

    def _named(self, key: str, said: str) -> set[int]:
        known = self._known[key]
        if said in known:
            return known[said]
        ends = [name for name in known if len(name) > 2 and said.endswith(name)]
        return known[max(ends, key=len)] if ends else set()  # 云州市望江区: the longest name it ends with

    def _called(self, key: str, said: str) -> set[int]:
        found = self._named(key, said)
        if key == "area" and len(found) > 1:
            here = {pk for pk in found if self.lies_in(pk, self._hub_area)}
            found = here if len(here) == 1 else found
        return found

    def lies_in(self, area: int | None, whole: int | None) -> bool:
        while area is not None and area != whole:
            area = self.parents.get(area)
        return area is not None

    def agree(self, first: int | None, second: int | None) -> bool:
        """Whether two areas may be said of one body: one of them is not said, or they are one, or one lies in the other."""
        return first is None or second is None or self.lies_in(first, second) or self.lies_in(second, first)
