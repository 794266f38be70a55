import django.db.models.deletion
import sanan.powers.models.codes
from django.conf import settings
from django.db import migrations, models

from sanan.kit.schema import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("books", "0001_initial"),
        ("cases", "0002_search"),
        ("council", "0001_initial"),
        ("people", "__first__"),
        ("places", "0001_initial"),
    ]

    operations = together(
        migrations.CreateModel(
            name="AnswerClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("acknowledge", "告诉提问的人“看到了”"),
                            ("village", "村里回答"),
                            ("township", "镇里回答"),
                            ("county", "县里回答"),
                        ],
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hour", "hour"),
                            ("working_hour", "working_hour"),
                            ("day", "day"),
                            ("working_day", "working_day"),
                        ],
                        max_length=14,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1)), name="powers_clock_amount"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_on", models.DateField()),
                ("busy", models.BooleanField(default=False)),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disclosure_calendar",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisclosureItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "affair",
                    models.CharField(
                        choices=[("party", "党务"), ("village", "村务"), ("finance", "财务")],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("elements", models.JSONField(default=list)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("monthly", "每月"),
                            ("quarterly", "每季度"),
                            ("yearly", "每年"),
                            ("event", "有事随时"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "when_busy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("monthly", "每月"),
                            ("quarterly", "每季度"),
                            ("yearly", "每年"),
                            ("event", "有事随时"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_month", models.PositiveSmallIntegerField(default=1)),
                ("due_day", models.PositiveSmallIntegerField(default=20)),
                ("display_days", models.PositiveSmallIntegerField(default=30)),
                ("township_review", models.BooleanField(default=False)),
                ("statement", models.BooleanField(default=False)),
                ("body", models.CharField(max_length=60)),
                ("audience", models.CharField(max_length=60)),
                ("channels", models.CharField(max_length=120)),
                ("basis", models.CharField(max_length=300)),
                ("sample", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("effective_on", models.DateField()),
                ("changed", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="powers_open_item_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_day__gte", 1), ("due_day__lte", 90), ("due_month__lte", 12)
                        ),
                        name="powers_open_item_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.powers.models.codes.new_code, max_length=16, unique=True
                    ),
                ),
                ("item_code", models.CharField(max_length=8)),
                (
                    "affair",
                    models.CharField(
                        choices=[("party", "党务"), ("village", "村务"), ("finance", "财务")],
                        max_length=8,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("monthly", "每月"),
                            ("quarterly", "每季度"),
                            ("yearly", "每年"),
                            ("event", "有事随时"),
                        ],
                        max_length=10,
                    ),
                ),
                ("period", models.CharField(max_length=24)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("scheduled", "等着写"),
                            ("drafting", "正在写"),
                            ("supervisor_review", "等村务监督委员会审核"),
                            ("township_review", "等镇里审核"),
                            ("published", "已公开"),
                            ("questioned", "有人提问"),
                            ("answered", "已回答"),
                            ("amended", "已更正"),
                            ("archived", "已归档"),
                        ],
                        default="scheduled",
                        max_length=18,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(blank=True)),
                ("rows", models.JSONField(default=dict)),
                ("elements", models.JSONField(default=list)),
                ("changed", models.CharField(blank=True, max_length=300)),
                ("published_on", models.DateField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("display_until", models.DateField(null=True)),
                ("announced_at", models.DateTimeField(null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="places.place",
                    ),
                ),
                (
                    "township",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="powers.disclosureitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("published_on__isnull", True)),
                        fields=["township", "due_on", "place"],
                        name="powers_overdue",
                    ),
                    models.Index(fields=["due_on", "township", "published_on"], name="powers_due"),
                    models.Index(fields=["place", "due_on"], name="powers_village"),
                    models.Index(
                        condition=models.Q(
                            ("announced_at__isnull", True), ("published_on__isnull", False)
                        ),
                        fields=["published_on"],
                        name="powers_to_announce",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "item_code", "period"), name="powers_disclosure_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_on__isnull", True), ("version", 0)),
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_on__isnull", False),
                                ("version__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="powers_published_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ["published", "questioned", "answered", "amended", "archived"],
                                ),
                                _negated=True,
                            ),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="powers_published_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="powers_disclosure_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True)),
                ("rows", models.JSONField(default=dict)),
                ("elements", models.JSONField(default=list)),
                ("changed", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField()),
                ("entry_id", models.BigIntegerField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="powers.disclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("disclosure", "number"), name="powers_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("changed", ""), _negated=True), _connector="OR"
                        ),
                        name="powers_version_says_what_changed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.powers.models.codes.new_code, max_length=16, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("board", "公开栏(A3)"), ("letter", "给各户的信(A4)")],
                        max_length=8,
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("entry_id", models.BigIntegerField()),
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
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PowerItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "affair",
                    models.CharField(
                        choices=[("party", "党务"), ("village", "村务"), ("finance", "财务")],
                        max_length=8,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("public_power", "公共权力"), ("service", "便民服务")],
                        max_length=14,
                    ),
                ),
                ("area", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("plain", models.CharField(max_length=300)),
                ("basis", models.CharField(max_length=300)),
                ("thresholds", models.JSONField(default=list)),
                ("forbidden", models.JSONField(default=list)),
                ("sample", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("effective_on", models.DateField()),
                ("changed", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="powers_item_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.powers.models.codes.new_code, max_length=16, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("amount", models.PositiveBigIntegerField(null=True)),
                ("fund_source", models.CharField(blank=True, max_length=80)),
                ("counterparty", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("initiated", "刚开始,等申报亲属关系"),
                            ("running", "正在办"),
                            ("suspended", "纪检叫停"),
                            ("completed", "已办完"),
                            ("archived", "已归档"),
                        ],
                        default="initiated",
                        max_length=10,
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("initiated", "刚开始,等申报亲属关系"),
                            ("running", "正在办"),
                            ("suspended", "纪检叫停"),
                            ("completed", "已办完"),
                            ("archived", "已归档"),
                        ],
                        max_length=10,
                    ),
                ),
                ("related", models.BooleanField(null=True)),
                ("related_who", models.CharField(blank=True, max_length=200)),
                ("declared_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
                ("suspended_why", models.CharField(blank=True, max_length=300)),
                ("entry_id", models.BigIntegerField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cases", models.ManyToManyField(related_name="power_runs", to="cases.case")),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="power_runs",
                        to="books.contract",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disclosures",
                    models.ManyToManyField(related_name="runs", to="powers.disclosure"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="powers.poweritem",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="power_runs",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["place", "-begun_at"], name="powers_run_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            ("completed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="powers_run_completed_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_at__isnull", True), ("related__isnull", True)),
                            models.Q(("declared_at__isnull", False), ("related__isnull", False)),
                            _connector="OR",
                        ),
                        name="powers_run_declared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["initiated", "suspended"]),
                            ("related__isnull", False),
                            _connector="OR",
                        ),
                        name="powers_run_needs_declaring",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("related", True), _negated=True),
                            models.Q(("related_who", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="powers_run_related_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40)),
                (
                    "actor",
                    models.CharField(
                        choices=[
                            ("cadre", "村干部"),
                            ("supervisor", "村务监督委员会"),
                            ("township", "镇里"),
                            ("applicant", "申请的村民(村干部代记)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("evidence", models.JSONField(default=list)),
                ("days", models.PositiveSmallIntegerField(default=5)),
                (
                    "quorum",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("council", "议事会"),
                            ("party_branch", "党支部会议(提议)"),
                            ("two_committees", "村“两委”会议(商议)"),
                            ("party_members", "党员大会(审议)"),
                            ("representatives", "村民代表会议"),
                            ("villagers", "村民会议"),
                            ("village_group", "村民小组会议"),
                            ("collective", "集体经济组织成员大会"),
                            ("residents", "居民会议"),
                            ("owners", "业主大会"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "publish",
                    models.CharField(
                        choices=[
                            ("none", "不单独公开"),
                            ("before", "事前公开"),
                            ("after", "事后公开"),
                            ("both", "事前事后都公开"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("signs", models.BooleanField(default=False)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="powers.poweritem",
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "seq"), name="powers_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1)), name="powers_step_seq"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Push",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=7)),
                ("at", models.DateTimeField()),
                ("disclosures", models.PositiveSmallIntegerField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "month"), name="powers_push_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.powers.models.codes.new_code, max_length=16, unique=True
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=sanan.powers.models.codes.new_token, max_length=40, unique=True
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("line", models.PositiveSmallIntegerField(default=0)),
                ("line_text", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "已提出"),
                            ("assigned", "有人在查"),
                            ("answered", "已回答"),
                            ("rated", "已评价"),
                            ("reasked", "已追问"),
                            ("escalated", "已交上一级"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("village", "村里"), ("township", "镇里"), ("county", "县里")],
                        default="village",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("acknowledge_due_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("promised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("reasked", models.PositiveSmallIntegerField(default=0)),
                (
                    "rating",
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
                ("rated_at", models.DateTimeField(null=True)),
                ("rating_text", models.CharField(blank=True, max_length=500)),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="powers.disclosure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="disclosure_questions",
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
                    "township",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="powers_question_due"),
                    models.Index(fields=["place", "-asked_at"], name="powers_question_place"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "rated"]), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="powers_answered_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at__isnull", True), ("rating", "")),
                            models.Q(
                                models.Q(("rating", ""), _negated=True), ("rated_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="powers_rated_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("said", models.TextField(blank=True)),
                ("public", models.BooleanField(default=False)),
                ("entry_id", models.BigIntegerField()),
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
                    "disclosure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story",
                        to="powers.disclosure",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story",
                        to="powers.powerrun",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story",
                        to="powers.question",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("disclosure__isnull", False),
                                ("question__isnull", True),
                                ("run__isnull", True),
                            ),
                            models.Q(
                                ("disclosure__isnull", True),
                                ("question__isnull", False),
                                ("run__isnull", True),
                            ),
                            models.Q(
                                ("disclosure__isnull", True),
                                ("question__isnull", True),
                                ("run__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="powers_line_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reader", models.CharField(max_length=64)),
                ("on", models.DateField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="powers.disclosure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("disclosure", "reader"), name="powers_read_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RunStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "还没办"),
                            ("done", "办了"),
                            ("objected", "有异议"),
                            ("skipped", "跳过"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("at", models.DateTimeField(null=True)),
                ("decision", models.TextField(blank=True)),
                ("votes", models.JSONField(default=dict)),
                ("finding", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_note", models.CharField(blank=True, max_length=300)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="council.resolution",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="powers.powerrun",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="powers.powerstep",
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "seq"), name="powers_run_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="powers_step_skipped_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "pending"), ("at__isnull", False), _connector="OR"
                        ),
                        name="powers_step_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("supervisor", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="powers.runstep",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="powers_objection_answered",
                    )
                ],
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
                    "evidence",
                    models.CharField(
                        choices=[
                            ("minutes", "会议记录"),
                            ("sign_in", "签到表"),
                            ("meeting_photo", "会议照片"),
                            ("invoice", "票据、发票"),
                            ("contract", "合同"),
                            ("budget", "预算、结算"),
                            ("tender", "招标公告、中标通知"),
                            ("acceptance", "验收单"),
                            ("work_photo", "施工前、中、后照片"),
                            ("notice_photo", "公示照片"),
                            ("roster", "名册"),
                            ("application", "申请材料"),
                            ("other", "其他材料"),
                        ],
                        default="other",
                        max_length=14,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
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
                (
                    "token",
                    models.CharField(
                        default=sanan.powers.models.codes.new_token, max_length=40, unique=True
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("shown_key", models.CharField(blank=True, max_length=120)),
                ("shown_type", models.CharField(blank=True, max_length=60)),
                ("shown_sha256", models.CharField(blank=True, max_length=64)),
                ("shown_at", models.DateTimeField(null=True)),
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
                    "disclosure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="powers.disclosure",
                    ),
                ),
                (
                    "shown_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="powers.runstep",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disclosure__isnull", False), ("step__isnull", True)),
                            models.Q(("disclosure__isnull", True), ("step__isnull", False)),
                            _connector="OR",
                        ),
                        name="powers_file_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shown_at__isnull", True), ("shown_key", "")),
                            models.Q(
                                models.Q(("shown_key", ""), _negated=True),
                                ("shown_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="powers_file_shown_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("level", models.CharField(max_length=10)),
                (
                    "said",
                    models.CharField(
                        choices=[("passed", "通过"), ("returned", "退回修改")], max_length=10
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signoffs",
                        to="powers.disclosure",
                    ),
                ),
            ],
        ),
    )
