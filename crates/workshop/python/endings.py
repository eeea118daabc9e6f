"""Ends kernels of a lesson that has MPI ranks, in every way that a reader or a system can, and looks
for what is left: no process, no file.

usage: endings NOTEBOOK --root CLONE        (lines of JSON: what was done, what is wrong)

Only for Linux: the processes are found by a variable that all of them inherit, in /proc.
"""

import argparse
import contextlib
import glob
import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from jupyter_client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from kernel import Kernel

MARK = "RUNG_TEST_OF_ENDINGS"
SETUP = """:dep spmd = { path = "ROOT/crates/spmd" }
use spmd::prelude::*;"""
IDLE = "let cluster = Cluster::local(3)?; cluster.run(&(), |world, ()| world.barrier())?;"
# One rank computes for ever, the others wait for it.
BUSY = """let _ = cluster.run(&(), |world, ()| {
    if world.rank() == 0 { loop { std::hint::black_box(world.rank()); } }
    world.barrier();
});"""
ALONE = "loop { std::thread::sleep(std::time::Duration::from_millis(10)); }"
PATIENCE = 300
FILES = ("spmd-", "ompi.", "prte.", "pmix", "openmpi-", "sm_segment", "mpich", "ucx_shm")


def tell(event, message, **fields):
    print(json.dumps({"event": event, "message": message, **fields}), flush=True)


def processes(name=MARK):
    """Number and command of each process that has the mark; with `name`, that variable too."""
    found = []
    mark = f"{MARK}={os.environ[MARK]}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            variables = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            has_it = any(each.startswith(f"{name}=".encode()) for each in variables)
            if mark in variables and has_it and command and int(folder.name) != os.getpid():
                found.append((int(folder.name), command))
    return found


def ranks():
    return [process for process in processes("SPMD_ROLE")]


def used_by_others():
    """Files that processes without the mark have open or mapped."""
    own = {pid for pid, _ in processes()}
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) in own:
            continue
        with contextlib.suppress(OSError):
            found |= {os.readlink(link) for link in (folder / "fd").iterdir()}
            lines = (folder / "maps").read_text().splitlines()
            found |= {line[line.index("/") :] for line in lines if "/" in line}
    return found


def files():
    """Files of clusters and of MPI libraries, and the kernels' build folders."""
    places = [f"{place}/{name}*" for place in (tempfile.gettempdir(), "/dev/shm") for name in FILES]
    cache = os.environ.get("RUNG_CACHE") or os.path.expanduser("~/.cache/rung-by-rung")
    return {path for place in (*places, f"{cache}/kernels/*") for path in glob.glob(place)}


class Looks:
    """What was there before, and what is wrong."""

    def __init__(self):
        self.before = files()

    def nothing_is_left(self, what, look=processes, may_stay=()):
        """Waits a moment for what is just ending."""
        end = time.monotonic() + 30
        while True:
            left = [str(process) for process in look()]
            new = files() - self.before - set(may_stay)
            if new:
                others = used_by_others()
                new = {path for path in new if not any(each.startswith(path) for each in others)}
            left += sorted(new)
            if not left or time.monotonic() > end:
                break
            time.sleep(0.1)
        if left:
            tell("problem", f"{what}: left behind are {'; '.join(left)}")
            for pid, _ in processes():
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        else:
            tell("seen", f"{what}: nothing is left")


def started(notebook, cells):
    """A kernel in which these were run; the last one may still run."""
    kernel = Kernel(notebook, PATIENCE)
    *first, last = cells
    for cell in first:
        ran = kernel.run(cell.replace("ROOT", str(notebook.parents[1])), PATIENCE)
        if ran.status != "ok" or "rror" in ran.streams["stderr"]:
            tell("problem", f"the cell {cell!r} failed: {ran}")
    kernel.client.execute(last)
    until = time.monotonic() + 60
    while len(ranks()) < 4 and time.monotonic() < until:
        time.sleep(0.1)
    # Evcxr compiles the last cell.
    time.sleep(3)
    if len(ranks()) < 4:
        tell("problem", f"the look does not see the ranks while they are there: {ranks()}")
    return kernel


def interrupted(notebook, looks):
    kernel = started(notebook, [SETUP, IDLE, BUSY])
    own = files() - looks.before
    folder = {path for path in own if "/kernels/" in path}
    kernel.manager.interrupt_kernel()
    looks.nothing_is_left("a cell that is interrupted", ranks, folder)
    ran = kernel.run(IDLE.replace("let cluster", "let again").replace("cluster.run", "again.run"), 120)
    if ran.status != "ok":
        tell("problem", f"after the interrupt no new cluster starts: {ran}")
    kernel.close()
    looks.nothing_is_left("a kernel that is shut down")


def restarted(notebook, looks):
    for now in (False, True):
        kernel = started(notebook, [SETUP, IDLE, BUSY])
        kernel.manager.restart_kernel(now=now)
        kernel.client.wait_for_ready(timeout=PATIENCE)
        folder = {path for path in files() if "/kernels/" in path}
        looks.nothing_is_left(f"a restart with busy ranks, now={now}", ranks, folder)
        kernel.close()
        looks.nothing_is_left("and its shutdown")


