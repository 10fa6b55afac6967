"""What a roster holds beyond the register is not kept for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.registry.actions import (
    bring_roster,
    correct_row,
    forget_rosters,
    import_roster,
    import_rows,
    plan_roster,
    undo_roster,
)
from shuniu.domain.registry.models import RosterRow
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User

PHONE = "13812340987"
ROSTER = f"填表人：王桂兰 {PHONE}\n单位名称,统一社会信用代码,联系电话\n云州市白鹭读书会,,{PHONE}\n,,{PHONE}\n审核人：{PHONE}\n".encode()


@pytest.fixture
def roster(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return bring_roster(city.hub, file_name="名录.csv", content=ROSTER, by=city.user("hub.officer"), at=city.now)


def forget(at):
    return forget_rosters(by=User.objects.system("schedule"), at=at)


def test_file_and_cells_go_after_the_days_of_the_limit_and_the_import_stays(
    city, roster, client, django_capture_on_commit_callbacks
):
    officer = city.user("hub.officer")
    roster.rows.filter(number=3).update(action="create")
    import_rows(import_roster(roster, plan_version=1, by=officer, at=city.now).pk, by=officer)
    roster.refresh_from_db()
    assert PHONE in str(list(roster.rows.values_list("cells", flat=True)))
    later = db_now() + timedelta(days=31)
    Setting.objects.create(key="registry.roster_days", owner=city.office, value=90, reason="试", fixed_at=city.now,
                           valid_from=local_date(city.now) - timedelta(days=1), valid_to=local_date(later))  # fmt: skip
    assert forget(later - timedelta(days=2)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(later) == 1
    assert forget(later) == 0
    roster.refresh_from_db()
    assert not roster.file.storage.exists(roster.file.name)
    kept = str(list(RosterRow.objects.filter(roster=roster).values())) + str(roster.above) + str(roster.aside)
    assert PHONE not in kept
    assert "白鹭读书会" in kept
    client.force_login(officer)
    page = client.get(f"/desk/registry/rosters/{roster.pk}/")
    assert "按保留期限删去" in page.content.decode()
    assert client.get(f"/desk/registry/rosters/{roster.pk}/failing/").status_code == 404
    undo_roster(roster, by=officer, at=city.now)


def test_a_plan_nobody_imported_goes_too_and_is_brought_again(city, roster):
    officer = city.user("hub.officer")
    with pytest.raises(PermissionDenied):
        forget_rosters(by=officer, at=city.now)
    assert forget(city.now + timedelta(days=31)) == 1
    with pytest.raises(ValidationError, match="保留期限"):
        plan_roster(roster, columns={"name": 0}, sheet="", by=officer, at=city.now)
    with pytest.raises(ValidationError, match="保留期限"):
        correct_row(roster, number=3, field="name", value="别的名", plan_version=1, by=officer, at=city.now)
    assert not Organization.objects.filter(name="云州市白鹭读书会").exists()
