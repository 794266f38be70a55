from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sanan.api"
    label = "api"

    def ready(self) -> None:
        """Let keys of programs be given for the verbs of cases."""
        from sanan.cases.queries.words import DO, DONE
        from sanan.cases.rules import Verb
        from sanan.people.rules import KEY_VERBS

        KEY_VERBS.update({str(v): DO.get(v) or DONE.get(v, str(v)) for v in Verb})
