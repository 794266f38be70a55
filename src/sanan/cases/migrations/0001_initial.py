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
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("open_rule", models.CharField(blank=True, max_length=200)),
                        ("close_rule", models.CharField(blank=True, max_length=200)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="cases.category",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("query_hash", models.CharField(max_length=64, unique=True)),
                        ("idempotency", models.CharField(max_length=64, null=True, unique=True)),
                        ("external_source", models.CharField(blank=True, max_length=40)),
                        ("external_id", models.CharField(max_length=60, null=True)),
                        ("door", models.CharField(max_length=12)),
                        ("kind", models.CharField(default="concern", max_length=24)),
                        ("nature", models.CharField(default="help", max_length=12)),
                        ("state", models.CharField(default="submitted", max_length=20)),
                        ("title", models.CharField(max_length=400)),
                        ("text", models.TextField()),
                        ("likes", models.IntegerField(default=0)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("lat", models.FloatField(null=True)),
                        ("lon", models.FloatField(null=True)),
                        ("suggested", models.JSONField(default=dict)),
                        ("urgency", models.CharField(default="ordinary", max_length=10)),
                        ("supervision", models.PositiveSmallIntegerField(default=0)),
                        ("anonymity", models.CharField(default="masked", max_length=10)),
                        ("contact_name", models.CharField(blank=True, max_length=40)),
                        ("contact_locked", models.CharField(blank=True, max_length=300)),
                        ("contact_hash", models.CharField(blank=True, max_length=64)),
                        ("opened_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("dispatched_at", models.DateTimeField(null=True)),
                        ("signed_at", models.DateTimeField(null=True)),
                        ("contacted_at", models.DateTimeField(null=True)),
                        ("replied_at", models.DateTimeField(null=True)),
                        ("revisited_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("contact_due_at", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(null=True)),
                        (
                            "running_due_at",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Case(
                                    models.When(
                                        state__in=[
                                            "accepted",
                                            "dispatched",
                                            "extension_requested",
                                            "in_progress",
                                            "reopened",
                                            "return_requested",
                                            "rework",
                                            "signed",
                                            "submitted",
                                            "whistled",
                                        ],
                                        then="due_at",
                                    )
                                ),
                                output_field=models.DateTimeField(null=True),
                            ),
                        ),
                        ("clock_from_at", models.DateTimeField(null=True)),
                        ("extension_days", models.PositiveSmallIntegerField(default=0)),
                        ("review_on", models.DateField(null=True)),
                        ("policy", models.CharField(blank=True, max_length=40)),
                        ("alarm", models.PositiveSmallIntegerField(default=0)),
                        ("rework_count", models.PositiveSmallIntegerField(default=0)),
                        ("return_count", models.PositiveSmallIntegerField(default=0)),
                        ("extension_count", models.PositiveSmallIntegerField(default=0)),
                        ("objection_count", models.PositiveSmallIntegerField(default=0)),
                        ("reopen_count", models.PositiveSmallIntegerField(default=0)),
                        ("contacted_in_time", models.BooleanField(null=True)),
                        ("asked_contacted", models.BooleanField(null=True)),
                        ("asked_resolved", models.BooleanField(null=True)),
                        ("satisfaction", models.CharField(blank=True, max_length=12)),
                        ("close_kind", models.CharField(blank=True, max_length=12)),
                        ("excluded", models.BooleanField(default=False)),
                        ("may_publish", models.BooleanField(default=True)),
                        ("indexed", models.BooleanField(default=False)),
                        ("public_title", models.CharField(blank=True, max_length=400)),
                        ("public_text", models.TextField(blank=True)),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "appellant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="cases",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entered_cases",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_receiver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.org",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="people.org",
                            ),
                        ),
                        (
                            "master",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_cases",
                                to="cases.case",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="places.place",
                            ),
                        ),
                        (
                            "township",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="cases.category",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CountySetting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("pack", models.CharField(default="beijing", max_length=30)),
                        ("weight_response", models.PositiveSmallIntegerField(default=30)),
                        ("weight_resolution", models.PositiveSmallIntegerField(default=35)),
                        ("weight_satisfaction", models.PositiveSmallIntegerField(default=35)),
                        ("credit", models.JSONField(default=dict)),
                        ("rank_at_least", models.PositiveSmallIntegerField(default=10)),
                        ("reopen_days", models.PositiveSmallIntegerField(default=15)),
                        ("revisit_days", models.PositiveSmallIntegerField(default=7)),
                        ("wecom_webhook", models.CharField(blank=True, max_length=300)),
                        (
                            "county",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="setting",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DayOfCalendar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("day", models.DateField()),
                        ("working", models.BooleanField()),
                        ("name", models.CharField(blank=True, max_length=40)),
                        (
                            "county",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("contact_locked", models.CharField(blank=True, max_length=300)),
                        ("contact_hash", models.CharField(blank=True, max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follows",
                                to="cases.case",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follows",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HotMining",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("from_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField()),
                        ("read", models.PositiveIntegerField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hot_minings",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HotIssue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("rank", models.PositiveIntegerField()),
                        ("heat", models.FloatField()),
                        ("from_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("where", models.CharField(blank=True, max_length=100)),
                        ("description", models.CharField(max_length=200)),
                        ("people", models.PositiveIntegerField()),
                        ("likes", models.IntegerField()),
                        ("trend", models.FloatField()),
                        ("weeks", models.JSONField(default=list)),
                        (
                            "cases",
                            models.ManyToManyField(related_name="hot_issues", to="cases.case"),
                        ),
                        (
                            "mining",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issues",
                                to="cases.hotmining",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ModelInUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("path", models.CharField(max_length=300)),
                        ("made_at", models.DateTimeField()),
                        ("labels", models.PositiveIntegerField()),
                        ("macro_f1", models.FloatField(null=True)),
                        (
                            "county",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reading_model",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
                        ("from_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="cases.case",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Policy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("pack", models.CharField(max_length=30)),
                        ("key", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=80)),
                        ("source", models.CharField(blank=True, max_length=200)),
                        ("matches", models.JSONField(default=dict)),
                        ("allows", models.JSONField(default=dict)),
                        ("max_extensions", models.PositiveSmallIntegerField(default=1)),
                        ("max_extension_days", models.PositiveSmallIntegerField(default=10)),
                        ("pausable", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("pack", "key"), name="cases_policy_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Progress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("work", models.CharField(max_length=10)),
                        ("name", models.CharField(blank=True, max_length=300)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("cursor", models.BigIntegerField(default=0)),
                        ("started_at", models.DateTimeField()),
                        ("moved_at", models.DateTimeField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="progress",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("public_text", models.TextField()),
                        ("private_text", models.TextField(blank=True)),
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="cases.case",
                            ),
                        ),
                        (
                            "org",
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
                    name="Request",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("matter", models.CharField(max_length=10)),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("text", models.TextField()),
                        ("wanted", models.JSONField(default=dict)),
                        ("asked_at", models.DateTimeField()),
                        ("decision", models.CharField(default="pending", max_length=8)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests",
                                to="cases.case",
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
                    ],
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("query", models.CharField(max_length=500)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_views",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseOrg",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("part", models.CharField(max_length=10)),
                        ("arrive_by", models.DateTimeField(null=True)),
                        ("arrived_at", models.DateTimeField(null=True)),
                        ("conclusion", models.CharField(blank=True, max_length=500)),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="orgs",
                                to="cases.case",
                            ),
                        ),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assisted_cases",
                                to="people.org",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "org", "part"), name="cases_org_once"
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["county", "state", "due_at"], name="cases_county_queue"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["county", "running_due_at"], name="cases_county_clock"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["township", "running_due_at"], name="cases_township_queue"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["village", "running_due_at"], name="cases_village_queue"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["handler", "state", "due_at"], name="cases_handler_queue"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["state", "due_at"], name="cases_queue"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["village", "-published_at"], name="cases_public"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["township", "-published_at"],
                        name="cases_public_around",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["village", "-opened_at"], name="cases_village_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["county", "-opened_at"], name="cases_newest"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=[
                            "county",
                            "revisited_at",
                            "township",
                            "excluded",
                            "kind",
                            "contacted_in_time",
                            "asked_resolved",
                            "satisfaction",
                        ],
                        name="cases_three_rates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["county", "opened_at", "category", "township"],
                        name="cases_hot_categories",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["county", "due_at", "state", "replied_at"],
                        name="cases_closing_rates",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["county", "closed_at"],
                        name="cases_county_closed",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["village", "closed_at"],
                        name="cases_village_closed",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["contact_hash", "opened_at"], name="cases_same_contact"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("indexed", False)),
                        fields=["id"],
                        name="cases_unindexed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("external_id__isnull", False)),
                        fields=("external_source", "external_id"),
                        name="cases_external_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(("lat__isnull", False), ("lon__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_lat_with_lon",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("master__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_merged_has_master",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "dispatched",
                                        "extension_requested",
                                        "in_progress",
                                        "rework",
                                        "signed",
                                        "whistled",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("handler__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_handling_has_unit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_closed_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("public_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_public_has_text",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dayofcalendar",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("county__isnull", True)),
                        fields=("day",),
                        name="cases_day_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="dayofcalendar",
                    constraint=models.UniqueConstraint(
                        fields=("county", "day"), name="cases_day_once_each"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="follow",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("contact_hash", ""), _negated=True),
                        fields=("case", "contact_hash"),
                        name="cases_follow_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="hotissue",
                    constraint=models.UniqueConstraint(
                        fields=("mining", "rank"), name="cases_hot_rank_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pause",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="cases_pause_ends_later",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pause",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("case",),
                        name="cases_one_pause_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="progress",
                    constraint=models.UniqueConstraint(
                        fields=("work", "place"), name="cases_progress_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="progress",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("work__in", ["mine", "reread"])),
                        name="cases_progress_work_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="request",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("decision", "pending")),
                        fields=("case", "matter"),
                        name="cases_one_request_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="request",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "pending")),
                            models.Q(
                                models.Q(("decision", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_request_decided_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.UniqueConstraint(
                        fields=("person", "name"), name="cases_view_once"
                    ),
                ),
            ],
        ),
    ]
