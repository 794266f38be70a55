"""Finding cases by what was said: pairs of neighbouring characters, so two Chinese characters do.

Full width and traditional characters are folded on both sides, and the last character of a run stands
by itself as well, so that 12号, 201室 and one character are found wherever they stand. SQLite keeps the
words in an FTS5 table and matches them as a phrase; PostgreSQL keeps them in an array with a GIN index.
Both tables are made by a migration and filled by the clock; cases that wait for it are read themselves,
so a case is found from its first moment.
"""

import re

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from sanan.cases.enums import MAY_CALL, Anonymity
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.models.case import lies_at
from sanan.cases.queries.gazetteer import meant
from sanan.cases.rules import units
from sanan.insight.heard import Heard, spellings
from sanan.insight.private.spans import Kind
from sanan.insight.text import simplified, unified
from sanan.kit import phones, tokens
from sanan.people.models import Person
from sanan.people.queries import posts

MOST_WORDS = 5
MOST_LENGTH = 60
MOST_NAMED = 200
_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+", re.IGNORECASE)
_SAYS = (
    "(c.title {like} %s ESCAPE '!' OR c.text {like} %s ESCAPE '!' OR c.code {like} %s ESCAPE '!')"
)
_WAITING = f"SELECT c.id FROM cases_case c WHERE NOT c.indexed AND {_SAYS}"  # noqa: S608 - constants
_FTS = f"SELECT rowid FROM cases_search WHERE cases_search MATCH %s UNION ALL {_WAITING}"  # noqa: S608
_FOUND = "SELECT c.id FROM cases_search s JOIN cases_case c ON c.id = s.case_id"
_GIN = f"{_FOUND} WHERE s.words @> %s::text[] UNION ALL {_WAITING}"
_SCAN = f"SELECT c.id FROM cases_case c WHERE {_SAYS}"  # noqa: S608


def words_of(text: str) -> list[str]:
    """The search words of a text, in order: Latin words and figures whole, the rest in pairs.

    Of each run of Chinese characters the last stands alone, too.
    """
    found: list[str] = []
    for run in _RUN.findall(folded(text)):
        if run.isascii():
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run)))
    return found


def folded(text: str) -> str:
    """`text` in half width, simplified characters and small letters."""
    return simplified(unified(text)).lower()


def matching(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` whose title, text or number contains every word of `text`.

    A house number is found in figures and spelt (12号, 十二号). An empty or unsearchable text finds
    everything, as an empty filter does.
    """
    for part in text.split()[:MOST_WORDS]:
        found = Q()
        for spelling in spellings(part[:MOST_LENGTH]):
            if terms := words_of(spelling):
                found |= Q(pk__in=_saying(spelling, terms))
        cases = cases.filter(found)
    return cases


def asked_for(cases: CaseQuerySet, text: str, person: Person) -> CaseQuerySet:
    """The same, and by a village's or an estate's name also what lies there.

    For those who must reach the appellant also by their name or number, or the query code.
    """
    figures = re.sub(r"[\s-]", "", folded(text))
    if re.fullmatch(rf"[0-9]{{{tokens.QUERY_DIGITS}}}", figures):
        by_code = Q(query_hash=tokens.keyed_hash("query", figures)) & _to_reach(person)
        return cases.filter(Q(pk__in=matching(cases, text).values("pk")) | by_code)
    read, places = meant(text.strip()[:MOST_LENGTH], posts(person))
    said = Q(pk__in=matching(cases, text).values("pk"))
    for place in places:
        said |= Q(pk__in=Case.objects.within(place).values("pk"))
    if known := _of_appellant(text.strip(), read, person):
        said |= Q(pk__in=known)
    return cases.filter(said) if places or known else matching(cases, text)


def _of_appellant(text: str, read: Heard, person: Person) -> list[int]:
    """Cases of whoever bears the name or the number asked for, among those this person must reach."""
    if any(span.text == text and span.kind == Kind.PHONE for span in read.private):
        named = Q(contact_hash=phones.hashed(text)) & ~Q(anonymity=Anonymity.ANONYMOUS)
    elif re.fullmatch(r"[^\d\s]{2,20}", text):
        people = Person.objects.filter(name=text).values("pk")
        given = Q(appellant__in=people) & ~Q(anonymity=Anonymity.ANONYMOUS)
        named = Q(contact_name=text) | given
    else:
        return []
    own = Case.objects.filter(named & _to_reach(person))
    return list(own.order_by("-pk").values_list("pk", flat=True)[:MOST_NAMED])


def _to_reach(person: Person) -> Q:
    """The cases whose appellant this person has to reach (`actions.reveal`)."""
    found = Q(handler__in=units(person))
    for post in posts(person):
        if post.role in MAY_CALL:
            found |= lies_at(post)
    return found


def _saying(part: str, terms: list[str]) -> RawSQL:
    like = [f"%{_plain(part)}%"] * 3
    if connection.vendor == "sqlite":
        return RawSQL(_FTS.format(like="LIKE"), [phrase(terms), *like])  # noqa: S611
    if not (whole := whole_terms(terms)):
        return RawSQL(_SCAN.format(like="ILIKE"), like)  # noqa: S611
    return RawSQL(_GIN.format(like="ILIKE"), [whole, *like])  # noqa: S611


def phrase(terms: list[str]) -> str:
    """The terms one after another, as FTS5 has it: the last character may go on in the text."""
    begins = len(terms) == 1 or _is_open(terms[-1])
    return '"' + " ".join(terms) + '"' + ("*" if begins else "")


def whole_terms(terms: list[str]) -> list[str]:
    """The terms that stand in the index as they are: all but a last character that may go on."""
    return terms[:-1] if _is_open(terms[-1]) else terms


def _is_open(term: str) -> bool:
    return len(term) == 1 and not term.isascii()


def _plain(part: str) -> str:
    """`part` without the pattern signs of LIKE."""
    return part.replace("!", "!!").replace("%", "!%").replace("_", "!_")
