from django.apps import AppConfig


class ShelvesConfig(AppConfig):
    name = "toys.shelves"
    label = "shelves"
    default_auto_field = "django.db.models.BigAutoField"
