from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "sanan.channels"
    label = "channels"
