from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class CliConfig(AppConfig):
    name = "shuniu.faces.cli"
    label = "cli_face"

    def ready(self) -> None:
        plug_in(self.name)
