"""Who stands before a file: the room it belongs to is asked, and a stated purpose is remembered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest

from sanan.files.enums import Sight
from sanan.files.models import StoredFile
from sanan.kit import clock, manifest
from sanan.people.models import Person

MINUTES = 30
_KEPT_OWNERS = 40
_SESSION = "originals"

MaySee = Callable[[HttpRequest, StoredFile], Sight]


@dataclass(frozen=True, slots=True)
class Owner:
    """What a room says of the files of one kind of thing; named in its manifest under `files`.

    `may_see(request, file)` decides over `file`, which is an original or a covered copy
    (`file.original_id`). `subject` gives the code under which the record knows the thing of that key.
    """

    kind: str
    may_see: MaySee
    subject: Callable[[int], str]


@cache
def owners() -> dict[str, Owner]:
    """Every kind of thing that has files."""
    return {owner.kind: owner for owner in manifest.loaded(lambda room: room.files)}


def sight(request: HttpRequest, file: StoredFile) -> Sight:
    """How much of `file` this visitor may see. A kind without a room is hidden from all."""
    owner = owners().get(file.owner_kind)
    found = owner.may_see(request, file) if owner and file.is_here else Sight.HIDDEN
    if found is Sight.ORIGINAL and not isinstance(request.user, Person):
        return Sight.HIDDEN
    return found


def usual(
    request: HttpRequest,
    file: StoredFile,
    *,
    visible: Callable[[Person | None], bool],
    public: bool = False,
) -> Sight:
    """What most rooms say of files that staff bring.

    Where the thing is `public`, everyone sees what was shown to all. Staff to whom it is `visible`
    see that too, what they brought themselves, and the rest for a purpose.
    """
    if public and file.shown_at is not None:
        return Sight.PUBLIC
    staff = request.user if isinstance(request.user, Person) else None
    if staff is None or not visible(staff):
        return Sight.COVERED if public else Sight.HIDDEN
    own = file.by_id == staff.pk or file.shown_at is not None
    return Sight.OPEN if own else Sight.ORIGINAL


def subject(file: StoredFile) -> str:
    """The code under which the record knows what `file` belongs to."""
    return owners()[file.owner_kind].subject(file.owner_pk)


def remember(request: HttpRequest, files: Sequence[StoredFile]) -> None:
    """Let this session see these originals for half an hour: a purpose was stated and recorded."""
    now = clock.now().timestamp()
    held = {name: kept for name, kept in _held(request).items() if kept[0] > now}
    for file in files:
        _until, refs = held.get(_name(file), (0.0, []))
        held[_name(file)] = (now + MINUTES * 60, sorted({*refs, file.ref}))
    request.session[_SESSION] = dict(list(held.items())[-_KEPT_OWNERS:])


def may_look(request: HttpRequest, file: StoredFile) -> bool:
    """Whether a purpose was stated for this very file, in this session, within half an hour."""
    until, refs = _held(request).get(_name(file), (0.0, []))
    return until > clock.now().timestamp() and file.ref in refs


def split(
    request: HttpRequest, files: Iterable[StoredFile]
) -> tuple[list[StoredFile], list[StoredFile]]:
    """Of files that are originals to this member of staff: those open to them now, and the others.

    Open are what they brought themselves, and what they have stated a purpose for.
    """
    seen: list[StoredFile] = []
    asked: list[StoredFile] = []
    for file in files:
        if file.is_here:
            mine = file.by_id is not None and file.by_id == request.user.pk
            (seen if mine or may_look(request, file) else asked).append(file)
    return seen, asked


def _held(request: HttpRequest) -> dict[str, tuple[float, list[str]]]:
    return request.session.get(_SESSION) or {}


def _name(file: StoredFile) -> str:
    return f"{file.owner_kind}:{file.owner_pk}"
