from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "sanan.cases"
    label = "cases"
