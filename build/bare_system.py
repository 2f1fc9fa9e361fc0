"""Bare Debian systems in a folder, for `dev.py fresh`: made once by debootstrap, and copied for each use.

What runs in one has processes and mounts of its own (`unshare`), which end with it, however it ends: nothing of the
machine is ever mounted below the folder for anybody else, so that a copy can be deleted safely.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TextIO

from console import say, stop
from environments import ROOT

PACKAGES = "python3,git,sudo"
REPOSITORY = "/srv/faxdesk.git"
CERTIFICATES = "srv/certificates"
LIMIT = 2 * 60 * 60
"""Seconds that one command may take."""

IDS = {"root": 0, "newcomer": 1000}
HOMES = {"root": "/root", "newcomer": "/home/newcomer"}
SUDO_RULES = """\
Defaults env_keep += "http_proxy https_proxy no_proxy"
newcomer ALL=(ALL) NOPASSWD: ALL
"""
APT_SETTINGS = ("Acquire::http::", "Acquire::https::", "Acquire::Check-", "Acquire::Retries")
PIP_SETTINGS = (
    "index-url",
    "extra-index-url",
    "trusted-host",
    "proxy",
    "cert",
    "timeout",
    "default-timeout",
    "retries",
)
VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
FOLDERS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# The shell stays as the first process, since somebody has to wait for those whose parents are gone.
INSIDE = """
root=$1; ids=$2; shift 2
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 devices "$root/dev"
for name in null zero full random urandom tty; do
    : > "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
