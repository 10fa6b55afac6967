from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class PeopleConfig(AppConfig):
    name = "shuniu.kernel.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        plug_in("shuniu.kernel.people")
