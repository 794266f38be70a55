import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="Day",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("on", models.DateField(unique=True)),
                        ("entry_id", models.BigIntegerField()),
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
                        ("kind", models.CharField(max_length=8)),
                        ("on", models.DateField()),
                        ("content", models.BinaryField()),
                        ("once", models.CharField(max_length=64, null=True, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Body",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("public", models.BinaryField(max_length=65)),
                        ("marks", models.BinaryField(max_length=96)),
                        ("address", models.CharField(blank=True, max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        (
                            "org",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_body",
                                to="people.org",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.BinaryField()),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="sealed.message",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Officer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("public", models.BinaryField(max_length=65)),
                        ("private_locked", models.BinaryField(max_length=200, null=True)),
                        ("body_key", models.BinaryField(max_length=200, null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("admitted_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "admitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="officers",
                                to="sealed.body",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_keys",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "revoked_by",
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
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("receipt", models.BinaryField(max_length=32, unique=True)),
                        ("voice_public", models.BinaryField(max_length=65)),
                        ("voice_locked", models.BinaryField(max_length=200)),
                        ("state", models.CharField(default="received", max_length=12)),
                        ("way", models.CharField(blank=True, max_length=8)),
                        ("named", models.BooleanField()),
                        ("waiting", models.BooleanField(default=True)),
                        ("received_on", models.DateField()),
                        ("came_on", models.DateField()),
                        ("told_on", models.DateField(null=True)),
                        ("assessed_on", models.DateField(null=True)),
                        ("concluded_on", models.DateField(null=True)),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="sealed.body",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recusals",
                                to="sealed.report",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="message",
                    name="report",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="sealed.report",
                    ),
                ),
                migrations.CreateModel(
                    name="Wrap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.BinaryField(max_length=200)),
                        (
                            "body",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sealed.body",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wraps",
                                to="sealed.message",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="body",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirmed_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="sealed_body_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attachment",
                    constraint=models.UniqueConstraint(
                        fields=("message", "number"), name="sealed_attachment_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="officer",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("body", "person"),
                        name="sealed_officer_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="officer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("body_key__isnull", True),
                                ("private_locked__isnull", True),
                                ("revoked_at__isnull", False),
                            ),
                            models.Q(
                                ("admitted_at__isnull", False),
                                ("body_key__isnull", False),
                                ("private_locked__isnull", False),
                                ("revoked_at__isnull", True),
                            ),
                            models.Q(
                                ("admitted_at__isnull", True),
                                ("body_key__isnull", True),
                                ("private_locked__isnull", False),
                                ("revoked_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="sealed_officer_keys",
                    ),
                ),
                migrations.AddIndex(
                    model_name="report",
                    index=models.Index(fields=["body", "state"], name="sealed_report_desk"),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("came_on__gte", models.F("received_on"))),
                        name="sealed_report_days",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "concluded"), _negated=True),
                            ("concluded_on__isnull", False),
                            _connector="OR",
                        ),
                        name="sealed_report_concluded",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="report",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["assessed", "under_check"]), _negated=True),
                            models.Q(("way", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sealed_report_way",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recusal",
                    constraint=models.UniqueConstraint(
                        fields=("report", "person"), name="sealed_recusal_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["on"], name="sealed_message_day"),
                ),
                migrations.AddConstraint(
                    model_name="wrap",
                    constraint=models.UniqueConstraint(
                        fields=("message", "body"), name="sealed_wrap_body"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wrap",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("body__isnull", True)),
                        fields=("message",),
                        name="sealed_wrap_reporter",
                    ),
                ),
            ],
        ),
    ]
