"""`bin/sanan install`: a machine that serves one county, step by step; done twice it changes nothing.

Needs no database and no settings: it makes them. Every step can be looked at first (`--check`), and every file
may be changed by hand afterwards, except those that say that they are made here.
"""

import grp
import json
import os
import pwd
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

DATA = Path(__file__).resolve().parent / "data"
CODE = Path(__file__).resolve().parents[3]
WEB, LIVE = ("127.0.0.1", 8000), ("127.0.0.1", 8001)
UNITS = ("sanan-web.socket", "sanan-web.service", "sanan-live.service", "sanan-worker.service")
ADMINISTRATORS = ("tenant_admin", "security_admin", "auditor")
TLS = ("public", "internal")
"""Where the certificate comes from: a public authority, or Caddy's own for a network without one."""
RUNNING = Path("/run/systemd/system")
"""There where systemd runs the machine: not in a chroot, nor while a container is being built."""
DEBIANS_OWN = "/usr/share/caddy"
"""What Debian's Caddyfile serves before anyone has written one."""


class CannotInstall(Exception):
    """Why nothing was begun, in a sentence that says what to do."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to stand there: the address people see, the database, who speaks TLS, the folders."""

    site: str
    database: str = ""
    caddy: bool = True
    tls: str = "public"
    user: str = "sanan"
    var: Path = Path("/var/lib/sanan")
    keys: Path = Path("/var/lib/sanan-keys")
    backup: Path = Path("/var/backups/sanan")
    etc: Path = Path("/etc/sanan")
    code: Path = CODE

    @property
    def host(self) -> str:
        """The name under which people come."""
        return urlsplit(self.site).hostname or ""

    @property
    def certificate(self) -> str:
        """What Caddy is told of it: nothing where it fetches one from a public authority."""
        if self.tls == "public":
            return ""
        return f"\ttls {self.tls.replace(':', ' ')}\n"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the service (docs/settings.md)."""
        given = {
            "SANAN_SITE_URL": self.site,
            "SANAN_HOSTS": self.host,
            "SANAN_PROXY_HOPS": "1",
            "SANAN_LIVE": "/live/",
            "SANAN_VAR": str(self.var),
            "SANAN_KEYS": str(self.keys),
            "SANAN_BACKUP": str(self.backup),
        }
        return given | ({"DATABASE_URL": self.database} if self.database else {})


@dataclass(frozen=True)
class Step:
    """One thing that must hold: how to see whether it does, and how to make it so."""

    told: str
    holds: Callable[[], bool]
    make: Callable[[], object]


@dataclass
class Machine:
    """The machine; `root` stands before every path, and where it is not `/`, nothing is started."""

    root: Path = Path("/")
    ran: list[list[str]] = field(default_factory=list)

    @property
    def is_real(self) -> bool:
        """Whether commands act on this machine."""
        return self.root == Path("/")

    def at(self, path: Path) -> Path:
        """Where a path of the installed machine lies."""
        return self.root / path.relative_to("/")

    def run(self, *command: str, said: str = "") -> str:
        """Run a command of the system. Raises CannotInstall with what it said."""
        self.ran.append(list(command))
        if not self.is_real:
            return ""
        done = subprocess.run(command, input=said, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[
                -1
            ]
            raise CannotInstall(
                f"{shlex.join(command)} failed: {last}. Mend that, then run install again."
            )
        return done.stdout

    def has_user(self, name: str) -> bool:
        """Whether there is such an account."""
        passwd = self.at(Path("/etc/passwd"))
        lines = passwd.read_text().splitlines() if passwd.exists() else []
        return any(line.startswith(f"{name}:") for line in lines)

    def owner(self, path: Path, user: str, mode: int) -> bool:
        """Whether a folder or file is there, this user's, with this mode."""
        here = self.at(path)
        if not here.exists() or here.stat().st_mode & 0o777 != mode:
            return False
        return not self.is_real or here.stat().st_uid == pwd.getpwnam(user).pw_uid

    def give(self, path: Path, user: str, mode: int) -> None:
        """Make a folder or file this user's, with this mode."""
        here = self.at(path)
        if self.is_real:
            os.chown(here, pwd.getpwnam(user).pw_uid, grp.getgrnam(user).gr_gid)
        here.chmod(mode)

    def write(self, path: Path, text: str, mode: int = 0o644) -> None:
        """Write a file, whole or not at all."""
        here = self.at(path)
        here.parent.mkdir(parents=True, exist_ok=True)
        draft = here.with_name(f".{here.name}.new")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(mode)
        draft.replace(here)

    def read(self, path: Path) -> str:
        """What stands in a file; nothing where there is none."""
        here = self.at(path)
        return here.read_text(encoding="utf-8") if here.is_file() else ""


