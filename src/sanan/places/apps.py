from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sanan.places"
    label = "places"
    verbose_name = "地方"
