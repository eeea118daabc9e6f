"""Puts the executed lessons into a folder of pages that need no server and no network.

usage: book --look FOLDER --mathjax FOLDER --into FOLDER NOTEBOOKS   (lines of JSON: `page`, `problem`)

NOTEBOOKS is the folder of the lessons, with README.md, the contents page, and GLOSSARY.md.
"""

import argparse
import html
import json
import re
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from lesson import BadLesson, load, tags
from nbconvert.filters import ansi2html, markdown2html_mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

LINK = re.compile(r'href="([\w-]+)\.ipynb((?:#[^"]*)?)"')


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def words(text):
    page = markdown2html_mistune(text)
    page = page.replace('href="GLOSSARY.md', 'href="glossary.html').replace('href="README.md"', 'href="index.html"')
    # The mark beside a heading is for the mouse; a screen reader has the heading itself.
    page = page.replace('class="anchor-link"', 'class="anchor-link" aria-hidden="true" tabindex="-1"')
    page = no_empty_heads(LINK.sub(_page, page)).replace("<pre>", '<pre tabindex="0">')
    # What may be wider than a telephone can be scrolled by keyboard.
    reach = ' tabindex="0" role="group" aria-label="Table"' if "<table" in page else ""
    return f'<div class="words"{reach}>{page}</div>'


def no_empty_heads(page):
    """The first cell of a table's head is often empty: then it is no head."""
    return re.sub(r"<th[^>]*>\s*</th>", "<td></td>", page)


def _page(match):
    return f'href="{match[1]}.html{match[2]}"'


def code(text):
    marked = highlight(text.rstrip("\n"), get_lexer_by_name("rust"), HtmlFormatter(nowrap=True))
    # Reachable by keyboard, since it may have to be scrolled.
    return f'<pre tabindex="0"><code>{marked}</code></pre>'


def output(one):
    """What a cell gave, as HTML."""
    if one.output_type == "stream":
        return printed(one.text)
    if one.output_type == "error":
        return printed("\n".join(one.traceback))
    page = one.data.get("text/html")
    return printed(one.data.get("text/plain", "")) if page is None else no_empty_heads(page)


def printed(text):
    # The compiler's own greys are made for a dark terminal.
    plain = re.sub(r' style="color: rgb\([^"]*"', "", ansi2html(text.rstrip()))
    return f'<pre tabindex="0">{plain}</pre>'


def cell_html(cell):
    """A cell as the reader of a page sees it; what the speaker says is left out."""
    if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
        return ""
    if cell.cell_type == "markdown":
        return words(cell.source)
    source = code(cell.source)
    if "hide-input" in tags(cell):
        source = f"<details><summary>The code of this picture</summary>{source}</details>"
    if "exercise" in tags(cell):
        source = f'<div class="exercise">{source}</div>'
    given = "".join(f'<div class="output" tabindex="0" role="group" aria-label="Output">{output(one)}</div>' for one in cell.outputs)
    return source + given


class Places(HTMLParser):
    """The headings of a page with the text below each; what cells gave is no text to be found."""

    def __init__(self):
        super().__init__()
        self.found, self.heading, self.output = [], None, 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "div" and (self.output or attributes.get("class") == "output"):
            self.output += 1
        if tag in ("h1", "h2", "h3"):
            self.heading = tag
            self.found.append({"id": attributes.get("id", ""), "heading": "", "text": ""})

    def handle_endtag(self, tag):
        if tag == "div" and self.output:
            self.output -= 1
        if tag == self.heading:
            self.heading = None

    def handle_data(self, data):
        if self.found and not self.output:
            self.found[-1]["heading" if self.heading else "text"] += data.replace("¶", "")


def places(address, lesson, page):
    parser = Places()
    parser.feed(page)
    return [
        {
            "address": f"{address}#{one['id']}",
            "lesson": lesson,
            "heading": " ".join(one["heading"].split()),
            "text": " ".join(one["text"].split()),
        }
        for one in parser.found
    ]


def title_of(markdown):
    found = re.search(r"^# +(.+)$", markdown, re.MULTILINE)
    return found[1].strip() if found else "Rung by rung"


def pages(notebooks):
    """Each page: its file, its title, its HTML. Raises BadLesson for a lesson without outputs."""
    made = []
    for file, name in (("README.md", "index.html"), ("GLOSSARY.md", "glossary.html")):
        text = (notebooks / file).read_text(encoding="utf-8")
        made.append((name, title_of(text), words(text)))
    for path in sorted(notebooks.glob("[0-9][0-9]-*.ipynb")):
        nb, _ = load(path)
        ran = [cell for cell in nb.cells if cell.cell_type == "code"]
        if any(cell.execution_count is None for cell in ran):
            raise BadLesson(f"{path.stem} has cells that were not run; `cargo workshop run {path.stem} --write` saves outputs")
        title = title_of("\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown"))
        made.append((f"{path.stem}.html", title, "\n".join(map(cell_html, nb.cells))))
    return made


def navigation(made, here):
    def entry(file, title):
        current = ' aria-current="page"' if file == here else ""
        return f'<li><a href="{file}"{current}>{html.escape(title.split(":")[0])}</a></li>'

    return "\n".join(entry(file, title) for file, title, _ in made)


def around(made, number):
    """Links to the page before and after."""
    links = []
    for step, word in ((-1, "Before"), (1, "Next")):
        other = number + step
        if 0 <= other < len(made):
            file, title, _ = made[other]
            links.append(f'<a href="{file}" rel="{"prev" if step < 0 else "next"}">{word}: {html.escape(title.split(":")[0])}</a>')
    return "".join(links)


def build(notebooks, look, mathjax, into):
    made = pages(notebooks)
    template = (look / "site.html").read_text(encoding="utf-8")
    index = []
    for number, (file, title, page) in enumerate(made):
        index += places(file, title.split(":")[0], page)
        mathematics = '<script>MathJax = {tex: {inlineMath: [["$", "$"]]}};</script><script src="mathjax.js"></script>'
        filled = template
        for key, value in {
            "title": html.escape(title),
            "lessons": navigation(made, file),
            "around": around(made, number),
            "mathjax": mathematics if "$" in page else "",
            "page": page,
        }.items():
            filled = filled.replace("{{ " + key + " }}", value)
        (into / file).write_text(filled, encoding="utf-8")
        tell("page", path=file, title=title)
    (into / "places.js").write_text(f"const places = {json.dumps(index, ensure_ascii=False)};\n", encoding="utf-8")
    for file in ("site.css", "search.js"):
        shutil.copyfile(look / file, into / file)
    shutil.copyfile(mathjax / "es5/tex-svg-full.js", into / "mathjax.js")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--look", type=Path, required=True)
    parser.add_argument("--mathjax", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("notebooks", type=Path)
    args = parser.parse_args()
    args.into.parent.mkdir(parents=True, exist_ok=True)
    # Made beside and then put in place: what was there stays until all is made.
    part = Path(tempfile.mkdtemp(dir=args.into.parent))
    try:
        build(args.notebooks, args.look, args.mathjax, part)
        shutil.rmtree(args.into, ignore_errors=True)
        part.chmod(0o755)
        part.rename(args.into)
    except BadLesson as error:
        tell("problem", message=str(error))
    finally:
        shutil.rmtree(part, ignore_errors=True)


if __name__ == "__main__":
    main()
