from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class RegistryConfig(AppConfig):
    name = "shuniu.domain.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.domain.registry")
