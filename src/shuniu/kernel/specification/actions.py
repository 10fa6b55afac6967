from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import Predicate, authorise, permit, predicate
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.specification.models import Edition, OfficialText, Unit
from shuniu.kernel.trail.actions import trace
from shuniu.methods.regulation import Regulation, read_regulation

DATA = Path(__file__).parent / "data"


@predicate
def keeps_the_text(user: Any, edition: Any, at: datetime) -> bool:
    """Operators; who else keeps the text of an edition is added from above through `keepers`."""
    return bool(getattr(user, "is_operator", False))


keepers: Registry[Predicate] = Registry("who keeps the text of an edition")
"""name → rule(user, edition, at): storeys above say who, besides operators, keeps an edition's text"""


@predicate
def named_above(user: Any, edition: Any, at: datetime) -> bool:
    return any(rule(user, edition, at) for _name, rule in keepers)


permit("specification.load_edition", keeps_the_text | named_above)


def read_edition(folder: Path = DATA) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Facts of the edition and its units in order, from the data files."""
    facts = yaml.safe_load((folder / "edition.yaml").read_text(encoding="utf-8"))
    units = []
    for path in sorted(folder.glob("c*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        chapter = content["chapter"]
        titles = {f"chapter_{key}": chapter[key] for key in ("title", "title_hant", "title_en")}
        units += [{**titles, **unit} for unit in content["units"]]
    return facts, sorted(units, key=lambda unit: unit["position"])


@transaction.atomic
def load_edition(
    *, facts: dict[str, Any], units: list[dict[str, Any]], valid_from: date, by: Any, at: datetime,
    based_on: Edition | None = None,
) -> Edition:  # fmt: skip
    """Publish an edition with its units; the one before of the same issuer and area ends there and stays readable.

    The same code again is the edition that is there: a published wording is never changed in silence.
    """
    authorise(by, "specification.load_edition", Edition(**facts), at=at)
    existing = Edition.objects.filter(code=facts["code"]).first()
    if existing is not None:
        return existing
    row = Edition(**facts, valid_from=valid_from, published=True, based_on=based_on)
    beside = Edition.objects.filter(issuer=row.issuer, area_code=row.area_code)
    # One text at a time: it ends the one before, and one already planned for later ends it.
    for old in beside.filter(valid_from__lt=valid_from).exclude(valid_to__lte=valid_from):
        old.valid_to = valid_from
        old.save(update_fields=["valid_to"])
        trace(old, "specification.edition_superseded", by=by, at=at, on=valid_from)
    later = beside.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    row.valid_to = later.valid_from if later else row.valid_to
    row.save()
    Unit.objects.bulk_create(Unit(edition=row, **unit) for unit in units)
    trace(row, "specification.edition_published", by=by, at=at, units=len(units))
    return row


COPIED = [field.name for field in Unit._meta.concrete_fields if field.name not in ("id", "edition")]


@transaction.atomic
def amend_edition(
    edition: Edition,
    *,
    facts: dict[str, Any],
    changes: dict[str, dict[str, Any]],
    valid_from: date,
    by: Any,
    at: datetime,
) -> Edition:
    """Publish an edition copied from `edition` with the wording in `changes` (unit code → fields) from a day on.

    The same issuer and area: the present one ends that day and stays readable. Another issuer or area (article 35):
    both stand side by side. Raises ValidationError for a day in the past, an unknown unit or field, or a code in use.
    """
    authorise(by, "specification.load_edition", Edition(**facts), at=at)
    if valid_from < local_date(at) and not getattr(by, "is_system", False):
        raise ValidationError(_("施行日期不能早于今天，请改为今天或以后的日期。"))
    units = [{name: getattr(unit, name) for name in COPIED} for unit in edition.units.all()]
    known = {unit["code"] for unit in units}
    if set(changes) - known or any(set(fields) - set(COPIED) for fields in changes.values()):
        raise ValidationError(_("要修改的条款不在这一版里，请核对。"))
    same_day = Edition.objects.filter(
        valid_from=valid_from, **{key: facts.get(key, "") for key in ("issuer", "area_code")}
    )
    if same_day.exists() or Edition.objects.filter(code=facts["code"]).exists():
        raise ValidationError(_("这一天已有同一地区的版本，请换一个施行日期。"))
    for unit in units:
        unit.update(changes.get(unit["code"], {}))
    new = load_edition(facts=facts, units=units, valid_from=valid_from, by=by, at=at, based_on=edition)
    trace(new, "specification.edition_amended", by=by, at=at, based_on=edition.code, units=sorted(changes))
    return new


@transaction.atomic
def load_official_text(edition: Edition, *, text: str, script: str, by: Any, at: datetime) -> Regulation:
    """Keep the issuer's own words of each unit beside our summaries; returns what was read, problems included.

    Words that differ take the place of those before, which stay readable under their days; the trail keeps how many
    and the digest of the whole text. The same text again changes nothing.

    Raises ValidationError when nothing in the text fits the edition's units.
    """
    authorise(by, "specification.load_edition", edition, at=at)
    found = read_regulation(text)
    known = set(edition.units.values_list("code", flat=True))
    rows = {code: words for code, words in found.units().items() if code in known and words}
    if not rows:
        raise ValidationError(_("没有读到与本规范对应的条款，请贴入带“第一条”“（一）”的全文。"))
    Edition.objects.select_for_update().get(pk=edition.pk)  # two who load at once come one after the other
    present = dict(OfficialText.objects.current().filter(edition=edition, script=script).values_list("code", "text"))
    fresh = {code: words for code, words in rows.items() if present.get(code) != words}
    gone = [code for code in present if code in fresh or code not in rows]
    if not fresh and not gone:
        return found
    OfficialText.objects.current().filter(edition=edition, script=script, code__in=gone).update(
        replaced_on=local_date(at)
    )
    OfficialText.objects.bulk_create(
        OfficialText(edition=edition, code=code, script=script, text=words, loaded_on=local_date(at))
        for code, words in fresh.items()
    )
    trace(edition, "specification.official_text_loaded", by=by, at=at, script=script, units=len(rows),
          replaced=len(gone), digest=digest_of(rows))  # fmt: skip
    return found


def digest_of(words: dict[str, str]) -> str:
    """One number for a whole text: whoever holds it can prove later what was loaded."""
    said = "\n".join(f"{code}\t{text}" for code, text in sorted(words.items()))
    return sha256(said.encode()).hexdigest()[:32]
