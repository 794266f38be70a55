import django.db.models.deletion
import sanan.people.models.person
from django.conf import settings
from django.db import migrations, models

from sanan.kit.schema import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = together(
        migrations.CreateModel(
            name="PhoneCode",
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
                        default=sanan.people.models.person.new_ref, max_length=16, unique=True
                    ),
                ),
                ("phone_hash", models.CharField(db_index=True, max_length=64)),
                ("code_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "ref",
                    models.CharField(
                        default=sanan.people.models.person.new_ref, max_length=16, unique=True
                    ),
                ),
                ("username", models.CharField(blank=True, max_length=40, null=True, unique=True)),
                ("name", models.CharField(blank=True, max_length=40)),
                ("nickname", models.CharField(blank=True, max_length=40)),
                ("phone_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("phone_locked", models.CharField(blank=True, max_length=300)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "home",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="residents",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "ref",
                    models.CharField(
                        default=sanan.people.models.person.new_ref, max_length=16, unique=True
                    ),
                ),
                ("verbs", models.CharField(max_length=600)),
                ("made_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("made_at"))),
                        name="people_token_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=64)),
                ("full_at", models.FloatField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "source"), name="people_attempt_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Org",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("county_office", "县级机关"),
                            ("township", "乡镇政府"),
                            ("department", "部门"),
                            ("village_committee", "村(居)委会"),
                            ("supervision_committee", "村务监督委员会"),
                            ("community_party", "社区党组织"),
                            ("estate_branch", "小区(物业)党支部"),
                            ("property_company", "物业公司"),
                            ("owners_committee", "业主委员会"),
                            ("enterprise", "企业"),
                            ("social_agency", "社工机构"),
                            ("volunteer_team", "志愿服务队"),
                            ("council", "议事会"),
                            ("school", "学校"),
                            ("discipline", "纪检监察机关"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sanan.people.models.person.new_ref, max_length=20, unique=True
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branches",
                        to="people.org",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orgs",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "name"), name="people_org_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=300)),
                ("lead", models.BooleanField(default=True)),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="people.org",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("org", "category"), name="people_duty_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("resident", "居民"),
                            ("grid_worker", "网格员"),
                            ("village_cadre", "村(社区)干部"),
                            ("village_supervisor", "村务监督委员会成员"),
                            ("accountant", "农经(代理记账)人员"),
                            ("building_leader", "党员楼长"),
                            ("party_contact", "党员联络员"),
                            ("party_volunteer", "在职党员"),
                            ("volunteer", "志愿者"),
                            ("social_worker", "社工"),
                            ("property_staff", "物业人员"),
                            ("dept_handler", "部门承办人"),
                            ("dispatcher", "派单员"),
                            ("discipline_officer", "纪检干部"),
                            ("inspector", "巡察组成员"),
                            ("inspection_office", "巡察办"),
                            ("project_officer", "项目专员"),
                            ("investment_officer", "招商专员"),
                            ("judge", "评委"),
                            ("partner_staff", "合作单位人员"),
                            ("leader", "领导"),
                            ("tenant_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("auditor", "审计管理员"),
                        ],
                        max_length=24,
                    ),
                ),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "org",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="people.org",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["role", "place"], name="people_role_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="people_position_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_hash", models.CharField(max_length=64)),
                ("source_hash", models.CharField(max_length=64)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failed_at", models.DateTimeField()),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in_locks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["name_hash", "source_hash"], name="people_lock_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactorCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="factor_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("demo_since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sms_news", "用短信告诉我办理进展"),
                            ("public_name", "公开时写上我的名字"),
                            ("location", "用我的位置找到最近的地点"),
                            ("photo_public", "把我拍的照片放到公开页面"),
                            ("survey", "以后请我评一评"),
                        ],
                        max_length=24,
                    ),
                ),
                ("wording", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("person", "purpose"),
                        name="people_consent_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("given_at")),
                            _connector="OR",
                        ),
                        name="people_consent_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address_locked", models.CharField(blank=True, max_length=300)),
                (
                    "channel",
                    models.CharField(
                        choices=[("app", "站内消息"), ("sms", "短信"), ("wecom", "企业微信群")],
                        default="app",
                        max_length=12,
                    ),
                ),
                ("sentence", models.CharField(max_length=500)),
                ("many", models.CharField(blank=True, max_length=200)),
                ("plain", models.CharField(blank=True, max_length=200)),
                ("words", models.JSONField(blank=True, default=dict)),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("source", models.CharField(blank=True, max_length=64)),
                ("link", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发"),
                            ("sent", "已发"),
                            ("failed", "未发出"),
                            ("kept", "站内"),
                        ],
                        default="kept",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("retry_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=60)),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["to", "read_at"], name="people_notice_unread"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["state", "not_before"],
                        name="people_notice_due",
                    ),
                ],
            },
        ),
    )
