from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class NormsFaceConfig(AppConfig):
    name = "shuniu.faces.norms"
    label = "norms_face"

    def ready(self) -> None:
        plug_in(self.name)
