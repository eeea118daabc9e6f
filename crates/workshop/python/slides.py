"""Turns lessons, and the talk, into decks: one HTML file each, with all that it needs inside.

usage: slides --look FOLDER --reveal FOLDER --mathjax FOLDER --into FOLDER [--talk LESSONS] NOTEBOOK…
(lines of JSON: `deck` with the number of pages, `problem` with what is wrong)

A lesson's deck holds what the slide types of the cells say: `slide` starts a column, `subslide` a page
below, `fragment` a part that comes later, `-` goes on, `notes` is for the speaker, `skip` is left out.
The talk, made of `talk.toml` in the folder of the look, takes its cells from the folder LESSONS.
"""

import argparse
import json
import re
from pathlib import Path

from deck import Look, Page
from lesson import BadLesson, load
from page import content, fragment, words
from talk import BadTalk, talk


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def kind(cell):
    """The slide type of a cell; cells without one go on with the page."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "-"


def columns(cells):
    """The pages of a lesson, column by column."""
    deck = []
    for cell in cells:
        what = kind(cell)
        if what == "skip":
            continue
        if what == "slide" or not deck:
            deck.append([])
        if what in ("slide", "subslide") or not deck[-1]:
            deck[-1].append(Page())
        page = deck[-1][-1]
        if what == "notes":
            page.notes.append(words(cell.source))
        else:
            first, *second = content(cell)
            page.parts.append(fragment(first) if what == "fragment" else first)
            deck[-1].extend(Page([part]) for part in second)
    if deck:
        deck[0][0].look = "title"
    return deck


def lesson_deck(notebook, look, path):
    cells = load(notebook)[0].cells
    if not any(cell.cell_type == "code" and cell.get("outputs") for cell in cells):
        raise BadLesson("it has no outputs: `cargo workshop run --write` makes them")
    pages = columns(cells)
    title = re.search(r"^# (.+)$", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.MULTILINE)
    size = look.write(pages, title[1] if title else notebook.stem, path)
    tell("deck", name=notebook.stem, path=str(path), pages=sum(map(len, pages)), bytes=size)


def talk_deck(lessons, look, path):
    made = talk(look.look / "talk.toml", lessons)
    size = look.write([[page] for page in made.pages], made.title, path)
    tell("deck", name="talk", path=str(path), pages=len(made.pages), bytes=size, pace=made.pace)


def main():
    parser = argparse.ArgumentParser()
    for name in ("look", "reveal", "mathjax", "into"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--talk", type=Path)
    parser.add_argument("notebooks", type=Path, nargs="*")
    args = parser.parse_args()
    args.into.mkdir(parents=True, exist_ok=True)
    look = Look(args.look, args.reveal, args.mathjax)
    for notebook in args.notebooks:
        try:
            lesson_deck(notebook, look, args.into / f"{notebook.stem}.html")
        except BadLesson as error:
            tell("problem", name=notebook.stem, message=str(error))
    if args.talk:
        try:
            talk_deck(args.talk, look, args.into / "talk.html")
        except BadTalk as error:
            for problem in error.problems:
                tell("problem", name="talk", message=problem)


if __name__ == "__main__":
    main()
