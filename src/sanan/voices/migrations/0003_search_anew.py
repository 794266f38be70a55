"""Words are cut otherwise than before: everything is indexed anew by the clock, and found meanwhile."""

from django.db import migrations


def wait(apps, schema_editor):
    schema_editor.execute("DELETE FROM voices_search")
    schema_editor.execute("UPDATE voices_message SET indexed = false WHERE indexed")


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_search")]
    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
