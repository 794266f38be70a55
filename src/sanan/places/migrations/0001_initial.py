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
                    name="Place",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("path", models.CharField(max_length=255, unique=True)),
                        ("depth", models.PositiveIntegerField()),
                        ("numchild", models.PositiveIntegerField(default=0)),
                        ("name", models.CharField(max_length=80)),
                        ("kind", models.CharField(max_length=10)),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("lat", models.FloatField(blank=True, null=True)),
                        ("lon", models.FloatField(blank=True, null=True)),
                        ("full_name", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["kind", "name"], name="places_kind_name")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                                    models.Q(
                                        ("lat__gte", -90),
                                        ("lat__lte", 90),
                                        ("lon__gte", -180),
                                        ("lon__lte", 180),
                                    ),
                                    _connector="OR",
                                ),
                                name="places_lat_with_lon",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grid",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("code", models.CharField(max_length=20, unique=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="places.grid",
                            ),
                        ),
                        ("places", models.ManyToManyField(related_name="grids", to="places.place")),
                    ],
                ),
                migrations.CreateModel(
                    name="QrPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("token", models.CharField(max_length=16, unique=True)),
                        ("label", models.CharField(blank=True, max_length=80)),
                        ("made_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="qr_points",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
