"""Set up okonomi and run it: ``python start.py report | test | lab | bench | okonomi …``.

Needs nothing but CPython: the first call makes ``.venv`` beside this file and installs the locked
packages and the kit into it; later calls see the stamp in ``.venv`` and start at once. pip's own
configuration decides where packages come from; ``requirements.lock`` decides, by hash, which.

Keep the syntax old (Python 3.6), so that an old Python can say that it is too old.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 13)

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "okonomi-stamp.json"
BENCH_STAMP = VENV / "okonomi-bench.txt"
LOG = VENV / "okonomi-install.log"
LOCK = HERE / "requirements.lock"
BENCH_LOCK = HERE / "requirements-bench.lock"
SAMPLE = HERE / "data" / "eksempel"

# Where packages are taken from: empty for wherever pip is set to get them.
WHEELS: list = []

# A child whose words are kept from the user until something fails.
PIPED: dict = {
    "stdout": subprocess.PIPE,
    "stderr": subprocess.STDOUT,
    "encoding": "utf-8",
    "errors": "replace",
}

USAGE = """Brug: python start.py KOMMANDO

  report    lav månedsrapporten for eksempelkommunen (eller: --workspace MAPPE --period 2026-03)
  test      kør alle prøver, også af notesbøgerne
  lab       åbn notesbøgerne i JupyterLab (eller: --workspace MAPPE --period 2026-03)
  bench     mål hastigheden (NAVN vælger én måling)
  okonomi   alle andre kommandoer, f.eks.: python start.py okonomi check --help
  pack      hent pakkerne i en mappe til en maskine uden internet: python start.py pack MAPPE
            (--platform windows|linux|mac-arm|mac-intel, --python 3.12); installer dér med
            python start.py --wheels MAPPE report

Første gang installeres pakkerne i mappen .venv; det tager et par minutter."""


class Stop(Exception):
    """Something the user can mend: one Danish sentence, shown without a traceback."""


def say(text: str) -> None:
    print(text, flush=True)


# ---- running ----------------------------------------------------------------------------------


def environment() -> dict:
    """The children's environment: UTF-8 everywhere, .venv's programs first, compiled modules kept.

    Without compiled modules (PYTHONDONTWRITEBYTECODE) every start takes twice as long.
    """
    env = dict(os.environ, PYTHONUTF8="1", PIP_USER="0", VIRTUAL_ENV=str(VENV))
    env["PATH"] = str(PROGRAMS) + os.pathsep + env.get("PATH", "")
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"):
        env.pop(name, None)
    return env


def run(*arguments: object, cwd: str = str(HERE)) -> int:
    """Run .venv's Python and return its exit code; Ctrl-C is the child's to answer."""
    command = [str(PYTHON)] + [str(a) for a in arguments]
    child = subprocess.Popen(command, cwd=cwd, env=environment())
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:
            continue


# ---- installing -------------------------------------------------------------------------------


def prepare() -> None:
    """Make .venv what the lock and pyproject.toml say; do nothing where the stamp vouches for it.

    The stamp is written last and removed first, so an interrupted installation leaves none, and
    an environment without a stamp is built anew: half an installed package is never trusted.
    """
    wanted = {
        "python": "{}.{} {}".format(*sys.version_info[:2], sysconfig.get_platform()),
        "place": str(HERE),
        "lock": digest(LOCK),
        "kit": digest(HERE / "pyproject.toml"),
    }
    found = read_stamp()
    if found == wanted and PYTHON.exists():
        return
    if PYTHON.exists() and dict(found, kit=None) == dict(wanted, kit=None):
        STAMP.unlink()
    else:
        make_venv()
        say("Det tager et par minutter første gang; pakkerne fylder ca. 1 GB.")
        install_lock(LOCK)
    install_kit()
    STAMP.write_text(json.dumps(wanted, indent=2), encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp() -> dict:
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    """An empty .venv; the old one goes whole, so that no package outlives its place in the lock."""
    if VENV.exists():
        say("Mappen .venv er ufuldstændig eller forældet og bygges på ny.")
        try:
            if STAMP.exists():
                STAMP.unlink()
            shutil.rmtree(str(VENV))
        except OSError as error:
            raise Stop(
                "Mappen .venv kan ikke fjernes ({}). Luk JupyterLab og andre programmer, der "
                "bruger den, og kør kommandoen igen.".format(error)
            ) from error
    # Inside a virtual environment the base Python is asked, so that .venv never rests on another.
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], env=dict(os.environ, PYTHONUTF8="1"), **PIPED
    )
    if made.returncode != 0:
        raise Stop(
            "Python kunne ikke lave mappen .venv. Mangler modulet venv, så installer det (Debian "
            "og Ubuntu: apt install python3-venv), og kør igen. Python sagde: "
            + made.stdout.strip()
        )


def install_lock(lock: Path) -> None:
    """Install a lock file's packages, each checked against its hashes, never built from source."""
    say("Henter og installerer pakkerne i {} …".format(lock.name))
    pip("--require-hashes", "--only-binary=:all:", *WHEELS, "--requirement", lock)


