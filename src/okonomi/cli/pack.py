"""Collect the locked packages for a machine without internet: ``python start.py pack MAPPE``.

pip evaluates a lock file's markers (``; sys_platform == "win32"``) for the machine it runs on,
also when it downloads for another: here the lock is first reduced to what the named platform and
Python need, so that a folder packed on Linux is whole on Windows. Every wheel is checked against
the lock's hash when it is packed, and again when it is installed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from okonomi.cli.danish import Parser
from okonomi.cli.faults import told
from okonomi.errors import UserError

PYTHONS = ("3.11", "3.12", "3.13")
FIRST_AND_LAST = ("0", "99")
"""Patch releases a marker is tried with: the folder must serve every one of them."""


@dataclass(frozen=True)
class Platform:
    """A kind of machine: its wheels' tags, and what markers see there."""

    tags: tuple[str, ...]
    sys_platform: str
    os_name: str
    system: str
    machine: str

    def markers(self, python: str, patch: str) -> dict[str, str]:
        """The marker environment of CPython ``python.patch`` on this platform."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.{patch}",
            "os_name": self.os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.{patch}",
            "python_version": python,
            "sys_platform": self.sys_platform,
            "extra": "",
        }


_LINUX = tuple(
    f"{tag}_x86_64"
    for tag in (
        *(f"manylinux_2_{minor}" for minor in (28, 27, 26, 24, 17, 12, 5)),
        "manylinux2014",
        "manylinux2010",
        "manylinux1",
        "linux",
    )
)
PLATFORMS = {
    "windows": Platform(("win_amd64",), "win32", "nt", "Windows", "AMD64"),
    "linux": Platform(_LINUX, "linux", "posix", "Linux", "x86_64"),
    "mac-arm": Platform(("macosx_14_0_arm64",), "darwin", "posix", "Darwin", "arm64"),
    "mac-intel": Platform(("macosx_14_0_x86_64",), "darwin", "posix", "Darwin", "x86_64"),
}


def here() -> str:
    """The name in ``PLATFORMS`` of the machine this runs on."""
    if sys.platform == "win32":
        return "windows"
    if sys.platform != "darwin":
        return "linux"
    import platform

    return "mac-arm" if platform.machine() == "arm64" else "mac-intel"


def requirements(lock: str, markers: dict[str, str]) -> str:
    """The lock's text with only what is needed under ``markers``, and no marker left in it."""
    from packaging.markers import Marker

    kept = []
    for block in _blocks(lock):
        first, newline, hashes = block.partition("\n")
        pin, semicolon, marker = first.rstrip(" \\").partition(" ; ")
        if not semicolon or Marker(marker).evaluate(markers):
            kept.append(pin + (" \\" if newline else "") + newline + hashes)
    return "\n".join(kept) + "\n"


def _blocks(lock: str) -> Iterator[str]:
    """Each requirement with its hashes; comments are left out."""
    block: list[str] = []
    for line in lock.splitlines():
        if line.lstrip().startswith("#") or not line.strip():
            continue
        block.append(line)
        if not line.endswith("\\"):
            yield "\n".join(block)
            block = []


def pack(lock: Path, folder: Path, platform: str, python: str) -> int:
    """Download the wheels into ``folder`` (made if it is not there); how many it holds.

    ``UserError`` for a folder that holds something else, and for what pip cannot get.
    """
    folder.mkdir(parents=True, exist_ok=True)
    others = [p.name for p in folder.iterdir() if p.suffix != ".whl"]
    if others:
        raise UserError(
            f"Mappen {folder} indeholder andet end pakker ({', '.join(sorted(others)[:3])}). "
            "Vælg en ny eller tom mappe."
        )
    target = PLATFORMS[platform]
    text = lock.read_text(encoding="utf-8")
    for patch in FIRST_AND_LAST:
        needed = requirements(text, target.markers(python, patch))
        _download(needed, folder, target, f"{python}.{patch}")
    return sum(1 for p in folder.iterdir() if p.suffix == ".whl")


def _download(needed: str, folder: Path, target: Platform, python: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "pakker.txt"
        listed.write_text(needed, encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        command += ["download", "--quiet", "--progress-bar=off", "--no-deps", "--require-hashes"]
        command += ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}"]
        command += [f"--platform={tag}" for tag in target.tags]
        command += [f"--dest={folder}", f"--requirement={listed}"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        said = f" Pip sagde: “{errors[-1][7:]}”." if errors else ""
        raise UserError(
            f"Pakkerne kunne ikke hentes.{said} Se efter, om der er netforbindelse, eller om pip "
            "mangler jeres proxy eller pakkespejl (pip config), og kør kommandoen igen."
        )


def main(argv: list[str] | None = None) -> int:
    """``LOCK MAPPE [--platform …] [--python …]``; called by start.py."""
    parser = Parser(
        prog="start.py pack",
        description="Hent pakkerne til en maskine uden internet.",
    )
    parser.add_argument("lock", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("folder", metavar="MAPPE", type=Path, help="mappen, pakkerne lægges i")
    parser.add_argument("--platform", choices=sorted(PLATFORMS), default=here(), help="maskinen")
    parser.add_argument(
        "--python",
        choices=PYTHONS,
        default="{}.{}".format(*sys.version_info[:2]),
        help="Python på den anden maskine",
    )
    given = parser.parse_args(argv)
    folder = given.folder.resolve()
    try:
        n = pack(given.lock, folder, given.platform, given.python)
    except (UserError, OSError) as error:
        print("\n".join(told(error)), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Afbrudt. Kør kommandoen igen, når det passer.", file=sys.stderr)
        return 2
    size = sum(p.stat().st_size for p in folder.iterdir()) / 1e6
    print(f"{n} pakker ({size:.0f} MB) til {given.platform} med Python {given.python}: {folder}")
    print(
        "Tag mappen og en kopi af dette projekt med til den anden maskine, og kør dér i projektet:"
    )
    print("  python start.py --wheels MAPPE report")
    return 0


if __name__ == "__main__":
    sys.exit(main())
