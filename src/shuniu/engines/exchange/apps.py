from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class ExchangeConfig(AppConfig):
    name = "shuniu.engines.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.engines.exchange")
