from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class SupportConfig(AppConfig):
    name = "shuniu.domain.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.domain.support")
