"""Holds the house as it is drawn: imports point one way, heavy packages stay out of the way."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from okonomi.settings import SETTINGS

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "okonomi"
ROOMS = ["rules", "intake", "cost", "present", "analysis", "reports", "cli"]
TOP = {"errors", "findings", "period", "settings", "workspace", "new_workspace", "ordliste"}
HEAVY = {"matplotlib", "seaborn", "statsmodels", "papermill", "nbconvert", "typst", "xlsxwriter"}
CLOCK = {"now", "today", "utcnow"}
MODULES = sorted(SRC.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def room_of(path: Path) -> str:
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("okonomi.")}
    return found & {*ROOMS, *TOP, "eksempel"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_imports_point_one_way(path):
    room = room_of(path)
    if room == "__init__":
        return
    used = imported_rooms(path) - {room}
    if room in TOP or room == "eksempel":
        allowed = TOP
    else:
        allowed = TOP | set(ROOMS[: ROOMS.index(room)])
        if room == "cli":
            allowed |= {"eksempel"}
    assert used <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_heavy_packages_are_imported_where_they_are_used(path):
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {node.module or ""}
        else:
            continue
        assert not {name.split(".")[0] for name in names} & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_only_one_file_of_the_command_line_knows_the_clock(path):
    if path == SRC / "cli" / "clock.py":
        return
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    methods = [c for c in calls if isinstance(c.func, ast.Attribute)]
    assert not {c.func.attr for c in methods} & CLOCK
    moments = [c for c in methods if c.func.attr in ("Timestamp", "Period", "to_datetime")]
    words = {a.value for c in moments for a in c.args if isinstance(a, ast.Constant)}
    assert not words & CLOCK  # pd.Timestamp("now")
    imports = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert room_of(path) == "cli" or "time" not in imports


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_files_stay_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 330


def test_the_public_names_all_exist():
    import okonomi

    for name in okonomi.__all__:
        assert getattr(okonomi, name) is not None
    assert len(okonomi.__all__) < 60
    with pytest.raises(AttributeError):
        okonomi.__getattr__("findes_ikke")


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, okonomi, okonomi.cli.arguments as a; a.parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {name.split(".")[0] for name in loaded} & HEAVY


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebooks_are_thin(path):
    book = json.loads(path.read_text("utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert len(code) <= 12
    assert "parameters" in code[0]["metadata"]["tags"]
    forbidden = (
        ast.FunctionDef, ast.If, ast.For, ast.While, ast.Lambda, ast.BinOp, ast.ListComp,
        ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.ClassDef, ast.IfExp, ast.Try,
    )  # fmt: skip
    for cell in code:
        tree = ast.parse("".join(cell["source"]))
        assert not [node for node in ast.walk(tree) if isinstance(node, forbidden)]
        if cell["outputs"]:
            assert "keep_output" in cell["metadata"].get("tags", [])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebooks_text_is_headings_and_plain_paragraphs(path):
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            assert not set(text) & set("*_`[]<>|$"), text


def read_settings(tree: ast.AST) -> set[tuple[str, str]]:
    """(section, name) of every setting a piece of code reads; the name "" is the whole section,
    read with ``**`` or with names of its own."""
    found = set()
    words = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg is None:  # **settings["section"]
            inner = node.value
            if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
                found.add((inner.slice.value, ""))
        if isinstance(node, ast.Call) and len(node.args) == 2:  # workspace.path("section", "name")
            said = [getattr(key, "value", None) for key in node.args]
            if all(isinstance(key, str) for key in said):
                found.add(tuple(said))
        if not isinstance(node, ast.Subscript):
            continue
        keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not keys:
            continue
        said = [key.value if isinstance(key, ast.Constant) else None for key in keys]
        section, *name = said
        if name and name[0] is not None:
            found.add((section, name[0]))
        elif section in SETTINGS:  # settings["section"], or workspace["section", name]
            found |= {(section, each) for each in SETTINGS[section] if each in words}
    return found


def test_every_setting_is_read_somewhere():
    read = set()
    for path in MODULES:
        if path.name != "settings.py":
            read |= read_settings(ast.parse(path.read_text("utf-8")))
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        read |= read_settings(ast.parse("\n".join(code)))
    assert [
        f"[{section}] {name}"
        for section, names in SETTINGS.items()
        for name in names
        if not {(section, name), (section, "")} & read
    ] == []


DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "tests" / "cases" / "README.md",
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_a_document_points_to_exists(path):
    text = path.read_text("utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []
    named = re.findall(r"`((?:src/okonomi|notebooks|tests|docs|data|benchmarks)[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_maps_every_room():
    text = (ROOT / "README.md").read_text("utf-8")
    rooms = {p.name for p in SRC.iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert set(re.findall(r"^\| `src/okonomi/(\w+)` \|", text, re.MULTILINE)) == rooms


def test_messages_point_to_documents_that_exist():
    for path in MODULES:
        for name in re.findall(r"docs/[\w/.-]+\.md", path.read_text("utf-8")):
            assert (ROOT / name).is_file(), f"{path.name}: {name}"
