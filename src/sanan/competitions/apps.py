from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "sanan.competitions"
    label = "competitions"
