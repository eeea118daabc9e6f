"""What a cell's outputs say about how it went, and the same outputs without noise.

evcxr answers `ok` to a cell that panicked or whose `?` met an error; only the text tells.
An error met by `?` has no mark of its own at all: its text goes to standard error, nothing else.
So a lesson's cell writes to standard error only when it is tagged `stderr`.
"""

import os
import re
from pathlib import Path

from kernel import without_colours

PANIC = re.compile(r"^thread '.*' (?:\(\d+\) )?panicked at (\S+):\n((?:.*\n?)*)", re.M)
BACKTRACE = re.compile(
    r"^stack backtrace:\n(?:[ \t]+.*\n)*(?:note: (?:Some|run with).*\n)?"
    r"|^note: run with `RUST_BACKTRACE.*\n",
    re.M,
)
# Said when a cell redefines a type: an exercise does, after its solution.
REDEFINED = re.compile(r"^The type of the variable \w+ was redefined, so was lost\.\n", re.M)
HINT = "on standard error, as from a `?` that met an error; where it is meant: tag `stderr`"
VERDICT = re.compile(r"^exercise (\d\d\.\d+): (not yet|wrong|right and fast|right)\b", re.M)


def failure(ran, tags):
    """Why a cell with these tags failed, as (kind, message), or None."""
    if ran.status == "timeout":
        return "time-out", f"no answer after {ran.seconds:.0f} s"
    for text in ran.streams.values():
        panic = PANIC.search(text)
        if panic:
            said = BACKTRACE.split(panic[2])[0].strip()
            kind = "assertion" if said.startswith("assertion") else "panic"
            return kind, f"panicked at {panic[1]}: {said}"
    error = next((output for output in ran.rich if output.output_type == "error"), None)
    if error is not None or ran.status != "ok":
        return _error(error)
    text = ran.streams["stderr"]
    if "exercise" in tags:
        text = REDEFINED.sub("", text)
    if text and "stderr" not in tags:
        said = text.strip() or "(an empty line)"
        return "error", f"{said}\n({HINT})"
    return None


def _error(error):
    if error is None:
        return "compile error", "the kernel answered with an error and gave no text"
    text = without_colours("\n".join(error.traceback)).strip() or error.evalue
    if "Subprocess terminated" in text:
        return "crash", f"the cell ended the kernel's process: {text.splitlines()[-1]}"
    return "compile error", text


def verdict(ran, number):
    """What the check of exercise `number` said, or None; an exercise's cell has one check."""
    said = [state for found, state in VERDICT.findall(ran.plain()) if found == number]
    return said[-1] if said else None


def verdict_of_another(ran, number):
    """Words for a check that spoke of another exercise than `number`, or of none."""
    others = sorted({found for found, _ in VERDICT.findall(ran.plain())} - {number})
    return f"nothing of it, but spoke of {', '.join(others)}: see `Exercise::new`" if others else "nothing"


def tidy(ran, root, is_exercise):
    """Takes out of the outputs what differs from run to run or names this machine's folders."""
    err = ran.streams["stderr"]
    err = re.sub(r"^\n(?=thread ')", "", BACKTRACE.sub("", err), flags=re.M)
    err = re.sub(r"^(thread '.*') \(\d+\) panicked", r"\1 panicked", err, flags=re.M)
    ran.streams["stderr"] = REDEFINED.sub("", err) if is_exercise else err
    folders = {str(Path(root)): "", os.path.realpath(root): "", str(Path.home()): "~"}

    def relative(text):
        for folder, short in folders.items():
            if len(folder) > 1:
                text = text.replace(f"{folder}/", f"{short}/" if short else "")
        return text

    ran.streams = {name: relative(text) for name, text in ran.streams.items()}
    for output in ran.rich:
        if output.output_type == "error":
            output.evalue = relative(output.evalue)
            output.traceback = [relative(line) for line in output.traceback]
        for kind, text in output.get("data", {}).items():
            if isinstance(text, str):
                output.data[kind] = relative(text)
