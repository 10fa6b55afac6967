"""Forms that anybody may send without an account: how many an hour, from one place and altogether.

Who sends is not written down. A place is a mark of sixteen bits, made of the address with the product's secret key and a
salt of the day that is thrown away with it: some hundred thousand addresses share a mark, nobody can go back from it, and
no sent form points at it. Counts are kept for the running hour only.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import default_of, limit, setting_for
from shuniu.kernel.orgs.models import Organization

FROM_ONE_PLACE = limit(
    "record.forms_an_hour_from_one_place", default=20, unit_label=gettext_lazy("份"),
    title=gettext_lazy("不登录提交的表单，同一网络一小时最多"), clause="",
)  # fmt: skip
ALTOGETHER = limit(
    "record.forms_an_hour", default=300, unit_label=gettext_lazy("份"),
    title=gettext_lazy("不登录提交的表单，一个枢纽的一种表单一小时最多"), clause="",
)  # fmt: skip
LOOK_UPS = limit(
    "record.look_ups_an_hour", default=60, unit_label=gettext_lazy("次"),
    title=gettext_lazy("不登录按编号查询，同一网络一小时最多"), clause="",
)  # fmt: skip
EVERYBODY = -1


def count_sending(form: str, *, address: str, hub: Organization, at: datetime) -> None:
    """One more of this form to this hub. Raises ValidationError beyond the limits; nothing else is touched."""
    most = int(setting_for(hub, FROM_ONE_PLACE.key, at) or 0)
    if _count(form, _mark(address, at), at) > most:
        raise ValidationError(
            _("从你所在的网络一小时最多提交 %(n)s 份，已经满了。请过 %(minutes)s 分钟再提交。写好的内容还在这一页，急事请直接联系枢纽。")
            % {"n": most, "minutes": _minutes_left(at)}
        )  # fmt: skip
    if _count(f"{form}:{hub.pk}", EVERYBODY, at) > (setting_for(hub, ALTOGETHER.key, at) or 0):
        raise ValidationError(
            _("这家枢纽眼下收到的表单太多，请过 %(minutes)s 分钟再提交。写好的内容还在这一页，急事请直接联系枢纽。")
            % {"minutes": _minutes_left(at)}
        )  # fmt: skip


def count_look_up(what: str, *, address: str, at: datetime) -> None:
    """One more look-up by number. Raises ValidationError beyond the limit."""
    if _count(f"look:{what}", _mark(address, at), at) > (default_of(LOOK_UPS.key) or 0):
        raise ValidationError(_("查得太频繁了，请过 %(minutes)s 分钟再查。") % {"minutes": _minutes_left(at)})


def forget_senders(*, at: datetime) -> None:
    """Throw away the salts of days that are over, and the counts of hours that are over."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_day_salt WHERE day < %s", [local_date(at)])
        cursor.execute("DELETE FROM record_form_count WHERE hour < %s", [_hour(at)])


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _minutes_left(at: datetime) -> int:
    return int((_hour(at) + timedelta(hours=1) - at).total_seconds() // 60) + 1


def _mark(address: str, at: datetime) -> int:
    key = settings.SECRET_KEY.encode() + _salt(at)
    return int.from_bytes(hmac.digest(key, address.encode(), "sha256")[:2], "big")


def _salt(at: datetime) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_day_salt (day, salt) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [local_date(at), secrets.token_bytes(32)],
        )
        cursor.execute("SELECT salt FROM record_day_salt WHERE day = %s", [local_date(at)])
        row = cursor.fetchone()
    assert row is not None
    return bytes(row[0])


def _count(form: str, mark: int, at: datetime) -> int:
    """How many there are with this one. The first of an hour sweeps the hours before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_form_count AS kept (form, mark, hour, sent) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (form, mark, hour) DO UPDATE SET sent = kept.sent + 1 RETURNING sent",
            [form, mark, _hour(at)],
        )
        row = cursor.fetchone()
    assert row is not None
    if row[0] == 1:
        forget_senders(at=at)
    return int(row[0])
