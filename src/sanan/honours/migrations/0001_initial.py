import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="HonourScheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("title", models.CharField(max_length=60)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("conditions", models.CharField(max_length=1000)),
                        ("quota", models.PositiveSmallIntegerField()),
                        ("levels", models.JSONField(default=list)),
                        ("least", models.PositiveSmallIntegerField(default=1)),
                        ("apart_years", models.PositiveSmallIntegerField(default=3)),
                        ("publicity_days", models.PositiveSmallIntegerField(default=5)),
                        ("state", models.CharField(default="open", max_length=8)),
                        ("bodies", models.ManyToManyField(related_name="+", to="people.org")),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "title", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Nomination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(default="person", max_length=8)),
                        ("name", models.CharField(max_length=60)),
                        ("number_hash", models.CharField(blank=True, max_length=64)),
                        ("unit_name", models.CharField(max_length=80)),
                        ("deeds", models.CharField(blank=True, max_length=2000)),
                        ("state", models.CharField(default="nominated", max_length=20)),
                        ("level", models.PositiveSmallIntegerField(default=0)),
                        ("nominated_at", models.DateTimeField()),
                        ("consented_on", models.DateField(null=True)),
                        ("publicised_on", models.DateField(null=True)),
                        ("publicity_ends_on", models.DateField(null=True)),
                        ("awarded_on", models.DateField(null=True)),
                        ("certificate", models.CharField(max_length=24, null=True, unique=True)),
                        ("reason", models.CharField(blank=True, max_length=16)),
                        ("ended_on", models.DateField(null=True)),
                        ("origin", models.CharField(max_length=64, null=True, unique=True)),
                        (
                            "nominated_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="honours.honourscheme",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="IntegrityCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=10)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("note", models.CharField(blank=True, max_length=1000)),
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
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="checks",
                                to="honours.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("code", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=120)),
                        ("done_on", models.DateField()),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="honours.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-done_on", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        ("raised_at", models.DateTimeField()),
                        ("upheld", models.BooleanField(null=True)),
                        ("finding", models.CharField(blank=True, max_length=1000)),
                        ("handled_at", models.DateTimeField(null=True)),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objections",
                                to="honours.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Tolerance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("unit_name", models.CharField(max_length=80)),
                        ("fault", models.CharField(max_length=2000)),
                        ("grounds", models.CharField(max_length=2000)),
                        ("basis", models.CharField(blank=True, max_length=300)),
                        ("remedy", models.CharField(blank=True, max_length=2000)),
                        ("state", models.CharField(default="proposed", max_length=10)),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-proposed_at", "pk"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="honourscheme",
                    constraint=models.UniqueConstraint(
                        fields=("place", "title", "year"), name="honours_scheme_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honourscheme",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("publicity_days__gte", 5)),
                        name="honours_publicity_days",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="honourscheme",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("least__gte", 1), ("quota__gte", 1)),
                        name="honours_least",
                    ),
                ),
                migrations.AddIndex(
                    model_name="nomination",
                    index=models.Index(fields=["scheme", "state"], name="honours_scheme_state"),
                ),
                migrations.AddIndex(
                    model_name="nomination",
                    index=models.Index(fields=["number_hash"], name="honours_number"),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("awarded", "revoked")), _negated=True),
                            models.Q(("awarded_on__isnull", False), ("certificate__isnull", False)),
                            _connector="OR",
                        ),
                        name="honours_awarded_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["rejected", "revoked"]), _negated=True),
                            models.Q(
                                models.Q(("reason", ""), _negated=True), ("ended_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="honours_ended_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "publicised"), _negated=True),
                            models.Q(
                                ("consented_on__isnull", False),
                                ("publicity_ends_on__gt", models.F("publicised_on")),
                            ),
                            _connector="OR",
                        ),
                        name="honours_publicised_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "nominated",
                                    "screened",
                                    "integrity_checked",
                                    "reviewed",
                                    "publicised",
                                    "awarded",
                                ),
                            )
                        ),
                        fields=("scheme", "person"),
                        name="honours_person_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="nomination",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "team"),
                            (
                                "state__in",
                                (
                                    "nominated",
                                    "screened",
                                    "integrity_checked",
                                    "reviewed",
                                    "publicised",
                                    "awarded",
                                ),
                            ),
                        ),
                        fields=("scheme", "unit"),
                        name="honours_team_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="integritycheck",
                    constraint=models.UniqueConstraint(
                        fields=("nomination", "org"), name="honours_asked_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="integritycheck",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="honours_answered_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="evidence",
                    constraint=models.UniqueConstraint(
                        fields=("nomination", "kind", "code"), name="honours_evidence_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="objection",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at__isnull", True), ("upheld__isnull", True)),
                            models.Q(
                                ("handled_at__isnull", False),
                                ("upheld__isnull", False),
                                models.Q(("finding", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="honours_objection_handled",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tolerance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["tolerated", "corrected"]), _negated=True),
                            models.Q(
                                models.Q(("basis", ""), _negated=True),
                                ("verified_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="honours_tolerated_on_grounds",
                    ),
                ),
            ],
        ),
    ]
