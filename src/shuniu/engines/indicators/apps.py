from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class IndicatorsConfig(AppConfig):
    name = "shuniu.engines.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.engines.indicators")
