from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: accounts come from invitations and `shuniu setup`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
