"""A Rust kernel under test.

nbclient stops listening to a cell once the kernel says that it is idle. evcxr passes on what the
cell printed from another thread, so that the text of a panic often comes after that: nbclient
would lose it, and a notebook that panics would pass. So this listens on its own.
"""

import os
import queue
import re
import tempfile
import time
import uuid
from dataclasses import dataclass, field

from jupyter_client import KernelManager
from nbformat.v4 import new_output, output_from_msg

# A cell's late lines come within a few milliseconds of its reply.
QUIET = 0.06


class KernelDied(Exception):
    """The kernel is gone; the text is the end of what it and its launcher wrote."""


@dataclass
class Ran:
    """What one cell did."""

    status: str = "ok"
    seconds: float = 0.0
    streams: dict = field(default_factory=lambda: {"stdout": "", "stderr": ""})
    rich: list = field(default_factory=list)

    def outputs(self):
        """The outputs to store: streams whole, then the result; their mixture is chance."""
        streams = [
            new_output("stream", name=name, text=text) for name, text in self.streams.items() if text
        ]
        return streams + self.rich

    def plain(self):
        """All of its text that is not an error."""
        results = (output.get("data", {}).get("text/plain", "") for output in self.rich)
        return "\n".join([self.streams["stdout"], *results])


class Kernel:
    """One kernel `rust` for `notebook`; waits for it as many seconds as its `patience`."""

    def __init__(self, notebook, patience):
        self.ran = {}
        # What the kernel's process and its launcher write, which is not what the cells print.
        self.log = tempfile.TemporaryFile()
        self.manager = KernelManager(kernel_name="rust")
        self.client = self.manager.client()
        try:
            # As Jupyter does: its name tells the launcher what the lesson will load.
            variables = os.environ | {"JPY_SESSION_NAME": str(notebook)}
            self.manager.start_kernel(
                cwd=str(notebook.parent), env=variables, stdout=self.log, stderr=self.log
            )
            self.client = self.manager.client()
            self.client.start_channels()
            self.client.wait_for_ready(timeout=patience)
        except RuntimeError as error:
            self.close()
            raise KernelDied(f"{error}\n{self.tail()}") from error
        except BaseException:
            # An interrupt while it starts: nothing else would end it.
            self.close()
            raise

    def tail(self):
        """The last lines of what the kernel's process wrote."""
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").splitlines()
        said = [line.rstrip() for line in lines if line.strip()]
        return "\n".join(said[-8:]) or "(the kernel's process wrote nothing)"

    def run(self, code, limit):
        """Executes `code` for at most `limit` seconds."""
        start = time.monotonic()
        request = self.client.execute(code, allow_stdin=False)
        ran = self.ran[request] = Ran()
        if not self._listen(request, ran, start + limit):
            ran.status = "timeout"
            # evcxr ends the cell's process, so that nothing is left running.
            self.manager.interrupt_kernel()
            self._listen(request, Ran(), time.monotonic() + 5)
        ran.seconds = time.monotonic() - start
        return ran

    def fence(self, ran):
        """Waits until all that was printed before now has come, and gives it to `ran`."""
        mark = f"fence {uuid.uuid4().hex}"
        request = self.client.execute(f'eprintln!("{mark}"); println!("{mark}");')
        late = self.ran[request] = Ran()
        until = time.monotonic() + 20
        while time.monotonic() < until and not all(mark in late.streams[s] for s in late.streams):
            self._take_message(0.1)
            self._check_alive()
        for name, text in late.streams.items():
            ran.streams[name] += text.split(mark)[0]
        self._listen(request, Ran(), time.monotonic() + 1)

    def close(self):
        """Ends the kernel, politely first so that its launcher can tidy up."""
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=not self.manager.is_alive())

    def _listen(self, request, ran, until):
        """Takes messages until the cell has answered and fallen silent; False at the limit."""
        replied = False
        while time.monotonic() < until:
            if not self._take_message(QUIET) and replied:
                return True
            if not replied and self._take_reply(request, ran):
                # A thread that the cell left behind may print for ever.
                replied, until = True, time.monotonic() + 2
            if not replied:
                self._check_alive()
        return replied

    def _take_message(self, wait):
        try:
            message = self.client.get_iopub_msg(timeout=wait)
        except queue.Empty:
            return False
        ran = self.ran.get(message["parent_header"].get("msg_id"))
        kind, content = message["msg_type"], message["content"]
        if ran is None:
            return True
        if kind == "stream":
            ran.streams[content["name"]] += content["text"]
        elif kind in ("execute_result", "display_data", "error"):
            ran.rich.append(output_from_msg(message))
        return True

    def _take_reply(self, request, ran):
        try:
            reply = self.client.get_shell_msg(timeout=0)
        except queue.Empty:
            return False
        if reply["parent_header"].get("msg_id") != request:
            return False
        ran.status = reply["content"]["status"]
        return True

    def _check_alive(self):
        if not self.manager.is_alive():
            process = getattr(self.manager.provisioner, "process", None)
            ended = process.returncode if process else None
            ended = f"exit status {ended}" if ended is None or ended >= 0 else f"signal {-ended}"
            raise KernelDied(f"{ended}; the last that it wrote:\n{self.tail()}")


def without_colours(text):
    """`text` without the escapes that colour it in a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
