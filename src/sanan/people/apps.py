from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sanan.people"
    label = "people"
    verbose_name = "人员"
