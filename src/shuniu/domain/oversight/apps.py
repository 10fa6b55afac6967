from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class OversightConfig(AppConfig):
    name = "shuniu.domain.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.domain.oversight")