def install_kit() -> None:
    """The kit itself, editable: built by flit_core from the lock, so no network is asked."""
    pip("--no-index", "--no-deps", "--no-build-isolation", "--editable", HERE)
    # Before 3.13 a .pth file is read in the system's code page, even in UTF-8 mode: a folder with
    # æøå would not be found. The way from there to src is always ASCII.
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    way = os.path.relpath(str(HERE / "src"), str(packages))
    (packages / "okonomi.pth").write_text(way + "\n", encoding="ascii")


def pip(*arguments: object) -> None:
    """``pip install`` in .venv: a counter on a terminal, everything else to the log."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    command += ["--progress-bar=off"] + [str(a) for a in arguments]
    child = subprocess.Popen(command, cwd=str(HERE), env=environment(), **PIPED)
    lines = []
    with child, LOG.open("a", encoding="utf-8", buffering=1) as log:
        for line in child.stdout or ():
            log.write(line)
            lines.append(line)
            if line.startswith("Collecting "):
                passing("hentet: {}".format(sum(x.startswith("Collecting ") for x in lines)))
            elif line.startswith("Installing collected packages"):
                passing("pakkes ud …")
    passing("")
    if child.returncode != 0:
        raise Stop(reason("".join(lines)))


def passing(text: str) -> None:
    """A word about how far it is, on a terminal only, in the place of the last one."""
    if sys.stdout.isatty():
        print("\r{:20}\r{}".format("", text), end="", flush=True)


def reason(output: str) -> str:
    """What a failed pip means for the user: one sentence, and pip's own last error."""
    errors = re.findall(r"(?m)^(?:ERROR|OSError|error): (.+)$", output)
    said = " Pip sagde: “{}”.".format(errors[-1].strip()) if errors else ""
    if "DO NOT MATCH THE HASHES" in output:
        remedy = (
            "En hentet pakke er ikke den, som requirements.lock nævner, og er ikke installeret. "
            "Spørg den, der driver jeres pakkespejl."
        )
    elif "No space left" in output or "Errno 28" in output:
        remedy = "Disken er fuld: pakkerne fylder ca. 1 GB. Gør plads, og kør kommandoen igen."
    else:
        remedy = (
            "Pakkerne kunne ikke installeres. Se efter, om der er netforbindelse, eller om pip "
            "mangler jeres proxy eller pakkespejl (pip config), og kør kommandoen igen."
        )
    return "{}{} Alt, hvad pip sagde, står i {}".format(remedy, said, LOG)


# ---- commands ---------------------------------------------------------------------------------


def okonomi(arguments: list) -> int:
    """The command line, in the user's own folder (-P: no module there can shadow a package)."""
    # So that a hint names a command that works here.
    here = '"{}"'.format(sys.argv[0]) if " " in sys.argv[0] else sys.argv[0]
    os.environ["OKONOMI_KALDT_SOM"] = "{} {} okonomi".format(Path(sys.executable).stem, here)
    return run("-P", "-m", "okonomi.cli", *arguments, cwd=str(Path.cwd()))


def report(arguments: list) -> int:
    """The monthly report; of the synthetic municipality where no workspace is named.

    The command line takes the newest month, and says where the report lies.
    """
    named = any(a.partition("=")[0] == "--workspace" for a in arguments)
    chosen = [] if named else ["--workspace", str(SAMPLE)]
    return okonomi(["report", "maanedsrapport", *chosen, *arguments])


