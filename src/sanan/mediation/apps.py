from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "sanan.mediation"
    label = "mediation"
