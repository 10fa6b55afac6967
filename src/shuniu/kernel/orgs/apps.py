from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class OrgsConfig(AppConfig):
    name = "shuniu.kernel.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.kernel.orgs")
