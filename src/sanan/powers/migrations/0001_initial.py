import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("books", "0001_initial"),
        ("cases", "0002_search"),
        ("council", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="AnswerClock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("stage", models.CharField(max_length=12, unique=True)),
                        ("amount", models.PositiveSmallIntegerField()),
                        ("unit", models.CharField(max_length=14)),
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
                                auto_created=True, primary_key=True, serialize=False
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
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=8)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("affair", models.CharField(max_length=8)),
                        ("name", models.CharField(max_length=80)),
                        ("elements", models.JSONField(default=list)),
                        ("rhythm", models.CharField(max_length=10)),
                        ("when_busy", models.CharField(blank=True, max_length=10)),
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
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("item_code", models.CharField(max_length=8)),
                        ("affair", models.CharField(max_length=8)),
                        ("rhythm", models.CharField(max_length=10)),
                        ("period", models.CharField(max_length=24)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("state", models.CharField(default="scheduled", max_length=18)),
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
                ),
                migrations.CreateModel(
                    name="DisclosureVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
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
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=8)),
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
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=8)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("affair", models.CharField(max_length=8)),
                        ("kind", models.CharField(max_length=14)),
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
                ),
                migrations.CreateModel(
                    name="PowerRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("amount", models.PositiveBigIntegerField(null=True)),
                        ("fund_source", models.CharField(blank=True, max_length=80)),
                        ("counterparty", models.CharField(blank=True, max_length=80)),
                        ("state", models.CharField(default="initiated", max_length=10)),
                        ("before", models.CharField(blank=True, max_length=10)),
                        ("related", models.BooleanField(null=True)),
                        ("related_who", models.CharField(blank=True, max_length=200)),
                        ("declared_at", models.DateTimeField(null=True)),
                        ("begun_at", models.DateTimeField()),
                        ("completed_at", models.DateTimeField(null=True)),
                        ("suspended_why", models.CharField(blank=True, max_length=300)),
                        (
                            "begun_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cases",
                            models.ManyToManyField(related_name="power_runs", to="cases.case"),
                        ),
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
                ),
                migrations.CreateModel(
                    name="PowerStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("seq", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=40)),
                        ("actor", models.CharField(max_length=12)),
                        ("evidence", models.JSONField(default=list)),
                        ("days", models.PositiveSmallIntegerField(default=5)),
                        ("quorum", models.CharField(blank=True, max_length=16)),
                        ("publish", models.CharField(default="none", max_length=8)),
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
                    },
                ),
                migrations.CreateModel(
                    name="Push",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
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
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("token", models.CharField(max_length=40, unique=True)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("line", models.PositiveSmallIntegerField(default=0)),
                        ("line_text", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField()),
                        ("state", models.CharField(default="asked", max_length=10)),
                        ("level", models.CharField(default="village", max_length=10)),
                        ("asked_at", models.DateTimeField()),
                        ("acknowledge_due_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("promised_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("hidden", models.JSONField(default=list)),
                        ("reasked", models.PositiveSmallIntegerField(default=0)),
                        ("rating", models.CharField(blank=True, max_length=12)),
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
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
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
                ),
                migrations.CreateModel(
                    name="RunStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("seq", models.PositiveSmallIntegerField()),
                        ("state", models.CharField(default="pending", max_length=8)),
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
                ),
                migrations.CreateModel(
                    name="SignOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("level", models.CharField(max_length=10)),
                        ("said", models.CharField(max_length=10)),
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
                migrations.AddConstraint(
                    model_name="disclosureitem",
                    constraint=models.UniqueConstraint(
                        fields=("code", "version"), name="powers_open_item_version"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosureitem",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("due_day__gte", 1), ("due_day__lte", 90), ("due_month__lte", 12)
                        ),
                        name="powers_open_item_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="disclosure",
                    index=models.Index(
                        condition=models.Q(("published_on__isnull", True)),
                        fields=["township", "due_on", "place"],
                        name="powers_overdue",
                    ),
                ),
                migrations.AddIndex(
                    model_name="disclosure",
                    index=models.Index(
                        fields=["due_on", "township", "published_on"], name="powers_due"
                    ),
                ),
                migrations.AddIndex(
                    model_name="disclosure",
                    index=models.Index(fields=["place", "due_on"], name="powers_village"),
                ),
                migrations.AddIndex(
                    model_name="disclosure",
                    index=models.Index(
                        condition=models.Q(
                            ("announced_at__isnull", True), ("published_on__isnull", False)
                        ),
                        fields=["published_on"],
                        name="powers_to_announce",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.UniqueConstraint(
                        fields=("place", "item_code", "period"), name="powers_disclosure_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.CheckConstraint(
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
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.CheckConstraint(
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
                ),
                migrations.AddConstraint(
                    model_name="disclosure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="powers_disclosure_period",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosureversion",
                    constraint=models.UniqueConstraint(
                        fields=("disclosure", "number"), name="powers_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="disclosureversion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("changed", ""), _negated=True), _connector="OR"
                        ),
                        name="powers_version_says_what_changed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="poweritem",
                    constraint=models.UniqueConstraint(
                        fields=("code", "version"), name="powers_item_version"
                    ),
                ),
                migrations.AddIndex(
                    model_name="powerrun",
                    index=models.Index(fields=["place", "-begun_at"], name="powers_run_place"),
                ),
                migrations.AddConstraint(
                    model_name="powerrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            ("completed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="powers_run_completed_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="powerrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_at__isnull", True), ("related__isnull", True)),
                            models.Q(("declared_at__isnull", False), ("related__isnull", False)),
                            _connector="OR",
                        ),
                        name="powers_run_declared",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="powerrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["initiated", "suspended"]),
                            ("related__isnull", False),
                            _connector="OR",
                        ),
                        name="powers_run_needs_declaring",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="powerrun",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("related", True), _negated=True),
                            models.Q(("related_who", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="powers_run_related_who",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="powerstep",
                    constraint=models.UniqueConstraint(
                        fields=("item", "seq"), name="powers_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="powerstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("seq__gte", 1)), name="powers_step_seq"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="push",
                    constraint=models.UniqueConstraint(
                        fields=("place", "month"), name="powers_push_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="question",
                    index=models.Index(fields=["state", "due_at"], name="powers_question_due"),
                ),
                migrations.AddIndex(
                    model_name="question",
                    index=models.Index(fields=["place", "-asked_at"], name="powers_question_place"),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
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
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at__isnull", True), ("rating", "")),
                            models.Q(
                                models.Q(("rating", ""), _negated=True), ("rated_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="powers_rated_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="receipt",
                    constraint=models.UniqueConstraint(
                        fields=("disclosure", "reader"), name="powers_read_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="runstep",
                    constraint=models.UniqueConstraint(
                        fields=("run", "seq"), name="powers_run_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="runstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="powers_step_skipped_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="runstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "pending"), ("at__isnull", False), _connector="OR"
                        ),
                        name="powers_step_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="objection",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="powers_objection_answered",
                    ),
                ),
            ],
        ),
    ]
