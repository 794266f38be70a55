"""Who suits a job, and which jobs suit somebody."""

from dataclasses import dataclass

from sanan.livelihood.models import Job, Member
from sanan.livelihood.queries.workers import workers_at
from sanan.livelihood.rules.matching import Fit, Offered, Wanted, fit

MOST = 20


@dataclass(frozen=True, slots=True)
class Match:
    """One job for one person."""

    job: Job
    member: Member
    fit: Fit


def people_for(job: Job) -> list[Match]:
    """Those who look for work and whom the job suits: of the villages of priority first, then by fit."""
    rows = workers_at(job.place).filter(wants_work=True)
    found = [Match(job, each, fit(wanted(each), offered(job))) for each in rows]
    fits = [each for each in found if each.fit.suits]
    ranked = sorted(fits, key=lambda m: (not getattr(m.member, "first", False), -m.fit.points))
    return ranked[:MOST]


def jobs_for(member: Member) -> list[Match]:
    """The open jobs where somebody lives, those that suit first and the better ones before."""
    rows = Job.objects.open().filter(place__path__startswith=member.place.path)
    found = [
        Match(each, member, fit(wanted(member), offered(each)))
        for each in rows.select_related("employer")
    ]
    return sorted(found, key=lambda m: (not m.fit.suits, -m.fit.points))


def wanted(member: Member) -> Wanted:
    """What somebody said they look for."""
    return Wanted(
        frozenset(member.skills),
        member.free_from,
        member.free_until,
        member.most_km,
        member.children_hours,
    )


def offered(job: Job) -> Offered:
    """What a job asks for."""
    return Offered(frozenset(job.skills), job.km, job.begins, job.ends)
