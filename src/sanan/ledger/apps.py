from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sanan.ledger"
    label = "ledger"
    verbose_name = "记录"
