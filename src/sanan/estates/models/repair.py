from datetime import date

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.estates.enums import Rung, Spot
from sanan.estates.models.estate import Estate
from sanan.estates.models.fund import FundUse
from sanan.places.models import Place


class EstateRepair(models.Model):
    """What a case of the kind `estate_repair` has of its own.

    `rung` is who is to see that it is done, since `rung_since_at`; it climbs by the clock. A repair
    under `warranty` of works that the fund paid is never charged.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="estate_repair")
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="repairs")
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    spot = models.CharField(max_length=8, choices=Spot)
    rung = models.CharField(max_length=10, choices=Rung, default=Rung.PROPERTY)
    rung_since_at = models.DateTimeField()
    emergency = models.BooleanField(default=False)
    price = models.PositiveBigIntegerField(null=True)
    warranty = models.ForeignKey(FundUse, models.PROTECT, null=True, related_name="repairs")
    warranty_until = models.DateField(null=True)

    classified = {
        "internal": [
            "id",
            "case",
            "estate",
            "building",
            "spot",
            "rung",
            "rung_since_at",
            "emergency",
            "price",
            "warranty",
            "warranty_until",
        ]
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0, warranty__isnull=True),
                name="estates_repair_free_under_warranty",
            )
        ]
        indexes = [models.Index(fields=["estate", "rung"], name="estates_repair_rung")]

    def __str__(self) -> str:
        return str(self.get_spot_display())

    @property
    def again(self) -> int:
        """How often it was said to be done and was not."""
        return self.case.rework_count + self.case.reopen_count

    def in_warranty(self, day: date) -> bool:
        """Whether what was mended is still warranted on that day."""
        return self.warranty_until is not None and day <= self.warranty_until