def refusals(wanted: Wanted, machine: Machine) -> Iterator[str]:
    """Why this must not be begun."""
    if machine.is_real and os.geteuid() != 0:
        yield "Run it as root: it makes an account, folders and services."
    if urlsplit(wanted.site).scheme != "https" or not wanted.host:
        yield (
            "--site must be the https address that people see, such as https://sanan.example.cn, not "
            f"{wanted.site!r}."
        )
    files = [Path(p) for p in wanted.tls.split(":")]
    if wanted.tls not in TLS and [file.is_file() for file in files] != [True, True]:
        yield (
            "--tls is public, internal, or CERTIFICATE:KEY, two files that are there; not "
            f"{wanted.tls!r}."
        )
    if os.environ.get("SANAN_DEMO") or machine.at(wanted.var / "demo-sign-ins.txt").exists():
        yield (
            "This is the demo county, whose passwords everybody may know. Take SANAN_DEMO out of the "
            "environment and name an empty folder with --var."
        )
    closed = [p for p in (wanted.code, *wanted.code.parents) if not p.stat().st_mode & 0o001]
    if closed and machine.is_real:
        yield f"The service's account cannot enter {closed[-1]}. Put the program into /opt/sanan and begin there."
    if machine.is_real and not shutil.which("systemctl"):
        yield (
            "There is no systemd here. Run bin/sanan serve, live and worker under your own supervisor "
            "(docs/commands.md)."
        )
    if wanted.caddy and machine.is_real and not shutil.which("caddy"):
        yield "Caddy is missing: apt-get install caddy. Where another server speaks TLS, give --proxy other."


def steps(wanted: Wanted, machine: Machine) -> Iterator[Step]:
    """Everything in its order."""
    yield Step(
        f"account {wanted.user}",
        lambda: machine.has_user(wanted.user),
        lambda: machine.run(
            *(
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                str(wanted.var),
            ),
            *("--shell", "/usr/sbin/nologin", wanted.user),
        ),
    )
    backups = (wanted.backup, wanted.backup.with_name(f"{wanted.backup.name}-keys"))
    for folder in (wanted.var, wanted.keys, *backups):
        yield _folder(folder, wanted, machine)
    yield _settings(wanted, machine)
    for name, text in units(wanted).items():
        yield _same(Path("/etc/systemd/system") / name, text, machine)
    yield _same(Path("/usr/local/bin/sanan"), wrapper(wanted), machine, mode=0o755)
    if wanted.caddy:
        yield _caddy(wanted, machine)


def _folder(path: Path, wanted: Wanted, machine: Machine) -> Step:
    def make() -> None:
        machine.at(path).mkdir(parents=True, exist_ok=True)
        machine.give(path, wanted.user, 0o700)

    return Step(f"folder {path}", lambda: machine.owner(path, wanted.user, 0o700), make)


def _settings(wanted: Wanted, machine: Machine) -> Step:
    """Settings that are there already are the clerk's, and stay; missing ones are added."""
    path = wanted.etc / "environment"

    def missing() -> dict[str, str]:
        there = {line.partition("=")[0].strip() for line in machine.read(path).splitlines()}
        return {name: value for name, value in wanted.environment.items() if name not in there}

    def make() -> None:
        before = machine.read(path) or "# Settings of Sanan (docs/settings.md). Yours to change.\n"
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in missing().items()]
        machine.write(path, before + "".join(lines), 0o640)
        machine.give(path, wanted.user, 0o640)

    return Step(f"settings {path}", lambda: not missing(), make)


def _same(path: Path, text: str, machine: Machine, mode: int = 0o644) -> Step:
    return Step(
        f"file {path}",
        lambda: machine.read(path) == text,
        lambda: machine.write(path, text, mode),
    )


def _caddy(wanted: Wanted, machine: Machine) -> Step:
    """Our site in Caddy's own file where that is Debian's or ours; else a file to be imported."""
    path = Path("/etc/caddy/Caddyfile")
    text = caddyfile(wanted)
    now = machine.read(path)
    if now and "bin/sanan install" not in now and DEBIANS_OWN not in now:
        path = Path("/etc/caddy/sanan.caddy")
    return _same(path, text, machine)


