"""The talk: a file that says which cells of which lessons are shown, for how long, and what is said.

Cells are named by their ids, which stay when a cell is moved or edited; an id begins with the number of
its lesson. A cell that is gone, and minutes that do not add up, are told by name, all of them at once.
"""

import difflib
import re
from dataclasses import dataclass
from fractions import Fraction

import pace
from deck import Page
from lesson import BadLesson
from page import fragment, words
from shown_cells import Lessons, shown

try:
    import tomllib
except ImportError:  # Python 3.10, to which JupyterLab brings it
    import tomli as tomllib

NUMBER = (int, float)
# Each key with the kinds of value that it takes.
TALK_KEYS = {"title": str, "minutes": NUMBER, "words-a-minute": NUMBER, "part": list}
PART_KEYS = {"name": str, "minutes": NUMBER, "slide": list}
SLIDE_KEYS = {
    "minutes": NUMBER, "look": str, "file": str, "words": str, "cells": list, "pause": NUMBER, "open": bool, "notes": str,
}
CELL_KEYS = {"id": str, "show": str, "picture": int, "bar-by-bar": bool, "later": bool}
LOOKS = {"", "title", "statement", "agenda"}
# What begins the next part of a slide's words, as in pandoc.
LATER = re.compile(r"^\. \. \.$", re.MULTILINE)


