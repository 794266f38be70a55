from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sanan.demo"
    label = "demo"
