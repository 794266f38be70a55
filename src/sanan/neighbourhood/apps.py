from django.apps import AppConfig


class NeighbourhoodConfig(AppConfig):
    name = "sanan.neighbourhood"
    label = "neighbourhood"
