import django.db.models.deletion
import sanan.kit.schema
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="Log",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True)),
                        ("origin", models.CharField(max_length=120, unique=True)),
                        ("vkey", models.CharField(max_length=255)),
                        ("began_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("event", models.CharField(max_length=60)),
                        ("subject", models.CharField(db_index=True, max_length=40)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(blank=True, max_length=40)),
                        ("ref", models.CharField(max_length=24)),
                        ("commit", models.BinaryField(max_length=32)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("words", models.BinaryField(null=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("position", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("position__isnull", True)),
                                fields=["year", "id"],
                                name="ledger_unsequenced",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("content__isnull", True),
                                        ("salt__isnull", True),
                                        ("words__isnull", True),
                                    ),
                                    models.Q(
                                        ("content__isnull", False),
                                        ("salt__isnull", False),
                                        ("words__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="ledger_content_with_salt",
                            ),
                            models.UniqueConstraint(
                                fields=("year", "position"), name="ledger_one_place"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("reason", models.CharField(max_length=12)),
                        ("at", models.DateTimeField()),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="erasure",
                                to="ledger.entry",
                            ),
                        ),
                        (
                            "told_by",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="ledger_erasure_at")],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("size", models.BigIntegerField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("note", models.TextField()),
                        ("cosigned", models.PositiveSmallIntegerField(default=0)),
                        ("signed_at", models.DateTimeField()),
                        (
                            "log",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checkpoints",
                                to="ledger.log",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cosigned__gt", 0)),
                                fields=["log", "size"],
                                name="ledger_cosigned",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("log", "size"), name="ledger_one_checkpoint"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Audit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("entries", models.BigIntegerField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("where", models.CharField(blank=True, max_length=20)),
                        ("position", models.BigIntegerField(null=True)),
                        ("detail", models.CharField(blank=True, max_length=300)),
                        (
                            "log",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audits",
                                to="ledger.log",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["log", "at"], name="ledger_audit_at")],
                    },
                ),
                migrations.CreateModel(
                    name="Sighting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("witness", models.CharField(max_length=120)),
                        ("size", models.BigIntegerField(default=0)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("heard", models.CharField(max_length=10)),
                        ("heard_at", models.DateTimeField()),
                        (
                            "log",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sightings",
                                to="ledger.log",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("log", "witness"), name="ledger_one_sighting"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
