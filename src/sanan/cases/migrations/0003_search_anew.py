"""Words are cut otherwise than before: everything is indexed anew by the clock, and found meanwhile."""

from django.db import migrations


def wait(apps, schema_editor):
    schema_editor.execute("DELETE FROM cases_search")
    schema_editor.execute("UPDATE cases_case SET indexed = false WHERE indexed")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_search")]
    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
