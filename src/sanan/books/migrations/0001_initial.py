import django.db.models.deletion
import sanan.kit.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        sanan.kit.schema.Together(
            operations=[
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=60)),
                        ("kind", models.CharField(max_length=10)),
                        ("tail", models.CharField(blank=True, max_length=4)),
                        ("opening", models.BigIntegerField(default=0)),
                        ("opened_on", models.DateField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("rule", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=80)),
                        ("state", models.CharField(default="raised", max_length=10)),
                        ("colour", models.CharField(max_length=8)),
                        ("text", models.CharField(max_length=300)),
                        ("rows", models.JSONField(default=list)),
                        ("shape", models.CharField(max_length=64)),
                        ("raised_at", models.DateTimeField()),
                        ("seen_at", models.DateTimeField()),
                        ("gone_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="warnings",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Asset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=80)),
                        ("where", models.CharField(blank=True, max_length=120)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("unit", models.CharField(blank=True, max_length=10)),
                        ("value", models.PositiveBigIntegerField(default=0)),
                        ("use", models.CharField(default="own", max_length=8)),
                        ("holder", models.CharField(blank=True, max_length=80)),
                        ("acquired_on", models.DateField(blank=True, null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=10)),
                        ("state", models.CharField(default="active", max_length=10)),
                        ("number", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=120)),
                        ("party", models.CharField(max_length=80)),
                        ("party_kind", models.CharField(max_length=8)),
                        ("award", models.CharField(max_length=12)),
                        ("amount", models.PositiveBigIntegerField()),
                        ("signed_on", models.DateField()),
                        ("begins_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("accepted_on", models.DateField(blank=True, null=True)),
                        ("settled", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="books.asset",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="BookEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="entered", max_length=10)),
                        ("on", models.DateField()),
                        ("direction", models.CharField(max_length=8)),
                        ("category", models.CharField(max_length=16)),
                        ("amount", models.BigIntegerField()),
                        ("summary", models.CharField(max_length=200)),
                        ("payee", models.CharField(blank=True, max_length=80)),
                        ("payee_kind", models.CharField(default="body", max_length=8)),
                        ("payee_id", models.CharField(blank=True, max_length=64)),
                        ("payee_card", models.CharField(blank=True, max_length=64)),
                        ("payee_phone", models.CharField(blank=True, max_length=64)),
                        ("card_tail", models.CharField(blank=True, max_length=4)),
                        ("method", models.CharField(max_length=8)),
                        ("voucher_no", models.CharField(max_length=24)),
                        ("invoice_no", models.CharField(blank=True, max_length=24)),
                        ("approvals", models.JSONField(default=list)),
                        ("line", models.PositiveIntegerField(null=True)),
                        ("entered_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="books.account",
                            ),
                        ),
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
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="places.place",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversal",
                                to="books.bookentry",
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="books.contract",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Due",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("amount", models.PositiveBigIntegerField()),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dues",
                                to="books.contract",
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
                        ("amount", models.PositiveBigIntegerField()),
                        ("received_on", models.DateField()),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="books.contract",
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt",
                                to="books.bookentry",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Relative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("relation", models.CharField(max_length=20)),
                        ("person_key", models.CharField(blank=True, max_length=64)),
                        ("declared_at", models.DateTimeField()),
                        (
                            "cadre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declared_relatives",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relatives",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Roster",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=10)),
                        ("benefit", models.CharField(max_length=16)),
                        ("period", models.CharField(max_length=7)),
                        ("sha256", models.CharField(max_length=64)),
                        ("loaded_at", models.DateTimeField()),
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
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rosters",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RosterLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("line", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=40)),
                        ("person_key", models.CharField(blank=True, max_length=64)),
                        ("card_key", models.CharField(blank=True, max_length=64)),
                        ("phone_key", models.CharField(blank=True, max_length=64)),
                        ("card_tail", models.CharField(blank=True, max_length=4)),
                        ("amount", models.PositiveBigIntegerField(default=0)),
                        (
                            "roster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="books.roster",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64)),
                        ("state", models.CharField(default="shown", max_length=10)),
                        ("count", models.PositiveIntegerField()),
                        ("income", models.BigIntegerField()),
                        ("expense", models.BigIntegerField()),
                        ("rows", models.JSONField(default=list)),
                        ("columns", models.JSONField(default=dict)),
                        ("problems", models.JSONField(default=list)),
                        ("gap_reason", models.CharField(blank=True, max_length=300)),
                        ("read_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="books.account",
                            ),
                        ),
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
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="places.place",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="bookentry",
                    name="sheet",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="books.sheet",
                    ),
                ),
                migrations.CreateModel(
                    name="Voucher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True)),
                        ("state", models.CharField(default="received", max_length=10)),
                        ("sha256", models.CharField(max_length=64)),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("turn", models.IntegerField(default=0)),
                        ("boxes", models.JSONField(default=list)),
                        ("unread", models.BooleanField(default=False)),
                        ("received_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
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
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="books.bookentry",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="account",
                    constraint=models.UniqueConstraint(
                        fields=("place", "name"), name="books_account_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="alert",
                    index=models.Index(fields=["state", "place"], name="books_warning_state"),
                ),
                migrations.AddConstraint(
                    model_name="alert",
                    constraint=models.UniqueConstraint(
                        fields=("rule", "place", "subject"), name="books_warning_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="alert",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="books_warning_closed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="alert",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state", "raised"), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="books_warning_answered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="asset",
                    constraint=models.UniqueConstraint(
                        fields=("place", "name"), name="books_asset_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="contract",
                    index=models.Index(fields=["place", "-signed_on"], name="books_contract_when"),
                ),
                migrations.AddConstraint(
                    model_name="contract",
                    constraint=models.UniqueConstraint(
                        fields=("place", "number"), name="books_contract_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contract",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="books_contract_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="contract",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("state", "active")),
                            models.Q(
                                models.Q(("state", "active"), _negated=True),
                                ("closed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="books_contract_closed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="due",
                    constraint=models.UniqueConstraint(
                        fields=("contract", "due_on"), name="books_due_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="due",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="books_due_amount"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="receipt",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="books_receipt_amount"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="relative",
                    constraint=models.UniqueConstraint(
                        fields=("cadre", "name", "relation"), name="books_relative_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="relative",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="books_relative_named"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="roster",
                    constraint=models.UniqueConstraint(
                        fields=("place", "kind", "benefit", "period"), name="books_roster_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="rosterline",
                    index=models.Index(fields=["person_key"], name="books_line_person"),
                ),
                migrations.AddIndex(
                    model_name="rosterline",
                    index=models.Index(fields=["card_key"], name="books_line_card"),
                ),
                migrations.AddConstraint(
                    model_name="rosterline",
                    constraint=models.UniqueConstraint(
                        fields=("roster", "line"), name="books_line_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheet",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "loaded")),
                        fields=("account", "sha256"),
                        name="books_sheet_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sheet",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "shown")),
                            models.Q(
                                models.Q(("state", "shown"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="books_sheet_decided",
                    ),
                ),
                migrations.AddIndex(
                    model_name="bookentry",
                    index=models.Index(fields=["place", "on"], name="books_entry_place_on"),
                ),
                migrations.AddIndex(
                    model_name="bookentry",
                    index=models.Index(fields=["place", "voucher_no"], name="books_entry_voucher"),
                ),
                migrations.AddIndex(
                    model_name="bookentry",
                    index=models.Index(fields=["contract", "on"], name="books_entry_contract"),
                ),
                migrations.AddConstraint(
                    model_name="bookentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="books_entry_amount",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bookentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "category__in",
                                    ("operating", "leasing", "grant", "investment", "other_income"),
                                ),
                                ("direction", "income"),
                            ),
                            models.Q(
                                ("direction", "expense"),
                                models.Q(
                                    (
                                        "category__in",
                                        (
                                            "operating",
                                            "leasing",
                                            "grant",
                                            "investment",
                                            "other_income",
                                        ),
                                    ),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="books_entry_category",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bookentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="books_entry_published",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bookentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True),
                            models.Q(("reverses", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="books_entry_reverses",
                    ),
                ),
                migrations.AddIndex(
                    model_name="voucher",
                    index=models.Index(fields=["state", "received_at"], name="books_voucher_state"),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.UniqueConstraint(
                        fields=("entry", "sha256"), name="books_voucher_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucher",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="books_voucher_confirmed",
                    ),
                ),
            ],
        ),
    ]
