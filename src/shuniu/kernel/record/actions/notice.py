from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shuniu.kernel.record.kinds import notice_kinds
from shuniu.kernel.record.models import Notice, OutgoingMail


def notice_text(kind: str, facts: dict[str, Any]) -> str:
    """The sentence of a notice in the active language."""
    return str(notice_kinds[kind].text) % facts


def notify(user: Any, kind: str, *, key: str, at: datetime, url: str = "", mail: bool = False, **facts: Any) -> int:
    """One notice to one person, and with `mail` one mail in the person's language. The same key is sent once."""
    _row, made = Notice.objects.get_or_create(
        user=user, key=key, defaults={"kind": kind, "facts": facts, "url": url, "created_at": at}
    )
    if made and mail and user.email:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            text = notice_text(kind, facts)
            link = f"{settings.PUBLIC_URL}{url}" if url else ""
            send_mail(
                to=user.email, subject=text[:120], key=f"{key}:{user.pk}", at=at,
                body=_("%(name)s，你好：") % {"name": user.name} + f"\n\n{text}\n{link}\n",
            )  # fmt: skip
    return int(made)


@transaction.atomic
def notify_many(
    rows: Iterable[tuple[Any, str, str, dict[str, Any]]], kind: str, *, at: datetime, mail: bool = False
) -> int:
    """(person, key, url, facts) of each: the same as `notify`, a constant number of statements for thousands."""
    asked = {(person.pk, key): (person, url, facts) for person, key, url, facts in rows}
    keys = {key for _person, key in asked}
    told = set(Notice.objects.filter(key__in=keys).values_list("user_id", "key"))
    fresh = {place: row for place, row in asked.items() if place not in told}
    Notice.objects.bulk_create(
        [
            Notice(user_id=person, key=key, kind=kind, facts=facts, url=url, created_at=at)
            for (person, key), (_user, url, facts) in fresh.items()
        ],
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip
    if mail:
        mails = [
            _mail(user, kind, key, url, facts, at) for (_pk, key), (user, url, facts) in fresh.items() if user.email
        ]
        OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=2000)
    return len(fresh)


def _mail(user: Any, kind: str, key: str, url: str, facts: dict[str, Any], at: datetime) -> OutgoingMail:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = notice_text(kind, facts)
        link = f"{settings.PUBLIC_URL}{url}" if url else ""
        body = _("%(name)s，你好：") % {"name": user.name} + f"\n\n{text}\n{link}\n"
    return OutgoingMail(to=user.email, subject=text[:120], body=body, key=f"{key}:{user.pk}", created_at=at)


def send_mail(*, to: str, subject: str, body: str, key: str, at: datetime) -> OutgoingMail:
    """Put a mail into the outbox in this transaction; the worker sends it. The same key is one mail."""
    row, _made = OutgoingMail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject[:200], "body": body, "created_at": at}
    )
    return row


def send_outbox(*, at: datetime, limit: int = 200) -> int:
    """Send what waits. A mail that failed says why and is tried again; none is sent twice by two workers."""
    sent = 0
    for _turn in range(limit):
        with transaction.atomic():
            row = (
                OutgoingMail.objects.select_for_update(skip_locked=True)
                .filter(sent_at__isnull=True)
                .order_by("failure", "pk")
                .first()
            )
            if row is None:
                return sent
            try:
                server = get_connection(settings.DELIVERY_BACKEND)
                EmailMessage(row.subject, row.body, settings.DEFAULT_FROM_EMAIL, [row.to], connection=server).send()
            except OSError as error:
                row.failure = str(error)[:200]
                row.save(update_fields=["failure"])
                return sent
            row.sent_at, row.failure = at, ""
            row.save(update_fields=["sent_at", "failure"])
            sent += 1
    return sent


@transaction.atomic
def unsay(key: str) -> list[Any]:
    """Take back what was said by mistake a moment ago: a notice nobody has read and a mail not yet sent were never said.

    Returns the people who have heard it already and are to be told.
    """
    told = list(Notice.objects.filter(key=key).select_related("user"))
    mails = OutgoingMail.objects.select_for_update().filter(key__in=[f"{key}:{row.user_id}" for row in told])
    gone = {mail.key for mail in mails if mail.sent_at is not None}
    heard = {row.pk for row in told if row.read_at is not None or f"{key}:{row.user_id}" in gone}
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails if mail.sent_at is None]).delete()
    Notice.objects.filter(pk__in=[row.pk for row in told if row.pk not in heard]).delete()
    return [row.user for row in told if row.pk in heard]


def unread_notices(user: Any, *, read_at: str) -> int:
    """Those that the person marked as read at that moment are unread again."""
    return Notice.objects.filter(user=user, read_at=read_at).update(read_at=None)


def read_notices(user: Any, *, at: datetime, only: Notice | None = None) -> int:
    """Mark the person's notices as read, or one of them. Returns how many were unread."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    return (unread.filter(pk=only.pk) if only is not None else unread).update(read_at=at)
