import django.db.models.deletion
import sanan.services.models.order
from django.conf import settings
from django.db import migrations, models

from sanan.kit.schema import together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_search"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("places", "0001_initial"),
    ]

    operations = together(
        migrations.CreateModel(
            name="Helper",
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
                        default=sanan.services.models.order.new_code, max_length=16, unique=True
                    ),
                ),
                (
                    "bond",
                    models.CharField(
                        choices=[
                            ("member", "在职党员"),
                            ("neighbour", "邻居"),
                            ("volunteer", "志愿者"),
                        ],
                        max_length=10,
                    ),
                ),
                ("skills", models.JSONField(default=list)),
                ("posts", models.JSONField(default=list)),
                ("free", models.JSONField(default=list)),
                ("most", models.PositiveSmallIntegerField(default=4)),
                ("registered_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "home",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helping",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="places.place",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="people.org",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("person", "place"),
                        name="services_helper_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("registered_at")),
                            _connector="OR",
                        ),
                        name="services_helper_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", 1), ("most__lte", 31)),
                        name="services_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_at", models.DateTimeField()),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teams",
                        to="services.helper",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_members",
                        to="people.org",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "helper"), name="services_member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MenuItem",
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
                        default=sanan.services.models.order.new_code, max_length=16, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=60)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("policy", "政策宣传"),
                            ("environment", "环境保护"),
                            ("security", "治安巡逻"),
                            ("law", "法律服务"),
                            ("health", "医疗健康"),
                            ("education", "教育辅导"),
                            ("elderly", "助老助残"),
                            ("culture", "文化体育"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "skill",
                    models.CharField(
                        choices=[
                            ("errand", "跑腿代办"),
                            ("repair", "小修小补"),
                            ("phone", "教用手机"),
                            ("haircut", "理发"),
                            ("escort", "陪着看病"),
                            ("clean", "打扫"),
                            ("lesson", "辅导功课"),
                            ("law", "法律咨询"),
                            ("talk", "陪聊谈心"),
                            ("medical", "量血压、护理"),
                            ("power", "看电路"),
                            ("drive", "开车接送"),
                        ],
                        max_length=12,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("risky", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_menu",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("place", "title"),
                        name="services_item_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                        name="services_item_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("service", "服务"), ("wish", "微心愿")],
                        default="service",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("placed", "已收到"),
                            ("rejected", "不能安排"),
                            ("screened", "看过了,等派人"),
                            ("dispatched", "正在找人"),
                            ("unclaimed", "没人接,支部在想办法"),
                            ("raised", "已交大党委"),
                            ("claimed", "有人接了"),
                            ("scheduled", "约好了时间"),
                            ("serving", "正在服务"),
                            ("finished", "做完了,等评价"),
                            ("rated", "已评价"),
                            ("archived", "已存档"),
                            ("cancelled", "已取消"),
                        ],
                        default="placed",
                        max_length=12,
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("web", "手机页面"),
                            ("phone", "电话"),
                            ("visit", "上门"),
                            ("counter", "窗口"),
                        ],
                        default="web",
                        max_length=10,
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("policy", "政策宣传"),
                            ("environment", "环境保护"),
                            ("security", "治安巡逻"),
                            ("law", "法律服务"),
                            ("health", "医疗健康"),
                            ("education", "教育辅导"),
                            ("elderly", "助老助残"),
                            ("culture", "文化体育"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "skill",
                    models.CharField(
                        choices=[
                            ("errand", "跑腿代办"),
                            ("repair", "小修小补"),
                            ("phone", "教用手机"),
                            ("haircut", "理发"),
                            ("escort", "陪着看病"),
                            ("clean", "打扫"),
                            ("lesson", "辅导功课"),
                            ("law", "法律咨询"),
                            ("talk", "陪聊谈心"),
                            ("medical", "量血压、护理"),
                            ("power", "看电路"),
                            ("drive", "开车接送"),
                        ],
                        max_length=12,
                    ),
                ),
                ("risky", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField(blank=True)),
                ("address", models.CharField(blank=True, max_length=120)),
                ("for_whom", models.CharField(blank=True, max_length=40)),
                ("contact_locked", models.CharField(blank=True, max_length=300)),
                ("contact_hash", models.CharField(blank=True, max_length=64)),
                ("wanted_at", models.DateTimeField(null=True)),
                ("cost_cap", models.PositiveIntegerField(null=True)),
                ("deadline_on", models.DateField(null=True)),
                (
                    "to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "一个人"),
                            ("team", "一支队伍"),
                            ("pool", "所有报到的人"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "reject_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unlawful", "违法或者违规"),
                            ("unsafe", "有危险,要请专业的人"),
                            ("commercial", "做生意、要收钱的事"),
                            ("emergency", "急事,应当打 110、119、120"),
                            ("a_case", "要公家办的事,应当“说一件事”"),
                            ("twice", "同一件事已经下过单"),
                        ],
                        max_length=12,
                    ),
                ),
                ("scheduled_at", models.DateTimeField(null=True)),
                ("placed_at", models.DateTimeField()),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("claim_due_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("breaks", models.PositiveSmallIntegerField(default=0)),
                ("result", models.CharField(blank=True, max_length=500)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("charged", models.BooleanField(default=False)),
                ("rated_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="services.menuitem",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_orders",
                        to="places.place",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_orders",
                        to="people.org",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["village", "state"], name="services_village_queue"),
                    models.Index(fields=["taker", "state"], name="services_taker"),
                    models.Index(fields=["placed_at"], name="services_placed"),
                    models.Index(
                        condition=models.Q(("state__in", ["dispatched", "unclaimed"])),
                        fields=["claim_due_at"],
                        name="services_claim_clock",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "archived",
                                        "claimed",
                                        "finished",
                                        "rated",
                                        "scheduled",
                                        "serving",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("taker__isnull", False),
                            _connector="OR",
                        ),
                        name="services_held_has_taker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["dispatched", "raised", "unclaimed"]), _negated=True
                            ),
                            ("taker__isnull", True),
                            _connector="OR",
                        ),
                        name="services_seeking_has_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="services_visit_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True),
                            models.Q(("score__gte", 1), ("score__lte", 5)),
                            _connector="OR",
                        ),
                        name="services_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(("reject_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="services_rejected_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "wish"), _negated=True),
                            models.Q(("cost_cap__isnull", False), ("deadline_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="services_wish_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("why", models.JSONField(default=list)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("pending", "还没回"),
                            ("taken", "接了"),
                            ("declined", "这次不行"),
                            ("lapsed", "到时没回"),
                            ("gone", "别人接了"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_time", "那时没空"),
                            ("not_able", "不会做"),
                            ("too_far", "太远"),
                            ("other", "别的原因"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_offers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="services.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", "pending")),
                        fields=["until_at"],
                        name="services_offer_clock",
                    ),
                    models.Index(fields=["person", "answer"], name="services_offer_mine"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "person"), name="services_offer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="services_declined_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="services.order",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "at"], name="services_claim_load")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("order",),
                        name="services_claim_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_at__isnull", True),
                            ("released_at__gte", models.F("at")),
                            _connector="OR",
                        ),
                        name="services_claim_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
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
                            ("power", "用电"),
                            ("water", "用水"),
                            ("gas", "用气"),
                            ("telecom", "电话和网络"),
                        ],
                        max_length=10,
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("respond_hours", models.PositiveSmallIntegerField(default=2)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="places.place",
                    ),
                ),
                (
                    "org",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner",
                        to="people.org",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("county", "kind"), name="services_partner_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Outage",
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
                        default=sanan.services.models.order.new_code, max_length=16, unique=True
                    ),
                ),
                ("where", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=200)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("places", models.ManyToManyField(related_name="outages", to="places.place")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outages",
                        to="services.partner",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at"], name="services_outage_ends")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="services_outage_times",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_members",
                        to="places.place",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="services.partner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("partner", "person", "place"),
                        name="services_posted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partner_case",
                        to="cases.case",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="services.partner",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Relay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
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
                    "partner_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relays",
                        to="services.partnercase",
                    ),
                ),
            ],
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
                ("verb", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("said", models.CharField(blank=True, max_length=500)),
                ("public", models.BooleanField(default=True)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="services.order",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitCheckIn",
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
                        default=sanan.services.models.order.new_code, max_length=16, unique=True
                    ),
                ),
                ("posts", models.JSONField(default=list)),
                ("offers", models.CharField(blank=True, max_length=300)),
                ("contact", models.CharField(blank=True, max_length=40)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="places.place",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="people.org",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("unit", "place"),
                        name="services_unit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="services_unit_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
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
                        default=sanan.services.models.order.new_code, max_length=16, unique=True
                    ),
                ),
                ("quarter", models.CharField(max_length=6)),
                ("lines", models.JSONField(default=list)),
                ("people", models.PositiveIntegerField(default=0)),
                ("services", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("entry_id", models.BigIntegerField()),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slips",
                        to="services.unitcheckin",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_in", "quarter"), name="services_slip_once"
                    )
                ],
            },
        ),
    )
