"""Start one Jupyter kernel, run cells in it, end it: an event a line, as JSON, on stdout.

Standard input is a JSON object: `argv` (with "{connection_file}"), `env`, `cwd`, `cells`,
`timeout` in seconds, and `linger`, how long to stay once the cells are done.
"""

import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager


def tell(**event):
    print(json.dumps(event), flush=True)


class OneSpec(KernelSpecManager):
    """Knows a single kernel: the one on standard input."""

    def set_spec(self, given):
        self.given = given
        return self

    def get_kernel_spec(self, kernel_name):
        return KernelSpec(
            argv=self.given["argv"],
            env=self.given["env"],
            display_name="Rust",
            language="rust",
            interrupt_mode="message",
        )


def give_way(pid):
    """The kernel has a session of its own, and Linux weighs sessions first: it is to weigh what this process does."""
    niceness = os.nice(0)
    if niceness > 0:
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text(str(niceness))


def memory(pid):
    """Resident bytes of a process and all below it; shared pages count once in USS."""
    parent = psutil.Process(pid)
    total = 0
    for process in [parent, *parent.children(recursive=True)]:
        try:
            total += process.memory_full_info().uss
        except psutil.Error:
            pass
    return total


def complaint(message):
    """What a message says went wrong, else an empty text."""
    content = message["content"]
    if message["msg_type"] == "error":
        return "\n".join(content["traceback"] or [content["evalue"]])
    if message["msg_type"] == "stream" and "panicked at" in content["text"]:
        return content["text"]
    return ""


def main():
    given = json.load(sys.stdin)
    manager = KernelManager(kernel_name="rust")
    manager.kernel_spec_manager = OneSpec().set_spec(given)
    # So that the kernel is ended as well when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.perf_counter()
    manager.start_kernel(cwd=given["cwd"])
    give_way(manager.provisioner.process.pid)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=given["timeout"])
        tell(event="ready", seconds=time.perf_counter() - began)
        for cell in given["cells"]:
            problems = []
            start = time.perf_counter()
            client.execute_interactive(
                cell,
                timeout=given["timeout"],
                output_hook=lambda message: problems.append(complaint(message)),
            )
            took = time.perf_counter() - start
            tell(event="cell", seconds=took, problem="".join(problems))
        tell(event="memory", bytes=memory(manager.provisioner.process.pid))
        time.sleep(given.get("linger", 0))
    except Exception as problem:  # told to the caller, who names the log
        tell(event="failed", problem=f"{type(problem).__name__}: {problem}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
        tell(event="ended")


main()
