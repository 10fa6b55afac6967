from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class NetworkConfig(AppConfig):
    name = "shuniu.domain.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.domain.network")
