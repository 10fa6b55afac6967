from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class CockpitConfig(AppConfig):
    name = "shuniu.faces.cockpit"
    label = "cockpit_face"

    def ready(self) -> None:
        plug_in(self.name)
