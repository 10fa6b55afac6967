from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule in our words: its own sentence about the length has no Simplified Chinese."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要 %(least)s 个字符。") % {"least": self.min_length}
