from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "sanan.inspection"
    label = "inspection"
