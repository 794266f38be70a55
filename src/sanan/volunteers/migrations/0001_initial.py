import django.db.models.deletion
import sanan.volunteers.models.certificate
import sanan.volunteers.models.volunteer
from django.conf import settings
from django.db import migrations, models

from sanan.kit.schema import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("places", "0001_initial"),
    ]

    operations = together(
        migrations.CreateModel(
            name="Project",
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
                        default=sanan.volunteers.models.volunteer.new_code,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("elderly", "助老"),
                            ("children", "关爱儿童"),
                            ("disabled", "助残"),
                            ("health", "医疗健康"),
                            ("education", "教育和科普"),
                            ("culture", "文化体育"),
                            ("environment", "环境保护"),
                            ("safety", "治安和应急"),
                            ("law", "法律和政策"),
                            ("neighbours", "邻里互助"),
                            ("repair", "家电和水电维修"),
                            ("traffic", "文明交通"),
                            ("other", "其他"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                ("about", models.TextField(blank=True)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("origin", models.CharField(blank=True, max_length=80, null=True, unique=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["place", "begins_on"], name="volunteers_project_place")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("begins_on")),
                            _connector="OR",
                        ),
                        name="volunteers_project_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
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
                        default=sanan.volunteers.models.volunteer.new_code,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "可报名"), ("held", "已结束"), ("cancelled", "已取消")],
                        default="open",
                        max_length=10,
                    ),
                ),
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
                ("origin", models.CharField(blank=True, max_length=80, null=True, unique=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["place", "starts_at"], name="volunteers_activity_place"),
                    models.Index(fields=["state", "starts_at"], name="volunteers_activity_coming"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="volunteers_activity_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("risky", False),
                            models.Q(("insurance", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_risk_insured",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=sanan.volunteers.models.volunteer.new_code,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("content", models.CharField(blank=True, max_length=500)),
                ("recipients", models.CharField(blank=True, max_length=120)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("breaks", models.PositiveSmallIntegerField(default=0)),
                ("travel", models.PositiveSmallIntegerField(default=0)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recorded", "等志愿者确认"),
                            ("claimed", "等组织者确认"),
                            ("confirmed", "双方已确认"),
                            ("struck", "已作废"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=60, null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "agreed_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "手机"),
                            ("qr", "扫码"),
                            ("list", "组织者按名单"),
                            ("paper", "纸面签字"),
                            ("order", "服务单"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "quality",
                    models.CharField(
                        blank=True,
                        choices=[("excellent", "很好"), ("good", "好"), ("fair", "一般")],
                        max_length=10,
                    ),
                ),
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
            options={
                "indexes": [
                    models.Index(fields=["person", "began_at"], name="volunteers_service_person"),
                    models.Index(
                        fields=["place", "state", "began_at"], name="volunteers_service_place"
                    ),
                    models.Index(
                        fields=["state", "person", "place", "began_at", "minutes"],
                        name="volunteers_service_count",
                    ),
                    models.Index(fields=["-began_at"], name="volunteers_service_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gt", models.F("began_at"))),
                        name="volunteers_service_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="volunteers_service_minutes",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorder__isnull", True),
                            models.Q(("recorder", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_not_own_recorder",
                    ),
                    models.CheckConstraint(
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
                    models.UniqueConstraint(
                        condition=models.Q(("source__isnull", False)),
                        fields=("person", "source"),
                        name="volunteers_source_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("activity__isnull", False),
                            models.Q(("state", "struck"), _negated=True),
                        ),
                        fields=("person", "activity"),
                        name="volunteers_activity_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=sanan.volunteers.models.volunteer.new_code,
                        max_length=16,
                        unique=True,
                    ),
                ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("granted__isnull", True)),
                        fields=("service",),
                        name="volunteers_one_correction",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.volunteers.models.volunteer.new_code,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("skills", models.JSONField(default=list)),
                (
                    "sex",
                    models.CharField(
                        blank=True, choices=[("woman", "女"), ("man", "男")], max_length=8
                    ),
                ),
                ("birth_on", models.DateField(blank=True, null=True)),
                (
                    "id_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resident", "居民身份证"),
                            ("hk_macao", "港澳居民来往内地通行证"),
                            ("taiwan", "台湾居民来往大陆通行证"),
                            ("passport", "护照"),
                        ],
                        max_length=10,
                    ),
                ),
                ("id_locked", models.CharField(blank=True, max_length=300)),
                ("id_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
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
            options={
                "indexes": [models.Index(fields=["place", "left_at"], name="volunteers_staying")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("id_hash__isnull", True),
                            models.Q(("id_locked", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="volunteers_id_kept_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("registered_at")),
                            _connector="OR",
                        ),
                        name="volunteers_left_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[("going", "已报上"), ("waiting", "候补"), ("left", "已退出")],
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "手机"),
                            ("qr", "扫码"),
                            ("list", "组织者按名单"),
                            ("paper", "纸面签字"),
                            ("order", "服务单"),
                        ],
                        max_length=8,
                    ),
                ),
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
            options={
                "indexes": [
                    models.Index(fields=["activity", "seat", "asked_at"], name="volunteers_line")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "volunteer"), name="volunteers_signed_up_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("came_at__isnull", True),
                            models.Q(("seat", "going"), models.Q(("way", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="volunteers_came_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                            ("training", "培训"),
                            ("honour", "表彰奖励"),
                            ("evaluation", "评价"),
                        ],
                        max_length=12,
                    ),
                ),
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
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("volunteer", "org"),
                        name="volunteers_member_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("since_at")),
                            _connector="OR",
                        ),
                        name="volunteers_member_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        default=sanan.volunteers.models.certificate.new_number,
                        max_length=24,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等待开具"),
                            ("declined", "没有开具"),
                            ("issued", "有效"),
                            ("revoked", "已撤销"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
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
            options={
                "indexes": [
                    models.Index(fields=["org", "-asked_at"], name="volunteers_paper_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("since_on"))),
                        name="volunteers_paper_dates",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("volunteer", "org"),
                        name="volunteers_one_asked",
                    ),
                ],
            },
        ),
    )
