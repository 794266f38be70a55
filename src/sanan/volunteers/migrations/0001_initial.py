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
                    name="Project",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("work", models.CharField(default="other", max_length=12)),
                        ("about", models.TextField(blank=True)),
                        ("begins_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        (
                            "origin",
                            models.CharField(blank=True, max_length=80, null=True, unique=True),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteer_projects",
                                to="people.org",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteer_projects",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="open", max_length=10)),
                        ("title", models.CharField(max_length=120)),
                        ("content", models.TextField(blank=True)),
                        ("where", models.CharField(max_length=120)),
                        ("recipients", models.CharField(blank=True, max_length=120)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("capacity", models.PositiveIntegerField(default=0)),
                        ("min_age", models.PositiveSmallIntegerField(default=0)),
                        ("risky", models.BooleanField(default=False)),
                        ("insurance", models.CharField(blank=True, max_length=120)),
                        ("beneficiaries", models.PositiveIntegerField(blank=True, null=True)),
                        ("told_turns", models.PositiveIntegerField(blank=True, null=True)),
                        ("told_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("cancelled_why", models.CharField(blank=True, max_length=200)),
                        ("number", models.CharField(blank=True, max_length=60)),
                        (
                            "origin",
                            models.CharField(blank=True, max_length=80, null=True, unique=True),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteer_activities",
                                to="places.place",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="volunteers.project",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("content", models.CharField(blank=True, max_length=500)),
                        ("recipients", models.CharField(blank=True, max_length=120)),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField()),
                        ("breaks", models.PositiveSmallIntegerField(default=0)),
                        ("travel", models.PositiveSmallIntegerField(default=0)),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("state", models.CharField(max_length=10)),
                        ("source", models.CharField(blank=True, max_length=60, null=True)),
                        ("recorded_at", models.DateTimeField(null=True)),
                        ("agreed_at", models.DateTimeField(null=True)),
                        ("agreed_way", models.CharField(blank=True, max_length=8)),
                        ("quality", models.CharField(blank=True, max_length=10)),
                        ("struck_at", models.DateTimeField(null=True)),
                        ("struck_why", models.CharField(blank=True, max_length=200)),
                        (
                            "activity",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="volunteers.activity",
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="people.org",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="places.place",
                            ),
                        ),
                        (
                            "recorder",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("reason", models.CharField(max_length=300)),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField()),
                        ("breaks", models.PositiveSmallIntegerField(default=0)),
                        ("travel", models.PositiveSmallIntegerField(default=0)),
                        ("was_minutes", models.PositiveSmallIntegerField()),
                        ("was_began_at", models.DateTimeField()),
                        ("was_ended_at", models.DateTimeField()),
                        ("asked_at", models.DateTimeField()),
                        ("granted", models.BooleanField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="volunteers.service",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("register_no", models.CharField(blank=True, max_length=40)),
                        ("head", models.CharField(max_length=40)),
                        ("phone", models.CharField(max_length=20)),
                        ("about", models.CharField(blank=True, max_length=300)),
                        ("since_on", models.DateField()),
                        (
                            "org",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team",
                                to="people.org",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Volunteer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("skills", models.JSONField(default=list)),
                        ("sex", models.CharField(blank=True, max_length=8)),
                        ("birth_on", models.DateField(blank=True, null=True)),
                        ("id_kind", models.CharField(blank=True, max_length=10)),
                        ("id_locked", models.CharField(blank=True, max_length=300)),
                        (
                            "id_hash",
                            models.CharField(blank=True, max_length=64, null=True, unique=True),
                        ),
                        ("registered_at", models.DateTimeField()),
                        ("wording", models.CharField(max_length=20)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteer",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteers",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("seat", models.CharField(max_length=8)),
                        ("asked_at", models.DateTimeField()),
                        ("came_at", models.DateTimeField(blank=True, null=True)),
                        ("way", models.CharField(blank=True, max_length=8)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signups",
                                to="volunteers.activity",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signups",
                                to="volunteers.volunteer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("title", models.CharField(max_length=120)),
                        ("on", models.DateField()),
                        ("minutes", models.PositiveIntegerField(default=0)),
                        (
                            "by",
                            models.ForeignKey(
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
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="volunteers.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volunteer_members",
                                to="people.org",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="volunteers.volunteer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(max_length=24, unique=True)),
                        ("state", models.CharField(default="asked", max_length=10)),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("purpose", models.CharField(blank=True, max_length=120)),
                        ("minutes", models.PositiveIntegerField(default=0)),
                        ("times", models.PositiveIntegerField(default=0)),
                        ("records", models.JSONField(default=list)),
                        ("head", models.CharField(blank=True, max_length=40)),
                        ("handler", models.CharField(blank=True, max_length=40)),
                        ("phone", models.CharField(blank=True, max_length=20)),
                        ("notes", models.CharField(blank=True, max_length=200)),
                        ("asked_at", models.DateTimeField()),
                        ("issued_at", models.DateTimeField(null=True)),
                        ("publicise_until", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=200)),
                        (
                            "issued_by",
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
                                related_name="certificates",
                                to="people.org",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="volunteers.volunteer",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="project",
                    index=models.Index(
                        fields=["place", "begins_on"], name="volunteers_project_place"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("begins_on")),
                            _connector="OR",
                        ),
                        name="volunteers_project_dates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(
                        fields=["place", "starts_at"], name="volunteers_activity_place"
                    ),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(
                        fields=["state", "starts_at"], name="volunteers_activity_coming"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="volunteers_activity_times",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("risky", False),
                            models.Q(("insurance", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_risk_insured",
                    ),
                ),
                migrations.AddIndex(
                    model_name="service",
                    index=models.Index(
                        fields=["person", "began_at"], name="volunteers_service_person"
                    ),
                ),
                migrations.AddIndex(
                    model_name="service",
                    index=models.Index(
                        fields=["place", "state", "began_at"], name="volunteers_service_place"
                    ),
                ),
                migrations.AddIndex(
                    model_name="service",
                    index=models.Index(
                        fields=["state", "person", "place", "began_at", "minutes"],
                        name="volunteers_service_count",
                    ),
                ),
                migrations.AddIndex(
                    model_name="service",
                    index=models.Index(fields=["-began_at"], name="volunteers_service_newest"),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ended_at__gt", models.F("began_at"))),
                        name="volunteers_service_times",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="volunteers_service_minutes",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("recorded_at__isnull", False),
                                ("recorder__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="volunteers_both_sides",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("recorder__isnull", True),
                            models.Q(("recorder", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_not_own_recorder",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "struck"), _negated=True),
                            models.Q(
                                ("struck_at__isnull", False),
                                models.Q(("struck_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="volunteers_struck_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("source__isnull", False)),
                        fields=("person", "source"),
                        name="volunteers_source_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="service",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("activity__isnull", False),
                            models.Q(("state", "struck"), _negated=True),
                        ),
                        fields=("person", "activity"),
                        name="volunteers_activity_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="correction",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("granted__isnull", True)),
                        fields=("service",),
                        name="volunteers_one_correction",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="correction",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("granted__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="volunteers_correction_decided",
                    ),
                ),
                migrations.AddIndex(
                    model_name="volunteer",
                    index=models.Index(fields=["place", "left_at"], name="volunteers_staying"),
                ),
                migrations.AddConstraint(
                    model_name="volunteer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("id_hash__isnull", True),
                            models.Q(("id_locked", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_id_kept_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="volunteer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("registered_at")),
                            _connector="OR",
                        ),
                        name="volunteers_left_after",
                    ),
                ),
                migrations.AddIndex(
                    model_name="signup",
                    index=models.Index(
                        fields=["activity", "seat", "asked_at"], name="volunteers_line"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signup",
                    constraint=models.UniqueConstraint(
                        fields=("activity", "volunteer"), name="volunteers_signed_up_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signup",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("came_at__isnull", True),
                            models.Q(("seat", "going"), models.Q(("way", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="volunteers_came_how",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("volunteer", "org"),
                        name="volunteers_member_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("since_at")),
                            _connector="OR",
                        ),
                        name="volunteers_member_dates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="certificate",
                    index=models.Index(fields=["org", "-asked_at"], name="volunteers_paper_newest"),
                ),
                migrations.AddConstraint(
                    model_name="certificate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("since_on"))),
                        name="volunteers_paper_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="certificate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["issued", "revoked"]), _negated=True),
                            models.Q(
                                ("issued_at__isnull", False),
                                ("issued_by__isnull", False),
                                ("minutes__gt", 0),
                                ("publicise_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="volunteers_paper_issued",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="certificate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["revoked", "declined"]), _negated=True),
                            models.Q(
                                ("ended_at__isnull", False),
                                models.Q(("ended_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="volunteers_paper_ended_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="certificate",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("volunteer", "org"),
                        name="volunteers_one_asked",
                    ),
                ),
            ],
        ),
    ]
