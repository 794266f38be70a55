from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sanan.api"
    label = "api"

    def ready(self) -> None:
        """Let keys of programs be given for the verbs of cases, and for orders and disclosures."""
        from sanan.api.scopes import SCOPES
        from sanan.cases.rules import CASE
        from sanan.people.rules import KEY_VERBS
        from sanan.process.declare import SYSTEM

        KEY_VERBS.update(
            {
                v.name: v.label
                for v in CASE.verbs.values()
                if v.roles or set(v.relations) != {SYSTEM}
            }
        )
        KEY_VERBS.update(SCOPES)
