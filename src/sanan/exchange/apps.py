from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "sanan.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Let keys of programs be given for what this room offers them."""
        from sanan.exchange.enums import Scope
        from sanan.people.rules import KEY_VERBS

        KEY_VERBS.update({scope.value: scope.label for scope in Scope})