def killed(notebook, looks):
    for what, last, how in (
        ("a launcher that is killed while ranks compute", BUSY, lambda pid: os.kill(pid, signal.SIGKILL)),
        ("a launcher that is killed while a cell computes", ALONE, lambda pid: os.kill(pid, signal.SIGKILL)),
        ("a kernel whose process group is killed", BUSY, lambda pid: os.killpg(pid, signal.SIGKILL)),
        ("a kernel that is terminated", BUSY, lambda pid: os.kill(pid, signal.SIGTERM)),
    ):
        kernel = started(notebook, [SETUP, IDLE, last])
        folder = {path for path in files() if "/kernels/" in path}
        how(kernel.manager.provisioner.process.pid)
        # The next kernel sweeps the folder of one that was killed.
        looks.nothing_is_left(what, may_stay=folder)
        kernel.close()


def killed_while_starting(notebook, looks):
    argv = KernelSpecManager().get_kernel_spec("rust").argv
    spec = KernelSpecManager().get_kernel_spec("rust").env
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "connection.json"
        ports = {f"{name}_port": 0 for name in ("shell", "iopub", "stdin", "control", "hb")}
        for name in ports:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports[name] = free.getsockname()[1]
        rest = {"ip": "127.0.0.1", "transport": "tcp", "key": "k", "signature_scheme": "hmac-sha256"}
        file.write_text(json.dumps(ports | rest))
        command = [word.replace("{connection_file}", str(file)) for word in argv]
        for delay in (0.0, 0.05, 0.2, 0.5, 1.0, 2.0, 4.0):
            variables = os.environ | spec | {"JPY_SESSION_NAME": str(notebook)}
            child = subprocess.Popen(
                command, cwd=notebook.parent, env=variables, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            time.sleep(delay)
            child.kill()
            child.wait()
            stays = {path for path in files() if "/kernels/" in path}
            looks.nothing_is_left(f"a launcher that is killed after {delay} s", may_stay=stays)


def jupyter_killed(notebook, looks):
    for how in (signal.SIGKILL, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as runtime:
            server_killed(notebook, looks, how, runtime)


def wait_for_reply(client, request):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(queue.Empty):
            if client.get_shell_msg(timeout=1)["parent_header"].get("msg_id") == request:
                return
    raise TimeoutError(f"the kernel has not replied in {PATIENCE} s")


def server_killed(notebook, looks, how, runtime):
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--no-browser", f"--port={port}", "--ServerApp.allow_root=True", "--ip=127.0.0.1"]
    words += [f"--ServerApp.root_dir={notebook.parents[1]}", f"--IdentityProvider.token={token}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *words], start_new_session=True,
        env=os.environ | {"JUPYTER_RUNTIME_DIR": runtime},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )

    def ask(path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}?token={token}")
        if body is not None:
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    until = time.monotonic() + 60
    while True:
        try:
            ask("status")
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
    path = str(notebook.relative_to(notebook.parents[1]))
    session = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "rust"}}
    number = ask("sessions", session)["kernel"]["id"]
    client = BlockingKernelClient(connection_file=f"{runtime}/kernel-{number}.json")
    client.load_connection_file()
    client.start_channels()
    # The kernel's process may not listen yet: what is sent waits for it.
    wait_for_reply(client, client.kernel_info())
    for cell in (SETUP, IDLE):
        wait_for_reply(client, client.execute(cell.replace("ROOT", str(notebook.parents[1]))))
    client.execute(BUSY)
    time.sleep(3)
    if len(ranks()) < 4:
        tell("problem", f"in JupyterLab the ranks are not seen: {ranks()}")
    client.stop_channels()
    stays = {path for path in files() if "/kernels/" in path} if how == signal.SIGKILL else ()
    os.kill(server.pid, how)
    if how == signal.SIGTERM:
        # It asks again before it ends.
        time.sleep(0.5)
    server.wait(60)
    looks.nothing_is_left(f"a JupyterLab that got {how.name}", may_stay=stays)


WAYS = (interrupted, restarted, killed, killed_while_starting, jupyter_killed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook", type=lambda path: Path(path).resolve())
    parser.add_argument("--root")
    parser.add_argument("--only", choices=[way.__name__ for way in WAYS], action="append")
    given = parser.parse_args()
    os.environ[MARK] = secrets.token_hex(8)
    looks = Looks()
    for way in WAYS:
        if given.only and way.__name__ not in given.only:
            continue
        start = time.monotonic()
        try:
            way(given.notebook, looks)
        except Exception as problem:
            tell("problem", f"{way.__name__}: {type(problem).__name__}: {problem}")
            for pid, _ in processes():
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        tell("seen", way.__name__, seconds=time.monotonic() - start)


if __name__ == "__main__":
    main()
