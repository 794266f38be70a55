from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "sanan.honours"
    label = "honours"
