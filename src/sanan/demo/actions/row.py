"""One line of `data/cases.toml` with the people whom it concerns."""

from dataclasses import dataclass
from datetime import datetime

from sanan.demo.cast import Cast
from sanan.people.models import Org, Person


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file with its number, and the people whom it concerns."""

    number: int
    place: str
    org: str
    category: str
    who: str
    text: str
    reply: str
    drawing: str
    how: str
    cast: Cast
    now: datetime

    @property
    def county(self) -> str:
        """`dh` or `yc`."""
        path = self.cast.place(self.place).path
        return "dh" if path.startswith(self.cast.place("350526000000").path) else "yc"

    @property
    def dispatcher(self) -> Person:
        """Who accepts and dispatches in this county."""
        return self.cast.person({"dh": "xuwen", "yc": "linxiaoqing"}[self.county])

    @property
    def checker(self) -> Person:
        """The grid worker where there is one, else the dispatcher."""
        path = self.cast.place(self.place).path
        for key, at in (("zhengxiaoqin", "350526100010"), ("limeixiang", "350525100000")):
            if path.startswith(self.cast.place(at).path):
                return self.cast.person(key)
        return self.dispatcher

    @property
    def leader(self) -> Person:
        """Who approves a suspension."""
        return self.cast.person({"dh": "huangzhiyuan", "yc": "yanguohui"}[self.county])

    @property
    def discipline(self) -> Person:
        """Who supervises."""
        return self.cast.person({"dh": "zengmin", "yc": "panzheng"}[self.county])

    @property
    def handler(self) -> Person:
        """Who handles it."""
        return self.cast.handler(self.org)

    @property
    def unit(self) -> Org:
        """The unit that answers."""
        return self.cast.org(self.org)
