import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_search"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="Resolution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="adopted", max_length=10)),
                        ("text", models.TextField()),
                        ("adopted_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("publish_until", models.DateField(null=True)),
                        ("entry_id", models.BigIntegerField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("text", models.CharField(max_length=140)),
                        ("voter", models.CharField(blank=True, max_length=64)),
                        ("made_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Council",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="standing", max_length=10)),
                        ("name", models.CharField(max_length=80)),
                        ("kind", models.CharField(default="council", max_length=16)),
                        ("monthly", models.BooleanField(default=False)),
                        ("founded_on", models.DateField()),
                        ("area", models.PositiveBigIntegerField(default=0)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councils",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Hall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=80)),
                        ("holds", models.PositiveSmallIntegerField(default=30)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="halls",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Booking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("begins_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("purpose", models.CharField(max_length=120)),
                        ("freed_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "hall",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bookings",
                                to="council.hall",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="JointCommittee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="standing", max_length=10)),
                        ("name", models.CharField(max_length=80)),
                        ("founded_on", models.DateField()),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                        (
                            "place",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint_committee",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CommitteeSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("part_time", models.BooleanField(default=True)),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committee_seats",
                                to="people.org",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committee_seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="council.jointcommittee",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mechanism",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=40)),
                        ("text", models.CharField(max_length=500)),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mechanisms",
                                to="council.jointcommittee",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="planned", max_length=10)),
                        ("title", models.CharField(max_length=120)),
                        ("where", models.CharField(max_length=120)),
                        ("starts_at", models.DateTimeField()),
                        ("live_url", models.URLField(blank=True, max_length=300)),
                        ("merged_first_two", models.BooleanField(default=False)),
                        ("convened_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("held_at", models.DateTimeField(null=True)),
                        ("minutes", models.TextField(blank=True)),
                        ("problems", models.PositiveSmallIntegerField(default=0)),
                        ("solved", models.PositiveSmallIntegerField(default=0)),
                        (
                            "booking",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="meeting",
                                to="council.booking",
                            ),
                        ),
                        (
                            "chair",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="council.council",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Need",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("state", models.CharField(default="open", max_length=10)),
                        ("raised_at", models.DateTimeField()),
                        ("result", models.CharField(blank=True, max_length=1000)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="council.jointcommittee",
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
                    ],
                ),
                migrations.CreateModel(
                    name="ActionItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="council_items",
                                to="cases.case",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                        (
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="council.resolution",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Resource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="offered", max_length=10)),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("times", models.PositiveSmallIntegerField(default=1)),
                        ("offered_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resources",
                                to="council.jointcommittee",
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
                    ],
                ),
                migrations.CreateModel(
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("given_back_at", models.DateTimeField(null=True)),
                        ("why", models.CharField(blank=True, max_length=300)),
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
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="claims",
                                to="council.need",
                            ),
                        ),
                        (
                            "resource",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="council.resource",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=40)),
                        ("household", models.CharField(blank=True, max_length=120)),
                        ("area", models.PositiveBigIntegerField(default=0)),
                        ("representative", models.BooleanField(default=False)),
                        ("woman", models.BooleanField(default=False)),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seats",
                                to="council.council",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="council_seats",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("way", models.CharField(max_length=8)),
                        ("proxy", models.CharField(blank=True, max_length=40)),
                        ("proxy_key", models.CharField(blank=True, max_length=64, null=True)),
                        ("at", models.DateTimeField()),
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
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendance",
                                to="council.meeting",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="council.seat",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("voter", models.CharField(max_length=64)),
                        ("stance", models.SmallIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="opinions",
                                to="council.statement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("source", models.CharField(max_length=12)),
                        ("level", models.CharField(default="community", max_length=12)),
                        ("matter", models.CharField(default="other", max_length=16)),
                        ("state", models.CharField(default="proposed", max_length=14)),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                        ("result", models.TextField(blank=True)),
                        ("proposed_at", models.DateTimeField()),
                        ("admitted_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "case",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="topic",
                                to="cases.case",
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="topics",
                                to="council.council",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="topics",
                                to="places.place",
                            ),
                        ),
                        (
                            "proposer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="topics",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="statement",
                    name="topic",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="council.topic",
                    ),
                ),
                migrations.AddField(
                    model_name="resolution",
                    name="topic",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="council.topic",
                    ),
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("voter", models.CharField(max_length=64)),
                        ("satisfaction", models.CharField(max_length=12)),
                        ("text", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField()),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="council.topic",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("minutes", models.TextField(blank=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="council.meeting",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agenda",
                                to="council.topic",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Use",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("held_on", models.DateField()),
                        ("title", models.CharField(max_length=120)),
                        ("made", models.CharField(blank=True, max_length=500)),
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
                            "mechanism",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uses",
                                to="council.mechanism",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-held_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="open", max_length=8)),
                        ("question", models.CharField(max_length=300)),
                        ("secret", models.BooleanField(default=False)),
                        ("special", models.BooleanField(default=False)),
                        ("opened_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("basis", models.JSONField(default=dict)),
                        ("result", models.JSONField(default=dict)),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="council.meeting",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="council.topic",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ruling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("way", models.CharField(max_length=8)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="council.seat",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rulings",
                                to="council.vote",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="resolution",
                    name="vote",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolution",
                        to="council.vote",
                    ),
                ),
                migrations.CreateModel(
                    name="DoorBallot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("way", models.CharField(max_length=8)),
                        ("choice", models.CharField(max_length=8)),
                        ("at", models.DateTimeField()),
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
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="council.seat",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="door_ballots",
                                to="council.vote",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ballot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("choice", models.CharField(max_length=8)),
                        ("area", models.PositiveBigIntegerField(default=0)),
                        ("way", models.CharField(max_length=8)),
                        ("at", models.DateTimeField()),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="council.seat",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ballots",
                                to="council.vote",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="VoterKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("void_at", models.DateTimeField(null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="keys",
                                to="council.meeting",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="keys",
                                to="council.seat",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Work",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=8)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.CharField(max_length=2000)),
                        ("budget", models.PositiveBigIntegerField(default=0)),
                        ("state", models.CharField(default="planned", max_length=10)),
                        ("planned_at", models.DateTimeField()),
                        ("result", models.CharField(blank=True, max_length=2000)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "committee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="works",
                                to="council.jointcommittee",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="works",
                                to="council.need",
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
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="works",
                                to="places.place",
                            ),
                        ),
                        (
                            "villages",
                            models.ManyToManyField(blank=True, related_name="+", to="places.place"),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "number", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(null=True)),
                        ("evidence", models.CharField(blank=True, max_length=500)),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="council.work",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkRating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("voter", models.CharField(max_length=64)),
                        ("satisfaction", models.CharField(max_length=12)),
                        ("text", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField()),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="council.work",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="council",
                    constraint=models.UniqueConstraint(
                        fields=("place", "name"), name="council_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hall",
                    constraint=models.UniqueConstraint(
                        fields=("place", "name"), name="council_hall_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="booking",
                    index=models.Index(fields=["hall", "begins_at"], name="council_booking_when"),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="council_booking_times",
                    ),
                ),
                migrations.AddIndex(
                    model_name="committeeseat",
                    index=models.Index(fields=["person"], name="council_joint_person"),
                ),
                migrations.AddConstraint(
                    model_name="committeeseat",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("committee", "person"),
                        name="council_joint_seat_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="committeeseat",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="council_joint_seat_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mechanism",
                    constraint=models.UniqueConstraint(
                        fields=("committee", "name"), name="council_mechanism_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="meeting",
                    index=models.Index(
                        fields=["council", "-starts_at"], name="council_meeting_when"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="meeting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            ("held_at__isnull", False),
                            _connector="OR",
                        ),
                        name="council_meeting_held_when",
                    ),
                ),
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(fields=["committee", "state"], name="council_need_queue"),
                ),
                migrations.AddConstraint(
                    model_name="need",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("state__in", ["open", "claimed"])
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ["met", "withdrawn"])
                            ),
                            _connector="OR",
                        ),
                        name="council_need_ended_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="resource",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("times__gte", 1)), name="council_resource_times"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="resource",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), ("withdrawn_at__isnull", True)),
                            models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="council_resource_withdrawn_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("given_back_at__isnull", True)),
                        fields=("need",),
                        name="council_claim_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="seat",
                    index=models.Index(fields=["council", "household"], name="council_seat_roll"),
                ),
                migrations.AddConstraint(
                    model_name="seat",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("until_on__isnull", True)),
                        fields=("council", "person"),
                        name="council_seat_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="seat",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="council_seat_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "seat"), name="council_present_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "proxy"), _negated=True),
                            ("proxy_key__isnull", False),
                            _connector="OR",
                        ),
                        name="council_proxy_named",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="opinion",
                    constraint=models.UniqueConstraint(
                        fields=("statement", "voter"), name="council_opinion_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="opinion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("stance__in", [-1, 0, 1])),
                        name="council_opinion_stance",
                    ),
                ),
                migrations.AddIndex(
                    model_name="topic",
                    index=models.Index(fields=["place", "state"], name="council_topic_queue"),
                ),
                migrations.AddConstraint(
                    model_name="topic",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "resolved"), _negated=True),
                            ("resolved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="council_topic_resolved_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statement",
                    constraint=models.UniqueConstraint(
                        fields=("topic", "text"), name="council_statement_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rating",
                    constraint=models.UniqueConstraint(
                        fields=("topic", "voter"), name="council_rating_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agendaitem",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "topic"), name="council_agenda_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="use",
                    index=models.Index(fields=["mechanism", "held_on"], name="council_use_when"),
                ),
                migrations.AddConstraint(
                    model_name="vote",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("meeting", "topic"),
                        name="council_vote_open_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="vote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="council_vote_closed_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ruling",
                    constraint=models.UniqueConstraint(
                        fields=("vote", "seat", "by"), name="council_ruling_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="resolution",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("publish_until__isnull", True),
                                ("published_at__isnull", True),
                                ("state", "adopted"),
                            ),
                            models.Q(
                                ("publish_until__isnull", False),
                                ("published_at__isnull", False),
                                ("state", "published"),
                            ),
                            _connector="OR",
                        ),
                        name="council_published_until",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="doorballot",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("by__isnull", True)),
                        fields=("vote", "seat", "way"),
                        name="council_door_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="doorballot",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("by__isnull", False)),
                        fields=("vote", "seat", "by"),
                        name="council_paper_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="doorballot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("way", "paper")),
                            models.Q(("by__isnull", True), ("way__in", ["online", "hands"])),
                            _connector="OR",
                        ),
                        name="council_paper_by_whom",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ballot",
                    constraint=models.UniqueConstraint(
                        fields=("vote", "seat"), name="council_ballot_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voterkey",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("void_at__isnull", True)),
                        fields=("meeting", "seat"),
                        name="council_key_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voterkey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("void_at__isnull", True), ("opened_at__isnull", True), _connector="OR"
                        ),
                        name="council_key_used_or_void",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="work",
                    constraint=models.UniqueConstraint(
                        fields=("place", "kind", "year", "number"), name="council_work_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="work",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "project"), _negated=True),
                            ("committee__isnull", False),
                            _connector="OR",
                        ),
                        name="council_project_committee",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="work",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("state__in", ["planned", "underway"])
                            ),
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ["finished", "stopped"])
                            ),
                            _connector="OR",
                        ),
                        name="council_work_ended_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="milestone",
                    constraint=models.UniqueConstraint(
                        fields=("work", "position"), name="council_milestone_place"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="milestone",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            models.Q(("evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="council_milestone_shown",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workrating",
                    constraint=models.UniqueConstraint(
                        fields=("work", "voter"), name="council_work_rated_once"
                    ),
                ),
            ],
        ),
    ]
