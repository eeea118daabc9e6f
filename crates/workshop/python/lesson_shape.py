"""The shape that all lessons have: headings, exercises with their hints, and where their links lead.

What it should be stands in CONTRIBUTING.md, "Add a lesson".
"""

import re
from dataclasses import dataclass

import lesson

# Headings, or words in bold.
HEADINGS = ("where this lesson ends", "you will do", "you will learn", "you need", "predict.", "in practice")


@dataclass
class Found:
    """One thing found: in which cell, what, and whether the lesson fails for it."""

    index: int | None
    message: str
    fails: bool = True


def problems(nb, name):
    """What the lesson lacks, whether or not it was ever run."""
    return [*_headings(nb, name[:2]), *_exercises(nb, name[:2]), *_hints(nb), *_notes(nb), *_hidden(nb), *_ascii(nb)]


def place_problems(nb, notebook):
    """What does not fit with the files around the lesson."""
    return [*_rows(notebook), *_links(nb, notebook), *_set_up(nb, notebook)]


def _prose(source):
    """Markdown without its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(```|~~~).*?^\1", "", source, flags=re.M | re.S))


def _headings(nb, number):
    text = "\n".join(_prose(c.source) for c in nb.cells if c.cell_type == "markdown")
    titles = re.findall(r"^# +(\S.*)$", text, re.M)
    if len(titles) != 1:
        yield Found(None, f"a lesson has one title (`# …`), this one {len(titles)}")
    elif not titles[0].startswith(f"{number} · "):
        yield Found(None, f"the title begins `# {number} · `, this one `# {titles[0][:20]}`")
    sections = re.findall(r"^## +(\d+) · ", text, re.M)
    if sections != [str(count) for count in range(1, len(sections) + 1)]:
        yield Found(None, f"sections numbered {', '.join(sections)}")
    marked = re.findall(r"^#+ +(.*)$|\*\*(.+?)\*\*", text, re.M)
    marked = " | ".join(heading or bold for heading, bold in marked).lower().replace("’", "'")
    for heading in HEADINGS:
        if heading not in marked and heading.replace("you will", "you'll") not in marked:
            yield Found(None, f"no heading or bold words `{heading.capitalize()}`")
    if not re.search(r"\bminutes\b", text):
        yield Found(None, "it does not say how many minutes it takes")


def _exercises(nb, lesson_number):
    cells = [(index, c) for index, c in enumerate(nb.cells) if "exercise" in lesson.tags(c)]
    numbers = [cell.metadata.get("exercise") for _, cell in cells]
    if not 2 <= len(numbers) <= 4:
        yield Found(None, f"a lesson has 2 to 4 exercises, this one {len(numbers)}")
    expected = [f"{lesson_number}.{count}" for count in range(1, len(numbers) + 1)]
    if numbers != expected:
        yield Found(None, f"exercises numbered {numbers}, expected {expected}")
    text = "\n".join(c.source for c in nb.cells if c.cell_type == "markdown")
    headings = set(re.findall(r"^### Exercise (\d\d\.\d+)", text, re.M))
    for index, cell in cells:
        number = cell.metadata.get("exercise")
        if number not in headings:
            yield Found(index, f"no heading `### Exercise {number}: …`")
        for other in re.findall(r"^// *exercise (\d\d\.\d+)", cell.source, re.M | re.I):
            if other != number:
                yield Found(index, f"its comment says exercise {other}, its metadata {number}")
        if cell.get("execution_count") is not None:
            yield from _answer(index, cell, number)


def _answer(index, cell, number):
    """What is saved is the unsolved exercise, judged by the check of its own number."""
    printed = "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
    if not re.search(rf"^exercise {re.escape(str(number))}: (not yet|wrong)\b", printed, re.M):
        yield Found(index, f"its output does not say `exercise {number}: not yet`: does it end in the call of its own check?")


def _hints(nb):
    """Between an exercise and its solution there is a hint, and each hint is tagged as one."""
    hinted = True
    for index, cell in enumerate(nb.cells):
        kinds = lesson.tags(cell)
        is_hint, folded = "hint" in kinds, re.match(r"\s*<details>\s*<summary>\s*(Hint)?", cell.source)
        if cell.cell_type == "markdown" and folded and folded[1] and not is_hint:
            yield Found(index, "a hint that is not tagged `hint`")
        if kinds & {"hint", "solution"} and not folded:
            yield Found(index, "a hint or solution that is not folded: it begins `<details><summary>`")
        if "exercise" in kinds:
            hinted = False
        hinted = hinted or is_hint
        if "solution" in kinds and not hinted:
            yield Found(index, "its exercise has no hint (tag `hint`)")


def _notes(nb):
    for index, cell in enumerate(nb.cells):
        is_notes = cell.metadata.get("slideshow", {}).get("slide_type") == "notes"
        if is_notes and not re.search(r"\bminutes?\b", cell.source):
            yield Found(index, "notes for the speaker without minutes")


def _hidden(nb):
    """Variables with the name of a function of the lesson: a cell that calls it fails when it is run again."""
    sources = {index: cell.source for index, cell in enumerate(nb.cells) if cell.cell_type == "code"}
    functions = {name for source in sources.values() for name in re.findall(r"^(?:pub )?fn (\w+)", source, re.M)}
    for index, source in sources.items():
        for pattern in re.findall(r"^let ([^:=]+)", source, re.M):
            for name in functions.intersection(re.findall(r"\w+", pattern)):
                yield Found(index, f"the variable `{name}` hides the function `{name}`: rename one of them")


def _ascii(nb):
    """Code in which a compile error is likely: beyond ASCII, evcxr shows one without its place, number and order."""
    for index, cell in enumerate(nb.cells):
        kinds = lesson.tags(cell)
        code = cell.source if kinds & {"exercise", "raises-exception"} else ""
        if "solution" in kinds:
            code = "".join(lesson.rust_blocks(cell))
        beyond = re.search(r"[^\x00-\x7f]", code)
        if beyond:
            yield Found(index, f"`{beyond[0]}` in code that may fail: with letters beyond ASCII evcxr marks no place in its errors")


def _rows(notebook):
    """Whether the contents pages, where there are any, lead to the lesson."""
    folder = notebook.parent
    links = {folder / "README.md": notebook.name, folder.parent / "README.md": f"{folder.name}/{notebook.name}"}
    for page, link in links.items():
        if page.is_file() and f"]({link})" not in page.read_text(encoding="utf-8"):
            yield Found(None, f"no row in {page.relative_to(folder.parent)} leads to it: `[…]({link})`")


def _links(nb, notebook):
    """Whether each link to a file leads to one, and to a row of the glossary where it names one."""
    glossary = notebook.parent / "GLOSSARY.md"
    rows = set(re.findall(r'<a id="([^"]+)">', glossary.read_text(encoding="utf-8"))) if glossary.is_file() else set()
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "markdown":
            continue
        for file, row in re.findall(r"\]\(([^)\s:#]+)(?:#([^)\s]*))?\)", _prose(cell.source)):
            if not (notebook.parent / file).exists():
                yield Found(index, f"a link to {file}, which is not there")
            elif file == glossary.name and row and row not in rows:
                yield Found(index, f'no row `<a id="{row}"></a>` in {file} for the link to it')


def _set_up(nb, notebook):
    """In this course's clone: the first code cell loads `lab`, and nothing comes from a network."""
    if not (notebook.parent.parent / "crates/lab").is_dir():
        return
    code = [(index, cell.source) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    if code and not all(words in code[0][1] for words in (":dep lab ", "lab::doctor()")):
        yield Found(code[0][0], "the first code cell is the set-up: `:dep lab = …`, and `lab::doctor()` at its end")
    for index, source in code:
        for line in re.findall(r"^:dep .*$", source, re.M):
            if "path" not in line:
                yield Found(index, f"`{line}` comes from the network: a lesson loads crates of this course")
