from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class MeetingsConfig(AppConfig):
    name = "shuniu.domain.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.domain.meetings")
