from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sanan.api"
    label = "api"

    def ready(self) -> None:
        """Let keys of programs be given for the verbs of cases."""
        from sanan.cases.rules import CASE
        from sanan.people.rules import KEY_VERBS

        KEY_VERBS.update({verb.name: verb.label for verb in CASE})
