from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "shuniu.kernel.core"
    label = "core"

    def ready(self) -> None:
        from django import forms  # both once the apps are there

        from shuniu.kernel.core.fields import day_is_meant

        # One rule for each day that is typed anywhere: our forms are made after this.
        forms.DateField.default_validators = [day_is_meant]
