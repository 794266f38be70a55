from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "sanan.council"
    label = "council"
