"""The last app to load: it joins the apps together through the table of reactions."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Registers reactions and subjects once every app is loaded."""

    name = "tandem.config"
    label = "house"

    def ready(self) -> None:
        from tandem import reactions
        from tandem.config import checks  # noqa: F401  (registers what `check --deploy` asks)

        reactions.register()
