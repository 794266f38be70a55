from django.apps import AppConfig


class SlipsConfig(AppConfig):
    name = "sanan.slips"
    default_auto_field = "django.db.models.BigAutoField"
