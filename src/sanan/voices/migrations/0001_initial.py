import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_search"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="in", max_length=12)),
                        ("nickname", models.CharField(max_length=20)),
                        ("folded", models.CharField(max_length=40)),
                        ("since_at", models.DateTimeField(null=True)),
                        ("checked_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("away", models.BooleanField(default=False)),
                        (
                            "checked_by",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rooms",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mute",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("why", models.CharField(max_length=10)),
                        ("note", models.CharField(max_length=300)),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mutes",
                                to="voices.member",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("door", models.CharField(max_length=16, unique=True)),
                        ("own_rules", models.TextField(blank=True)),
                        ("opened_at", models.DateTimeField()),
                        ("last_seq", models.PositiveIntegerField(default=0)),
                        ("last_rev", models.PositiveIntegerField(default=0)),
                        ("last_at", models.DateTimeField(null=True)),
                        (
                            "place",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="room",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("seq", models.PositiveIntegerField()),
                        ("rev", models.PositiveIntegerField()),
                        ("kind", models.CharField(default="said", max_length=14)),
                        ("state", models.CharField(default="shown", max_length=10)),
                        ("source", models.CharField(default="room", max_length=8)),
                        ("origin", models.CharField(max_length=100, null=True)),
                        ("name", models.CharField(max_length=40)),
                        ("role", models.CharField(blank=True, max_length=24)),
                        ("title", models.CharField(blank=True, max_length=120)),
                        ("text", models.TextField(blank=True)),
                        ("url", models.CharField(blank=True, max_length=300)),
                        ("reading", models.CharField(default="none", max_length=10)),
                        ("likely", models.PositiveSmallIntegerField(default=0)),
                        ("hits", models.JSONField(default=list)),
                        ("judged_at", models.DateTimeField(null=True)),
                        ("why", models.CharField(blank=True, max_length=10)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("pinned_at", models.DateTimeField(null=True)),
                        ("reported_at", models.DateTimeField(null=True)),
                        ("at", models.DateTimeField()),
                        ("indexed", models.BooleanField(default=False)),
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="cases.case",
                            ),
                        ),
                        (
                            "judged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="voices.member",
                            ),
                        ),
                        (
                            "reply_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replies",
                                to="voices.message",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.category",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="voices.room",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="member",
                    name="room",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="voices.room",
                    ),
                ),
                migrations.CreateModel(
                    name="Mark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("seq", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="voices.room",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("chat", models.CharField(max_length=80, unique=True)),
                        ("cursor", models.PositiveBigIntegerField(default=0)),
                        ("taken", models.PositiveIntegerField(default=0)),
                        ("skipped", models.PositiveIntegerField(default=0)),
                        ("since_at", models.DateTimeField()),
                        ("polled_at", models.DateTimeField(null=True)),
                        ("trouble", models.CharField(blank=True, max_length=60)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="voices.room",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("text", models.CharField(max_length=1000)),
                        ("at", models.DateTimeField()),
                        ("decision", models.CharField(default="pending", max_length=8)),
                        ("answer", models.CharField(blank=True, max_length=1000)),
                        ("decided_at", models.DateTimeField(null=True)),
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
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="voices.member",
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appeal",
                                to="voices.message",
                            ),
                        ),
                        (
                            "mute",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appeal",
                                to="voices.mute",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="voices.room",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("text", models.CharField(max_length=40)),
                        ("why", models.CharField(max_length=10)),
                        ("added_at", models.DateTimeField()),
                        ("dropped_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
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
                migrations.AddConstraint(
                    model_name="mute",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("since_at"))),
                        name="voices_mute_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mute",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_mute_lifted",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["room", "rev"], name="voices_changes"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["room", "at"], name="voices_when"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("reading", "proposed")),
                        fields=["room"],
                        name="voices_proposed",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("state", "held")), fields=["room"], name="voices_held"
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("reported_at__isnull", False)),
                        fields=["room"],
                        name="voices_reported",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("pinned_at__isnull", False)),
                        fields=["room"],
                        name="voices_pinned",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("case__isnull", False)),
                        fields=["room"],
                        name="voices_cases",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("indexed", False)), fields=["id"], name="voices_waiting"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("room", "seq"), name="voices_seq_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.UniqueConstraint(
                        fields=("room", "origin"), name="voices_origin_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["removed", "refused"]), _negated=True),
                            models.Q(
                                ("judged_at__isnull", False), models.Q(("why", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="voices_out_with_reason",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reading", "confirmed"), _negated=True),
                            ("case__isnull", False),
                            _connector="OR",
                        ),
                        name="voices_confirmed_case",
                    ),
                ),
                migrations.AddIndex(
                    model_name="member",
                    index=models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["room"],
                        name="voices_asking",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.UniqueConstraint(
                        fields=("room", "person"), name="voices_member_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "in"])),
                        fields=("room", "folded"),
                        name="voices_nickname_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in"), _negated=True),
                            models.Q(("ended_at__isnull", True), ("since_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_in_since",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["left", "moved", "no_resident"]), _negated=True
                            ),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="voices_gone_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_checked_by",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mark",
                    constraint=models.UniqueConstraint(
                        fields=("room", "person"), name="voices_mark_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="appeal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message__isnull", False), ("mute__isnull", True)),
                            models.Q(("message__isnull", True), ("mute__isnull", False)),
                            _connector="OR",
                        ),
                        name="voices_appeal_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="appeal",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("decision", "pending"),
                            ),
                            models.Q(
                                models.Q(("decision", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="voices_appeal_decided",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="word",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True)),
                        fields=("place", "text"),
                        name="voices_word_once",
                    ),
                ),
            ],
        ),
    ]
