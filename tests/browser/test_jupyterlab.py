"""A consultant's hour in JupyterLab, in a real browser: run, choose, drill, save, move a slider.

Every request is recorded, and none may leave the machine.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from okonomi import cli, eksempel
from okonomi.workspace import open_workspace

pytestmark = pytest.mark.browser
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW = 90_000
"""Milliseconds to wait for what a loaded machine may take long to do."""
expect.set_options(timeout=SLOW)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic municipality in a folder with æøå and a space."""
    folder = tmp_path_factory.mktemp("lab") / "data" / "Ærø Kommune"  # its reports: ../../reports
    eksempel.write(folder, seed=1, placements=150, year=2026, drops=("2026-03",))
    return folder


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    """``okonomi lab`` on the workspace, with a home of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "okonomi.cli", "lab", "--workspace", str(workspace)]
    command += ["--", "--no-browser", f"--ServerApp.port={port}", "--IdentityProvider.token=t"]
    env = dict(os.environ, HOME=str(workspace.parent), USERPROFILE=str(workspace.parent))
    env["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    env["PATH"] = str(Path(sys.executable).parent) + os.pathsep + env["PATH"]
    with (workspace.parent / "lab.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True)
    try:
        url = f"http://localhost:{port}"
        _await(url, server, workspace.parent / "lab.log")
        yield f"{url}/?token=t"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text("utf-8", "replace")
        try:
            urllib.request.urlopen(f"{url}/api", timeout=2).close()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text("utf-8", "replace"))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where it asked for anything outside, or a script failed."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    web = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme not in LOCAL}
    assert web <= {"localhost", "127.0.0.1"}
    assert faults == []


LOCAL = ("data", "blob", "file")
TRIES = 3


def _run_all(page: Page, address: str, link: str) -> None:
    """From the start page to the end of a notebook, as the page says."""
    page.goto(address)
    page.locator(f".jp-RenderedMarkdown td a:text-is('{link}')").click()
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    prompt = notebook.locator(".jp-CodeCell .jp-InputArea-prompt").first
    for _ in range(TRIES):
        expect(page.locator(".jp-StatusBar-TextItem:has-text('Idle')")).to_be_visible()
        page.locator(".lm-MenuBar-itemLabel:text-is('Run')").click()
        page.locator(".lm-Menu-itemLabel:text-is('Run All Cells')").click()
        with suppress(AssertionError):  # no kernel was there yet, though another said it was idle
            expect(prompt).not_to_have_text("[ ]:", timeout=15_000)
            break
    last = notebook.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output")
    expect(last).to_contain_text("2026-03")


def test_servicetjek_is_run_and_a_provider_explored(page: Page, address: str, workspace: Path):
    _run_all(page, address, "Servicetjek")
    cell = page.locator(".jp-CodeCell:has-text('tjek = okonomi.servicetjek')")
    cell.get_by_role("button", name="Udforsk tabellerne").click()
    grid = cell.locator(".dt-container").first
    expect(grid).to_contain_text("Række 1–10 af")
    choices = cell.get_by_label("Leverandør", exact=True)
    provider = choices.locator("option").nth(1).inner_text()
    choices.select_option(provider)
    expect(cell.get_by_text(f"Valgt: Leverandør: {provider}.")).to_be_visible()
    expect(grid).to_contain_text("Række 1–1 af 1")
    grid.locator("tbody tr").first.click()
    expect(cell.get_by_text(f"Placeringerne hos {provider}").first).to_be_visible()
    cell.get_by_role("button", name="Gem som Excel").last.click()
    expect(cell.get_by_text("Gemt:")).to_be_visible()
    (saved,) = (open_workspace(workspace).path("filer", "rapporter") / "udtraek").glob("*.xlsx")
    assert saved.name.startswith("2026-03 Placeringerne hos")


def test_a_slider_in_hjemtagelse_draws_a_new_plan(
    page: Page, address: str, record_property: pytest.FixtureRequest
):
    _run_all(page, address, "Hjemtagelse")
    slider = page.locator(".widget-slider:has-text('Mislykkes')")
    slider.scroll_into_view_if_needed()
    told = page.locator(".widget-html-content p:has-text('Gevinst')")
    expect(told).to_be_visible()
    waits = []
    for _ in range(6):
        before = told.text_content()
        # JupyterLab may take the focus while it lays the page out: then a user presses again.
        for _ in range(TRIES):
            slider.scroll_into_view_if_needed()
            page.evaluate(NEXT_PICTURE, before)  # the page tells when the new picture is there
            slider.locator(".noUi-handle").press("ArrowRight")
            wait = page.evaluate("window.okonomiNext")
            if wait is not None:
                break
        waits.append(wait)
        assert told.text_content() != before
    record_property("slider_ms", waits)


def test_the_report_opens_and_prints_without_a_network(page: Page, workspace: Path, tmp_path: Path):
    given = ["--workspace", str(workspace), "--period", "2026-03"]
    assert cli.main(["report", "datakvalitet", *given]) in (0, 1)
    folder = open_workspace(workspace).path("filer", "rapporter") / "2026-03" / "datakvalitet"
    page.context.set_offline(True)
    page.goto((folder / "rapport.html").as_uri())
    expect(page.get_by_role("heading", name="Kan vi stole på tallene?").first).to_be_visible()
    page.pdf(path=tmp_path / "tryk.pdf", prefer_css_page_size=True)
    assert len(PdfReader(tmp_path / "tryk.pdf").pages) > 0


NEXT_PICTURE = """before => {
  const box = [...document.querySelectorAll('.widget-html-content')]
    .find(e => e.textContent.includes('Gevinst'));
  window.okonomiNext = new Promise(done => {
    let began = null;
    document.addEventListener('keydown', () => { began = performance.now(); },
      {once: true, capture: true});
    setTimeout(() => done(null), 15000);
    if (!box) return;
    new MutationObserver((_, me) => {
      if (box.querySelector('p')?.textContent !== before) {
        me.disconnect();
        requestAnimationFrame(() => done(Math.round(performance.now() - began)));
      }
    }).observe(box, {childList: true, subtree: true, characterData: true});
  });
}"""
