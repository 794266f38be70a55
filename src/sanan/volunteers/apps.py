from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "sanan.volunteers"
    label = "volunteers"
