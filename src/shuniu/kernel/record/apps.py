from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class RecordConfig(AppConfig):
    name = "shuniu.kernel.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.kernel.record")
