from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class WebConfig(AppConfig):
    name = "sanan.web"
    label = "web"


class StaticFiles(StaticFilesConfig):
    """Static files without the type for PDFs, 20 MB that no browser asks for."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.ttf"]
