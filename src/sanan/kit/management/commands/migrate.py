"""Django's `migrate`, which says that a migration is missing only where a table would differ."""

from django.core.management.commands import migrate

from sanan.kit.lasting import LastingAutodetector


class Command(migrate.Command):
    """Compares as `makemigrations` does."""

    autodetector = LastingAutodetector
