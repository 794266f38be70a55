import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=40, unique=True)),
                        ("owner_kind", models.CharField(max_length=24)),
                        ("owner_pk", models.PositiveBigIntegerField()),
                        ("part", models.PositiveBigIntegerField(null=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("label", models.CharField(blank=True, max_length=24)),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("key", models.CharField(blank=True, max_length=120)),
                        ("thumb_key", models.CharField(blank=True, max_length=120)),
                        ("media_type", models.CharField(max_length=100)),
                        ("size", models.PositiveBigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("width", models.PositiveIntegerField(null=True)),
                        ("height", models.PositiveIntegerField(null=True)),
                        ("at", models.DateTimeField()),
                        ("shown_at", models.DateTimeField(null=True)),
                        ("erased_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="copies",
                                to="files.storedfile",
                            ),
                        ),
                        (
                            "shown_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["owner_kind", "owner_pk"], name="files_owner")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["photo", "voice", "video", "document"])
                                ),
                                name="files_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("erased_at__isnull", True),
                                        models.Q(("key", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("erased_at__isnull", False),
                                        ("key", ""),
                                        ("name", ""),
                                        ("thumb_key", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="files_erased_is_gone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("shown_at__isnull", False),
                                    ("shown_by__isnull", True),
                                    _connector="OR",
                                ),
                                name="files_shown_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("original__isnull", True),
                                    models.Q(("original", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="files_no_copy_of_itself",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("erased_at__isnull", True), ("original__isnull", False)
                                ),
                                fields=("original",),
                                name="files_one_copy",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("key",),
                                name="files_bytes_of_one",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