def test(arguments: list) -> int:
    """The tests, then every notebook under nbval; both always run."""
    first = run("-m", "pytest", *arguments)
    second = 0
    if any((HERE / "notebooks").glob("*.ipynb")):
        # A dead kernel would otherwise hang for nbval's default of 2,000 seconds.
        nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]
        second = run("-m", "pytest", *nbval, "-p", "no:randomly", "notebooks/")
    return first or second


def lab(arguments: list) -> int:
    """JupyterLab on the notebooks; of the synthetic municipality where no workspace is named."""
    return okonomi(["lab", *arguments])


def bench(arguments: list) -> int:
    """Every benchmark, or the named one with any arguments of its own."""
    folder = HERE / "benchmarks"
    names = sorted(p.stem for p in folder.glob("*.py") if not p.name.startswith("_"))
    if arguments and arguments[0] not in names:
        raise Stop("Der er ingen måling “{}”. Vælg: {}.".format(arguments[0], ", ".join(names)))
    if not BENCH_STAMP.exists() or BENCH_STAMP.read_text(encoding="utf-8") != digest(BENCH_LOCK):
        install_lock(BENCH_LOCK)
        BENCH_STAMP.write_text(digest(BENCH_LOCK), encoding="utf-8")
    codes = [run(folder / (name + ".py"), *arguments[1:]) for name in arguments[:1] or names]
    return max(codes, default=0)


def pack(arguments: list) -> int:
    """The locked packages in one folder, for a machine of a named kind that has no internet."""
    return run("-P", "-m", "okonomi.cli.pack", LOCK, *arguments, cwd=str(Path.cwd()))


COMMANDS = {
    "report": report,
    "test": test,
    "lab": lab,
    "bench": bench,
    "okonomi": okonomi,
    "pack": pack,
}


def take_wheels(arguments: list) -> list:
    """The arguments after ``--wheels FOLDER``; packages then come from that folder alone."""
    first, equals, folder = (arguments or [""])[0].partition("=")
    if first != "--wheels":
        return arguments
    rest = arguments[1:] if equals else arguments[2:]
    given = Path(folder if equals else "".join(arguments[1:2])).resolve()
    if not any(given.glob("*.whl")):
        raise Stop(
            "Der er ingen pakker (.whl) i mappen {}. Lav den på en maskine med internet: "
            "python start.py pack MAPPE".format(given)
        )
    WHEELS[:] = ["--no-index", "--find-links", given]
    return rest


def refuse_python() -> None:
    """Stop on a Python for which there are no locked packages."""
    version = "{}.{}".format(*sys.version_info[:2])
    if sys.version_info[:2] < OLDEST:
        raise Stop(
            "okonomi kræver Python 3.11 eller nyere, og dette er Python {}. Installer en nyere "
            "Python, og kør start.py med den.".format(version)
        )
    if sys.version_info[:2] > NEWEST:
        raise Stop(
            "okonomi er endnu ikke afprøvet på Python {}. Kør start.py med Python 3.11, 3.12 "
            "eller 3.13 (Windows: py -3.13 start.py report).".format(version)
        )
    if sys.maxsize < 2**32 or sysconfig.get_platform() == "win-arm64":
        raise Stop("Pakkerne findes ikke til denne Python. Installer en 64-bit Python (x64).")


def start(arguments: list) -> int:
    """Set up and run one command."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        if name and name not in ("-h", "--help"):
            say("Kommandoen “{}” findes ikke.\n".format(name))
        say(USAGE)
        return 0 if name in ("-h", "--help") else 2
    refuse_python()
    prepare()
    return COMMANDS[name](arguments[1:])


def main(arguments: list) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return start(take_wheels(arguments))
    except Stop as stop:
        print(stop, file=sys.stderr, flush=True)
        return 2
    except OSError as error:
        print(
            "Filen eller mappen {} kan ikke bruges ({}). Se efter, om der er plads på disken, og "
            "om du må skrive i mappen med programmet, og kør igen.".format(
                error.filename or "", error.strerror
            ),
            file=sys.stderr,
            flush=True,
        )
        return 2
    except KeyboardInterrupt:
        print("\nAfbrudt. Kør kommandoen igen, når det passer.", file=sys.stderr, flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
