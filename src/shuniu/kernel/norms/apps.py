from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class NormsConfig(AppConfig):
    name = "shuniu.kernel.norms"
    label = "norms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.kernel.norms")
