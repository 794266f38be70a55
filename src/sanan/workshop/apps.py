from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "sanan.workshop"
    label = "workshop"
