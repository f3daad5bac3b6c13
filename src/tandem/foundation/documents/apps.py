"""App registration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """One block definition becomes Word, PDF and Excel."""

    name = "tandem.foundation.documents"