hostname fresh
code=0
chroot --userspec="$ids" "$root" "$@" || code=$?
exit $code
"""
OWN = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"]


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    output: str


class BareSystem:
    """A copy of a base system, with a person on it and the project in a repository; deleted at the end."""

    def __init__(self, base: Path, folder: Path, log: Path, *, person: str, may_sudo: bool) -> None:
        self._base = base
        self._folder = folder
        self._log = log
        self._person = person
        self._may_sudo = may_sudo
        self._settings: dict[str, str] = {}
        self._lock: TextIO | None = None

    def __enter__(self) -> BareSystem:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock = hold(self._folder.with_suffix(".lock"))
        delete(self._folder)
        self._log.write_text("", encoding="utf-8")
        _run("cp", "-a", "--reflink=auto", str(self._base), str(self._folder))
        _run("chroot", str(self._folder), "useradd", "--create-home", "--uid", str(IDS["newcomer"]), "newcomer")
        if self._may_sudo:
            rule = self._folder / "etc" / "sudoers.d" / "newcomer"
            rule.write_text(SUDO_RULES, encoding="utf-8")
            rule.chmod(0o440)
        self._settings = way_to_the_network(self._folder)
        target = self._folder / REPOSITORY.lstrip("/")
        _run("git", "clone", "--quiet", "--bare", "--single-branch", "--no-hardlinks", str(ROOT), str(target))
        _run("chown", "-R", str(IDS[self._person]), str(target))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        delete(self._folder)
        if self._lock:
            self._lock.close()

    def call(self, person: str, line: str) -> Answer:
        """Have a person type a line in the folder of the project, or at home before that is there."""
        variables = {"HOME": HOMES[person], "USER": person, "PATH": FOLDERS, "TERM": "dumb", **self._settings}
        words = [f"{name}={value}" for name, value in variables.items()]
        there = f"cd ~; if [ -d faxdesk ]; then cd faxdesk; fi; {line}"
        inside = ["sh", "-euc", INSIDE, "sh", str(self._folder), f"{IDS[person]}:{IDS[person]}"]
        command = [*OWN, *inside, "env", "-i", "--default-signal", *words, "sh", "-c", there]
        start = self._log.stat().st_size
        with self._log.open("a", encoding="utf-8") as log:
            print(f"{person} $ {line}", file=log, flush=True)
            try:
                code = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=LIMIT)
            except subprocess.TimeoutExpired:
                code = 124
            print(f"exit code {code}", file=log)
        with self._log.open("rb") as log:
            log.seek(start)
            return Answer(code, log.read().decode("utf-8", "replace"))


def make_base(suite: str, cache: Path, mirror: str | None, packages: str = PACKAGES) -> Path:
    """Return the folder of a bare system with some packages; make it first if it is not there."""
    base = cache / suite
    if base.exists():
        return base
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = cache / f"{suite}.unfinished"
    delete(unfinished)
    say(f"Making a bare {suite}")
    options = ["--variant=minbase", *([f"--include={packages}"] if packages else [])]
    source = [mirror] if mirror else _mirror_of_this_machine()
    log = cache / f"{suite}.log"
    with log.open("w", encoding="utf-8") as output:
        command = [*OWN, "debootstrap", *options, suite, str(unfinished), *source]
        if subprocess.call(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output):
            stop(f"debootstrap could not make a bare {suite}; {log} says why.")
    unfinished.rename(base)
    return base


def hold(path: Path) -> TextIO:
    """Keep a lock until the file is closed, or this process ends; stop where another process has it."""
    import fcntl

    file = path.open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop(f"Another `dev.py fresh` is at work on {path.stem}; wait for it, or give it another folder with --cache.")
    return file


def delete(folder: Path) -> None:
    """Delete a system, unless something is mounted in it."""
    if any(mount.is_relative_to(folder) for mount in _mounts()):
        stop(f"Something is mounted in {folder}; unmount it, and run this again.")
    # What was ended a moment ago may still have written something meanwhile.
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        shutil.rmtree(folder)


def _mounts() -> list[Path]:
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    return [Path(line.split()[4].encode().decode("unicode_escape")) for line in lines]


def way_to_the_network(root: Path) -> dict[str, str]:
    """Give a system the name servers, proxies and certificates of this machine; return the variables that it needs."""
    shutil.copyfile("/etc/resolv.conf", root / "etc" / "resolv.conf")
    hosts = Path("/etc/hosts").read_text(encoding="utf-8")
    (root / "etc" / "hosts").write_text(f"{hosts}\n127.0.1.1 fresh\n", encoding="utf-8")
    apt = _output("apt-config", "dump").splitlines()
    kept = [line for line in apt if line.startswith(APT_SETTINGS)]
    (root / "etc" / "apt" / "apt.conf.d" / "90network").write_text("\n".join(kept) + "\n", encoding="utf-8")
    settings = {**_pip_settings(), **{name: os.environ[name] for name in VARIABLES if name in os.environ}}
    return {name: _brought_along(value, root) for name, value in settings.items()}


def _brought_along(value: str, root: Path) -> str:
    """Copy the certificates that a setting names to where no package puts its own, and return their name there."""
    file = Path(value)
    if not file.is_absolute() or not file.is_file():
        return value
    copy = root / CERTIFICATES / file.name
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(file, copy)
    copy.chmod(0o644)
    return f"/{CERTIFICATES}/{file.name}"


def _mirror_of_this_machine() -> list[str]:
    """Return where apt gets Debian from on this machine; nothing on others, where debootstrap knows better."""
    if "ID=debian\n" not in Path("/etc/os-release").read_text(encoding="utf-8"):
        return []
    indexes = _output(
        "apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Origin: Debian", "Label: Debian"
    )
    return indexes.splitlines()[:1]


def _pip_settings() -> dict[str, str]:
    """Return how pip reaches its index on this machine, as variables; what lies on its disk stays here."""
    settings = {}
    for line in _output(sys.executable, "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        key = name.rpartition(".")[2]
        if key in PIP_SETTINGS:
            reachable = [part for part in str(ast.literal_eval(value)).split() if not part.startswith("file:")]
            settings[f"PIP_{key.replace('-', '_').upper()}"] = " ".join(reachable)
    return {name: value for name, value in settings.items() if value}


def _output(*command: str) -> str:
    """Return what a command prints; nothing if it fails or is not there."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def _run(*command: str) -> None:
    if subprocess.call(command):
        stop(f"`{' '.join(command)}` failed.")
