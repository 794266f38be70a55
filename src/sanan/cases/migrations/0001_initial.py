import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sanan.kit.schema import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        # What is not ours comes first: with our tables there it takes several times as long.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("places", "0001_initial"),
    ]

    operations = together(
        migrations.CreateModel(
            name="DayOfCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("working", models.BooleanField()),
                ("name", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "verbose_name_plural": "categories",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("query_hash", models.CharField(max_length=64, unique=True)),
                ("idempotency", models.CharField(max_length=64, null=True, unique=True)),
                ("external_source", models.CharField(blank=True, max_length=40)),
                ("external_id", models.CharField(max_length=60, null=True)),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("web", "手机页面"),
                            ("qr", "扫码"),
                            ("proxy", "代办"),
                            ("phone", "电话"),
                            ("import", "导入"),
                            ("api", "接口"),
                            ("room", "村群"),
                            ("inspection", "巡察"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consult", "咨询"),
                            ("help", "求助"),
                            ("complaint", "投诉"),
                            ("report", "举报"),
                            ("suggestion", "建议"),
                            ("patrol", "巡查发现"),
                        ],
                        default="help",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "已收到"),
                            ("not_accepted", "不受理"),
                            ("merged", "并入同一件事"),
                            ("accepted", "已受理"),
                            ("dispatched", "已派单"),
                            ("return_requested", "申请退单"),
                            ("signed", "已签收"),
                            ("in_progress", "办理中"),
                            ("extension_requested", "申请延期"),
                            ("suspended", "缓办"),
                            ("whistled", "已吹哨"),
                            ("replied", "已答复"),
                            ("verifying", "核查中"),
                            ("rework", "返工"),
                            ("revisiting", "待评价"),
                            ("closed", "已办结"),
                            ("reopened", "重新办理"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="submitted",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=400)),
                ("text", models.TextField()),
                ("likes", models.IntegerField(default=0)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("suggested", models.JSONField(default=dict)),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("danger", "危险"),
                            ("utility", "断水断电断气"),
                            ("ordinary", "一般"),
                            ("complex", "疑难"),
                        ],
                        default="ordinary",
                        max_length=10,
                    ),
                ),
                (
                    "supervision",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "无"), (1, "催办"), (2, "督办"), (3, "通报"), (4, "挂牌督办")],
                        default=0,
                    ),
                ),
                (
                    "anonymity",
                    models.CharField(
                        choices=[
                            ("named", "公开"),
                            ("masked", "只给办理人"),
                            ("anonymous", "不留"),
                        ],
                        default="masked",
                        max_length=10,
                    ),
                ),
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
                (
                    "alarm",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "无"), (1, "临期"), (2, "逾期"), (3, "逾期三天")], default=0
                    ),
                ),
                ("rework_count", models.PositiveSmallIntegerField(default=0)),
                ("return_count", models.PositiveSmallIntegerField(default=0)),
                ("extension_count", models.PositiveSmallIntegerField(default=0)),
                ("objection_count", models.PositiveSmallIntegerField(default=0)),
                ("reopen_count", models.PositiveSmallIntegerField(default=0)),
                ("contacted_in_time", models.BooleanField(null=True)),
                ("asked_contacted", models.BooleanField(null=True)),
                ("asked_resolved", models.BooleanField(null=True)),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "满意"),
                            ("mostly", "基本满意"),
                            ("fair", "一般"),
                            ("unsatisfied", "不满意"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "close_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rated", "居民评价后办结"),
                            ("revisited", "回访后办结"),
                            ("unanswered", "到期未评价自动办结"),
                            ("with_master", "随主件办结"),
                            ("imported", "导入时已答复"),
                        ],
                        max_length=12,
                    ),
                ),
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
            options={
                "indexes": [
                    models.Index(fields=["county", "state", "due_at"], name="cases_county_queue"),
                    models.Index(fields=["county", "running_due_at"], name="cases_county_clock"),
                    models.Index(
                        fields=["township", "running_due_at"], name="cases_township_queue"
                    ),
                    models.Index(fields=["village", "running_due_at"], name="cases_village_queue"),
                    models.Index(fields=["handler", "state", "due_at"], name="cases_handler_queue"),
                    models.Index(fields=["state", "due_at"], name="cases_queue"),
                    models.Index(fields=["village", "-published_at"], name="cases_public"),
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["township", "-published_at"],
                        name="cases_public_around",
                    ),
                    models.Index(fields=["village", "-opened_at"], name="cases_village_newest"),
                    models.Index(fields=["county", "-opened_at"], name="cases_newest"),
                    models.Index(
                        fields=[
                            "county",
                            "revisited_at",
                            "township",
                            "excluded",
                            "contacted_in_time",
                            "asked_resolved",
                            "satisfaction",
                        ],
                        name="cases_three_rates",
                    ),
                    models.Index(
                        fields=["county", "opened_at", "category", "township"],
                        name="cases_hot_categories",
                    ),
                    models.Index(
                        fields=["county", "due_at", "state", "replied_at"],
                        name="cases_closing_rates",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["county", "closed_at"],
                        name="cases_county_closed",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["village", "closed_at"],
                        name="cases_village_closed",
                    ),
                    models.Index(fields=["contact_hash", "opened_at"], name="cases_same_contact"),
                    models.Index(
                        condition=models.Q(("indexed", False)),
                        fields=["id"],
                        name="cases_unindexed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id__isnull", False)),
                        fields=("external_source", "external_id"),
                        name="cases_external_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(("lat__isnull", False), ("lon__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_lat_with_lon",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("master__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_merged_has_master",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_closed_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("public_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_public_has_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountySetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("contact_hash", ""), _negated=True),
                        fields=("case", "contact_hash"),
                        name="cases_follow_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HotMining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("cases", models.ManyToManyField(related_name="hot_issues", to="cases.case")),
                (
                    "mining",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issues",
                        to="cases.hotmining",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mining", "rank"), name="cases_hot_rank_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelInUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="cases_pause_ends_later",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("case",),
                        name="cases_one_pause_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                "verbose_name_plural": "policies",
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "key"), name="cases_policy_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("return", "Return"),
                            ("extension", "Extension"),
                            ("exclusion", "Exclusion"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField()),
                ("wanted", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("pending", "待定"), ("granted", "同意"), ("denied", "不同意")],
                        default="pending",
                        max_length=8,
                    ),
                ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "pending")),
                        fields=("case", "matter"),
                        name="cases_one_request_open",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="cases_view_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "已收到"),
                            ("not_accepted", "不受理"),
                            ("merged", "并入同一件事"),
                            ("accepted", "已受理"),
                            ("dispatched", "已派单"),
                            ("return_requested", "申请退单"),
                            ("signed", "已签收"),
                            ("in_progress", "办理中"),
                            ("extension_requested", "申请延期"),
                            ("suspended", "缓办"),
                            ("whistled", "已吹哨"),
                            ("replied", "已答复"),
                            ("verifying", "核查中"),
                            ("rework", "返工"),
                            ("revisiting", "待评价"),
                            ("closed", "已办结"),
                            ("reopened", "重新办理"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=20,
                    ),
                ),
                ("said", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("public", models.BooleanField(default=False)),
                ("entry_id", models.BigIntegerField(null=True)),
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
                        related_name="steps",
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
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "照片"),
                            ("voice", "语音"),
                            ("video", "视频"),
                            ("document", "文件"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token", models.CharField(max_length=40, unique=True)),
                ("key", models.CharField(max_length=120)),
                ("thumb_key", models.CharField(blank=True, max_length=120)),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("public", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.case",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.step",
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("assists", "Assists"), ("whistled", "Whistled")], max_length=10
                    ),
                ),
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
                    models.UniqueConstraint(fields=("case", "org", "part"), name="cases_org_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "work",
                    models.CharField(
                        choices=[("mine", "找热点"), ("reread", "用新模型重读")], max_length=10
                    ),
                ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("work", "place"), name="cases_progress_once"),
                    models.CheckConstraint(
                        condition=models.Q(("work__in", ["mine", "reread"])),
                        name="cases_progress_work_known",
                    ),
                ],
            },
        ),
    )
