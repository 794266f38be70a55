from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "sanan.sealed"
    label = "sealed"
