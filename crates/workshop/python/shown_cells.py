"""Cells of the lessons by their ids, and the parts of a slide that each of them gives."""

import difflib
from pathlib import Path

from lesson import BadLesson, load
from page import boxed, code, content, output, outputs
from picture import built_up, pictures

SHOWS = {"all", "code", "output"}


class Lessons:
    """The lessons of a folder, each read once."""

    def __init__(self, folder):
        self.paths = {path.name[:2]: path for path in sorted(Path(folder).glob("[0-9][0-9]-*.ipynb"))}
        self.read = {}

    def cell(self, name):
        """The cell of that id, and words that say where it ran."""
        path = self.paths.get(name[:2])
        if path is None:
            known = ", ".join(self.paths) or "none"
            raise BadLesson(f"cell `{name}`: no lesson has the number `{name[:2]}`; there are {known}")
        if path not in self.read:
            self.read[path] = _cells(path)
        cells = self.read[path]
        if name not in cells:
            near = difflib.get_close_matches(name, cells, 1)
            hint = f"; the nearest is `{near[0]}`" if near else ""
            raise BadLesson(f"cell `{name}` is gone from lesson {path.stem}{hint}")
        cell = cells[name]
        count = cell.get("execution_count")
        return cell, f"lesson {path.stem}" + (f", cell {count}" if count else "")


def _cells(path):
    try:
        cells = load(path)[0].cells
    except BadLesson as error:
        raise BadLesson(f"lesson {path.stem}: {error}") from error
    if not any(cell.cell_type == "code" and cell.outputs for cell in cells):
        raise BadLesson(f"lesson {path.stem} has no outputs: `cargo workshop run {path.stem[:2]} --write` makes them")
    return {cell.id: cell for cell in cells}


def shown(cell, named):
    """The parts of a cell that are asked for."""
    show = named.get("show", "output")
    if show not in SHOWS:
        raise BadLesson(f"cell `{cell.id}`: `show` is {show!r}, expected one of {', '.join(sorted(SHOWS))}")
    if cell.cell_type == "markdown":
        return content(cell)
    parts = [code(cell.source, "rust")] if show != "output" else []
    if show == "code":
        return parts
    if not cell.outputs:
        raise BadLesson(f"cell `{cell.id}` has no outputs: `cargo workshop run {cell.id[:2]} --write` makes them")
    if "picture" not in named and not named.get("bar-by-bar"):
        return parts + outputs(cell)
    found = [picture for one in cell.outputs for picture in pictures(output(one)[0])]
    number = named.get("picture", 1)
    if not 1 <= number <= len(found):
        raise BadLesson(f"cell `{cell.id}` has {len(found)} pictures, and not one of number {number}")
    picture = found[number - 1]
    if named.get("bar-by-bar"):
        layers = built_up(picture)
        if layers == picture:
            raise BadLesson(f"cell `{cell.id}`: its picture has no bars to be shown one by one")
        picture = layers
    return [*parts, boxed(picture, True)]
