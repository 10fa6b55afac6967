"""Django's way of sending mail, led into the outbox: also a password reset goes out once, in its transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from shuniu.kernel.core.moments import db_now
from shuniu.kernel.record.actions.notice import send_mail


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            for to in message.recipients():
                send_mail(to=to, subject=" ".join(str(message.subject).split()), body=str(message.body),
                          key=f"django:{secrets.token_hex(12)}", at=db_now())  # fmt: skip
            sent += 1
        return sent
