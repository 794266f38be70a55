from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "sanan.projects"
    label = "projects"
