"""Opens a lesson in JupyterLab, in a real browser without a window, and runs all of it.

usage: browser NOTEBOOK --root CLONE --workshop PROGRAM --pictures FOLDER
(lines of JSON: what is wrong, what was seen)

JupyterLab is started as a reader does, `cargo workshop lab`, in the clone; but it saves nothing.
"""

import argparse
import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update""".split()
CONFIG = '''
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

class NothingSaved(AsyncLargeFileManager):
    """Answers as if it had saved."""

    async def save(self, model, path=""):
        return await self.get(path, content=False)

c.ServerApp.contents_manager_class = NothingSaved
c.AsyncFileCheckpoints.checkpoint_dir = c.FileCheckpoints.checkpoint_dir = CHECKPOINTS
c.LabApp.expose_app_in_browser = True
'''
SETTINGS = {
    # No cell is left out of the page because it is out of sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "docmanager-extension/plugin": {"autosave": False},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
# The cells as the page knows them.
CELLS = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    if (!panel?.content?.widgets || !panel.context?.isReady) return null;
    return {
        kernel: panel.sessionContext.session?.kernel?.status ?? "none",
        cells: panel.content.widgets.map(cell => ({
            id: cell.model.id,
            type: cell.model.type,
            tags: cell.model.getMetadata("tags") ?? [],
            count: cell.model.executionCount ?? null,
            prompt: cell.inputArea?.promptNode?.textContent ?? "",
            outputs: cell.model.outputs?.toJSON() ?? [],
        })),
    };
}"""
IMAGES = """() => [...document.querySelectorAll(".jp-OutputArea-output img")].map(image => ({
    width: image.complete ? image.naturalWidth : 0, alt: (image.alt ?? "").trim(),
}))"""


def tell(event, message, **fields):
    print(json.dumps({"event": event, "message": message, **fields}), flush=True)


def find_browser():
    """Where Chromium is, or None."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM") or "", *NAMES) if name)
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return next(filter(None, found), mac if os.path.exists(mac) else None)


def free_port():
    """A port that nobody listens to, below those that the system hands out to kernels."""
    while True:
        port = random.randrange(10_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def jupyterlab(workshop, root, home):
    """JupyterLab in the clone `root`, on a free port of this machine only: address and token."""
    (home / "config.py").write_text(f"CHECKPOINTS = {str(home / 'checkpoints')!r}\n{CONFIG}")
    for name, settings in SETTINGS.items():
        path = home / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    port = free_port()
    token = secrets.token_hex(24)
    command = [workshop, "lab", "--no-browser", "--port", str(port), "--"]
    command += ["--ServerApp.port_retries=0", f"--config={home / 'config.py'}"]
    # By the environment, so that no list of processes shows the token.
    variables = os.environ | {
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    address = f"http://127.0.0.1:{port}"
    with open(home / "server.log", "wb") as log:
        server = subprocess.Popen(command, env=variables, stdout=log, stderr=log, cwd=root)
    try:
        _wait_for(lambda: _ask(f"{address}/api/status", token), 900, server)
        yield address, token
    finally:
        with contextlib.suppress(OSError, HTTPException):
            _ask(f"{address}/api/shutdown", token, method="POST")
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _ask(url, token, method="GET"):
    request = urllib.request.Request(url, method=method, headers={"Authorization": f"token {token}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status < 300


def _wait_for(ready, limit, server):
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with exit status {server.returncode}")
        with contextlib.suppress(OSError, HTTPException):
            if ready():
                return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not answer within {limit} s")


def state_when(page, done, limit, what):
    """The page's cells as soon as `done` says so of them."""
    until = time.monotonic() + limit
    state = None
    while time.monotonic() < until:
        state = page.evaluate(CELLS)
        if state and done(state):
            return state
        page.wait_for_timeout(200)
    unrun = [cell["id"] for cell in (state or {}).get("cells", []) if is_waiting(cell)]
    raise RuntimeError(f"{what} did not happen within {limit} s; cells without a number: {unrun}")


def is_waiting(cell):
    return cell["type"] == "code" and cell["count"] is None


def is_clear(state):
    """No code cell has a number."""
    return all(is_waiting(cell) or cell["type"] != "code" for cell in state["cells"])


