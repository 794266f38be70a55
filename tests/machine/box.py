"""A clean Debian that runs systemd, in namespaces of its own, with a network that reaches the package registries.

A root made by debootstrap lies under a folder that is thrown away (an overlay), systemd-nspawn starts it,
slirp4netns carries what it asks from registries, and a pair of virtual cables leads to the network of a
visitor. Needs root on Debian; what is missing of these programs is installed.
"""

import ctypes
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
IN_BASE = "ca-certificates,dbus,systemd,systemd-sysv"
PROGRAMS = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "slirp4netns": "slirp4netns",
    "ip": "iproute2",
}
"""What this needs, and in which of Debian's packages it is."""
ADDRESS, VISITOR, NEIGHBOUR = "10.77.0.1", "10.77.0.2", "10.77.0.3"


def address(street: int, number: int) -> str:
    """One of the many from whom the visitor comes."""
    return f"10.77.{street}.{1 + number % 250}"


AUTHORITIES = Path("/usr/local/share/ca-certificates")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
KEPT = Path(os.environ.get("SANAN_INSTALL_CACHE", "/var/cache/sanan-install"))
_CLONE_NEWNET = 0x40000000
_BOOT_SECONDS = 120.0


class Failed(Exception):
    """A step that did not end as it should, with what was said."""


