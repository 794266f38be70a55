"""Views that somebody kept of the list of cases go where those of every list are."""

from django.db import migrations

LIST = "/staff/cases/"


def move(apps, schema_editor):
    """Each with its name and what was chosen."""
    kept = apps.get_model("lists", "KeptList")
    for view in apps.get_model("cases", "SavedView").objects.all():
        address = LIST if view.query == "?" else f"{LIST}{view.query}"
        kept.objects.get_or_create(
            person_id=view.person_id,
            of="cases",
            name=view.name,
            defaults={"address": address[:500]},
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_model_versions"), ("lists", "0001_initial")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel("SavedView"),
    ]
