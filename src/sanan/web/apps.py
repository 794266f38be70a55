from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sanan.web"
    label = "web"