def has_stopped(state):
    """All cells have a number, or JupyterLab has given up after an error."""
    cells = state["cells"]
    if state["kernel"] != "idle" or any("*" in cell["prompt"] for cell in cells):
        return False
    return not any(map(is_waiting, cells)) or any(map(bad_output, cells))


def bad_output(cell):
    """What went wrong in a cell that is to go well, or None."""
    if "raises-exception" in cell["tags"]:
        return None
    for output in cell["outputs"]:
        text = output.get("text", "")
        text = text if isinstance(text, str) else "".join(text)
        if output["output_type"] == "error":
            return output.get("evalue", "error")
        if "panicked at" in text or (output.get("name") == "stderr" and "stderr" not in cell["tags"]):
            return text.strip()
    return None


def check_images(images, when):
    """Tells of each picture that does not show, or says nothing to who cannot see."""
    for number, image in enumerate(images, 1):
        if not image["width"]:
            tell("problem", f"{when}: picture {number} does not show ({image['alt']})")
        if not image["alt"]:
            tell("problem", f"{when}: picture {number} has no alt text")


def run_all(page, address, token, args):
    """Opens the notebook, chooses Run, Run All Cells, and looks at what comes."""
    start = time.monotonic()
    notebook, pictures = args.notebook, args.pictures
    place = urllib.request.quote(notebook.relative_to(args.root).as_posix())
    page.goto(f"{address}/lab/tree/{place}?token={token}")
    state_when(page, lambda state: state["cells"], 60, "opening the notebook")
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    saved = sum(json.dumps(cell.get("outputs", [])).count("<img") for cell in cells)
    page.wait_for_timeout(1000)
    shown = page.evaluate(IMAGES)
    check_images(shown, "as saved")
    if len(shown) < saved:
        tell("problem", f"as saved: {len(shown)} of {saved} pictures show before anything is run")
    state_when(page, lambda state: state["kernel"] == "idle", 180, "starting the kernel")
    tell("seen", f"open, {len(shown)} saved pictures, kernel ready", seconds=time.monotonic() - start)

    page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    state_when(page, is_clear, 20, "clearing the outputs")
    start = time.monotonic()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    state = state_when(page, has_stopped, 600, "running all cells")
    page.wait_for_timeout(1000)
    state = page.evaluate(CELLS)
    code = [cell for cell in state["cells"] if cell["type"] == "code"]
    for cell in code:
        wrong = bad_output(cell)
        if wrong:
            tell("problem", f"cell {cell['id']}: {wrong}")
        elif is_waiting(cell):
            tell("problem", f"cell {cell['id']} was not run")
    images = page.evaluate(IMAGES)
    check_images(images, "after Run All Cells")
    if not images:
        tell("problem", "no picture after Run All Cells")
    tell("seen", f"{len(code)} cells run, {len(images)} pictures", seconds=time.monotonic() - start)

    pictures.mkdir(parents=True, exist_ok=True)
    name = f"lesson-{notebook.name[:2]}.png"
    if images:
        page.locator(".jp-OutputArea-output img").first.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    page.screenshot(path=pictures / name)
    tell("seen", f"{pictures / name}")


def main():
    # So that JupyterLab is ended when this is asked to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook", type=lambda path: Path(path).absolute())
    parser.add_argument("--root", type=lambda path: Path(path).absolute(), required=True)
    parser.add_argument("--workshop", required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    args = parser.parse_args()
    executable = find_browser()
    if executable is None:
        tell("missing", "no Chromium or Chrome")
        return
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        tell("problem", f"{error}; `cargo workshop setup` installs what is missing")
        return

    before = args.notebook.read_bytes()
    with tempfile.TemporaryDirectory(prefix="rung-by-rung-lab-") as home:
        try:
            server = jupyterlab(args.workshop, args.root, Path(home))
            with server as (address, token), sync_playwright() as play:
                browser = play.chromium.launch(executable_path=executable, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                try:
                    run_all(page, address, token, args)
                except (Error, RuntimeError) as error:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=args.pictures / "failed.png")
                    tell("problem", f"{error}\nthe page at that moment: {args.pictures / 'failed.png'}")
                browser.close()
        except (Error, RuntimeError) as error:
            log = (Path(home) / "server.log").read_text(errors="replace").splitlines()[-12:]
            tell("problem", "\n".join([str(error), *log]))
    if args.notebook.read_bytes() != before:
        tell("problem", "the notebook was changed on disk by the check")

