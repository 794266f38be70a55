from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "sanan.books"
    label = "books"
