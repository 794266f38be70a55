from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "sanan.voices"
    label = "voices"
