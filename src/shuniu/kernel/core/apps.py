from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shuniu.kernel.core"
    label = "core"
