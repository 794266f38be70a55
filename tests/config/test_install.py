"""What `bin/sanan install` makes: once, the same again, nothing of the clerk's lost, nothing unsafe begun."""

import shutil
import subprocess
from pathlib import Path

import pytest

from sanan.config import install
from sanan.config.install import CannotInstall, Machine, Wanted

SITE = "https://sanan.example.cn"
CADDY = Path("/etc/caddy/Caddyfile")
SETTINGS = Path("/etc/sanan/environment")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.delenv("SANAN_DEMO")
    machine = Machine(tmp_path)
    machine.write(Path("/etc/passwd"), "root:x:0:0::/root:/bin/sh\n")
    return machine


def begin(machine: Machine, *, check: bool = False, **more: object) -> list[str]:
    return install.begin(Wanted(site=SITE, **more), machine, check=check, tell=str)


def made_account(machine: Machine) -> None:
    machine.write(Path("/etc/passwd"), "sanan:x:999:999::/var/lib/sanan:/usr/sbin/nologin\n")


def test_a_look_makes_nothing_and_doing_it_twice_is_once(machine: Machine, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    told = begin(machine, check=True)
    assert sorted(tmp_path.rglob("*")) == before
    assert begin(machine) == told
    assert machine.ran[0][0] == "useradd"
    made_account(machine)
    assert begin(machine, check=True) == begin(machine) == []
    for folder in ("lib/sanan", "lib/sanan-keys", "backups/sanan", "backups/sanan-keys"):
        assert (tmp_path / "var" / folder).stat().st_mode & 0o777 == 0o700
    settings = machine.read(SETTINGS)
    assert "SANAN_PROXY_HOPS=1\n" in settings
    assert "SANAN_KEYS=/var/lib/sanan-keys\n" in settings
    assert (tmp_path / "etc/sanan/environment").stat().st_mode & 0o777 == 0o640


def test_what_the_clerk_wrote_stays(machine: Machine):
    machine.write(SETTINGS, "SANAN_HOSTS=a.example,b.example\nSANAN_LOG_LEVEL=INFO\n")
    machine.write(CADDY, "other.example {\n}\n")
    begin(machine)
    lines = machine.read(SETTINGS).splitlines()
    assert lines[:2] == ["SANAN_HOSTS=a.example,b.example", "SANAN_LOG_LEVEL=INFO"]
    assert sum(line.startswith("SANAN_HOSTS=") for line in lines) == 1
    assert machine.read(CADDY) == "other.example {\n}\n"
    assert "sanan.example.cn {" in machine.read(CADDY.with_name("sanan.caddy"))


def test_debians_own_site_gives_way(machine: Machine):
    machine.write(CADDY, ":80 {\n root * /usr/share/caddy\n}\n")
    begin(machine)
    site = machine.read(CADDY)
    assert site.startswith("# Made by bin/sanan install.")
    for said in (
        "reverse_proxy 127.0.0.1:8000",
        "handle /live/*",
        "max_size 128MB",
        "handle @probes {",
        "[0-9]*)$`",
    ):
        assert said in site


def test_the_certificate_is_of_whom_the_clerk_says(machine: Machine, tmp_path: Path):
    held = [tmp_path / name for name in ("held.pem", "held.key")]
    for tls, told in (
        ("public", None),
        ("internal", "\ttls internal\n"),
        (f"{held[0]}:{held[1]}", f"\ttls {held[0]} {held[1]}\n"),
    ):
        if tls not in install.TLS:
            with pytest.raises(CannotInstall, match="two files that are there"):
                begin(machine, tls=tls)
            for file in held:
                file.touch()
        begin(machine, tls=tls)
        site = machine.read(CADDY)
        assert (told in site) if told else ("tls" not in site.partition("{")[2])


@pytest.mark.parametrize(
    ("site", "said"), [("http://a.example", "https address"), ("sanan.example.cn", "https address")]
)
def test_an_address_that_is_none_is_refused(machine: Machine, site: str, said: str):
    with pytest.raises(CannotInstall, match=said):
        install.begin(Wanted(site=site), machine, check=False, tell=str)


def test_the_demo_is_refused(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    machine.write(Path("/var/lib/sanan/demo-sign-ins.txt"), "chenli")
    with pytest.raises(CannotInstall, match="demo county"):
        begin(machine)
    machine.at(Path("/var/lib/sanan/demo-sign-ins.txt")).unlink()
    monkeypatch.setenv("SANAN_DEMO", "1")
    with pytest.raises(CannotInstall, match="demo county"):
        begin(machine)


def test_administrators_are_three_roles_at_a_place(machine: Machine):
    given = install.administrators_of(["security_admin:zhaoan:赵安"], "350526000000")
    assert given == [("security_admin", "zhaoan", "赵安")]
    assert len(list(install.administrators(given, "350526000000", machine))) == 1
    assert [line[2] for line in machine.ran] == ["add", "appoint", "factor-code"]
    for wrong, place in (("leader:a:b", "1"), ("auditor:a", "1"), ("auditor:a:b", None)):
        with pytest.raises(CannotInstall, match="ROLE:USERNAME:NAME"):
            install.administrators_of([wrong], place)


def test_systemd_takes_the_units(machine: Machine, tmp_path: Path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here")
    begin(machine)
    folder = tmp_path / "etc/systemd/system"
    units = [str(folder / name) for name in install.UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
