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
                    name="Helper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("bond", models.CharField(max_length=10)),
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
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
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
                ),
                migrations.CreateModel(
                    name="MenuItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("title", models.CharField(max_length=60)),
                        ("text", models.CharField(blank=True, max_length=300)),
                        ("post", models.CharField(max_length=12)),
                        ("skill", models.CharField(max_length=12)),
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
                ),
                migrations.CreateModel(
                    name="Order",
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
                        ("kind", models.CharField(default="service", max_length=10)),
                        ("state", models.CharField(default="placed", max_length=12)),
                        ("door", models.CharField(default="web", max_length=10)),
                        ("post", models.CharField(max_length=12)),
                        ("skill", models.CharField(max_length=12)),
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
                        ("to", models.CharField(blank=True, max_length=8)),
                        ("reject_reason", models.CharField(blank=True, max_length=12)),
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
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("why", models.JSONField(default=list)),
                        ("answer", models.CharField(default="pending", max_length=10)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=10)),
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
                ),
                migrations.CreateModel(
                    name="Partner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.CharField(max_length=10)),
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
                ),
                migrations.CreateModel(
                    name="Outage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("where", models.CharField(max_length=200)),
                        ("reason", models.CharField(max_length=200)),
                        ("begins_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("announced_at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                        (
                            "places",
                            models.ManyToManyField(related_name="outages", to="places.place"),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outages",
                                to="services.partner",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PartnerRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="partner_request",
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
                                related_name="requests",
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
                    name="Posting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField(null=True)),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="postings",
                                to="services.partner",
                            ),
                        ),
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
                    ],
                ),
                migrations.CreateModel(
                    name="UnitCheckIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
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
                ),
                migrations.CreateModel(
                    name="Slip",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
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
                ),
                migrations.AddConstraint(
                    model_name="helper",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("person", "place"),
                        name="services_helper_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="helper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            ("left_at__gte", models.F("registered_at")),
                            _connector="OR",
                        ),
                        name="services_helper_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="helper",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("most__gte", 1), ("most__lte", 31)),
                        name="services_most",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="member",
                    constraint=models.UniqueConstraint(
                        fields=("team", "helper"), name="services_member_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="menuitem",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("place", "title"),
                        name="services_item_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="menuitem",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                        name="services_item_minutes",
                    ),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(fields=["village", "state"], name="services_village_queue"),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(fields=["taker", "state"], name="services_taker"),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(fields=["placed_at"], name="services_placed"),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(
                        condition=models.Q(("state__in", ["dispatched", "unclaimed"])),
                        fields=["claim_due_at"],
                        name="services_claim_clock",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
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
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["dispatched", "raised", "unclaimed"]), _negated=True
                            ),
                            ("taker__isnull", True),
                            _connector="OR",
                        ),
                        name="services_seeking_has_none",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="services_visit_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("score__isnull", True),
                            models.Q(("score__gte", 1), ("score__lte", 5)),
                            _connector="OR",
                        ),
                        name="services_score",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(("reject_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="services_rejected_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "wish"), _negated=True),
                            models.Q(("cost_cap__isnull", False), ("deadline_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="services_wish_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="offer",
                    index=models.Index(
                        condition=models.Q(("answer", "pending")),
                        fields=["until_at"],
                        name="services_offer_clock",
                    ),
                ),
                migrations.AddIndex(
                    model_name="offer",
                    index=models.Index(fields=["person", "answer"], name="services_offer_mine"),
                ),
                migrations.AddConstraint(
                    model_name="offer",
                    constraint=models.UniqueConstraint(
                        fields=("order", "person"), name="services_offer_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="offer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="services_declined_why",
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(fields=["person", "at"], name="services_claim_load"),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("order",),
                        name="services_claim_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("released_at__isnull", True),
                            ("released_at__gte", models.F("at")),
                            _connector="OR",
                        ),
                        name="services_claim_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="partner",
                    constraint=models.UniqueConstraint(
                        fields=("county", "kind"), name="services_partner_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="outage",
                    index=models.Index(fields=["ends_at"], name="services_outage_ends"),
                ),
                migrations.AddConstraint(
                    model_name="outage",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="services_outage_times",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="posting",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("partner", "person", "place"),
                        name="services_posted_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unitcheckin",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("unit", "place"),
                        name="services_unit_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unitcheckin",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("since_on")),
                            _connector="OR",
                        ),
                        name="services_unit_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="slip",
                    constraint=models.UniqueConstraint(
                        fields=("check_in", "quarter"), name="services_slip_once"
                    ),
                ),
            ],
        ),
    ]
