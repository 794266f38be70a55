from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "sanan.api"
    label = "api"
