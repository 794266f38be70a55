from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "sanan.lists"
    default_auto_field = "django.db.models.BigAutoField"
