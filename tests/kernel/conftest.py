import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def simplified():
    """Each story begins in Simplified Chinese, whatever language the one before ended in."""
    translation.activate(settings.LANGUAGE_CODE)