def units(wanted: Wanted) -> dict[str, str]:
    """The units of systemd, by name."""
    words = _words(wanted)
    common = Template((DATA / "systemd" / "common").read_text()).substitute(words).rstrip()
    made = {}
    for name in UNITS:
        text = Template((DATA / "systemd" / name).read_text())
        made[name] = f"# Made by bin/sanan install.\n{text.substitute(words, common=common)}"
    return made


def caddyfile(wanted: Wanted) -> str:
    """The site, as Caddy reads it."""
    return Template((DATA / "Caddyfile").read_text()).substitute(
        _words(wanted), host=wanted.host, tls=wanted.certificate
    )


def wrapper(wanted: Wanted) -> str:
    """`sanan …` for whoever is root: the command line as the service's account, with its settings."""
    return (
        "#!/bin/sh\n# Made by bin/sanan install: bin/sanan with the service's account and settings.\n"
        f"set -a\n. {wanted.etc}/environment\nHOME={wanted.var}\nset +a\ncd {wanted.var} || exit\n"
        # Not runuser, which stays between: what is handed over is meant for the process itself.
        f"exec setpriv --reuid={wanted.user} --regid={wanted.user} --init-groups -- "
        f'{wanted.code}/bin/sanan "$@"\n'
    )


def _words(wanted: Wanted) -> Mapping[str, str]:
    return {
        "user": wanted.user,
        "code": str(wanted.code),
        "var": str(wanted.var),
        "keys": str(wanted.keys),
        "backup": str(wanted.backup),
        "environment": str(wanted.etc / "environment"),
        "web": f"{WEB[0]}:{WEB[1]}",
        "live": f"{LIVE[0]}:{LIVE[1]}",
        "live_host": LIVE[0],
        "live_port": str(LIVE[1]),
    }


def begin(
    wanted: Wanted, machine: Machine, *, check: bool, tell: Callable[[str], object]
) -> list[str]:
    """Make what does not hold yet; what that was. With `check` nothing is made."""
    if found := list(refusals(wanted, machine)):
        raise CannotInstall("\n".join(found))
    made = []
    for step in steps(wanted, machine):
        if step.holds():
            continue
        tell(f"{'to do' if check else 'made'}: {step.told}")
        made.append(step.told)
        if not check:
            step.make()
    return made


def start(wanted: Wanted, machine: Machine) -> bool:
    """Pages built, tables made, services started; False where they start with the machine only.

    Raises CannotInstall.
    """
    # The front end is built into the code, which the service's account may not write.
    settings = [f"{name}={value}" for name, value in wanted.environment.items()]
    machine.run("env", *settings, str(wanted.code / "bin" / "sanan"), "build")
    machine.run("chown", "-R", f"{wanted.user}:{wanted.user}", str(wanted.var), str(wanted.keys))
    machine.run("/usr/local/bin/sanan", "migrate")
    if machine.is_real and not RUNNING.exists():
        machine.run("systemctl", "enable", *UNITS)
        return False
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "enable", "--now", *UNITS)
    if wanted.caddy:
        machine.run("systemctl", "reload-or-restart", "caddy")
    return True


def administrators_of(given: Sequence[str], place: str | None) -> list[tuple[str, str, str]]:
    """`ROLE:USERNAME:NAME`, taken apart. Raises CannotInstall."""
    found = []
    for each in given:
        role, _, rest = each.partition(":")
        username, _, name = rest.partition(":")
        if role not in ADMINISTRATORS or not (username and name and place):
            raise CannotInstall(
                f"--administrator is ROLE:USERNAME:NAME with one of {', '.join(ADMINISTRATORS)}, and "
                f"--place names their county; not {each!r}."
            )
        found.append((role, username, name))
    return found


def administrators(
    given: Sequence[tuple[str, str, str]], place: str, machine: Machine
) -> Iterator[str]:
    """Set up the three administrators, (role, username, name) each; a line with what each needs.

    Password and code for the second factor are shown this once; hand them over by different roads.
    """
    for role, username, name in given:
        sanan = ("/usr/local/bin/sanan", "people")
        made = machine.run(
            *sanan, "add", "--name", name, "--username", username, "--generate", "--json"
        )
        machine.run(*sanan, "appoint", username, role, place)
        code = machine.run(*sanan, "factor-code", username, "--json")
        told = json.loads(made or "{}") | json.loads(code or "{}")
        yield f"{role}: {json.dumps(told, ensure_ascii=False)}"
