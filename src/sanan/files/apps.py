from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "sanan.files"
    label = "files"
    verbose_name = "文件"
