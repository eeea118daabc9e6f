"""What can be said of a lesson without running it.

usage: check_lessons NOTEBOOK…   (one line of JSON for each thing found)
"""

import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import lesson
import lesson_shape
from lesson_shape import Found

COLUMNS, LINES = 90, 16
SLIDES = {"slide", "subslide", "fragment", "skip", "notes", "-"}
TAGS = {"exercise", "solution", "hint", "raises-exception", "long", "stderr", "hide-input", "bar-by-bar"}
# Folders that lie elsewhere on another machine.
MACHINE = re.compile(r"(?<![\w.~/])(?:/home/|/root/|/tmp/|/Users/|/var/folders/|[A-Z]:\\Users)[\w.@-]*")


def source_problems(nb, name):
    """What is wrong with the lesson as it is written, whether or not it was ever run."""
    found = []
    spec = nb.metadata.get("kernelspec", {}).get("name")
    if spec != "rust":
        found.append(Found(None, f"the kernelspec is {spec!r}, expected 'rust'"))
    found += lesson_shape.problems(nb, name)
    if nb.cells and nb.cells[0].metadata.get("slideshow", {}).get("slide_type") != "slide":
        found.append(Found(0, "the first cell does not begin a slide (slideshow metadata)"))
    for index, cell in enumerate(nb.cells):
        found += [Found(index, *what) for what in _cell(cell)]
    return found


def _cell(cell):
    slide = cell.metadata.get("slideshow", {}).get("slide_type", "-")
    if slide not in SLIDES:
        yield (f"slide type {slide!r} is none of {', '.join(sorted(SLIDES))}",)
    unknown = sorted(lesson.tags(cell) - TAGS)
    if unknown:
        yield (f"tag `{unknown[0]}` is not known here; known: {', '.join(sorted(TAGS))}",)
    if lesson.tags(cell) & {"exercise", "solution", "hint"} and slide not in ("skip", "notes"):
        yield ("an exercise, hint or solution has the slide type `skip`",)
    yield from _machine_paths(cell.source, "")
    if cell.cell_type == "code":
        yield from _code(cell)
    else:
        yield from _images(cell.source)


def _code(cell):
    lines = cell.source.splitlines()
    if not cell.source.strip():
        yield ("a code cell with nothing in it",)
    if "long" in lesson.tags(cell):
        return
    if len(lines) > LINES:
        yield (f"{len(lines)} lines, more than {LINES}: split it, or tag it `long`", False)
    wide = [number for number, line in enumerate(lines, 1) if len(line) > COLUMNS]
    if wide:
        where = ", ".join(map(str, wide))
        yield (f"line {where} wider than {COLUMNS} columns: break it, or tag the cell `long`", False)


def output_problems(nb):
    """What is wrong with the outputs: they are those of one whole run and show everywhere."""
    found, unrun, count = [], [], 0
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count is None:
            unrun.append(index)
        elif cell.execution_count != count:
            found.append(Found(index, f"run as number {cell.execution_count}, is number {count}"))
        found += [Found(index, *what) for what in _outputs(cell)]
    if unrun:
        first = f"{len(unrun)} of {count} code cells were not run, the first is cell {unrun[0] + 1}"
        found.append(Found(None, f"{first}; `cargo workshop run --write` saves outputs"))
    return found


def _outputs(cell):
    tags = lesson.tags(cell)
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags:
            yield (f"a saved error: {output.evalue[:80]}",)
        if output.output_type == "stream":
            if output.name == "stderr" and not tags & {"raises-exception", "stderr"}:
                yield (f"saved text on standard error: {output.text.strip()[:80]}",)
            yield from _machine_paths(output.text, " in its output")
        data = output.get("data", {})
        if re.match(r"(Figure|Table) \{", data.get("text/plain", "")) and "text/html" not in data:
            yield ("its picture came out as text: keep what it shows in a variable first (`let rows = …;`)",)
        for kind, text in data.items():
            yield from _data(kind, text if isinstance(text, str) else json.dumps(text))


def _data(kind, text):
    if kind == "image/svg+xml" or (kind == "text/html" and re.search(r"<svg\b", text)):
        yield ("an SVG outside of an <img>: stays blank in a notebook that is not trusted",)
    if kind == "text/html":
        yield from _images(text)
    # What is encoded, a picture for one, has no words in it.
    yield from _machine_paths(re.sub(r"base64,[\w+/=]+", "", text), " in its output")


def _machine_paths(text, where):
    for path in sorted(set(MACHINE.findall(text))):
        yield (f"`{path}`{where} is a folder of one machine",)


class _Alts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.missing = 0

    def handle_starttag(self, tag, attrs):
        if tag == "img" and not (dict(attrs).get("alt") or "").strip():
            self.missing += 1


def _images(text):
    parser = _Alts()
    parser.feed(text)
    if parser.missing or re.search(r"!\[\s*\]\(", text):
        yield ("a picture with no words (alt text) for who cannot see it",)


def main():
    """Prints what was found, and at the end of each lesson that it was looked at."""
    for notebook in map(Path, sys.argv[1:]):
        cells = []
        try:
            nb, _ = lesson.load(notebook)
            cells, found = nb.cells, [Found(*pair) for pair in lesson.pairs(nb)[1]]
            found += source_problems(nb, notebook.stem) + output_problems(nb) + lesson_shape.place_problems(nb, notebook)
        except lesson.BadLesson as error:
            found = [Found(None, str(error))]
        for one in found:
            event = {"event": "problem" if one.fails else "warning", "message": one.message}
            event |= {"kind": "lesson", "lesson": notebook.stem}
            if one.index is not None:
                cell = cells[one.index]
                event |= {"index": one.index, "cell": cell.id, "line": lesson.first_line(cell)}
            print(json.dumps(event), flush=True)
        print(json.dumps({"event": "checked", "lesson": notebook.stem, "cells": len(cells)}), flush=True)

