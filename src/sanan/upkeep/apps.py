from django.apps import AppConfig
from django.db.backends.signals import connection_created


class UpkeepConfig(AppConfig):
    name = "sanan.upkeep"

    def ready(self) -> None:
        from sanan.upkeep.slow import watch

        connection_created.connect(watch, dispatch_uid="sanan.upkeep.slow")