@dataclass
class Box:
    """The machine: run something on it as root, start it again."""

    root: Path
    log: Path
    running: "subprocess.Popen[bytes]"
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def leader(self) -> int:
        """The number of its first process, as this process sees it."""
        pid = self.running.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if not children:
            raise Failed(f"the machine is gone: {self.log.read_text(errors='replace')[-2000:]}")
        return int(children[0])

    def run(self, command: str, *, code: int = 0, said: str = "", folder: str = "/root") -> str:
        """Run a line of shell there; what it printed. Raises Failed where it ends with another code."""
        inside = ["nsenter", "--all", f"--target={self.leader}", "--root", "--wd"]
        environment = [f"{name}={value}" for name, value in self.environment.items()]
        done = subprocess.run(
            [*inside, "env", "-i", *environment, "/bin/sh", "-c", f"cd {folder} && {command}"],
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != code:
            told = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
            raise Failed(f"`{command}` ended with {done.returncode}, not {code}:\n{told}")
        return done.stdout

    def wait(self) -> None:
        """Until systemd has started everything."""
        until = time.monotonic() + _BOOT_SECONDS
        while time.monotonic() < until:
            with suppress(Failed, OSError):
                state = self.run("systemctl is-system-running --wait || true").strip()
                if state in {"running", "degraded"}:
                    return
            time.sleep(0.5)
        raise Failed(f"it does not come up:\n{self.log.read_text(errors='replace')[-2000:]}")

    def reboot(self) -> None:
        """Off and on again, as the clerk would; back when everything runs."""
        self.run("systemctl poweroff")
        self.running.wait(_BOOT_SECONDS)
        self.running = _boot(self.root, self.log)
        self.wait()

    def off(self) -> None:
        """For good."""
        self.running.terminate()
        self.running.wait()


def base() -> Path:
    """A clean Debian, made once and kept."""
    made = KEPT / f"{SUITE}-{IN_BASE.count(',')}"
    whole = made.with_suffix(".whole")
    if whole.exists():
        return made
    shutil.rmtree(made, ignore_errors=True)
    made.parent.mkdir(parents=True, exist_ok=True)
    _do("debootstrap", "--variant=minbase", f"--include={IN_BASE}", SUITE, str(made), MIRROR)
    whole.touch()
    return made


def have_programs(programs: Mapping[str, str] = PROGRAMS) -> None:
    """Install what is needed and the machine does not have."""
    missing = [package for name, package in programs.items() if not shutil.which(name)]
    if missing:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for line in (["update", "-qq"], ["install", "-y", "-qq", *missing]):
            subprocess.run(["apt-get", *line], check=True, env=quiet, stdout=subprocess.DEVNULL)


@contextmanager
def started(scratch: Path) -> Iterator[Box]:
    """A clean machine that runs, and this process in the network of its visitor until it is over."""
    with ExitStack() as stack:
        root = scratch / "root"
        for name in ("root", "upper", "work"):
            (scratch / name).mkdir(parents=True)
        layers = f"lowerdir={base()},upperdir={scratch / 'upper'},workdir={scratch / 'work'}"
        _do("mount", "-t", "overlay", "overlay", "-o", layers, str(root))
        stack.callback(subprocess.run, ["umount", "--lazy", str(root)], check=False)
        _furnish(root)
        ours = os.open("/proc/self/ns/net", os.O_RDONLY)
        stack.callback(os.close, ours)
        _cables(stack)
        log = scratch / "console.log"
        box = Box(root, log, _boot(root, log), _environment())
        stack.callback(box.off)
        there = os.open("/run/netns/visitor", os.O_RDONLY)
        _enter(there)
        os.close(there)
        stack.callback(_enter, ours)
        box.wait()
        yield box


def _boot(root: Path, log: Path) -> "subprocess.Popen[bytes]":
    kept = {"apt": "/var/cache/apt/archives", "cache": "/root/.cache", "npm": "/root/.npm"}
    for name, target in kept.items():
        (KEPT / name / "partial").mkdir(parents=True, exist_ok=True)
        (root / target[1:]).mkdir(parents=True, exist_ok=True)
    binds = [f"--bind={KEPT / name}:{target}" for name, target in kept.items()]
    # Where systemd runs the outer machine, it makes a group of processes for the inner one.
    keep = [] if Path("/run/systemd/system").exists() else ["--keep-unit"]
    line = ["systemd-nspawn", "--quiet", "--boot", "--register=no", *keep, *binds]
    line += ["--machine=sanan", "--network-namespace-path=/run/netns/machine"]
    line += ["--resolv-conf=off", "--timezone=off", "--link-journal=no", "--directory", str(root)]
    with log.open("ab") as out:
        return subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def _furnish(root: Path) -> None:
    """What its network needs, and whom this machine trusts beyond Debian's authorities."""
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("nameserver 10.0.2.3\n")
    # As Debian's installer leaves it; debootstrap alone knows no localhost.
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n127.0.1.1 sanan\n::1 localhost\n")
    (root / "etc/hostname").write_text("sanan\n")
    (root / "etc/apt/apt.conf.d/90yes").write_text('APT::Get::Assume-Yes "true";\n')
    # Packages that were fetched stay for the next run.
    (root / "etc/apt/apt.conf.d/91keep").write_text(
        'Binary::apt-get::APT::Keep-Downloaded-Packages "true";\n'
    )
    for authority in AUTHORITIES.glob("*.crt"):
        shutil.copy(authority, root / str(AUTHORITIES)[1:])
    _do("chroot", str(root), "update-ca-certificates")


def _environment() -> dict[str, str]:
    """A root shell's, and whom clients of registries trust."""
    return {
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "DEBIAN_FRONTEND": "noninteractive",
        **dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"), BUNDLE),
    }


def _cables(stack: ExitStack) -> None:
    """Two networks, `machine` and `visitor`, a cable between them, and the machine's way to registries."""
    Path("/run/netns").mkdir(exist_ok=True)
    _do("mount", "-t", "tmpfs", "tmpfs", "/run/netns")  # of this process and its children only
    for name in ("machine", "visitor"):
        _do("ip", "netns", "add", name)
        stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=False)
    cable = ["type", "veth", "peer", "name", "outside", "netns", "visitor"]
    _do("ip", "-n", "machine", "link", "add", "inside", *cable)
    _do("ip", "-n", "machine", "address", "add", f"{ADDRESS}/16", "dev", "inside")
    for each in (VISITOR, NEIGHBOUR):
        _do("ip", "-n", "visitor", "address", "add", f"{each}/16", "dev", "outside")
    for name, device in (("machine", "inside"), ("visitor", "outside"), ("visitor", "lo")):
        _do("ip", "-n", name, "link", "set", device, "up")
    # As many people as a village has: every address of 10.77.x.y is the visitor's.
    for street in (1, 2):
        _do("ip", "-n", "visitor", "route", "add", "local", f"10.77.{street}.0/24", "dev", "lo")
    carrier = subprocess.Popen(
        shlex.split("slirp4netns --configure --mtu=1400 --disable-host-loopback")
        + shlex.split("--netns-type=path /run/netns/machine tap0"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(carrier.wait)
    stack.callback(carrier.terminate)


def _enter(network: int) -> None:
    """Have this thread, and what it starts, in that network."""
    if ctypes.CDLL(None, use_errno=True).setns(network, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")


def documented(text: str, heading: str, word: str = "") -> list[str]:
    """The commands of the first block of shell under this heading that holds `word`, one by one."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    block = next((found for found in blocks if word in found), None)
    if block is None:
        raise Failed(f"docs/operations.md has no commands under “{heading}”")
    lines = block.replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+", " ", line.partition(" # ")[0]).strip() for line in lines if line.strip()]
