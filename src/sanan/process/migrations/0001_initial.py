import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="TimelineEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("subject", models.BigIntegerField()),
                        ("verb", models.CharField(max_length=24)),
                        ("at", models.DateTimeField()),
                        ("state", models.CharField(blank=True, max_length=24)),
                        ("said", models.TextField(blank=True)),
                        ("note", models.TextField(blank=True)),
                        ("data", models.JSONField(default=dict)),
                        ("public", models.BooleanField(default=False)),
                        ("entry_id", models.BigIntegerField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="timeline",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["kind", "subject"], name="process_line_of"),
                            models.Index(fields=["kind", "verb", "at"], name="process_line_verb"),
                        ],
                    },
                ),
            ],
        ),
    ]
