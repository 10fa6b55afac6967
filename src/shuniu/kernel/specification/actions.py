from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.specification.models import Edition, OfficialText, Unit
from shuniu.kernel.trail.actions import trace
from shuniu.methods.regulation import Regulation, read_regulation

DATA = Path(__file__).parent / "data"


@predicate
def keeps_the_text(user: Any, edition: Any, at: datetime) -> bool:
    """Operators; who keeps the text of an overseeing body's edition is added from above through `permit`."""
    return bool(getattr(user, "is_operator", False))


permit("specification.load_edition", keeps_the_text)


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
    authorise(by, "specification.load_edition", None, at=at)
    existing = Edition.objects.filter(code=facts["code"]).first()
    if existing is not None:
        return existing
    row = Edition.objects.create(**facts, valid_from=valid_from, published=True, based_on=based_on)
    Unit.objects.bulk_create(Unit(edition=row, **unit) for unit in units)
    before = Edition.objects.filter(issuer=row.issuer, area_code=row.area_code, valid_to__isnull=True)
    for old in before.exclude(pk=row.pk).filter(valid_from__lt=valid_from):
        old.valid_to = valid_from
        old.save(update_fields=["valid_to"])
        trace(old, "specification.edition_superseded", by=by, at=at, on=valid_from)
    trace(row, "specification.edition_published", by=by, at=at, units=len(units))
    return row


@transaction.atomic
def load_official_text(edition: Edition, *, text: str, script: str, by: Any, at: datetime) -> Regulation:
    """Keep the issuer's own words of each unit beside our summaries; returns what was read, problems included.

    Raises ValidationError when nothing in the text fits the edition's units.
    """
    authorise(by, "specification.load_edition", edition, at=at)
    found = read_regulation(text)
    known = set(edition.units.values_list("code", flat=True))
    rows = {code: words for code, words in found.units().items() if code in known and words}
    if not rows:
        raise ValidationError(_("没有读到与本规范对应的条款，请贴入带“第一条”“（一）”的全文。"))
    OfficialText.objects.filter(edition=edition, script=script).delete()
    OfficialText.objects.bulk_create(
        OfficialText(edition=edition, code=code, script=script, text=words, loaded_on=local_date(at))
        for code, words in rows.items()
    )
    trace(edition, "specification.official_text_loaded", by=by, at=at, script=script, units=len(rows))
    return found
