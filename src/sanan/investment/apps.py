from django.apps import AppConfig


class InvestmentConfig(AppConfig):
    name = "sanan.investment"
    label = "investment"
