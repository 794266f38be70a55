"""Companies, each once in a county, and the third parties that are paid to bring some."""

import re
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from sanan.files.models import Files
from sanan.investment.enums import READERS, CompanyState, MandateState
from sanan.kit import tokens, words
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries.tree import line

_LEGAL = re.compile("(股份有限公司|有限责任公司|有限公司|集团|公司|厂)$")


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def core(name: str) -> str:
    """A company's name as it is compared for likeness: without its legal form."""
    bare, before = words.bare_name(name), ""
    while bare != before:
        before, bare = bare, _LEGAL.sub("", bare)
    return bare or before


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, person: Person | None) -> Self:
        """The cards of a county are shared by all who promote investment in it, above it or below."""
        above = {
            path
            for post in people.posts(person)
            if post.role in READERS
            for path in line(post.path)
        }
        return self.filter(people.below(person, READERS) | Q(place__path__in=above))

    def known(self) -> Self:
        """Without the cards that were merged into others."""
        return self.filter(state=CompanyState.KNOWN)


class Company(models.Model):
    """One company as a county knows it; `known_as` is its name without blanks, width and case.

    A merged card stays, so that its old name leads to the one it was merged `into`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100)
    core = models.CharField(max_length=100)
    credit_code = models.CharField(max_length=18, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    home = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=CompanyState, default=CompanyState.KNOWN)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    entered_at = models.DateTimeField()

    objects = CompanyQuerySet.as_manager()

    classified = {
        "internal": [
            *("id", "code", "place", "name", "known_as", "core", "credit_code", "sector", "home"),
            *("state", "into", "entered_at"),
        ],
    }

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["core"], name="investment_company_core")]
        constraints = [
            models.UniqueConstraint(fields=["place", "known_as"], name="investment_company_once"),
            models.UniqueConstraint(
                fields=["place", "credit_code"],
                condition=~Q(credit_code=""),
                name="investment_credit_code_once",
            ),
            models.CheckConstraint(
                condition=Q(state=CompanyState.KNOWN, into__isnull=True)
                | Q(state=CompanyState.MERGED, into__isnull=False),
                name="investment_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> "Company":
        """The card that holds now: itself, or the one it was merged into."""
        return self.into.standing if self.into is not None else self


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place."""
        return self.filter(people.below(person, READERS))


class Mandate(models.Model):
    """A contract by which a third party (`agency`) looks for investors; money in fen."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Company, models.PROTECT, related_name="mandates")
    scope = models.CharField(max_length=200)
    terms = models.CharField(max_length=1000, blank=True)
    signed_on = models.DateField()
    ends_on = models.DateField()
    fee = models.BigIntegerField()
    paid = models.BigIntegerField(null=True)
    result = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=MandateState, default=MandateState.RUNNING)

    objects = MandateQuerySet.as_manager()
    files = Files("mandate")

    classified: ClassVar = {
        "internal": [
            *("id", "code", "place", "agency", "scope", "terms", "signed_on", "ends_on", "fee"),
            *("paid", "result", "state"),
        ],
    }

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("signed_on")), name="investment_mandate_days"
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0) & (Q(paid__isnull=True) | Q(paid__gte=0)),
                name="investment_mandate_money",
            ),
            models.CheckConstraint(
                condition=Q(state=MandateState.RUNNING) | (~Q(result="") & Q(paid__isnull=False)),
                name="investment_mandate_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}：{self.scope}"
