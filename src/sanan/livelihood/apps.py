from django.apps import AppConfig


class LivelihoodConfig(AppConfig):
    name = "sanan.livelihood"
    label = "livelihood"
