"""A lesson as a file: reading it, what its cells are for, saving it without noise."""

import json
import os
import re
import tempfile
from pathlib import Path

import nbformat
from nbformat.validator import iter_validate

KERNELSPEC = {"display_name": "Rust", "language": "rust", "name": "rust"}
LANGUAGE_INFO = {
    "codemirror_mode": "rust",
    "file_extension": ".rs",
    "mimetype": "text/rust",
    "name": "rust",
    "pygments_lexer": "rust",
}
# What an editor or a runner leaves in the metadata of a cell, and no reader needs.
NOISE = ("execution", "ExecuteTime", "collapsed", "scrolled", "trusted", "vscode", "pycharm")


class BadLesson(Exception):
    """The file is not a notebook of the kind used here; the text says why and where."""


def load(path):
    """The notebook in `path` and the bytes it was read from."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise BadLesson(f"cannot be read: {error.strerror}") from error
    try:
        data = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLesson(f"not UTF-8 text: byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise BadLesson(_json_error(raw, error)) from error
    if not isinstance(data, dict) or "cells" not in data:
        raise BadLesson("not a notebook: JSON, but with no list `cells` in it")
    version = (data.get("nbformat"), data.get("nbformat_minor"))
    if version != (4, 5):
        raise BadLesson(f"notebook format {version[0]}.{version[1]}, expected 4.5")
    for error in iter_validate(data):
        where = "/".join(str(part) for part in error.path)
        raise BadLesson(f"not a valid notebook: at {where or 'the top'}: {error.message[:200]}")
    seen = {}
    for number, cell in enumerate(data["cells"], 1):
        first = seen.setdefault(cell["id"], number)
        if first != number:
            # nbformat would give it another one and go on.
            raise BadLesson(f"cells {first} and {number} have the same id `{cell['id']}`")
    return nbformat.reads(json.dumps(data), as_version=4), raw


def _json_error(raw, error):
    if not raw.strip():
        return "the file is empty"
    marker = re.search(rb"^(<<<<<<<|>>>>>>>) ", raw, re.MULTILINE)
    if marker:
        line = raw[: marker.start()].count(b"\n") + 1
        return f"line {line}: a merge conflict is left in it"
    return f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}"


def tags(cell):
    """The tags of a cell, as a set."""
    return set(cell.metadata.get("tags", []))


def exercise(cell):
    """The number of the exercise a cell belongs to, e.g. "02.1", or None."""
    return cell.metadata.get("exercise")


def first_line(cell):
    """The first line of a cell that says something."""
    lines = (line.strip() for line in cell.source.splitlines())
    return next((line for line in lines if line), "(empty)")[:70]


def rust_blocks(cell):
    """The code of each block marked ```rust in a markdown cell."""
    return re.findall(r"^```rust[ \t]*\n(.*?)^```[ \t]*$", cell.source, re.M | re.S)


def solution_of(cell):
    """The code of a solution: the one block marked ```rust in a markdown cell."""
    blocks = rust_blocks(cell)
    if len(blocks) != 1:
        raise BadLesson(f"a solution holds one ```rust block, this one {len(blocks)}")
    return blocks[0]


def pairs(nb):
    """Solutions by exercise number, and what is wrong with the pairing as (index, text)."""
    found = {"exercise": {}, "solution": {}}
    wrong = []
    for index, cell in enumerate(nb.cells):
        for kind in found:
            if kind not in tags(cell):
                continue
            number, cell_type = exercise(cell), {"exercise": "code", "solution": "markdown"}[kind]
            if cell.cell_type != cell_type:
                wrong.append((index, f"tagged `{kind}` but not a {cell_type} cell"))
            elif not isinstance(number, str) or not re.fullmatch(r"\d\d\.\d+", number):
                wrong.append((index, f"tagged `{kind}` with no metadata.exercise such as 02.1"))
            elif number in found[kind]:
                wrong.append((index, f"a second {kind} {number}"))
            else:
                found[kind][number] = index
    for number, index in found["exercise"].items():
        if number not in found["solution"]:
            wrong.append((index, f"exercise {number} has no solution"))
    solutions = {}
    for number, index in found["solution"].items():
        if number not in found["exercise"]:
            wrong.append((index, f"solution {number} has no exercise"))
        try:
            solutions[number] = solution_of(nb.cells[index])
        except BadLesson as error:
            wrong.append((index, str(error)))
    return solutions, sorted(wrong)


def without_noise(nb):
    """Makes the metadata the same whoever ran the lesson, and numbers the code cells."""
    nb.metadata["kernelspec"] = dict(KERNELSPEC)
    nb.metadata["language_info"] = dict(LANGUAGE_INFO)
    for key in ("toc", "vscode", "widgets", "toc-autonumbering"):
        nb.metadata.pop(key, None)
    count = 0
    for cell in nb.cells:
        for key in NOISE:
            cell.metadata.pop(key, None)
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
            if output.output_type == "error":
                # evcxr counts what it was sent, which includes the solutions.
                output.traceback = [
                    re.sub(r"\bcommand_\d+\b", f"command_{count}", line)
                    for line in output.traceback
                ]


def save(path, nb, raw):
    """Puts `nb` in the place of the file that held `raw`; either all of it or nothing."""
    path = Path(path)
    text = nbformat.writes(nb, version=4, indent=1, sort_keys=True).rstrip("\n") + "\n"
    if path.read_bytes() != raw:
        raise BadLesson("was changed by somebody else while it ran: not saved")
    handle, temporary = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
