from django.db import models
from django.db.models import F, Q

from sanan.competitions.enums import CampaignState
from sanan.competitions.models.competition import Competition, new_code
from sanan.places.models import Place


class Campaign(models.Model):
    """A month of service with its ten actions; `actions` are each `{"title", "text", "work"}`.

    `work` is a field of volunteering: the page shows what is on in it during the campaign.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    competition = models.ForeignKey(
        Competition, models.PROTECT, null=True, related_name="campaigns"
    )
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=1000)
    begins_on = models.DateField()
    ends_on = models.DateField()
    actions = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=CampaignState, default=CampaignState.OPEN)

    classified = {
        "public": [
            "code",
            "place",
            "competition",
            "title",
            "about",
            "begins_on",
            "ends_on",
            "actions",
            "state",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="competitions_campaign_dates"
            )
        ]

    def __str__(self) -> str:
        return self.title
