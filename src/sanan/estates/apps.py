from django.apps import AppConfig


class EstatesConfig(AppConfig):
    name = "sanan.estates"
    label = "estates"
