from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "sanan.services"
    label = "services"

    def ready(self) -> None:
        """The one field for query codes on the first page knows orders too."""
        from sanan.cases.queries.track import ELSEWHERE
        from sanan.services.queries.story import address_of

        ELSEWHERE.append(address_of)