class BadTalk(Exception):
    """What is wrong with the talk, each with its place."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Talk:
    title: str
    pages: list
    # In words: how long the notes take to say.
    pace: str


def talk(path, lessons):
    """The talk in a file; its cells come from the folder of the lessons."""
    plan = _read(path)
    maker = Maker(path, lessons, plan)
    pages = maker.pages()
    if maker.problems:
        raise BadTalk(maker.problems)
    return Talk(plan["title"], pages, maker.rehearsed())


def _read(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadTalk([f"{path.name} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadTalk([f"{path.name} is not UTF-8 text: byte {error.start}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadTalk([f"{path.name} is not TOML: {error}"]) from error


class Maker:
    """Makes the pages, and collects what is wrong on the way."""

    def __init__(self, path, lessons, plan):
        self.path, self.plan = path, plan
        self.lessons = Lessons(lessons)
        self.problems = []
        self.where = ""
        self.clock = 0
        self.spoken = 0.0

    def wrong(self, what):
        self.problems.append(f"{self.path.name}: {self.where}{what}")

    def pages(self):
        plan = self.plan
        self.rate = pace.RATE
        if not self.keys(plan, TALK_KEYS, {"title", "minutes", "part"}):
            return []
        minutes = self.minutes(plan)
        self.rate = plan.get("words-a-minute", pace.RATE)
        parts, made = plan["part"], []
        for number, part in enumerate(parts, 1):
            self.where = f"part {number}: "
            if not self.keys(part, PART_KEYS, {"name", "minutes", "slide"}):
                return []
        for part in parts:
            self.where = f"part {part['name']!r}: "
            made += self.part(part)
        self.where = ""
        self.add_up("the parts", parts, minutes)
        self.whole()
        return made

    def part(self, part):
        name, minutes, slides = part.get("name", "?"), self.minutes(part), part.get("slide", [])
        made = []
        for number, slide in enumerate(slides, 1):
            self.where = f"part {name!r}, slide {number}: "
            if not self.keys(slide, SLIDE_KEYS, {"minutes"}):
                return made
            self.where = f"part {name!r}, slide {number}{self.heading(slide)}: "
            made.append(self.slide(slide, name))
        self.where = f"part {name!r}: "
        self.add_up("its slides", slides, minutes)
        return made

    def slide(self, slide, part):
        minutes, look = self.minutes(slide), slide.get("look", "")
        if look not in LOOKS:
            self.wrong(f"the look {look!r} is none of {', '.join(sorted(LOOKS - {''}))}")
        page = Page(look=look, seconds=float(minutes * 60))
        if look not in ("title", "statement"):
            page.parts.append(f'<div class="part">{part}</div>')
        page.parts += self.words(slide)
        if look == "agenda":
            page.parts.append(self.agenda())
        sources = []
        for cell in slide.get("cells", []):
            page.parts += self.cell(cell, sources)
        if sources:
            page.parts.append(f'<div class="source">{", ".join(sources)}</div>')
        if not any(slide.get(key) for key in ("words", "file", "cells")) and look != "agenda":
            self.wrong("there is nothing on it: no words, no cells")
        page.notes.append(self.notes(slide, minutes))
        return page

    def words(self, slide):
        text = slide.get("words", "")
        if "file" in slide:
            file = self.path.parent / slide["file"]
            try:
                text = file.read_text(encoding="utf-8")
            except OSError as error:
                self.wrong(f"`{slide['file']}` cannot be read: {error.strerror}")
        first, *later = LATER.split(text)
        return [words(first)] * bool(first.strip()) + [fragment(words(part)) for part in later]

    def agenda(self):
        rows = [f"<li><b>{part['name']}</b> <span>{part['minutes']} min</span></li>" for part in self.plan["part"]]
        return f'<ol class="agenda">{"".join(rows)}</ol>'

    def cell(self, named, sources):
        """The parts of a slide that a cell gives."""
        named = {"id": named} if isinstance(named, str) else named
        if not self.keys(named, CELL_KEYS, {"id"}):
            return []
        try:
            cell, source = self.lessons.cell(named.get("id", ""))
            parts = shown(cell, named)
        except BadLesson as error:
            self.wrong(str(error))
            return []
        if source not in sources:
            sources.append(source)
        return [fragment(part) for part in parts] if named.get("later") else parts

    def notes(self, slide, minutes):
        text, pause = slide.get("notes", ""), slide.get("pause", 0)
        begin, self.clock = self.clock, self.clock + minutes
        when = f"{_clock(begin)} to {_clock(self.clock)}, {_minutes(minutes)}"
        if slide.get("open"):
            self.spoken += float(minutes * 60)
        else:
            seconds = pace.seconds(text, self.rate) + pause
            self.spoken += seconds
            if fault := pace.fault(seconds, float(minutes * 60)):
                self.wrong(f"{fault} (at {self.rate} words a minute, pauses included)")
        pauses = f" · {pause} s without words" if pause else ""
        return words(f"*{when}{pauses}*\n\n{text}")

    def whole(self):
        """The whole talk against its minutes: slides that are each a little short make a short talk."""
        if fault := pace.fault(self.spoken, float(self.clock * 60), pace.LEAST_IN_ALL):
            self.wrong(f"in all {fault}")

    def rehearsed(self):
        return f"{_clock(Fraction(round(self.spoken), 60))} of {_clock(self.clock)} at {self.rate} words a minute"

    def minutes(self, table):
        minutes = _minutes_of(table)
        if not minutes:
            self.wrong(f"`minutes` is {table.get('minutes')!r}, expected a number above 0")
        return minutes

    def add_up(self, what, tables, whole):
        minutes = sum(map(_minutes_of, tables))
        if minutes != whole:
            self.wrong(f"{what} take {_minutes(minutes)}, expected {_minutes(whole)}")

    def keys(self, table, known, needed):
        """Tells keys that are not known, missing or of the wrong kind; False when none of the rest makes sense."""
        if not isinstance(table, dict):
            self.wrong(f"{table!r} is not a table of keys and values")
            return False
        before = len(self.problems)
        for key, value in table.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                self.wrong(f"`{key}` is not known" + (f"; did you mean `{near[0]}`?" if near else ""))
            elif not isinstance(value, known[key]) or (isinstance(value, bool) and known[key] is not bool):
                self.wrong(f"`{key}` is {value!r}, which is not {_kind(known[key])}")
            elif key in ("pause", "words-a-minute") and not (0 if key == "pause" else 1) <= value < 1000:
                self.wrong(f"`{key}` is {value!r}, expected a number from {0 if key == 'pause' else 1} to 1000")
        for key in needed - table.keys():
            self.wrong(f"`{key}` is missing")
        return len(self.problems) == before

    def heading(self, slide):
        title = re.search(r"^#+ (.+)$", slide.get("words", ""), re.MULTILINE)
        return f" ({title[1]})" if title else ""


def _minutes_of(table):
    """The minutes that a table says, exact, so that ten tenths are one; 0 for what is no such number."""
    value = table.get("minutes")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Fraction(str(value)) if is_number and 0 < value < 1000 else Fraction(0)


def _kind(kinds):
    names = {str: "a text", list: "a list", bool: "true or false", int: "a whole number", NUMBER: "a number"}
    return names[kinds]


def _clock(minutes):
    return f"{int(minutes)}:{int(minutes * 60) % 60:02}"


def _minutes(minutes):
    return f"{float(minutes):g} min"
