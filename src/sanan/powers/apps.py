from django.apps import AppConfig


class PowersConfig(AppConfig):
    name = "sanan.powers"
    label = "powers"
