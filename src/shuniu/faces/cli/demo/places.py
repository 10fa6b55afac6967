"""Areas with codes of an unassigned range, fields, and the two editions of the specification."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shuniu.faces.cli.demo.words import CITY, DISTRICTS, FIELDS
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.orgs.models import Area, Field
from shuniu.kernel.specification.actions import amend_edition, load_edition, read_edition

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity


def fill(city: DemoCity) -> None:
    load_published_calendars(by=city.system, at=city.now)
    _editions(city)
    city.city_area = Area.objects.create(code="990000", name=CITY, name_hant="雲州市", name_en="Yunzhou", level="city")
    city.areas = Area.objects.bulk_create(
        Area(code=f"9901{n:02d}", name=f"{name}区", name_hant=f"{hant}區", name_en=f"{english} District", level="district",
             parent=city.city_area)
        for n, (name, hant, english) in enumerate(DISTRICTS, start=1)
    )  # fmt: skip
    city.fields = Field.objects.bulk_create(
        Field(code=code, name=name, name_hant=hant, name_en=en) for code, name, hant, en, _subjects in FIELDS
    )


def _editions(city: DemoCity) -> None:
    facts, units = read_edition()
    city.edition = load_edition(
        facts={**facts, "area_code": "990000", "area_name": CITY}, units=units, valid_from=date(2016, 7, 1),
        by=city.system, at=city.now,
    )  # fmt: skip
    name = f"{DISTRICTS[0][0]}区"
    city.district_edition = amend_edition(
        city.edition,
        facts={
            "code": "district-990101-2023", "number": "望社建发〔2023〕4号", "title": f"{name}枢纽型社会组织工作细则",
            "title_hant": "望江區樞紐型社會組織工作細則", "title_en": "Wangjiang District rules for hub organizations",
            "issuer": f"{CITY}{name}社会建设工作办公室", "issued_on": date(2023, 3, 6), "area_code": "990101",
            "area_name": name,
        },
        changes={
            "A14.1": {
                "summary": "秘书长例会每季度至少召开一次，一般安排在季度第二个月，由枢纽负责召集，街道社区社会组织联合会列席。",
                "summary_hant": "秘書長例會每季度至少召開一次，一般安排在季度第二個月，由樞紐負責召集，街道社區社會組織聯合會列席。",
                "summary_en": "The meeting of secretaries-general is held at least once a quarter, as a rule in its second "
                "month, convened by the hub, with the subdistricts' federations attending.",
            }
        },
        valid_from=date(2023, 5, 1), by=city.system, at=city.now,
    )  # fmt: skip
