from django.apps import AppConfig


class PowersConfig(AppConfig):
    name = "sanan.powers"
    label = "powers"

    def ready(self) -> None:
        """Give the books' look-out this room's warning rules."""
        from sanan.powers.rules import warnings  # noqa: F401 - they register
