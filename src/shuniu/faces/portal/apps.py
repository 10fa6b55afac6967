from django.apps import AppConfig

from shuniu.kernel.core.plugins import plug_in


class PortalConfig(AppConfig):
    name = "shuniu.faces.portal"
    label = "portal_face"

    def ready(self) -> None:
        plug_in(self.name)
