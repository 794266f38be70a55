from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "sanan.services"
    label = "services"
