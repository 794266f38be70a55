from django.apps import AppConfig


class ProcessConfig(AppConfig):
    name = "sanan.process"
    default_auto_field = "django.db.models.BigAutoField"
