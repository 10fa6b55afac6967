from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class DeskConfig(AppConfig):
    name = "shuniu.faces.desk"
    label = "desk_face"

    def ready(self) -> None:
        plug_in(self.name)
