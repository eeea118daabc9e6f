"""Turns lessons into decks: one HTML file each, with all that it needs inside.

usage: slides --look FOLDER --reveal FOLDER --mathjax FOLDER --into FOLDER NOTEBOOK…
(lines of JSON: `deck` with the number of pages, `problem` with what is wrong)

A deck holds what the slide types of the cells say: `slide` starts a column, `subslide` a page below,
`fragment` a part that comes later, `-` goes on, `notes` is for the speaker, `skip` is left out.
"""

import argparse
import html
import json
import os
import re
import tempfile
from pathlib import Path

from lesson import BadLesson, load
from nbconvert.filters import ansi2html, markdown2html_mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# Lines of code that fit beside a heading at each size.
ROOMY, DENSE = 16, 21
# Lines of code that leave no room for a picture.
CROWDED = 11
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def code(text, language):
    """Code with its words marked for the theme."""
    lines = text.rstrip("\n").split("\n")
    # 1150 pixels hold so many characters at 20 pixels a line.
    count = sum(1 + len(line) // 96 for line in lines)
    size = "" if count <= ROOMY else "dense" if count <= DENSE else "tiny"
    formatter = HtmlFormatter(nowrap=True)
    marked = highlight("\n".join(lines), get_lexer_by_name(language), formatter)
    return f'<pre class="{size}"><code>{marked}</code></pre>'


def words(text):
    """Markdown as HTML; its blocks of code as the cells' own."""
    blocks = []

    def keep(match):
        blocks.append(code(match[2], match[1]))
        return f"\n\nBLOCK-OF-CODE-{len(blocks) - 1}\n\n"

    page = markdown2html_mistune(FENCE.sub(keep, text))
    for number, block in enumerate(blocks):
        page = page.replace(f"<p>BLOCK-OF-CODE-{number}</p>", block)
    return f'<div class="words">{page}</div>'


def output(one):
    """What a cell gave, as HTML, and whether it takes the room there is."""
    if one.output_type == "stream":
        return printed(one.text), False
    if one.output_type == "error":
        return printed("\n".join(one.traceback)), False
    page = one.data.get("text/html")
    if page is None:
        return printed(one.data.get("text/plain", "")), False
    return page, True


def printed(text):
    lines = text.rstrip("\n").split("\n")
    size = "" if len(lines) <= ROOMY else "dense" if len(lines) <= DENSE else "tiny"
    return f'<pre class="printed {size}">{ansi2html(chr(10).join(lines))}</pre>'


def content(cell):
    """A cell as parts of a page; two of them where the picture needs a page of its own."""
    if cell.cell_type == "markdown":
        return [words(cell.source)]
    shown = []
    if "hide-input" not in cell.metadata.get("tags", []):
        shown.append(code(cell.source, "rust"))
    given = []
    for one in cell.outputs:
        page, grows = output(one)
        given.append(f'<div class="output{" grows" if grows else ""}"><div>{page}</div></div>')
    has_picture = any("<img" in part for part in given)
    if shown and has_picture and cell.source.count("\n") >= CROWDED:
        return [together(shown), together(given)]
    return [together(shown + given)]


def together(parts):
    if any('class="output grows"' in part for part in parts) and len(parts) > 1:
        return f'<div class="grows">{"".join(parts)}</div>'
    return "".join(parts)


def kind(cell):
    """The slide type of a cell; cells without one go on with the page."""
    return cell.metadata.get("slideshow", {}).get("slide_type") or "-"


def columns(cells):
    """The pages of a lesson, column by column; each is a list of parts, and the notes of the speaker."""
    deck = []
    for cell in cells:
        what = kind(cell)
        if what == "skip":
            continue
        if what == "slide" or not deck:
            deck.append([])
        if what in ("slide", "subslide") or not deck[-1]:
            deck[-1].append(([], []))
        parts, notes = deck[-1][-1]
        if what == "notes":
            notes.append(words(cell.source))
        else:
            first, *second = content(cell)
            parts.append(f'<div class="fragment{grows_in(first)}">{first}</div>' if what == "fragment" else first)
            deck[-1].extend(([part], []) for part in second)
    return deck


def grows_in(part):
    return " grows" if 'class="output grows"' in part or 'class="grows"' in part else ""


def section(page, is_title):
    parts, notes = page
    aside = f'<aside class="notes">{"".join(notes)}</aside>' if notes else ""
    first = " title" if is_title else ""
    return f'<section><div class="page{first}">{"".join(parts)}</div>{aside}</section>'


def slides(deck):
    """The sections that reveal.js turns into pages."""
    out = []
    for number, column in enumerate(deck):
        pages = [section(page, number == 0 and row == 0) for row, page in enumerate(column)]
        out.append(pages[0] if len(pages) == 1 else f'<section>{"".join(pages)}</section>')
    return "\n".join(out)


def has_mathematics(page):
    return "$" in page or "\\(" in page


def mathematics(folder):
    settings = """<script>MathJax = {tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]]},
        options: {skipHtmlTags: ["script", "style", "textarea", "pre", "code"]}, svg: {fontCache: "global"}};</script>"""
    return f"{settings}<script>{script(folder / 'es5/tex-svg-full.js')}</script>"


def script(path):
    """A script that can stand inside an HTML file."""
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")


def fill(template, values):
    return re.sub(r"{{ (\w+) }}", lambda match: values[match[1]], template)


def build(notebook, args):
    cells = load(notebook)[0].cells
    ran = [cell for cell in cells if cell.cell_type == "code" and cell.get("outputs")]
    if not ran:
        raise BadLesson("it has no outputs: `cargo workshop run --write` makes them")
    deck = columns(cells)
    body = slides(deck)
    title = re.search(r"^# (.+)$", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.MULTILINE)
    page = fill(
        (args.look / "deck.html").read_text(encoding="utf-8"),
        {
            "title": html.escape(title[1] if title else notebook.stem),
            "reveal_css": (args.reveal / "dist/reset.css").read_text() + (args.reveal / "dist/reveal.css").read_text(),
            "theme_css": (args.look / "theme.css").read_text(encoding="utf-8"),
            "slides": body,
            "mathjax": mathematics(args.mathjax) if has_mathematics(body) else "",
            "reveal_js": script(args.reveal / "dist/reveal.js"),
            "notes_js": script(args.reveal / "plugin/notes/notes.js"),
        },
    )
    path = args.into / f"{notebook.stem}.html"
    replace(path, page)
    tell("deck", name=notebook.stem, path=str(path), pages=sum(map(len, deck)), bytes=len(page.encode()))


def replace(path, text):
    """Puts the text in place of the file, wholly or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def main():
    parser = argparse.ArgumentParser()
    for name in ("look", "reveal", "mathjax", "into"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("notebooks", type=Path, nargs="+")
    args = parser.parse_args()
    args.into.mkdir(parents=True, exist_ok=True)
    for notebook in args.notebooks:
        try:
            build(notebook, args)
        except BadLesson as error:
            tell("problem", name=notebook.stem, message=str(error))


if __name__ == "__main__":
    main()
