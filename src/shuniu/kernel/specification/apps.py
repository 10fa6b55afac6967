from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class SpecificationConfig(AppConfig):
    name = "shuniu.kernel.specification"
    label = "specification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.kernel.specification")
