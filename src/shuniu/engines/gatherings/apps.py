from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class GatheringsConfig(AppConfig):
    name = "shuniu.engines.gatherings"
    label = "gatherings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.engines.gatherings")
