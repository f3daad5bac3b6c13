"""App registration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Private uploads: checked, hashed, served safely."""

    name = "tandem.foundation.files"
